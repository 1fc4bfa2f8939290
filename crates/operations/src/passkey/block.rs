//! The passkeys of an eID, for the operator.

use super::end;
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_broker::level::lower;
use lykill_core::id::PasskeyId;
use lykill_core::{DisplayName, Level, MethodKind, Spend, Timestamp};
use lykill_issuer::passkey::worth;
use lykill_issuer::types::{Passkey, PasskeyState};
use lykill_issuer::user_id;
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::passkey::{passkey_fetch, passkey_list};
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// A passkey as the operator may see it; nothing of it opens anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySummary {
    /// Its id; `lykill passkey block` takes it.
    pub id: PasskeyId,
    /// What its holder calls it.
    pub label: DisplayName,
    /// `active`, `waiting` or `blocked`.
    pub state: &'static str,
    /// Why it is blocked.
    pub reason: Option<String>,
    /// Whether it can leave its authenticator.
    pub synced: bool,
    /// The model of the authenticator, as it says.
    pub aaguid: [u8; 16],
    /// The level of the login in which it was bound.
    pub bound_level: Level,
    /// By which method that login was.
    pub bound_by: MethodKind,
    /// The level that it reaches at most.
    pub level: Level,
    /// Its counter.
    pub counter: u32,
    /// When it was added.
    pub added_at: Timestamp,
    /// From when on it logs in.
    pub usable_from: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// Why nothing was shown or blocked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// No passkey in use has this id.
    #[error("no passkey in use has this id; `lykill passkey list` shows those of a user id")]
    NoSuchPasskey,
    /// The reason cannot be shown.
    #[error("reason: 1 to 180 characters and no line breaks or control characters")]
    Reason,
}

/// Lists the passkeys of a user id, blocked ones too, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(
    ctx: &Context,
    typed: &str,
) -> Result<Result<Vec<PasskeySummary>, PasskeyRefusal>, Error> {
    let Ok(user_id) = user_id::parse(typed) else {
        return Ok(Err(PasskeyRefusal::NoSuchUserId));
    };
    let user_id = Arc::new(user_id);
    let found = ctx.db.read(move |tx| {
        let user_id = Arc::clone(&user_id);
        Box::pin(async move {
            let Some(eid) = eid_by_user_id(tx, &user_id).await? else {
                return Ok(None);
            };
            let all = passkey_list(tx, eid.id).await?;
            Ok(Some((all, eid.proofed)))
        })
    });
    let found = found.await?.ok_or(PasskeyRefusal::NoSuchUserId);
    let now = ctx.now();
    Ok(found.map(|(all, proofed)| {
        let rows = all.iter();
        rows.map(|one| summary(ctx, (one, proofed), now)).collect()
    }))
}

fn summary(ctx: &Context, (passkey, proofed): (&Passkey, Level), now: Timestamp) -> PasskeySummary {
    let (state, reason) = match &passkey.state {
        PasskeyState::Blocked { why, .. } => ("blocked", Some(why.clone())),
        PasskeyState::Active if now < passkey.usable_from => ("waiting", None),
        PasskeyState::Active => ("active", None),
    };
    PasskeySummary {
        id: passkey.id,
        label: passkey.label.clone(),
        state,
        reason,
        synced: passkey.backup_eligible,
        aaguid: passkey.aaguid,
        bound_level: passkey.bound_level,
        bound_by: passkey.bound_by,
        level: lower(proofed, worth(passkey, &ctx.settings.passkeys.rules)),
        counter: passkey.counter,
        added_at: passkey.added_at,
        usable_from: passkey.usable_from,
        used_at: passkey.used_at,
    }
}

/// Blocks a passkey at once and ends what is open with its eID.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn block(
    ctx: &Context,
    call: &Call,
    (passkey, reason): (&str, &str),
) -> Result<Result<(), PasskeyRefusal>, Error> {
    let Ok(id) = passkey.parse::<PasskeyId>() else {
        return Ok(Err(PasskeyRefusal::NoSuchPasskey));
    };
    let reason = DisplayName::parse(reason).ok();
    let Some(reason) = reason.filter(|words| words.as_str().chars().count() <= 180) else {
        return Ok(Err(PasskeyRefusal::Reason));
    };
    let job = Arc::new((ctx.clone(), *call, id, format!("operator: {reason}")));
    let blocked = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, id, why) = job.as_ref();
            run(tx, (ctx, call), *id, why).await
        })
    });
    let blocked = blocked.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(blocked)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    id: PasskeyId,
    why: &str,
) -> Result<Commit<Result<(), PasskeyRefusal>>, Rollback> {
    let refuse = Ok(Commit(Err(PasskeyRefusal::NoSuchPasskey)));
    let Some(passkey) = passkey_fetch(tx, id).await? else {
        return refuse;
    };
    let _kept = eid_lock(tx, passkey.eid).await?;
    if end(tx, (ctx, call), &passkey, why).await? == Spend::AlreadySpent {
        return refuse;
    }
    end_all(tx, ctx, (passkey.eid, passkey.person), ctx.now()).await?;
    Ok(Commit(Ok(())))
}
