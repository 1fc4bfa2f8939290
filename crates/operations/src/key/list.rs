//! What keys there are, how old they are, and when that becomes a matter of concern.

use super::in_use::newest;
use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_core::time::days;
use lykill_crypto::engine::{ListedKey, Purpose};
use lykill_crypto::pure::ring::KeyId;
use lykill_crypto::pure::seal::SealRing;
use lykill_store::sealed::{
    SealedColumn, card_count_before, number_lookup_count, pepper_count, sealed_count,
};
use lykill_store::server_key::{ServerKey, server_key_list};
use lykill_store::signing_key::{StoredSigningKey, signing_key_list};
use lykill_store::{StoreError, Tx};
use std::time::Duration;

/// A key of the server, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySummary {
    /// Its id.
    pub id: String,
    /// What it is for: `signing`, `seal`, `lookup`, `pepper` or `card`.
    pub purpose: &'static str,
    /// Of a signing key `next`, `active`, `retiring` or `retired`; of another one `waiting`,
    /// `active`, `earlier` or `removed`.
    pub state: &'static str,
    /// Since when, or from when on, it is used for what is new; none while it waits, and when it
    /// was removed while it waited.
    pub used_from: Option<Timestamp>,
    /// Until when a signing key is taken, once another one follows it.
    pub taken_until: Option<Timestamp>,
    /// How many stored values need an earlier key.
    pub remaining: Option<u64>,
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
    let mut keys: Vec<_> = rows.iter().map(|row| summary(row, &rows, now)).collect();
    keys.extend(stored(ctx).await?);
    Ok(keys)
}

/// The keys of the key file.
async fn stored(ctx: &Context) -> Result<Vec<KeySummary>, Error> {
    let known = ctx
        .db
        .read(|tx| Box::pin(async move { server_key_list(tx).await }))
        .await?;
    let current = newest(&known);
    let mut keys = Vec::new();
    for listed in ctx.keys.file().listed() {
        let row = known.iter().find(|row| row.id == listed.id);
        let state = match row {
            None => "waiting",
            Some(row) if row.removed_at.is_some() => "removed",
            Some(row) if current.contains(&row.id) => "active",
            Some(_) => "earlier",
        };
        let remaining = match state {
            "earlier" | "removed" => Some(remaining(ctx, &listed, &known).await?),
            _ => None,
        };
        keys.push(KeySummary {
            id: listed.id,
            purpose: listed.purpose.word(),
            state,
            used_from: row
                .map(|row| row.active_from)
                .filter(|from| *from != ServerKey::NEVER),
            taken_until: None,
            remaining,
        });
    }
    keys.sort_by_key(|key| {
        (
            key.purpose,
            key.used_from.map_or(i64::MAX, Timestamp::micros),
        )
    });
    Ok(keys)
}

/// How many stored values need a key.
async fn remaining(ctx: &Context, key: &ListedKey, known: &[ServerKey]) -> Result<u64, Error> {
    let next = |row: &&ServerKey| row.purpose == key.purpose.word() && row.id != key.id;
    let own = known.iter().find(|row| row.id == key.id);
    let own = own.map(|row| row.active_from);
    // No value can need it.
    if own == Some(ServerKey::NEVER) {
        return Ok(0);
    }
    let followers = known.iter().filter(next).map(|row| row.active_from);
    let followed = followers.filter(|at| Some(*at) > own).min();
    let (id, purpose) = (key.id.clone(), key.purpose);
    let count = ctx.db.read_long(move |tx| {
        let id = id.clone();
        Box::pin(async move { count(tx, purpose, &id, followed).await })
    });
    Ok(count.await?)
}

async fn count(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    id: &str,
    followed: Option<Timestamp>,
) -> Result<u64, StoreError> {
    let beginning = KeyId::parse(id).map(|id| SealRing::beginning(&id));
    let beginning = beginning.unwrap_or_default();
    match purpose {
        Purpose::Seal => {
            let mut sum = 0;
            for column in SealedColumn::ALL {
                sum += sealed_count(tx, column, &beginning).await?;
            }
            Ok(sum)
        }
        // The same, without the version in front.
        Purpose::Lookup => number_lookup_count(tx, beginning.get(1..).unwrap_or_default()).await,
        Purpose::Pepper => pepper_count(tx, id).await,
        // A card goes with the pepper of the day it was ordered on.
        Purpose::Card => match followed {
            Some(followed) => card_count_before(tx, followed + CARD_ORDER).await,
            None => Ok(0),
        },
    }
}

/// A card may be ordered by a node that takes over the new pepper so much later.
const CARD_ORDER: Duration = Duration::from_secs(60);

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
        used_from: Some(row.signs_from),
        taken_until: row.verifies_until,
        remaining: None,
    }
}

/// How old the keys in use are, measured against the greatest age that the operator set.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn ages(ctx: &Context) -> Result<Vec<KeyAge>, Error> {
    let now = ctx.now();
    let keys = list(ctx).await?;
    let is_next = |key: &KeySummary| matches!(key.state, "next" | "waiting");
    let age = |key: &KeySummary| {
        Some(KeyAge {
            purpose: key.purpose,
            days_left: days_left(key.used_from? + ctx.settings.key_max_age, now),
            is_followed: keys
                .iter()
                .any(|other| is_next(other) && other.purpose == key.purpose),
        })
    };
    let active = keys.iter().filter(|key| key.state == "active");
    Ok(active.filter_map(age).collect())
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
    fn case_228_an_alarm_sounds_at_each_step_until_a_successor_is_on_its_way() {
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
