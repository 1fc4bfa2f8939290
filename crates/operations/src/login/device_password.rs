//! The password after a code device's code: reserve an attempt, verify outside any transaction,
//! conclude. The lanes are those of the same password at the key card's login, so the one does
//! not give tries to the other.

use super::again::start_again;
use super::held;
use super::key::is_known;
use super::lanes::{Authenticator, all_lanes, lane};
use super::password::{Reserved, Verified, closed_problem, verify};
use super::settle::{Authenticated, settle};
use super::sources::Sources;
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login;
use lykill_broker::types::Login;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{MethodKind, Secret, Timestamp};
use lykill_issuer::types::{Eid, EidState};
use lykill_store::eid::{eid_lock, eid_rehash};
use lykill_store::lane::{lane_clear, lane_lock, lane_save};
use lykill_store::login::StoredLogin;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

struct Attempt {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
}

/// What was locked: the login at this step, its eID, and whether the device is known.
struct Scene {
    now: Timestamp,
    stored: StoredLogin,
    eid: Eid,
    known_device: bool,
}

/// How the reserving transaction ended.
enum Reservation {
    Made(Box<Reserved>),
    Answer(Box<StepAnswer>),
}

/// Checks the password of the eID whose device's code was right. It must come within five minutes
/// of the code.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer; the attempt may stay counted.
pub async fn answer_device_password(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    password: Secret<String>,
) -> Result<StepAnswer, Error> {
    let attempt = Arc::new(Attempt {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
    });
    // Whom we have no time for, loses no try by it.
    let place = ctx.hasher.place()?;
    let job = Arc::clone(&attempt);
    let reservation = ctx.db.write_covered(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.reserve(tx).await })
    });
    let reserved = match reservation.await? {
        Reservation::Made(reserved) => *reserved,
        Reservation::Answer(answer) => return Ok(*answer),
    };
    let verified = verify(ctx, place, &reserved, &password).await?;
    let conclusion = Arc::new((attempt, reserved, verified));
    let answer = ctx.db.write(move |tx| {
        let conclusion = Arc::clone(&conclusion);
        Box::pin(async move {
            let (attempt, reserved, verified) = conclusion.as_ref();
            attempt.conclude(tx, reserved, verified).await
        })
    });
    Ok(answer.await?)
}

impl Attempt {
    async fn scene(&self, tx: &mut Tx<'_>) -> Result<Result<Scene, StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held::held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Err(StepAnswer::Gone(gone))),
        };
        let Ok(awaited) = login::expect_device_password(&stored.login, now).cloned() else {
            return Ok(Err(StepAnswer::Next(NewCookies::default())));
        };
        if now >= awaited.valid_until {
            // The password came too late: a new code is needed.
            return start_again(tx, &self.ctx, stored).await.map(Err);
        }
        let lost = || impossible("login", "state", &stored.login.id);
        let eid = eid_lock(tx, awaited.eid).await?.ok_or_else(lost)?;
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let known_device = is_known(tx, device, eid.id, now).await?;
        Ok(Ok(Scene {
            now,
            stored,
            eid,
            known_device,
        }))
    }

    /// Write 1: counts the attempt before the secret is verified.
    async fn reserve(&self, tx: &mut Tx<'_>) -> Result<Commit<Reservation>, Rollback> {
        let answer = |answer| Ok(Commit(Reservation::Answer(Box::new(answer))));
        let scene = match self.scene(tx).await? {
            Ok(scene) => scene,
            Err(passed) => return answer(passed),
        };
        let stranger = !scene.known_device;
        let sources = stranger
            .then(|| Sources::of(&self.ctx, &self.call))
            .flatten();
        let whose = (scene.eid.user_id.as_str(), scene.known_device);
        let key = lane(tx, &self.ctx, Authenticator::Password, whose).await?;
        let before = lane_lock(tx, &key).await?;
        let full = match &sources {
            Some(sources) => sources.closed(tx, scene.now).await?,
            None => None,
        };
        match full.map_or_else(|| before.reserve(scene.now), Err) {
            Ok(after) => {
                lane_save(tx, &key, &after).await?;
                Ok(Commit(Reservation::Made(Box::new(Reserved {
                    lanes: vec![key],
                    eid: Some(scene.eid),
                    sources,
                    letter: None,
                }))))
            }
            Err(closed) => {
                let page = stay(tx, &self.ctx, &scene.stored, closed_problem(closed)).await?;
                let row = self.record(&scene, AuditKind::LaneClosed);
                noise::save(tx, row, (&self.ctx, &self.call), scene.now).await?;
                answer(page)
            }
        }
    }

    /// Write 2: the refusal with its audit row, or the session with its.
    async fn conclude(
        &self,
        tx: &mut Tx<'_>,
        reserved: &Reserved,
        verified: &Verified,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let scene = match self.scene(tx).await? {
            Ok(scene) => scene,
            Err(passed) => {
                // What was guessed wrong counts, whatever became of the login meanwhile.
                if matches!(verified, Verified::No) {
                    self.count(tx, reserved, None, self.ctx.now()).await?;
                }
                return Ok(Commit(passed));
            }
        };
        // A block between the two writes wins.
        let before = reserved.eid.as_ref().map(|eid| &eid.state);
        let Verified::Own { rehashed } = verified else {
            return self.refuse(tx, reserved, &scene).await;
        };
        if Some(&scene.eid.state) != before {
            return self.refuse(tx, reserved, &scene).await;
        }
        if let (Some(new), EidState::Active { password: old }) = (rehashed, &scene.eid.state)
            && eid_rehash(tx, scene.eid.id, old, new).await?.is_spent()
        {
            let row = self.record(&scene, AuditKind::PasswordRehashed);
            row.save(tx).await?;
        }
        let row = self.record(&scene, AuditKind::PasswordAccepted);
        row.save(tx).await?;
        lane_clear(tx, &all_lanes(&self.ctx, scene.eid.user_id.as_str())).await?;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now: scene.now,
            known_device: scene.known_device,
        };
        let answer = settle(
            tx,
            &seen,
            scene.stored,
            (&scene.eid, MethodKind::CodeDevice),
        )
        .await?;
        Ok(Commit(answer))
    }

    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        reserved: &Reserved,
        scene: &Scene,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let page = stay(tx, &self.ctx, &scene.stored, Problem::PasswordMismatch).await?;
        let login = Some(&scene.stored.login);
        self.count(tx, reserved, login, scene.now).await?;
        Ok(Commit(page))
    }

    /// A failure: counted where a stranger's are, and written down; with the login, if it lives.
    async fn count(
        &self,
        tx: &mut Tx<'_>,
        reserved: &Reserved,
        login: Option<&Login>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let place = (&self.ctx, &self.call);
        if let Some(sources) = &reserved.sources {
            sources.fail(tx, place, now).await?;
        }
        let mut row = Record::new(&self.ctx, &self.call, now, AuditKind::PasswordRefused);
        if let Some(login) = login {
            row = row.login(login);
        }
        if let Some(eid) = &reserved.eid {
            row = row.eid(eid.id).person(eid.person);
        }
        noise::save_of_somebody(tx, row, place, now).await
    }

    fn record(&self, scene: &Scene, kind: AuditKind) -> Record {
        Record::new(&self.ctx, &self.call, scene.now, kind)
            .login(&scene.stored.login)
            .eid(scene.eid.id)
            .person(scene.eid.person)
    }
}
