//! The code of a key viewer, after user id and password: in place of the card's key. Reservation,
//! comparison and conclusion are one transaction, as with the card.

use super::held::held;
use super::key::is_known;
use super::lanes::{Authenticator, all_lanes, lane};
use super::password::closed_problem;
use super::settle::{Authenticated, settle};
use super::take_code::take;
use super::view::stay;
use crate::answer::{Problem, StepAnswer, StepView};
use crate::call::NewCookies;
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login;
use lykill_broker::types::AwaitedOtp;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{MethodKind, Timestamp};
use lykill_issuer::otp_token::{TypedCode, read_code};
use lykill_issuer::types::{Eid, EidState, TokenPurpose, TokenSerial};
use lykill_store::eid::eid_lock;
use lykill_store::lane::{lane_clear, lane_lock, lane_save};
use lykill_store::login::StoredLogin;
use lykill_store::otp_token::otp_token_of;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// A device that was blocked a moment ago is asked for still: its code is refused.
pub(super) async fn shown(tx: &mut Tx<'_>, otp: &AwaitedOtp) -> Result<StepView, StoreError> {
    let token = otp_token_of(tx, otp.person, TokenPurpose::KeyViewer).await?;
    Ok(StepView::Otp {
        serial: token.map(|token| token.serial.to_string()),
    })
}

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// What was typed: six or eight digits, or nothing that could be.
    typed: Option<TypedCode>,
}

/// Everything that the decision looks at, locked.
struct Scene {
    now: Timestamp,
    stored: StoredLogin,
    eid: Eid,
    known_device: bool,
}

/// Checks the code of the holder's key viewer. Whatever can be no code is sent back uncounted;
/// everything else takes an attempt before it is compared.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_otp(
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
        let Some(typed) = self.typed else {
            return self.stay(tx, &scene, Problem::NotACode).await;
        };
        let whose = (scene.eid.user_id.as_str(), scene.known_device);
        let lane = lane(tx, &self.ctx, Authenticator::KeyViewer, whose).await?;
        let reserved = match lane_lock(tx, &lane).await?.reserve(scene.now) {
            Ok(reserved) => reserved,
            Err(closed) => {
                let answer = self.stay(tx, &scene, closed_problem(closed)).await;
                let row = self.record(&scene, AuditKind::LaneClosed);
                noise::save(tx, row, (&self.ctx, &self.call), scene.now).await?;
                return answer;
            }
        };
        lane_save(tx, &lane, &reserved).await?;
        if let Some(serial) = self.is_right(tx, &scene, typed).await? {
            return self.accept(tx, scene, &serial).await;
        }
        self.record(&scene, AuditKind::OtpRefused).save(tx).await?;
        let waits = reserved.wait_until > scene.now;
        let wait_until = waits.then_some(reserved.wait_until);
        self.stay(tx, &scene, Problem::OtpMismatch { wait_until })
            .await
    }

    /// Loads and locks, in the order login, eID, device, that every operation keeps.
    async fn scene(&self, tx: &mut Tx<'_>) -> Result<Result<Scene, StepAnswer>, StoreError> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Err(StepAnswer::Gone(gone))),
        };
        let Ok(AwaitedOtp { eid, .. }) = login::expect_otp(&stored.login, now).cloned() else {
            return Ok(Err(StepAnswer::Next(NewCookies::default())));
        };
        let lost = || impossible("login", "state", &stored.login.id);
        let locked = eid_lock(tx, eid).await?.ok_or_else(lost)?;
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let known_device = is_known(tx, device, eid, now).await?;
        Ok(Ok(Scene {
            now,
            stored,
            eid: locked,
            known_device,
        }))
    }

    /// The device whose code it is, if this eID still has it. An eID that was blocked since its
    /// password was right has none.
    async fn is_right(
        &self,
        tx: &mut Tx<'_>,
        scene: &Scene,
        typed: TypedCode,
    ) -> Result<Option<TokenSerial>, StoreError> {
        let is_active = matches!(scene.eid.state, EidState::Active { .. });
        let token = otp_token_of(tx, scene.eid.person, TokenPurpose::KeyViewer).await?;
        let token = token.filter(|_| is_active);
        let serial = token.map(|token| token.serial);
        let whose = (serial.as_ref(), scene.eid.id);
        let right = take(tx, &self.ctx, whose, (typed, scene.now)).await?;
        Ok(serial.filter(|_| right))
    }

    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        scene: Scene,
        serial: &TokenSerial,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let row = self.record(&scene, AuditKind::OtpUsed);
        row.detail(serial.to_string()).save(tx).await?;
        lane_clear(tx, &all_lanes(&self.ctx, scene.eid.user_id.as_str())).await?;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now: scene.now,
            known_device: scene.known_device,
        };
        let answer = settle(tx, &seen, scene.stored, (&scene.eid, MethodKind::KeyViewer)).await?;
        Ok(Commit(answer))
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
        scene: &Scene,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        Ok(Commit(stay(tx, &self.ctx, &scene.stored, problem).await?))
    }
}
