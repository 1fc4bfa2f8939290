//! Whose a device is: assigning, blocking, and putting one in step that its holder brings along.

use super::{TokenRefusal, secret};
use crate::notice;
use crate::record::{Record, impossible};
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::{DisplayName, Spend};
use lykill_issuer::otp_token::{TypedCode, drift_at, find_two, read_code};
use lykill_issuer::types::{
    EidState, Holder, OtpToken, OtpTokenState, TokenBlock, TokenPurpose, TokenSerial, UserId,
};
use lykill_issuer::user_id;
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::otp_token::{
    otp_token_assign, otp_token_block, otp_token_lock, otp_token_of, otp_token_resync,
};
use lykill_store::person::person_fetch;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Whose a device is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The device.
    pub serial: String,
    /// By which method it logs in.
    pub purpose: TokenPurpose,
}

/// What a job of this module answers.
type Outcome<T> = Result<Commit<Result<T, TokenRefusal>>, Rollback>;

/// Makes a device from stock somebody's.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn assign(
    ctx: &Context,
    call: &Call,
    (serial, typed): (&str, &str),
    purpose: TokenPurpose,
) -> Result<Result<Assigned, TokenRefusal>, Error> {
    let serial = match TokenSerial::parse(serial) {
        Ok(serial) => serial,
        Err(error) => return Ok(Err(error.into())),
    };
    let Ok(user_id) = user_id::parse(typed) else {
        return Ok(Err(TokenRefusal::NoSuchUserId));
    };
    let job = Arc::new((ctx.clone(), *call, serial, user_id));
    let assigned = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, serial, user_id) = job.as_ref();
            run_assign(tx, (ctx, call), (serial, user_id), purpose).await
        })
    });
    Ok(assigned.await?)
}

async fn run_assign(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (serial, user_id): (&TokenSerial, &UserId),
    purpose: TokenPurpose,
) -> Outcome<Assigned> {
    let now = ctx.now();
    let refuse = |refusal| Ok(Commit(Err(refusal)));
    let Some(eid) = eid_by_user_id(tx, user_id).await? else {
        return refuse(TokenRefusal::NoSuchUserId);
    };
    // Held, so that two assignments at once see each other.
    let lost = || impossible("eid", "id", &eid.id);
    let eid = eid_lock(tx, eid.id).await?.ok_or_else(lost)?;
    if matches!(eid.state, EidState::Blocked { .. }) {
        return refuse(TokenRefusal::EidBlocked);
    }
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    if purpose == TokenPurpose::CodeDevice && person.national_id.is_none() {
        return refuse(TokenRefusal::NoNationalId);
    }
    if otp_token_of(tx, eid.person, purpose).await?.is_some() {
        return refuse(TokenRefusal::HasOne(purpose.word()));
    }
    let Some(token) = otp_token_lock(tx, serial).await? else {
        return refuse(TokenRefusal::NoSuchToken);
    };
    let holder = Holder {
        person: eid.person,
        eid: eid.id,
        purpose,
        at: now,
    };
    if !otp_token_assign(tx, token.id, &holder).await?.is_spent() {
        return refuse(TokenRefusal::NotInStock);
    }
    Record::new(ctx, call, now, AuditKind::OtpTokenAssigned)
        .eid(eid.id)
        .person(eid.person)
        .detail(format!("{serial}, {}", purpose.word()))
        .save(tx)
        .await?;
    Ok(Commit(Ok(Assigned {
        serial: serial.to_string(),
        purpose,
    })))
}

/// Blocks a device at once; open sessions of its eID end with it (security.md case 30).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn block(
    ctx: &Context,
    call: &Call,
    (serial, reason): (&str, &str),
) -> Result<Result<(), TokenRefusal>, Error> {
    let serial = match TokenSerial::parse(serial) {
        Ok(serial) => serial,
        Err(error) => return Ok(Err(error.into())),
    };
    let reason = DisplayName::parse(reason).map(String::from);
    let Some(reason) = reason.ok().filter(|reason| reason.chars().count() <= 180) else {
        return Ok(Err(TokenRefusal::Reason));
    };
    let job = Arc::new((ctx.clone(), *call, serial, TokenBlock::Operator(reason)));
    let blocked = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, serial, why) = job.as_ref();
            let Some(token) = otp_token_lock(tx, serial).await? else {
                return Ok(Commit(Err(TokenRefusal::NoSuchToken)));
            };
            match block_token(tx, (ctx, call), &token, why).await? {
                Spend::Spent => Ok(Commit(Ok(()))),
                Spend::AlreadySpent => Ok(Commit(Err(TokenRefusal::NotInUse))),
            }
        })
    });
    let blocked = blocked.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(blocked)
}

