//! The code of somebody's device: found among those that may come now, and spent.

use crate::record::impossible;
use crate::{Context, otp_token};
use lykill_core::id::{EidId, OtpTokenId};
use lykill_core::{Moving, OathDigits, OathHash, OathProfile, Sealed, Timestamp};
use lykill_issuer::otp_token::{TypedCode, drift_at, find};
use lykill_issuer::types::{OtpToken, OtpTokenState, TokenSerial};
use lykill_store::otp_token::{otp_token_lock, otp_token_spend};
use lykill_store::{StoreError, Tx};

/// Whether the code is right and is spent by this call. Of two at once one is told so; a device
/// that was blocked meanwhile, and none at all, cost the same work and are told the same
/// (security.md case 26).
pub(super) async fn take(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (serial, eid): (Option<&TokenSerial>, EidId),
    (typed, now): (TypedCode, Timestamp),
) -> Result<bool, StoreError> {
    let token = match serial {
        Some(serial) => otp_token_lock(tx, serial).await?,
        None => None,
    };
    let Some(token) = token.filter(|token| token.is_held_with(eid)) else {
        compare_nothing(typed, now)?;
        return Ok(false);
    };
    let secret = otp_token::secret(ctx, &token)?;
    let Some(counter) = find(&token, secret.expose(), typed, now) else {
        return Ok(false);
    };
    let place = (counter, drift_at(&token, counter, now));
    let spent = otp_token_spend(tx, token.id, place, now).await?;
    Ok(spent.is_spent())
}

/// The comparisons of a device with a counter, for nobody.
pub(super) fn compare_nothing(typed: TypedCode, now: Timestamp) -> Result<(), StoreError> {
    let none = || impossible("otp_token", "id", &"none");
    let nobodys = OtpToken {
        id: OtpTokenId::from_slice(&[0; 16]).ok_or_else(none)?,
        serial: TokenSerial::parse("0").map_err(|_| none())?,
        manufacturer: String::new(),
        secret: Sealed(Vec::new()),
        profile: OathProfile {
            hash: OathHash::Sha1,
            digits: OathDigits::Six,
            moving: Moving::Counter,
        },
        next: 0,
        drift: 0,
        state: OtpTokenState::Stock,
        imported_at: now,
        used_at: None,
        warned_at: None,
    };
    let _whatever = find(&nobodys, &[0; 20], typed, now);
    Ok(())
}
