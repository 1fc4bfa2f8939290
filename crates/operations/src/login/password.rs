//! User id and password: reserve an attempt, verify outside any transaction, conclude.

mod conclude;
mod verify;
mod who;

use super::held;
use super::lanes::{Authenticator, lane, nobodys_lanes};
use super::sources::Sources;
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::record::Record;
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login;
use lykill_broker::method::asks_national_id;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::throttle::Closed;
use lykill_core::{Lookup, MethodKind, Secret};
use lykill_issuer::letter;
use lykill_issuer::types::{Eid, EidState, Letter};
use lykill_store::device::device_known;
use lykill_store::lane::{lane_lock, lane_save};
use lykill_store::letter::letter_live;
use lykill_store::login::login_lock;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
pub(super) use verify::{Verified, verify};
use who::{Named, Who, letter_lane};

/// What was typed, and where.
struct Attempt {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// Who it is said to be.
    who: Who,
}

/// A reserved attempt: what must be verified.
#[derive(Clone)]
pub(super) struct Reserved {
    pub(super) lanes: Vec<Lookup>,
    pub(super) eid: Option<Eid>,
    /// Where a failure counts besides; none on a known device.
    pub(super) sources: Option<Sources>,
    /// The letter whose number was typed.
    pub(super) letter: Option<Letter>,
}

/// How the reserving transaction ended.
enum Reservation {
    /// With whether a right password sends something.
    Made(Box<Reserved>, bool),
    Answer(Box<StepAnswer>),
}

/// Checks user id, or national number where the method asks for that, and password; who is new may
/// type the number of the welcome letter and the temporary password, five times wrong at most
/// (security.md case 23). The answer to a wrong
/// password, an unknown user id, a blocked and a not activated eID is the same, in bytes and in
/// work done (security.md case 37).
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer; the attempt may stay counted.
pub async fn answer_password(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    typed: (&str, Secret<String>),
) -> Result<StepAnswer, Error> {
    let (text, password) = typed;
    let attempt = Arc::new(Attempt {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        who: Who::read(ctx, text),
    });
    // Whom we have no time for, loses no try by it.
    let place = ctx.hasher.place()?;
    let job = Arc::clone(&attempt);
    let reservation = ctx.db.write_covered(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.reserve(tx).await })
    });
    let (reserved, sends) = match reservation.await? {
        Reservation::Made(reserved, sends) => (*reserved, sends),
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
    let answer = answer.await?;
    if sends {
        ctx.db.notify(Channel::Outbox);
    }
    Ok(answer)
}

impl Attempt {
    /// Write 1: counts the attempt before the secret is verified.
    async fn reserve(&self, tx: &mut Tx<'_>) -> Result<Commit<Reservation>, Rollback> {
        let now = self.ctx.now();
        let answer = |answer| Ok(Commit(Reservation::Answer(Box::new(answer))));
        let (login, who) = (self.login, self.who.clone());
        let scene = tx.together(
            |tx| Box::pin(login_lock(tx, login)),
            |tx| Box::pin(async move { who.find(tx).await }),
        );
        let (stored, found) = scene.await?;
        let stored = match held::check(stored, &self.browser, now) {
            Ok(stored) => stored,
            Err(gone) => return answer(StepAnswer::Gone(gone)),
        };
        let Ok(method) = login::expect_password(&stored.login, now) else {
            return answer(StepAnswer::Next(NewCookies::default()));
        };
        let kind = self.ctx.kind(method);
        let asks_number = kind.is_some_and(asks_national_id);
        let named = self.who.at(asks_number, found);
        let known = self.is_known_device(tx, named.eid.as_ref()).await?;
        let stranger = (!known).then(|| Sources::of(&self.ctx, &self.call));
        let sources = stranger.flatten();
        let whose = (named.shown_lane(known), known);
        let key = lane(tx, &self.ctx, Authenticator::Password, whose).await?;
        let before = lane_lock(tx, &key).await?;
        let full = match &sources {
            Some(sources) => sources.closed(tx, now).await?,
            None => None,
        };
        let reserve = || match named.by_letter {
            true => before.reserve_within(now, letter::TRIES),
            false => before.reserve(now),
        };
        let Named { eid, letter, .. } = named;
        match full.map_or_else(reserve, Err) {
            Ok(after) => {
                lane_save(tx, &key, &after).await?;
                let mut reserved = Reserved {
                    lanes: vec![key],
                    eid,
                    sources,
                    letter,
                };
                if named.by_number && known {
                    // The holder's right password ends what strangers tried at the number.
                    let what = Authenticator::Password;
                    let over = nobodys_lanes(&self.ctx, what, &named.lane_name);
                    reserved.lanes.extend(over);
                } else if named.by_number {
                    self.reserve_own(tx, &mut reserved).await?;
                }
                self.reserve_letter(tx, &mut reserved).await?;
                let sends = kind == Some(MethodKind::SmsCode);
                Ok(Commit(Reservation::Made(Box::new(reserved), sends)))
            }
            Err(closed) => {
                let page = stay(tx, &self.ctx, &stored, closed_problem(closed)).await?;
                let row = Record::new(&self.ctx, &self.call, now, AuditKind::LaneClosed);
                let row = self.about(row, eid.as_ref()).login(&stored.login);
                noise::save(tx, row, (&self.ctx, &self.call), now).await?;
                answer(page)
            }
        }
    }

