//! Write 2 of the password step: what the comparison found becomes a state, counters and rows.

use super::verify::Verified;
use super::{Attempt, Reserved};
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::login::held;
use crate::login::key_card::{Prompt, none_left, prompt};
use crate::login::sms::{self, Sending, Sent};
use crate::login::view::stay;
use crate::noise;
use crate::record::Record;
use lykill_broker::login::{self, Event, advance};
use lykill_broker::types::{AwaitedKey, AwaitedOtp, Login, RefusedReason};
use lykill_core::audit::AuditKind;
use lykill_core::id::EidId;
use lykill_core::{MethodKind, Timestamp};
use lykill_issuer::types::{CardKind, Eid, EidState, StoredHash, TokenPurpose};
use lykill_store::eid::{eid_lock, eid_rehash};
use lykill_store::lane::lane_clear;
use lykill_store::login::{StoredLogin, login_lock, login_save};
use lykill_store::otp_token::otp_token_of;
use lykill_store::{Commit, Rollback, StoreError, Tx};

impl Attempt {
    /// Write 2: the refusal with its audit row, or the next step with its.
    pub(super) async fn conclude(
        &self,
        tx: &mut Tx<'_>,
        reserved: &Reserved,
        verified: &Verified,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let (login, eid) = (self.login, reserved.eid.as_ref().map(|eid| eid.id));
        let scene = tx.together(
            |tx| Box::pin(login_lock(tx, login)),
            |tx| Box::pin(locked(tx, eid)),
        );
        let (stored, eid) = scene.await?;
        // A block between the two writes wins.
        let before = reserved.eid.as_ref().map(|eid| &eid.state);
        let eid = eid.filter(|eid| Some(&eid.state) == before);
        let stored = match self.still_awaited(stored, now) {
            Ok(stored) => stored,
            Err(passed) => {
                let (answer, login) = *passed;
                // What was guessed wrong counts, whatever became of the login meanwhile.
                if matches!(verified, Verified::No) {
                    let about = (reserved, eid.as_ref());
                    self.refuse(tx, about, login.as_ref(), now).await?;
                }
                return Ok(Commit(answer));
            }
        };
        let next = match (&eid, verified) {
            (Some(eid), Verified::Temporary) if awaits(eid) => {
                Ok(Event::TemporaryPasswordRight { eid: eid.id })
            }
            (Some(eid), Verified::Own { rehashed }) => {
                self.rehash(tx, eid, rehashed.as_ref()).await?;
                self.second_factor(tx, eid, &stored.login, now).await?
            }
            (_, Verified::Dead(problem)) => {
                lane_clear(tx, &reserved.lanes).await?;
                let row = self.row(AuditKind::PasswordRefused, eid.as_ref(), &stored.login, now);
                row.detail("letter not usable").save(tx).await?;
                return Ok(Commit(stay(tx, &self.ctx, &stored, problem.clone()).await?));
            }
            _ => {
                let page = stay(tx, &self.ctx, &stored, Problem::PasswordMismatch).await?;
                let login = Some(&stored.login);
                self.refuse(tx, (reserved, eid.as_ref()), login, now)
                    .await?;
                return Ok(Commit(page));
            }
        };
        lane_clear(tx, &reserved.lanes).await?;
        let row = self.row(
            AuditKind::PasswordAccepted,
            eid.as_ref(),
            &stored.login,
            now,
        );
        row.save(tx).await?;
        self.go_on(tx, stored, next, now).await
    }

