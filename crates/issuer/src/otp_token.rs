//! The codes of key viewers and code devices: which are taken, and when a device is out of use
//! (RFC 4226 section 7, RFC 6238 section 5.2).

use crate::types::{OtpToken, OtpTokenState};
use lykill_core::time::days;
use lykill_core::{Moving, OathDigits, Timestamp};
use lykill_crypto::pure::{oath, prf};
use std::time::Duration;

/// Codes of a counter that may come next: the next one, and nine that were made and not typed.
/// Failures never widen it (security.md case 25).
pub const LOOK_AHEAD: u64 = 10;
/// Time steps that a clock may be off after its drift, each way (RFC 6238 section 6).
pub const CLOCK_STEPS: i64 = 1;
/// How far two codes in a row are sought when a device is out of step: counters, ahead only.
pub const RESYNC_COUNTERS: u64 = 1000;
/// The same for a clock, in steps each way: an hour at 30 seconds.
pub const RESYNC_STEPS: i64 = 120;

/// A code as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedCode {
    number: u32,
    digits: OathDigits,
}

/// What was typed can be no code: six or eight digits are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code is six or eight digits")]
pub struct NotACode;

/// Reads a code; spaces, as some devices show them, do not matter.
///
/// # Errors
/// [`NotACode`] for anything but six or eight ASCII digits.
pub fn read_code(typed: &str) -> Result<TypedCode, NotACode> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotACode);
    }
    let count = u8::try_from(digits.len()).map_err(|_| NotACode)?;
    Ok(TypedCode {
        digits: OathDigits::from_count(count).ok_or(NotACode)?,
        number: digits.parse().map_err(|_| NotACode)?,
    })
}

/// The counter or time step whose code was typed, if it may be taken now. All candidates are
/// compared, whichever is right.
pub fn find(token: &OtpToken, secret: &[u8], typed: TypedCode, now: Timestamp) -> Option<u64> {
    let (first, count) = window(token, now);
    let mut found = None;
    for counter in (0..count).filter_map(|offset| first.checked_add(offset)) {
        if is_code(token, secret, counter, typed) && counter >= token.next && found.is_none() {
            found = Some(counter);
        }
    }
    found
}

/// Where the codes lie that may come now: the first and how many. As many for every device of a
/// kind, so that the work tells nothing.
fn window(token: &OtpToken, now: Timestamp) -> (u64, u64) {
    match token.profile.moving {
        Moving::Counter => (token.next, LOOK_AHEAD),
        Moving::Clock { period_s } => {
            let here = here(token, period_s, now);
            around(here, CLOCK_STEPS)
        }
    }
}

/// The time step of the device's own clock, as far as it is known.
fn here(token: &OtpToken, period_s: u32, now: Timestamp) -> u64 {
    oath::step(now.seconds(), period_s).saturating_add_signed(token.drift)
}

fn around(step: u64, each_way: i64) -> (u64, u64) {
    let first = step.saturating_add_signed(-each_way);
    let last = step.saturating_add_signed(each_way);
    (first, last - first + 1)
}

fn is_code(token: &OtpToken, secret: &[u8], counter: u64, typed: TypedCode) -> bool {
    let profile = token.profile;
    let code = oath::code(secret, counter, profile.hash, profile.digits);
    let same = prf::equal(&code.to_be_bytes(), &typed.number.to_be_bytes());
    same && typed.digits == profile.digits
}

/// The counter or time step of the second of two codes in a row: where a device stands that was
/// out of step. Only ahead of what was accepted, so no code comes back.
pub fn find_two(
    token: &OtpToken,
    secret: &[u8],
    (first, second): (TypedCode, TypedCode),
    now: Timestamp,
) -> Option<u64> {
    let (start, count) = match token.profile.moving {
        Moving::Counter => (token.next, RESYNC_COUNTERS),
        Moving::Clock { period_s } => {
            let step = oath::step(now.seconds(), period_s);
            around(step.saturating_add_signed(token.drift), RESYNC_STEPS)
        }
    };
    let fits = |counter: &u64| {
        *counter >= token.next
            && counter.checked_add(1).is_some_and(|next| {
                is_code(token, secret, *counter, first) && is_code(token, secret, next, second)
            })
    };
    let mut candidates = (0..count).filter_map(|offset| start.checked_add(offset));
    candidates.find(fits).map(|counter| counter + 1)
}

/// The drift that a device's clock has when it shows the code of a time step `now`.
pub fn drift_at(token: &OtpToken, counter: u64, now: Timestamp) -> i64 {
    match token.profile.moving {
        Moving::Counter => 0,
        Moving::Clock { period_s } => {
            let ours = i64::try_from(oath::step(now.seconds(), period_s)).unwrap_or(i64::MAX);
            i64::try_from(counter).unwrap_or(i64::MAX) - ours
        }
    }
}

/// When devices that nobody uses go out of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusedRule {
    /// Blocked so long after the last use.
    pub blocked_after: Duration,
    /// The holder is warned so long before that.
    pub warned_before: Duration,
}

impl Default for UnusedRule {
    /// Two years, and 60 days before (domain.md row N6).
    fn default() -> Self {
        Self {
            blocked_after: days(730),
            warned_before: days(60),
        }
    }
}

/// What is due for a device that was not used lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// Its holder is told that it will be blocked then.
    Warning {
        /// When it will be blocked.
        blocked_from: Timestamp,
    },
    /// It is blocked.
    Block,
}

/// What is due for a device `now`. Without a warning none is blocked: whoever was not warned has
/// the whole time of the warning left.
pub fn due(token: &OtpToken, rule: UnusedRule, now: Timestamp) -> Due {
    let OtpTokenState::Assigned(holder) = &token.state else {
        return Due::Nothing;
    };
    let since = token.used_at.unwrap_or(holder.at).max(holder.at);
    let blocked_from = since + rule.blocked_after;
    let warned_from = blocked_from - rule.warned_before;
    match token.warned_at {
        None if now < warned_from => Due::Nothing,
        None => Due::Warning {
            blocked_from: blocked_from.max(now + rule.warned_before),
        },
        Some(warned) if now >= blocked_from.max(warned + rule.warned_before) => Due::Block,
        Some(_) => Due::Nothing,
    }
}

#[cfg(test)]
mod tests;
