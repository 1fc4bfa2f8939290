//! What a passkey answered: chosen first, picked in the field of the user id, or in place of the
//! key or code after the password. Nothing here can be guessed, so nothing runs in a lane: nobody
//! is locked out with somebody else's passkey.

use super::held::held;
use super::key::is_known;
use super::lanes::all_lanes;
use super::settle::{Authenticated, settle_proof};
use super::view::stay;
use crate::answer::{PasskeyProblem, Problem, StepAnswer};
use crate::call::NewCookies;
use crate::passkey::{Bound, Stale, challenges, spend};
use crate::record::Record;
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::level::lower;
use lykill_broker::login::{ByPasskey, expect_passkey};
use lykill_broker::types::Login;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::proof::Verified;
use lykill_core::{Factor, MethodKind, Proof, Timestamp};
use lykill_crypto::pure::webauthn::{self, Asserted, Assertion, StoredKey, WebauthnError};
use lykill_crypto::pure::{b64, prf};
use lykill_issuer::passkey::{Unusable, counter_goes_on, factors, usable, user_handle, worth};
use lykill_issuer::types::{Eid, EidState, Passkey};
use lykill_store::eid::eid_lock;
use lykill_store::lane::lane_clear;
use lykill_store::login::StoredLogin;
use lykill_store::passkey::{passkey_by_credential, passkey_use};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// What an authenticator answered. Bytes are base64url.
#[derive(Debug, Clone, Default)]
pub struct PasskeyAnswer {
    /// The moment of the challenge, in microseconds.
    pub issued: String,
    /// The credential's name.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// `signature`.
    pub signature: String,
    /// `userHandle`; may be empty where the credential was named to the authenticator.
    pub user_handle: String,
}

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    issued: Timestamp,
    credential: Vec<u8>,
    user_handle: Vec<u8>,
    assertion: Assertion,
}

/// Why an answer was refused, for the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Stale(Stale),
    Unknown,
    OtherHolder,
    UserHandle,
    Wrong(WebauthnError),
    Inactive,
    Unusable(Unusable),
    Counter(u32, u32),
}

impl Refused {
    fn words(self) -> String {
        match self {
            Self::Stale(Stale::Late) => "challenge too old".to_owned(),
            Self::Stale(Stale::Answered) => "challenge answered before".to_owned(),
            Self::Unknown => "no such credential".to_owned(),
            Self::OtherHolder => "another holder's passkey".to_owned(),
            Self::UserHandle => "another user handle".to_owned(),
            Self::Wrong(why) => why.to_string(),
            Self::Inactive => "eID not active".to_owned(),
            Self::Unusable(Unusable::Blocked) => "passkey blocked".to_owned(),
            Self::Unusable(Unusable::Waits(_)) => "passkey waits".to_owned(),
            Self::Counter(before, now) => format!("counter was {before}, now {now}"),
        }
    }

    const fn kind(self) -> AuditKind {
        match self {
            Self::Counter(..) => AuditKind::PasskeyCounter,
            _ => AuditKind::PasskeyRefused,
        }
    }

    /// What the person is told: little before the signature was right.
    const fn problem(self) -> Problem {
        Problem::Passkey(match self {
            Self::Stale(_) => PasskeyProblem::Late,
            Self::Unusable(Unusable::Waits(until)) => PasskeyProblem::Waits(until),
            Self::Counter(..) => PasskeyProblem::Copied,
            _ => PasskeyProblem::Refused,
        })
    }
}

/// A right answer.
struct Right {
    eid: Eid,
    passkey: Passkey,
}

