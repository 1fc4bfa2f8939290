//! User id and password: reserve an attempt, verify outside any transaction, conclude.

mod conclude;
mod verify;

use super::held;
use super::lanes::{Authenticator, lane};
use super::sources::Sources;
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::record::Record;
use crate::{Browser, Call, Context, Error, letters, noise};
use lykill_broker::login;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::throttle::Closed;
use lykill_core::{Lookup, Secret};
use lykill_crypto::pure::{b64, prf};
use lykill_issuer::types::{Eid, EidState, Letter, UserId};
use lykill_issuer::{letter, user_id};
use lykill_store::device::device_known;
use lykill_store::eid::{eid_by_user_id, eid_fetch};
use lykill_store::lane::{lane_lock, lane_save};
use lykill_store::letter::{letter_by_number, letter_live};
use lykill_store::login::login_lock;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
pub(super) use verify::{Verified, verify};

/// What was typed, and where.
struct Attempt {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// The normal form of the user id; none when the text cannot be one.
    user_id: Option<UserId>,
    /// The keyed hashes of a letter's number, when that was typed instead.
    numbers: Vec<Lookup>,
    /// The name of its lane.
    lane_name: String,
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
    Made(Box<Reserved>),
    Answer(Box<StepAnswer>),
}

/// Checks user id and password; who is new may type the number of the welcome letter and the
/// temporary password, five times wrong at most (security.md case 23). The answer to a wrong
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
    let user_id = user_id::parse(text).ok();
    let digits = match user_id {
        Some(_) => None,
        None => letter::read_number(text),
    };
    let numbers = digits.map(|digits| letters::lookups(ctx, &digits));
    let numbers = numbers.unwrap_or_default();
    let lane_name = match numbers.first() {
        Some(number) => letter_lane(number),
        None => lane_name(user_id.as_ref(), text),
    };
    let (call, browser) = (*call, browser.clone());
    let attempt = Arc::new(Attempt {
        ctx: ctx.clone(),
        call,
        login,
        browser,
        user_id,
        numbers,
        lane_name,
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

/// A text that is no user id gets a lane like any unknown one. The mark cannot stand in a user
/// id, so the lane is nobody's.
fn lane_name(user_id: Option<&UserId>, text: &str) -> String {
    match user_id {
        Some(user_id) => user_id.as_str().to_owned(),
        None => format!("?{}", b64::encode(&prf::sha256(text.as_bytes()))),
    }
}

/// The name of a letter's lane: the same whether its number or its eID's user id is typed. No user
/// id has a line break in it.
fn letter_lane(number: &Lookup) -> String {
    format!("letter\n{}", b64::encode(&number.0))
}

impl Attempt {
    /// Write 1: counts the attempt before the secret is verified.
    async fn reserve(&self, tx: &mut Tx<'_>) -> Result<Commit<Reservation>, Rollback> {
        let now = self.ctx.now();
        let answer = |answer| Ok(Commit(Reservation::Answer(Box::new(answer))));
        let (login, name) = (self.login, (self.user_id.clone(), self.numbers.clone()));
        let scene = tx.together(
            |tx| Box::pin(login_lock(tx, login)),
            |tx| Box::pin(async move { named(tx, name.0.as_ref(), &name.1).await }),
        );
        let (stored, (eid, letter)) = scene.await?;
        let stored = match held::check(stored, &self.browser, now) {
            Ok(stored) => stored,
            Err(gone) => return answer(StepAnswer::Gone(gone)),
        };
        if login::expect_password(&stored.login, now).is_err() {
            return answer(StepAnswer::Next(NewCookies::default()));
        }
        let known = self.is_known_device(tx, eid.as_ref()).await?;
        let stranger = (!known).then(|| Sources::of(&self.ctx, &self.call));
        let sources = stranger.flatten();
        let lane_name = match &letter {
            Some(letter) => letter_lane(&letter.number),
            None => self.lane_name.clone(),
        };
        let whose = (lane_name.as_str(), known);
        let key = lane(tx, &self.ctx, Authenticator::Password, whose).await?;
        let before = lane_lock(tx, &key).await?;
        let full = match &sources {
            Some(sources) => sources.closed(tx, now).await?,
            None => None,
        };
        let reserve = || match self.numbers.is_empty() {
            false => before.reserve_within(now, letter::TRIES),
            true => before.reserve(now),
        };
        match full.map_or_else(reserve, Err) {
            Ok(after) => {
                lane_save(tx, &key, &after).await?;
                let mut reserved = Reserved {
                    lanes: vec![key],
                    eid,
                    sources,
                    letter,
                };
                self.reserve_letter(tx, &mut reserved).await?;
                Ok(Commit(Reservation::Made(Box::new(reserved))))
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

/// The eID of a user id, if the text can be one, or of a letter's number, with the letter.
async fn named(
    tx: &mut Tx<'_>,
    user_id: Option<&UserId>,
    numbers: &[Lookup],
) -> Result<(Option<Eid>, Option<Letter>), StoreError> {
    if let Some(user_id) = user_id {
        return Ok((eid_by_user_id(tx, user_id).await?, None));
    }
    for number in numbers {
        if let Some(letter) = letter_by_number(tx, number).await? {
            return Ok((eid_fetch(tx, letter.eid).await?, Some(letter)));
        }
    }
    Ok((None, None))
}

/// What an owner and a stranger alike are told of a closed lane.
pub(super) fn closed_problem(closed: Closed) -> Problem {
    match closed {
        Closed::Until(until) => Problem::Wait(until),
        Closed::Exhausted => Problem::Exhausted,
    }
}