/// Blocks a device, ends what was opened with its eID, writes it down and tells its holder.
pub(crate) async fn block_token(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    token: &OtpToken,
    why: &TokenBlock,
) -> Result<Spend, StoreError> {
    let now = ctx.now();
    let spent = otp_token_block(tx, token.id, now, why).await?;
    if !spent.is_spent() {
        return Ok(spent);
    }
    let row = Record::new(ctx, call, now, AuditKind::OtpTokenBlocked);
    let row = row.detail(format!("{}, {}", token.serial, why.stored()));
    let OtpTokenState::Assigned(holder) = &token.state else {
        row.save(tx).await?;
        return Ok(spent);
    };
    row.eid(holder.eid).person(holder.person).save(tx).await?;
    end_all(tx, ctx, (holder.eid, holder.person), now).await?;
    let notice = Notice::TokenBlocked {
        serial: token.serial.to_string(),
        at: now,
    };
    tell(tx, ctx, holder, notice).await?;
    Ok(spent)
}

/// Tells the holder of a device.
pub(super) async fn tell(
    tx: &mut Tx<'_>,
    ctx: &Context,
    holder: &Holder,
    notice: Notice,
) -> Result<(), StoreError> {
    let lost = || impossible("otp_token", "person", &holder.person);
    let person = person_fetch(tx, holder.person).await?.ok_or_else(lost)?;
    notice::tell(tx, ctx, &person, (notice, ctx.now()))
        .await
        .map(drop)
}

/// Puts a device in step by two codes in a row, which its holder reads out in front of the
/// operator. One that was blocked for two unused years, or because the database came back from a
/// backup, is in use again.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn resync(
    ctx: &Context,
    call: &Call,
    serial: &str,
    (first, second): (&str, &str),
) -> Result<Result<(), TokenRefusal>, Error> {
    let serial = match TokenSerial::parse(serial) {
        Ok(serial) => serial,
        Err(error) => return Ok(Err(error.into())),
    };
    let (Ok(first), Ok(second)) = (read_code(first), read_code(second)) else {
        return Ok(Err(TokenRefusal::Codes));
    };
    let job = Arc::new((ctx.clone(), *call, serial));
    let resynced = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, serial) = job.as_ref();
            run_resync(tx, (ctx, call), serial, (first, second)).await
        })
    });
    Ok(resynced.await?)
}

async fn run_resync(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    serial: &TokenSerial,
    typed: (TypedCode, TypedCode),
) -> Outcome<()> {
    let now = ctx.now();
    let refuse = |refusal| Ok(Commit(Err(refusal)));
    let Some(token) = otp_token_lock(tx, serial).await? else {
        return refuse(TokenRefusal::NoSuchToken);
    };
    let holder = match &token.state {
        OtpTokenState::Assigned(holder) => holder,
        OtpTokenState::Blocked {
            why: TokenBlock::Unused | TokenBlock::Restored,
            holder: Some(holder),
            ..
        } => holder,
        _ => return refuse(TokenRefusal::NotHeld),
    };
    let other = otp_token_of(tx, holder.person, holder.purpose).await?;
    if other.is_some_and(|other| other.id != token.id) {
        return refuse(TokenRefusal::HasOne(holder.purpose.word()));
    }
    let secret = secret(ctx, &token)?;
    let Some(counter) = find_two(&token, secret.expose(), typed, now) else {
        return refuse(TokenRefusal::OutOfReach);
    };
    let place = (counter, drift_at(&token, counter, now));
    if !otp_token_resync(tx, token.id, place, now).await?.is_spent() {
        return refuse(TokenRefusal::OutOfReach);
    }
    Record::new(ctx, call, now, AuditKind::OtpTokenResynced)
        .eid(holder.eid)
        .person(holder.person)
        .detail(serial.to_string())
        .save(tx)
        .await?;
    Ok(Commit(Ok(())))
}
