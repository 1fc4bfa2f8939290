//! The devices, for the operator.

use super::TokenRefusal;
use crate::{Context, Error};
use lykill_core::id::PersonId;
use lykill_core::{Moving, Timestamp};
use lykill_issuer::types::{Holder, OtpToken, OtpTokenState};
use lykill_issuer::user_id;
use lykill_store::eid::eid_by_user_id;
use lykill_store::otp_token::otp_token_list;
use std::sync::Arc;

/// A device as the operator may see it: never its secret, never a code or counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSummary {
    /// The number on its back.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// `hotp` or `totp`.
    pub kind: &'static str,
    /// `stock`, `assigned` or `blocked`.
    pub state: &'static str,
    /// Why it is blocked.
    pub reason: Option<String>,
    /// Whose it is or was.
    pub person: Option<PersonId>,
    /// `key-viewer` or `code-device`.
    pub purpose: Option<&'static str>,
    /// When a code of it was last accepted.
    pub used_at: Option<Timestamp>,
}

/// Lists at most `limit` devices in the order of their serial numbers, after one; those of a user
/// id only, when one is given.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(
    ctx: &Context,
    typed: Option<&str>,
    (after, limit): (&str, u32),
) -> Result<Result<Vec<TokenSummary>, TokenRefusal>, Error> {
    let user_id = match typed.map(user_id::parse) {
        Some(Err(_)) => return Ok(Err(TokenRefusal::NoSuchUserId)),
        Some(Ok(user_id)) => Some(user_id),
        None => None,
    };
    let job = Arc::new((user_id, after.to_ascii_uppercase()));
    let tokens = ctx.db.read_long(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (user_id, after) = job.as_ref();
            let person = match user_id {
                None => None,
                Some(user_id) => match eid_by_user_id(tx, user_id).await? {
                    Some(eid) => Some(eid.person),
                    None => return Ok(None),
                },
            };
            otp_token_list(tx, person, after, limit).await.map(Some)
        })
    });
    let tokens = tokens.await?.ok_or(TokenRefusal::NoSuchUserId);
    Ok(tokens.map(|tokens| tokens.iter().map(summary).collect()))
}

fn summary(token: &OtpToken) -> TokenSummary {
    let (state, reason, holder) = match &token.state {
        OtpTokenState::Stock => ("stock", None, None),
        OtpTokenState::Assigned(holder) => ("assigned", None, Some(holder)),
        OtpTokenState::Blocked { why, holder, .. } => {
            ("blocked", Some(why.stored()), holder.as_ref())
        }
    };
    let of = |holder: &Holder| (holder.person, holder.purpose.word());
    TokenSummary {
        serial: token.serial.to_string(),
        manufacturer: token.manufacturer.clone(),
        kind: match token.profile.moving {
            Moving::Counter => "hotp",
            Moving::Clock { .. } => "totp",
        },
        state,
        reason,
        person: holder.map(|holder| of(holder).0),
        purpose: holder.map(|holder| of(holder).1),
        used_at: token.used_at,
    }
}