    /// The next step; or the same one again, where it cannot be gone to now.
    async fn go_on(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        next: Result<Event, Problem>,
        now: Timestamp,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let event = match next {
            Ok(event) => event,
            Err(problem) => return Ok(Commit(stay(tx, &self.ctx, &stored, problem).await?)),
        };
        let Ok(step) = advance(&stored.login, event, now) else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    /// The login, if it waits for a password still; else what is answered, and the login if this
    /// browser holds it.
    fn still_awaited(
        &self,
        stored: Option<StoredLogin>,
        now: Timestamp,
    ) -> Result<StoredLogin, Box<(StepAnswer, Option<Login>)>> {
        let held = held::check(stored, &self.browser, now);
        let stored = held.map_err(|gone| Box::new((StepAnswer::Gone(gone), None)))?;
        if login::expect_password(&stored.login, now).is_ok() {
            return Ok(stored);
        }
        let next = StepAnswer::Next(NewCookies::default());
        Err(Box::new((next, Some(stored.login))))
    }

    fn row(&self, kind: AuditKind, eid: Option<&Eid>, login: &Login, now: Timestamp) -> Record {
        let row = Record::new(&self.ctx, &self.call, now, kind);
        self.about(row, eid).login(login)
    }

    /// A failure: counted where a stranger's are, and written down. Those at user ids that nobody
    /// has are endless, so they may be counted only (security.md case 200).
    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        (reserved, eid): (&Reserved, Option<&Eid>),
        login: Option<&Login>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(sources) = &reserved.sources {
            sources.fail(tx, (&self.ctx, &self.call), now).await?;
        }
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::PasswordRefused);
        let row = match login {
            Some(login) => row.login(login),
            None => row,
        };
        let place = (&self.ctx, &self.call);
        match eid {
            Some(_) => noise::save_of_somebody(tx, self.about(row, eid), place, now).await,
            None => noise::save(tx, row, place, now).await,
        }
    }

    async fn rehash(
        &self,
        tx: &mut Tx<'_>,
        eid: &Eid,
        rehashed: Option<&StoredHash>,
    ) -> Result<(), StoreError> {
        let (Some(new), EidState::Active { password: old }) = (rehashed, &eid.state) else {
            return Ok(());
        };
        if eid_rehash(tx, eid.id, old, new).await?.is_spent() {
            let now = self.ctx.now();
            let row = Record::new(&self.ctx, &self.call, now, AuditKind::PasswordRehashed);
            row.eid(eid.id).person(eid.person).save(tx).await?;
        }
        Ok(())
    }

    /// What the chosen method asks after the password; a problem where it cannot ask now.
    async fn second_factor(
        &self,
        tx: &mut Tx<'_>,
        eid: &Eid,
        login: &Login,
        now: Timestamp,
    ) -> Result<Result<Event, Problem>, StoreError> {
        let method = login.state.method();
        Ok(match self.ctx.kind(method) {
            Some(MethodKind::KeyViewer) => Ok(self.ask_for_code(tx, eid, method).await?),
            Some(MethodKind::SmsCode) => {
                let sending = Sending {
                    ctx: &self.ctx,
                    call: &self.call,
                    login,
                    eid,
                    tries: 0,
                    by_call: false,
                    now,
                };
                match sms::send(tx, &sending).await? {
                    Sent::Away(sms) => Ok(Event::SmsSent(sms)),
                    Sent::Nowhere => Ok(Event::Refuse(RefusedReason::NoPhone)),
                    Sent::NotBefore(at) => Err(Problem::SendLimit(at)),
                }
            }
            Some(MethodKind::PinLetter) => {
                let asked = (CardKind::PinLetter, method);
                Ok(self.ask_for_key(tx, eid, asked).await?)
            }
            _ => Ok(self
                .ask_for_key(tx, eid, (CardKind::KeyCard, method))
                .await?),
        })
    }

    async fn ask_for_code(
        &self,
        tx: &mut Tx<'_>,
        eid: &Eid,
        method: &str,
    ) -> Result<Event, StoreError> {
        let viewer = otp_token_of(tx, eid.person, TokenPurpose::KeyViewer).await?;
        Ok(match viewer.filter(|viewer| viewer.is_held_with(eid.id)) {
            Some(_) => Event::OtpAsked(AwaitedOtp {
                eid: eid.id,
                person: eid.person,
                method: method.to_owned(),
            }),
            None => Event::Refuse(RefusedReason::NoViewer),
        })
    }

    async fn ask_for_key(
        &self,
        tx: &mut Tx<'_>,
        eid: &Eid,
        (kind, method): (CardKind, &str),
    ) -> Result<Event, StoreError> {
        let found = prompt(tx, &self.ctx, eid.id, (kind, false)).await?;
        let Some(Prompt { card, number }) = found else {
            return Ok(Event::Refuse(none_left(kind)));
        };
        let (eid, person) = (eid.id, eid.person);
        Ok(Event::Asked(AwaitedKey {
            eid,
            person,
            card,
            number,
            method: method.to_owned(),
            chosen_password: None,
            chosen_user_id: None,
            chosen_strength: None,
            shown_in: None,
        }))
    }
}

/// A letter may live while its eID is blocked.
const fn awaits(eid: &Eid) -> bool {
    matches!(eid.state, EidState::AwaitsActivation { .. })
}

async fn locked(tx: &mut Tx<'_>, eid: Option<EidId>) -> Result<Option<Eid>, StoreError> {
    match eid {
        Some(eid) => eid_lock(tx, eid).await,
        None => Ok(None),
    }
}
