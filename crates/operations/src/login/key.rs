//! The key of the asked number, on a card or in a letter of codes. Reservation, comparison and
//! conclusion are one transaction: the comparison costs microseconds, and nothing is answered
//! before the counter is durable.

mod accept;

use super::held::held;
use super::key_card::{Prompt, method_kind, none_left, prompt, secret};
use super::lanes::{Authenticator, lane};
use super::password::closed_problem;
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login::{self, Event, advance};
use lykill_broker::types::{AwaitedKey, LoginState};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::{CardId, EidId, LoginId};
use lykill_crypto::pure::prf;
use lykill_issuer::key_card::read_key;
use lykill_issuer::types::{Card, CardKind, CardState, Eid, EidState};
use lykill_store::card::card_lock;
use lykill_store::device::device_known;
use lykill_store::eid::eid_lock;
use lykill_store::lane::{lane_lock, lane_save};
use lykill_store::login::{StoredLogin, login_fetch, login_save};
use lykill_store::session::session_fetch;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// What was typed: six digits, or nothing that could be.
    key: Option<u32>,
}

/// Everything that the decision looks at, locked.
struct Scene {
    now: Timestamp,
    stored: StoredLogin,
    awaited: AwaitedKey,
    eid: Eid,
    card: Card,
    known_device: bool,
}

/// Checks the key of the asked number. Whatever is not six ASCII digits is sent back uncounted;
/// everything else takes an attempt before it is compared.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_key(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    typed: &str,
) -> Result<StepAnswer, Error> {
    let (call, browser, key) = (*call, browser.clone(), read_key(typed).ok());
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call,
        login,
        browser,
        key,
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

/// The holder says that the new card has arrived: a number of that card is asked from now on.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn use_new_card(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
) -> Result<StepAnswer, Error> {
    let (call, browser) = (*call, browser.clone());
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call,
        login,
        browser,
        key: None,
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.switch_card(tx).await })
    });
    Ok(answer.await?)
}

