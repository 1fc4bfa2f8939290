//! The 6-digit code that links a work address (seed 0; design.md section 4, "Links"). It confirms
//! an address inside a login that was authenticated by an electronic ID; it is no factor and
//! never raises a level (security.md finding 7).

use crate::types::{LinkCode, LinkCodeState};
use lykill_core::Timestamp;
use lykill_core::id::LoginId;
use lykill_core::time::{days, minutes};
use std::time::Duration;

/// How long a code is good; never extended.
pub const CODE_VALID: Duration = minutes(5);
/// Wrong codes in one login; a new e-mail does not reset them.
pub const TRIES: u32 = 5;
/// A new e-mail may be asked for after this time.
pub const RESEND_AFTER: Duration = Duration::from_secs(30);
/// E-mails to one address in any ten minutes.
pub const PER_TEN_MINUTES: usize = 3;
/// E-mails to one address in any 24 hours.
pub const PER_DAY: usize = 10;

/// No e-mail before this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until(pub Timestamp);

/// Whether one more e-mail may go to an address that got e-mails at the moments `sent`, in any
/// order (security.md case 58). The answer is what must be stored then: the moments that count
/// still, oldest first, with `now`; never more than [`PER_DAY`].
///
/// # Errors
/// [`Until`] when a limit is reached; then nothing is to be stored.
pub fn may_send(sent: &[Timestamp], now: Timestamp) -> Result<Vec<Timestamp>, Until> {
    let mut counting: Vec<Timestamp> = sent.to_vec();
    counting.retain(|at| now.since(*at) < days(1));
    counting.sort_unstable();
    let limits = [(PER_TEN_MINUTES, minutes(10)), (PER_DAY, days(1))];
    let open_at = |(most, window)| {
        let oldest = counting.iter().rev().nth(most - 1)?;
        Some(*oldest + window).filter(|end| now < *end)
    };
    if let Some(until) = limits.into_iter().filter_map(open_at).max() {
        return Err(Until(until));
    }
    counting.push(now);
    Ok(counting)
}

/// Whether a new e-mail may be asked for after one that was ordered at `sent_at`.
///
/// # Errors
/// [`Until`] the moment from which it may.
pub fn may_resend(sent_at: Timestamp, now: Timestamp) -> Result<(), Until> {
    let from = sent_at + RESEND_AFTER;
    if now < from { Err(Until(from)) } else { Ok(()) }
}

/// What was typed is no code; nothing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code has 6 digits")]
pub struct NotACode;

/// The code that was typed: six ASCII digits, between which ASCII spaces, dots and hyphens may
/// stand.
///
/// # Errors
/// [`NotACode`] for anything else, before a try is counted.
pub fn read_code(text: &str) -> Result<String, NotACode> {
    if text.len() > 32 {
        return Err(NotACode);
    }
    let code: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-'))
        .collect();
    let whole = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    if whole { Ok(code) } else { Err(NotACode) }
}

/// What a code that was typed is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It makes the link.
    Right,
    /// It is none of this login's codes; one more try is used up.
    Wrong {
        /// Tries that are left, at least 1.
        left: u32,
    },
    /// It was right and its time is over. No try is used up.
    Expired,
    /// It was right and a newer one was sent; the page says "expired", too. No try is used up.
    Superseded,
    /// It is, or follows, the fifth wrong one: no code of this login is good any more.
    TooMany,
}

/// Judges a code in one login. `codes` are the login's codes, newest first; `matching` is the
/// index of the one whose keyed hash equals that of what was typed, found by the caller in
/// constant time; `tries` are the wrong codes before. A code of another login matches nothing
/// (security.md case 57).
pub fn judge(
    login: LoginId,
    codes: &[LinkCode],
    matching: Option<usize>,
    tries: u32,
    now: Timestamp,
) -> Judgement {
    judge_within(TRIES, (login, codes), matching, tries, now)
}

/// [`judge`] where `most` wrong codes end it.
pub(crate) fn judge_within(
    most: u32,
    (login, codes): (LoginId, &[LinkCode]),
    matching: Option<usize>,
    tries: u32,
    now: Timestamp,
) -> Judgement {
    if tries >= most {
        return Judgement::TooMany;
    }
    let found = matching.and_then(|index| Some((index, codes.get(index)?)));
    let Some((index, code)) = found.filter(|(_, code)| code.login == login) else {
        return match most - tries - 1 {
            0 => Judgement::TooMany,
            left => Judgement::Wrong { left },
        };
    };
    match code.state {
        LinkCodeState::Dead => Judgement::TooMany,
        LinkCodeState::Spent => Judgement::Expired,
        LinkCodeState::Superseded => Judgement::Superseded,
        LinkCodeState::Live if index > 0 => Judgement::Superseded,
        LinkCodeState::Live if now >= code.valid_until => Judgement::Expired,
        LinkCodeState::Live => Judgement::Right,
    }
}

#[cfg(test)]
mod tests;
