//! The code that went to the holder's telephone, after national number and password. Reservation,
//! comparison and conclusion are one transaction, as with the card.

mod send;

pub use send::send_sms;
pub(in crate::login) use send::{Sending, Sent, send};

use super::held::held;
use super::key::is_known;
use super::lanes::{Authenticator, all_lanes, lane};
use super::password::closed_problem;
use super::settle::{Authenticated, settle};
use super::view::stay;
use crate::answer::{Problem, SmsView, StepAnswer};
use crate::call::NewCookies;
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::link::Judgement;
use lykill_broker::login::{self, Event, advance};
use lykill_broker::sms_code::{self, judge, read_code};
use lykill_broker::types::{AwaitedSms, LinkCode, LinkCodeState};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{MethodKind, Timestamp};
use lykill_crypto::pure::prf;
use lykill_issuer::types::{Eid, EidState};
use lykill_store::eid::eid_lock;
use lykill_store::lane::{lane_clear, lane_lock, lane_save};
use lykill_store::link_code::{link_code_list, link_code_move};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::person::person_fetch;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// The page that asks for it.
pub(super) fn shown(ctx: &Context, awaited: &AwaitedSms) -> SmsView {
    SmsView {
        to: awaited.to.clone(),
        sent_at: awaited.sent_at,
        valid_until: awaited.valid_until,
        resend_at: awaited.sent_at + sms_code::RESEND_AFTER,
        now: ctx.now(),
        tries_left: sms_code::TRIES.saturating_sub(awaited.tries),
        voice: ctx.settings.voice,
    }
}

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// What was typed: six digits, or nothing that could be.
    typed: Option<String>,
}

/// Everything that the decision looks at, locked.
struct Scene {
    now: Timestamp,
    stored: StoredLogin,
    awaited: AwaitedSms,
    eid: Eid,
    known_device: bool,
}

/// Checks the code of the newest message. Whatever is not six ASCII digits is sent back uncounted;
/// everything else takes an attempt before it is compared.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_sms(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    typed: &str,
) -> Result<StepAnswer, Error> {
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        typed: read_code(typed).ok(),
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Answer {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let scene = match self.scene(tx).await? {
            Ok(scene) => scene,
            Err(answer) => return Ok(Commit(answer)),
        };
        let Some(typed) = &self.typed else {
            return self.stay(tx, &scene.stored, Problem::NotSixDigits).await;
        };
        // Nothing is compared any more, so nothing may fill the lane of the holder's next login.
        if scene.awaited.tries >= sms_code::TRIES {
            return self.stay(tx, &scene.stored, Problem::CodeTries).await;
        }
        let whose = (scene.eid.user_id.as_str(), scene.known_device);
        let lane = lane(tx, &self.ctx, Authenticator::SmsCode, whose).await?;
        let before = lane_lock(tx, &lane).await?;
        match before.reserve(scene.now) {
            Ok(reserved) => lane_save(tx, &lane, &reserved).await?,
            Err(closed) => {
                let answer = self.stay(tx, &scene.stored, closed_problem(closed)).await;
                let row = self.record(&scene, AuditKind::LaneClosed);
                noise::save(tx, row, (&self.ctx, &self.call), scene.now).await?;
                return answer;
            }
        }
        let codes = link_code_list(tx, scene.stored.login.id).await?;
        let matching = self.matching(tx, &scene, &codes, typed).await?;
        let (id, tries) = (scene.stored.login.id, scene.awaited.tries);
        match judge(id, &codes, matching, tries, scene.now) {
            Judgement::Right => {
                let code = codes.into_iter().next();
                let code = code.ok_or_else(|| impossible("login", "state", &id))?;
                self.accept(tx, scene, &code).await
            }
            Judgement::Expired | Judgement::Superseded => {
                // Whoever was sent that code guesses nothing.
                lane_save(tx, &lane, &before).await?;
                self.record(&scene, AuditKind::SmsCodeRefused)
                    .detail("expired")
                    .save(tx)
                    .await?;
                self.stay(tx, &scene.stored, Problem::CodeExpired).await
            }
            Judgement::Wrong { left } => {
                self.refuse(tx, scene, Problem::CodeMismatch { left }).await
            }
            Judgement::TooMany => self.refuse(tx, scene, Problem::CodeTries).await,
        }
    }

    /// Loads and locks, in the order login, eID, that every operation keeps.
    async fn scene(&self, tx: &mut Tx<'_>) -> Result<Result<Scene, StepAnswer>, StoreError> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Err(StepAnswer::Gone(gone))),
        };
        let Ok(awaited) = login::expect_sms(&stored.login, now).cloned() else {
            return Ok(Err(StepAnswer::Next(NewCookies::default())));
        };
        let lost = || impossible("login", "state", &stored.login.id);
        let eid = eid_lock(tx, awaited.eid).await?.ok_or_else(lost)?;
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let known_device = is_known(tx, device, eid.id, now).await?;
        Ok(Ok(Scene {
            now,
            stored,
            awaited,
            eid,
            known_device,
        }))
    }

    /// Which of the login's codes was typed. None is, of an eID that was blocked since its password
    /// was right, nor after another telephone number was registered.
    async fn matching(
        &self,
        tx: &mut Tx<'_>,
        scene: &Scene,
        codes: &[LinkCode],
        typed: &str,
    ) -> Result<Option<usize>, StoreError> {
        let person = person_fetch(tx, scene.eid.person).await?;
        let to = person.and_then(|person| person.phone).unwrap_or_default();
        let offered = send::hashes(&self.ctx, scene.stored.login.id, (&to, typed));
        let is_offered = |code: &LinkCode| {
            let mut offered = offered.iter();
            offered.any(|offered| prf::equal(&code.hash.0, &offered.0))
        };
        let found = codes.iter().position(is_offered);
        let is_active = matches!(scene.eid.state, EidState::Active { .. });
        Ok(found.filter(|_| is_active))
    }

    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        scene: Scene,
        code: &LinkCode,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let spent = link_code_move(tx, code.id, LinkCodeState::Live, LinkCodeState::Spent).await?;
        if !spent.is_spent() {
            return Err(Rollback::Retry);
        }
        self.record(&scene, AuditKind::SmsCodeUsed).save(tx).await?;
        lane_clear(tx, &all_lanes(&self.ctx, scene.eid.user_id.as_str())).await?;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now: scene.now,
            known_device: scene.known_device,
        };
        let answer = settle(tx, &seen, scene.stored, (&scene.eid, MethodKind::SmsCode)).await?;
        Ok(Commit(answer))
    }

    /// Counts the try in the login itself, under its version: parallel tries cannot share one.
    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        mut scene: Scene,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let row = self.record(&scene, AuditKind::SmsCodeRefused);
        row.save(tx).await?;
        let Ok(step) = advance(&scene.stored.login, Event::SmsWrong, scene.now) else {
            return Err(Rollback::Retry);
        };
        scene.stored.login.state = step.state;
        login_save(tx, &scene.stored.login).await?;
        self.stay(tx, &scene.stored, problem).await
    }

    fn record(&self, scene: &Scene, kind: AuditKind) -> Record {
        Record::new(&self.ctx, &self.call, scene.now, kind)
            .login(&scene.stored.login)
            .eid(scene.eid.id)
            .person(scene.eid.person)
    }

    async fn stay(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        Ok(Commit(stay(tx, &self.ctx, stored, problem).await?))
    }
}