impl Answer {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let scene = match self.scene(tx).await? {
            Ok(scene) => scene,
            Err(answer) => return Ok(Commit(answer)),
        };
        let Some(key) = self.key else {
            return self.stay(tx, &scene, Problem::NotSixDigits).await;
        };
        if matches!(scene.eid.state, EidState::Blocked { .. }) || !usable(&scene.card) {
            return self.card_is_gone(tx, scene).await;
        }
        if !fits(&scene) || !still_shown(tx, &scene.awaited).await? {
            return self.start_again(tx, scene, Problem::StepPassed).await;
        }
        let whose = (scene.eid.user_id.as_str(), scene.known_device);
        let what = match scene.card.kind {
            CardKind::KeyCard => Authenticator::KeyCard,
            CardKind::PinLetter => Authenticator::PinLetter,
        };
        let lane = lane(tx, &self.ctx, what, whose).await?;
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
        let right = self.is_right(&scene, key)?;
        if scene.card.pinned != Some(scene.awaited.number) {
            return self.number_is_spent(tx, scene, right).await;
        }
        if !right {
            self.record(&scene, AuditKind::KeyRefused).save(tx).await?;
            let waits = reserved.wait_until > scene.now;
            let wait_until = waits.then_some(reserved.wait_until);
            return self
                .stay(tx, &scene, Problem::KeyMismatch { wait_until })
                .await;
        }
        self.accept(tx, scene).await
    }

    /// Loads and locks, in the order login, eID, card, that every operation keeps.
    async fn scene(&self, tx: &mut Tx<'_>) -> Result<Result<Scene, StepAnswer>, StoreError> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => {
                // The accepted key gave this login a new cookie: its double comes with the old.
                if let Some(stored) = login_fetch(tx, self.login).await? {
                    self.answered_before(tx, &stored, now).await?;
                }
                return Ok(Err(StepAnswer::Gone(gone)));
            }
        };
        let next = StepAnswer::Next(NewCookies::default());
        let Ok(awaited) = login::expect_key(&stored.login, now).cloned() else {
            self.answered_before(tx, &stored, now).await?;
            return Ok(Err(next));
        };
        let AwaitedKey { eid, card, .. } = awaited;
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let found = tx.together(
            move |tx| Box::pin(locked(tx, eid, card)),
            move |tx| Box::pin(is_known(tx, device, eid, now)),
        );
        let ((Some(eid), Some(card)), known_device) = found.await? else {
            return Err(impossible("login", "state", &stored.login.id));
        };
        Ok(Ok(Scene {
            now,
            stored,
            awaited,
            eid,
            card,
            known_device,
        }))
    }

    /// A key for a login that has moved on is a second use: written down, never evaluated.
    async fn answered_before(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if self.key.is_none() || !is_past_key(&stored.login.state) {
            return Ok(());
        }
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::KeyReused);
        row.login(&stored.login).save(tx).await
    }

    fn is_right(&self, scene: &Scene, offered: u32) -> Result<bool, StoreError> {
        let secret = secret(&self.ctx, &scene.card)?;
        let key = self.ctx.keys.card().key(&secret, scene.awaited.number);
        let key = key.map_err(|_| impossible("card", "secret", &scene.card.id))?;
        Ok(prf::equal(&key.to_be_bytes(), &offered.to_be_bytes()))
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

    /// Moves the login to another state and shows it, with what happened.
    async fn move_to(
        &self,
        tx: &mut Tx<'_>,
        mut scene: Scene,
        event: Event,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let Ok(step) = advance(&scene.stored.login, event, scene.now) else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        scene.stored.login.state = step.state;
        login_save(tx, &scene.stored.login).await?;
        scene.stored.login.version += 1;
        self.stay(tx, &scene, problem).await
    }

    /// Back to user id and password of the same method.
    async fn start_again(
        &self,
        tx: &mut Tx<'_>,
        mut scene: Scene,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let chosen = scene.stored.login.state.method();
        let kind = method_kind(scene.card.kind);
        let Some(method) = self.ctx.method(chosen, kind).cloned() else {
            return self.move_to(tx, scene, Event::StartAgain, problem).await;
        };
        if let Ok(step) = advance(&scene.stored.login, Event::StartAgain, scene.now) {
            scene.stored.login.state = step.state;
        }
        let event = Event::MethodChosen {
            method: method.name,
            kind: method.kind,
        };
        self.move_to(tx, scene, event, problem).await
    }

    /// The card was blocked or followed between prompt and answer (security.md case 18).
    async fn card_is_gone(
        &self,
        tx: &mut Tx<'_>,
        scene: Scene,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        self.record(&scene, AuditKind::KeyRefused)
            .detail("card not usable")
            .save(tx)
            .await?;
        let blocked = matches!(scene.eid.state, EidState::Blocked { .. });
        let other = if blocked {
            None
        } else {
            self.prompt(tx, &scene, false).await?
        };
        let event = match other {
            Some(awaited) => Event::Asked(awaited),
            None => Event::Refuse(none_left(scene.card.kind)),
        };
        self.move_to(tx, scene, event, Problem::CardBlocked).await
    }

    async fn switch_card(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let mut scene = match self.scene(tx).await? {
            Ok(scene) => scene,
            Err(answer) => return Ok(Commit(answer)),
        };
        if let Some(awaited) = self.prompt(tx, &scene, true).await?
            && let Ok(step) = advance(&scene.stored.login, Event::Asked(awaited), scene.now)
        {
            scene.stored.login.state = step.state;
            login_save(tx, &scene.stored.login).await?;
        }
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    async fn prompt(
        &self,
        tx: &mut Tx<'_>,
        scene: &Scene,
        new_card: bool,
    ) -> Result<Option<AwaitedKey>, StoreError> {
        let wanted = (scene.card.kind, new_card);
        let found = prompt(tx, &self.ctx, scene.eid.id, wanted).await?;
        let awaited = scene.awaited.clone();
        Ok(found.map(|Prompt { card, number }| AwaitedKey {
            card,
            number,
            ..awaited
        }))
    }
}

/// Whether the eID still is what its password step found: activated meanwhile in another tab, it
/// has a password already, and the one that was chosen here would be a second.
fn fits(scene: &Scene) -> bool {
    let awaits = matches!(scene.eid.state, EidState::AwaitsActivation { .. });
    awaits == scene.awaited.chosen_password.is_some()
}

/// Whether the password that was not asked in this login is still shown: with its session ends
/// what was shown in it (security.md case 30).
async fn still_shown(tx: &mut Tx<'_>, awaited: &AwaitedKey) -> Result<bool, StoreError> {
    let Some(session) = awaited.shown_in else {
        return Ok(true);
    };
    let session = session_fetch(tx, session).await?;
    Ok(session.is_some_and(|session| session.ended_at.is_none()))
}

/// The eID before its card, as every operation locks them.
async fn locked(
    tx: &mut Tx<'_>,
    eid: EidId,
    card: CardId,
) -> Result<(Option<Eid>, Option<Card>), StoreError> {
    tx.together(
        move |tx| Box::pin(eid_lock(tx, eid)),
        move |tx| Box::pin(card_lock(tx, card)),
    )
    .await
}

pub(super) async fn is_known(
    tx: &mut Tx<'_>,
    device: Option<[u8; 32]>,
    eid: EidId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match device {
        Some(device) => device_known(tx, &device, eid, now).await,
        None => Ok(false),
    }
}

/// Whether a key was accepted in this login before.
const fn is_past_key(state: &LoginState) -> bool {
    use LoginState::{Code, Link, Nothing, Receipt};
    matches!(state, Link(_) | Code { .. } | Receipt { .. } | Nothing)
}

fn usable(card: &Card) -> bool {
    matches!(card.state, CardState::Active | CardState::Dormant)
}
