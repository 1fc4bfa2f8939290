//! Devices that nobody uses: their holders are warned, and then they are blocked (domain.md row
//! N6). A device in a drawer is one that nobody misses when it is gone.

use super::hold::{block_token, tell};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::RequestId;
use lykill_issuer::otp_token::{Due, due};
use lykill_issuer::types::{OtpToken, OtpTokenState, TokenBlock};
use lykill_store::otp_token::{otp_token_lock, otp_token_unused, otp_token_warn};
use lykill_store::{Channel, Commit, StoreError, Tx};
use std::sync::Arc;

/// Devices that one transaction looks at.
const CHUNK: u32 = 20;

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tended {
    /// Holders who were warned.
    pub warned: u64,
    /// Devices that were blocked.
    pub blocked: u64,
}

/// Warns the holders of unused devices, and blocks those of which they were warned long enough
/// ago: the next few of each. To be called again while it did something.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn tend(ctx: &Context) -> Result<Tended, Error> {
    let job = Arc::new(ctx.clone());
    let tended = ctx.db.write(move |tx| {
        let ctx = Arc::clone(&job);
        Box::pin(async move { Ok(Commit(run(tx, &ctx).await?)) })
    });
    let tended = tended.await?;
    if tended != Tended::default() {
        ctx.db.notify(Channel::Outbox);
    }
    Ok(tended)
}

async fn run(tx: &mut Tx<'_>, ctx: &Context) -> Result<Tended, StoreError> {
    let (now, rule) = (ctx.now(), ctx.settings.unused_tokens);
    let call = Call {
        request: RequestId::new(now, ctx.rng.as_ref()),
        peer: None,
    };
    let warned_from = now + rule.warned_before - rule.blocked_after;
    let before = (warned_from, now - rule.warned_before);
    let mut tended = Tended::default();
    for found in otp_token_unused(tx, before, CHUNK).await? {
        // Another node may tend the same one, or its holder use it: what is locked counts.
        let Some(token) = otp_token_lock(tx, &found.serial).await? else {
            continue;
        };
        match due(&token, rule, now) {
            Due::Nothing => {}
            Due::Warning { blocked_from } => {
                if warn(tx, (ctx, &call), &token, blocked_from).await? {
                    tended.warned += 1;
                }
            }
            Due::Block => {
                let spent = block_token(tx, (ctx, &call), &token, &TokenBlock::Unused).await?;
                tended.blocked += u64::from(spent.is_spent());
            }
        }
    }
    Ok(tended)
}

async fn warn(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    token: &OtpToken,
    blocked_from: lykill_core::Timestamp,
) -> Result<bool, StoreError> {
    let OtpTokenState::Assigned(holder) = &token.state else {
        return Ok(false);
    };
    if !otp_token_warn(tx, token.id, ctx.now()).await?.is_spent() {
        return Ok(false);
    }
    Record::new(ctx, call, ctx.now(), AuditKind::OtpTokenUnused)
        .eid(holder.eid)
        .person(holder.person)
        .detail(token.serial.to_string())
        .save(tx)
        .await?;
    let notice = Notice::TokenUnused {
        serial: token.serial.to_string(),
        blocked_from,
    };
    tell(tx, ctx, holder, notice).await?;
    Ok(true)
}