/// Checks what a passkey answered, in the step that the login awaits.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_passkey(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    shown: &PasskeyAnswer,
) -> Result<StepAnswer, Error> {
    let bytes = |text: &str| b64::decode(text).unwrap_or_default();
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        issued: Timestamp::from_micros(shown.issued.parse().unwrap_or_default()),
        credential: bytes(&shown.credential),
        user_handle: bytes(&shown.user_handle),
        assertion: Assertion {
            client_data: bytes(&shown.client_data),
            authenticator_data: bytes(&shown.authenticator_data),
            signature: bytes(&shown.signature),
        },
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Answer {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
        };
        let expected = expect_passkey(&stored.login, now).ok();
        let offered = self.ctx.passkey_method(&stored.login);
        let (Some(by), Some(method)) = (expected, offered) else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        match self.judge(tx, (&stored.login, by), now).await? {
            Ok(right) => self.accept(tx, stored, (by, method), right).await,
            Err((why, whose)) => {
                self.write_down(tx, &stored.login, (why, whose), now)
                    .await?;
                Ok(Commit(stay(tx, &self.ctx, &stored, why.problem()).await?))
            }
        }
    }

    /// Everything that speaks against the answer, in an order that tells strangers nothing; then
    /// the use is noted.
    async fn judge(
        &self,
        tx: &mut Tx<'_>,
        (login, by): (&Login, ByPasskey),
        now: Timestamp,
    ) -> Result<Result<Right, (Refused, Option<Passkey>)>, Rollback> {
        let bound = Bound::Login(login.id, &login.browser);
        if let Err(stale) = spend(tx, bound, (self.issued, now)).await? {
            return Ok(Err((Refused::Stale(stale), None)));
        }
        let Some(passkey) = passkey_by_credential(tx, &self.credential).await? else {
            return Ok(Err((Refused::Unknown, None)));
        };
        let eid = eid_lock(tx, passkey.eid).await?;
        let checked = self
            .is_holders(&passkey, by)
            .and_then(|()| self.verify(&passkey, bound));
        let asserted = match checked {
            Ok(asserted) => asserted,
            Err(why) => return Ok(Err((why, Some(passkey)))),
        };
        let is_active = |eid: &Eid| matches!(eid.state, EidState::Active { .. });
        let Some(eid) = eid.filter(is_active) else {
            return Ok(Err((Refused::Inactive, Some(passkey))));
        };
        if let Err(why) = usable(&passkey, now) {
            return Ok(Err((Refused::Unusable(why), Some(passkey))));
        }
        if !counter_goes_on(passkey.counter, asserted.counter) {
            let why = Refused::Counter(passkey.counter, asserted.counter);
            return Ok(Err((why, Some(passkey))));
        }
        let shown = (asserted.counter, asserted.backed_up);
        if !passkey_use(tx, passkey.id, shown, now).await?.is_spent() {
            // It was used or blocked between the two statements: looked at again.
            return Err(Rollback::Retry);
        }
        Ok(Ok(Right { eid, passkey }))
    }

    /// Whether the passkey is one that may answer here (WebAuthn section 7.2, steps 5 and 6).
    fn is_holders(&self, passkey: &Passkey, by: ByPasskey) -> Result<(), Refused> {
        let is_named = prf::equal(&self.user_handle, &user_handle(passkey.eid));
        match by {
            ByPasskey::Holder(eid) if eid != passkey.eid => Err(Refused::OtherHolder),
            ByPasskey::Holder(_) if self.user_handle.is_empty() => Ok(()),
            _ if is_named => Ok(()),
            _ => Err(Refused::UserHandle),
        }
    }

    fn verify(&self, passkey: &Passkey, bound: Bound<'_>) -> Result<Asserted, Refused> {
        let party = self.ctx.settings.passkeys.party();
        let party = party.ok_or(Refused::Wrong(WebauthnError::RelyingParty))?;
        let stored = StoredKey {
            key: &passkey.key,
            backup_eligible: passkey.backup_eligible,
        };
        let mut outcome = Err(WebauthnError::Challenge);
        for challenge in challenges(&self.ctx, bound, self.issued) {
            if outcome == Err(WebauthnError::Challenge) {
                outcome = webauthn::asserted(party, &challenge, stored, &self.assertion);
            }
        }
        outcome.map_err(Refused::Wrong)
    }

    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        stored: StoredLogin,
        (by, method): (ByPasskey, String),
        Right { eid, passkey }: Right,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        self.row(&stored.login, (AuditKind::PasskeyUsed, now))
            .eid(eid.id)
            .person(eid.person)
            .detail(passkey.id.to_string())
            .save(tx)
            .await?;
        lane_clear(tx, &all_lanes(&self.ctx, eid.user_id.as_str())).await?;
        let before: &[Factor] = match by {
            ByPasskey::Anybody => &[],
            ByPasskey::Holder(_) => &[Factor::Pwd],
        };
        let proof = Proof::verified(Verified {
            subject: eid.person,
            eid: eid.id,
            authenticator: MethodKind::Passkey,
            method,
            login: stored.login.id,
            factors: factors(&passkey, before),
            bound_at: lower(
                eid.proofed,
                worth(&passkey, &self.ctx.settings.passkeys.rules),
            ),
            at: now,
        });
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now,
            known_device: is_known(tx, device, eid.id, now).await?,
        };
        let answer = settle_proof(tx, &seen, stored, (proof, Some(&eid))).await?;
        Ok(Commit(answer))
    }

    async fn write_down(
        &self,
        tx: &mut Tx<'_>,
        login: &Login,
        (why, whose): (Refused, Option<Passkey>),
        now: Timestamp,
    ) -> Result<(), Rollback> {
        let row = self.row(login, (why.kind(), now)).detail(why.words());
        let place = (&self.ctx, &self.call);
        match whose {
            Some(passkey) => {
                let row = row.eid(passkey.eid).person(passkey.person);
                noise::save_of_somebody(tx, row, place, now).await?;
            }
            None => noise::save(tx, row, place, now).await?,
        }
        Ok(())
    }

    fn row(&self, login: &Login, (kind, now): (AuditKind, Timestamp)) -> Record {
        Record::new(&self.ctx, &self.call, now, kind).login(login)
    }
}