    /// A password that a stranger tries at a national number takes a try of the lane of its
    /// holder's user id, too: one password has one budget, however its holder is named. That this
    /// lane is closed is not told here, or whoever closed it would learn whose number it is: it is
    /// an unknown number's password then (security.md case 37).
    async fn reserve_own(
        &self,
        tx: &mut Tx<'_>,
        reserved: &mut Reserved,
    ) -> Result<(), StoreError> {
        let Some(eid) = &reserved.eid else {
            return Ok(());
        };
        let whose = (eid.user_id.as_str(), false);
        let key = lane(tx, &self.ctx, Authenticator::Password, whose).await?;
        match lane_lock(tx, &key).await?.reserve(self.ctx.now()) {
            Ok(after) => {
                lane_save(tx, &key, &after).await?;
                reserved.lanes.push(key);
            }
            Err(_) => reserved.eid = None,
        }
        Ok(())
    }

    /// A temporary password that is tried under its eID's user id takes a try of its letter, too.
    /// When none is left, it is an unknown user id's password from then on.
    async fn reserve_letter(
        &self,
        tx: &mut Tx<'_>,
        reserved: &mut Reserved,
    ) -> Result<(), StoreError> {
        let awaiting = |eid: &&Eid| matches!(eid.state, EidState::AwaitsActivation { .. });
        let eid = reserved.eid.as_ref().filter(awaiting).map(|eid| eid.id);
        let (None, Some(eid)) = (&reserved.letter, eid) else {
            return Ok(());
        };
        let Some(letter) = letter_live(tx, eid).await? else {
            return Ok(());
        };
        let name = letter_lane(&letter.number);
        let whose = (name.as_str(), false);
        let key = lane(tx, &self.ctx, Authenticator::Password, whose).await?;
        let before = lane_lock(tx, &key).await?;
        match before.reserve_within(self.ctx.now(), letter::TRIES) {
            Ok(after) => {
                lane_save(tx, &key, &after).await?;
                reserved.lanes.push(key);
            }
            Err(_) => reserved.eid = None,
        }
        Ok(())
    }

    async fn is_known_device(
        &self,
        tx: &mut Tx<'_>,
        eid: Option<&Eid>,
    ) -> Result<bool, StoreError> {
        let (Some(eid), Some(device)) = (eid, &self.browser.device) else {
            return Ok(false);
        };
        device_known(tx, &super::hash_cookie(device), eid.id, self.ctx.now()).await
    }

    fn about(&self, row: Record, eid: Option<&Eid>) -> Record {
        match eid {
            Some(eid) => row.eid(eid.id).person(eid.person),
            None => row,
        }
    }
}

/// What an owner and a stranger alike are told of a closed lane.
pub(super) fn closed_problem(closed: Closed) -> Problem {
    match closed {
        Closed::Until(until) => Problem::Wait(until),
        Closed::Exhausted => Problem::Exhausted,
    }
}
