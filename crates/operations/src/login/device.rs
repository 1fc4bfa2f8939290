//! National number and the code of a code device: the first step of that login. An unknown
//! number, one without a device, a blocked device and a wrong code are answered alike.

use super::held::held;
use super::key::is_known;
use super::lanes::{Authenticator, lane, nobody_at, nobodys_lanes};
use super::password::closed_problem;
use super::sources::Sources;
use super::take_code::{compare_nothing, take};
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::record::Record;
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login::{self, Event, advance};
use lykill_broker::types::AwaitedDevice;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::time::minutes;
use lykill_core::{Lookup, NationalId, Timestamp};
use lykill_issuer::otp_token::{TypedCode, read_code};
use lykill_issuer::types::{Eid, EidState, OtpTokenState, TokenPurpose, TokenSerial};
use lykill_store::eid::eid_lock;
use lykill_store::lane::{lane_clear, lane_lock, lane_save};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::otp_token::otp_token_of;
use lykill_store::person::person_by_national_id;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;

/// The password must follow the code within this time (domain.md row N6).
const PASSWORD_WITHIN: Duration = minutes(5);

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    /// The look-up values of the number under every key; none when the text is no number.
    numbers: Vec<Lookup>,
    /// In whose name strangers try this number.
    nobody: String,
    typed: Option<TypedCode>,
}

/// Whose device it is, if anybody's.
struct Holder {
    eid: Eid,
    serial: TokenSerial,
    known_device: bool,
}

/// Checks national number and code. What can be no code is sent back uncounted; everything else
/// takes an attempt before it is compared.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_device(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    (number, code): (&str, &str),
) -> Result<StepAnswer, Error> {
    let national_id = NationalId::parse(ctx.settings.profile, number).ok();
    let normal = national_id.as_ref().map_or(number.trim(), |id| id.digits());
    let lookups = |id: &NationalId| {
        let ring = ctx.keys.lookup();
        ring.lookups("national-id", id.digits().as_bytes())
    };
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        numbers: national_id.as_ref().map(lookups).unwrap_or_default(),
        nobody: nobody_at(normal),
        typed: read_code(code).ok(),
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
        if login::expect_device(&stored.login, now).is_err() {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        }
        let Some(typed) = self.typed else {
            return self.stay(tx, &stored, Problem::NotACode).await;
        };
        let holder = self.holder(tx, now).await?;
        let known = holder.as_ref().filter(|holder| holder.known_device);
        let sources = match known {
            Some(_) => None,
            None => Sources::of(&self.ctx, &self.call),
        };
        let whose = match known {
            Some(holder) => (holder.eid.user_id.as_str(), true),
            None => (self.nobody.as_str(), false),
        };
        let lane = lane(tx, &self.ctx, Authenticator::CodeDevice, whose).await?;
        let before = lane_lock(tx, &lane).await?;
        let full = match &sources {
            Some(sources) => sources.closed(tx, now).await?,
            None => None,
        };
        match full.map_or_else(|| before.reserve(now), Err) {
            Ok(after) => lane_save(tx, &lane, &after).await?,
            Err(closed) => {
                let answer = self.stay(tx, &stored, closed_problem(closed)).await;
                let row = self.record(&stored, holder.as_ref(), (AuditKind::LaneClosed, now));
                noise::save(tx, row, (&self.ctx, &self.call), now).await?;
                return answer;
            }
        }
        match self.taken(tx, holder.as_ref(), (typed, now)).await? {
            Some(holder) => {
                let what = Authenticator::CodeDevice;
                let mut over = nobodys_lanes(&self.ctx, what, &self.nobody);
                over.push(lane);
                lane_clear(tx, &over).await?;
                self.accept(tx, stored, (holder, now)).await
            }
            None => {
                self.refuse(tx, &stored, (holder.as_ref(), sources, now))
                    .await
            }
        }
    }

    async fn holder(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Holder>, StoreError> {
        let mut person = None;
        for number in &self.numbers {
            if person.is_none() {
                person = person_by_national_id(tx, number).await?;
            }
        }
        let Some(person) = person else {
            return Ok(None);
        };
        let token = otp_token_of(tx, person.id, TokenPurpose::CodeDevice).await?;
        let Some((token, OtpTokenState::Assigned(held))) =
            token.map(|token| (token.serial, token.state))
        else {
            return Ok(None);
        };
        let Some(eid) = eid_lock(tx, held.eid).await? else {
            return Ok(None);
        };
        let device = self.browser.device.as_ref().map(super::hash_cookie);
        let known_device = is_known(tx, device, eid.id, now).await?;
        Ok(Some(Holder {
            eid,
            serial: token,
            known_device,
        }))
    }

    /// The holder, when the code is right and spent now.
    async fn taken<'h>(
        &self,
        tx: &mut Tx<'_>,
        holder: Option<&'h Holder>,
        (typed, now): (TypedCode, Timestamp),
    ) -> Result<Option<&'h Holder>, StoreError> {
        let active = |holder: &&Holder| matches!(holder.eid.state, EidState::Active { .. });
        let Some(holder) = holder.filter(active) else {
            compare_nothing(typed, now)?;
            return Ok(None);
        };
        let whose = (Some(&holder.serial), holder.eid.id);
        let right = take(tx, &self.ctx, whose, (typed, now)).await?;
        Ok(right.then_some(holder))
    }

    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        (Holder { eid, serial, .. }, now): (&Holder, Timestamp),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let next = StepAnswer::Next(NewCookies::default());
        let event = Event::DeviceRight(AwaitedDevice {
            eid: eid.id,
            person: eid.person,
            method: stored.login.state.method().to_owned(),
            valid_until: now + PASSWORD_WITHIN,
        });
        Record::new(&self.ctx, &self.call, now, AuditKind::OtpUsed)
            .login(&stored.login)
            .eid(eid.id)
            .person(eid.person)
            .detail(serial.to_string())
            .save(tx)
            .await?;
        let Ok(step) = advance(&stored.login, event, now) else {
            return Ok(Commit(next));
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(next))
    }

    /// A failure: counted where a stranger's are, and written down.
    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        (holder, sources, now): (Option<&Holder>, Option<Sources>, Timestamp),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let page = self.stay(tx, stored, Problem::DeviceMismatch).await;
        let place = (&self.ctx, &self.call);
        if let Some(sources) = sources {
            sources.fail(tx, place, now).await?;
        }
        let row = self.record(stored, holder, (AuditKind::OtpRefused, now));
        match holder {
            Some(_) => noise::save_of_somebody(tx, row, place, now).await?,
            None => noise::save(tx, row, place, now).await?,
        }
        page
    }

    fn record(
        &self,
        stored: &StoredLogin,
        holder: Option<&Holder>,
        (kind, now): (AuditKind, Timestamp),
    ) -> Record {
        let row = Record::new(&self.ctx, &self.call, now, kind).login(&stored.login);
        match holder {
            Some(holder) => row.eid(holder.eid.id).person(holder.eid.person),
            None => row,
        }
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
