//! Deletes what is of no use any more, a few rows at a time, so that logins pass in between.

use crate::dialect::{Sql, sql};
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::time::{days, minutes};
use std::time::Duration;

/// Logins, codes, tokens, sessions and link codes are kept so long after their end: a code or a
/// sign-out that comes late is still recognised.
const AFTER_END: Duration = days(1);
/// A session ends two hours after the login at the latest (domain.md row I9).
const LONGEST_SESSION: Duration = minutes(120);
/// Used assertions and pushed requests are kept so long after their end: two nodes' clocks may
/// differ.
const CLOCK_SKEW: Duration = minutes(10);
/// The outcome of a commit is asked within seconds.
const MARKERS: Duration = minutes(60);
/// Rows of the outbox that were delivered or expired are kept for questions.
const DELIVERED: Duration = days(90);

/// Addresses that were left are told of nothing more after this: the new one is settled then.
const SETTLED: Duration = days(14);

macro_rules! delete {
    ($table:literal, $key:literal, $condition:literal) => {
        sql!(
            "delete from ",
            $table,
            " where (",
            $key,
            ") in (select ",
            $key,
            " from ",
            $table,
            " where ",
            $condition,
            " limit $2)"
        )
    };
}

/// What is deleted of each table: rows of before this moment.
fn tables(now: Timestamp) -> [(&'static Sql, Timestamp); 19] {
    let (skew, ended) = (now - CLOCK_SKEW, now - AFTER_END);
    [
        (delete!("login", "id", "expires_at < $1"), ended),
        (delete!("code", "hash", "expires_at < $1"), ended),
        (delete!("token", "hash", "expires_at < $1"), ended),
        (delete!("refresh", "code_hash", "expires_at < $1"), ended),
        (
            delete!("session", "id", "authenticated_at < $1"),
            now - LONGEST_SESSION - AFTER_END,
        ),
        (delete!("link_code", "id", "valid_until < $1"), ended),
        (
            delete!("assertion", "client, jti_hash", "expires_at < $1"),
            skew,
        ),
        (delete!("pushed", "hash", "expires_at < $1"), skew),
        (
            delete!("passkey_challenge", "hash", "expires_at < $1"),
            skew,
        ),
        (delete!("commit_marker", "id", "at < $1"), now - MARKERS),
        (delete!("bucket", "key", "empty_at < $1"), now),
        (
            delete!(
                "outbox",
                "id",
                "ended_at < $1 and (state in ('done', 'expired') or kind = 'logout-token')"
            ),
            now - DELIVERED,
        ),
        (
            delete!("logout_delivery", "outbox", "ordered_at < $1"),
            now - DELIVERED,
        ),
        (
            delete!("text_message", "reference", "taken_at < $1"),
            now - DELIVERED,
        ),
        // Receipts of messages that nobody here sent.
        (
            delete!(
                "text_message",
                "reference",
                "outbox is null and taken_at < $1"
            ),
            now - AFTER_END,
        ),
        (
            delete!("held_order", "id", "expires_at < $1"),
            now - DELIVERED,
        ),
        (
            delete!("former_address", "person, left_at", "left_at < $1"),
            now - SETTLED,
        ),
        (
            delete!("print_job", "id", "erased_at < $1"),
            now - DELIVERED,
        ),
        (
            delete!("letter", "id", "ended_at < $1 or valid_until < $1"),
            now - DELIVERED,
        ),
    ]
}

/// Deletes at most `limit` rows of each table that are past their time at `now`, and counts
/// them. To be called again while it answers more than 0.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn purge(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for (delete, before) in tables(now) {
        deleted += tx.execute(delete, values![before, limit]).await?;
    }
    Ok(deleted)
}
