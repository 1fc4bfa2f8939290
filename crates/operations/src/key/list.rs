//! What keys there are, how old they are, and when that becomes a matter of concern.

use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_core::time::days;
use lykill_store::signing_key::{StoredSigningKey, signing_key_list};
use std::time::Duration;

/// A key of the server, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySummary {
    /// Its id.
    pub id: String,
    /// What it is for: `signing`.
    pub purpose: &'static str,
    /// `next`, `active`, `retiring` or `retired`.
    pub state: &'static str,
    /// When it was made.
    pub made_at: Timestamp,
    /// Since when, or from when on, it is used for what is new.
    pub used_from: Timestamp,
    /// Until when it is taken, once another key follows it.
    pub taken_until: Option<Timestamp>,
}

/// How near the key in use is to its greatest age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyAge {
    /// What it is for.
    pub purpose: &'static str,
    /// Whole days until its greatest age; below zero when it is past it.
    pub days_left: i64,
    /// Whether a successor is on its way.
    pub is_followed: bool,
}

impl KeyAge {
    /// The days before the end from which on each alarm sounds (security.md case 228).
    pub const ALARMS: [i64; 4] = [30, 14, 7, 1];

    /// The alarm that sounds: the least of [`KeyAge::ALARMS`] that is not below the days left;
    /// none while there is time, or a successor.
    pub fn alarm(&self) -> Option<i64> {
        let sounding = Self::ALARMS.into_iter().rev();
        let mut reached = sounding.filter(|days| self.days_left <= *days);
        reached.next().filter(|_| !self.is_followed)
    }
}

/// All keys, in the order of their purposes, the oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context) -> Result<Vec<KeySummary>, Error> {
    let now = ctx.now();
    let rows = ctx
        .db
        .read(|tx| Box::pin(async move { signing_key_list(tx).await }))
        .await?;
    Ok(rows.iter().map(|row| summary(row, &rows, now)).collect())
}

fn summary(row: &StoredSigningKey, all: &[StoredSigningKey], now: Timestamp) -> KeySummary {
    let is_over = row.verifies_until.is_some_and(|until| until <= now);
    let is_followed = all
        .iter()
        .any(|other| other.signs_from <= now && other.signs_from > row.signs_from);
    let state = match (is_over, row.signs_from > now, is_followed) {
        (true, ..) => "retired",
        (false, true, _) => "next",
        (false, false, true) => "retiring",
        (false, false, false) => "active",
    };
    KeySummary {
        id: row.kid.clone(),
        purpose: "signing",
        state,
        made_at: row.created_at,
        used_from: row.signs_from,
        taken_until: row.verifies_until,
    }
}

/// How old the keys in use are, measured against the greatest age that the operator set.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn ages(ctx: &Context) -> Result<Vec<KeyAge>, Error> {
    let now = ctx.now();
    let keys = list(ctx).await?;
    let age = |key: &KeySummary| KeyAge {
        purpose: key.purpose,
        days_left: days_left(key.used_from + ctx.settings.key_max_age, now),
        is_followed: keys
            .iter()
            .any(|other| other.state == "next" && other.purpose == key.purpose),
    };
    let active = keys.iter().filter(|key| key.state == "active");
    Ok(active.map(age).collect())
}

fn days_left(end: Timestamp, now: Timestamp) -> i64 {
    let whole = |time: Duration| i64::try_from(time.as_secs() / days(1).as_secs());
    if end >= now {
        whole(end.since(now)).unwrap_or(i64::MAX)
    } else {
        -whole(now.since(end)).unwrap_or(i64::MAX) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_sounds_at_each_step_until_a_successor_is_on_its_way() {
        let age = |days_left, is_followed| KeyAge {
            purpose: "signing",
            days_left,
            is_followed,
        };
        let expected = [
            (31, None),
            (30, Some(30)),
            (15, Some(30)),
            (14, Some(14)),
            (8, Some(14)),
            (7, Some(7)),
            (2, Some(7)),
            (1, Some(1)),
            (0, Some(1)),
            (-5, Some(1)),
        ];
        for (left, alarm) in expected {
            assert_eq!(age(left, false).alarm(), alarm, "{left} days");
            assert_eq!(age(left, true).alarm(), None, "{left} days, followed");
        }
    }

    #[test]
    fn days_left_are_whole_and_go_below_zero() {
        let end = Timestamp::from_seconds(0) + days(400);
        assert_eq!(days_left(end, end - days(30)), 30);
        assert_eq!(days_left(end, end - days(30) + Duration::from_secs(1)), 29);
        assert_eq!(days_left(end, end), 0);
        assert_eq!(days_left(end, end + Duration::from_secs(1)), -1);
    }
}
