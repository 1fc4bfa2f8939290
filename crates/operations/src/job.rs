//! Work that nobody waits for.

use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_core::time::days;
use lykill_store::meta::{meta_fetch, meta_save};
use lykill_store::purge::purge as purge_rows;
use lykill_store::signing_key::signing_key_delete_ended;
use lykill_store::{Commit, StoreError};
use std::time::Duration;

/// A signing key is kept so long after its end for `lykill key list`; then nobody finds it.
const ENDED_KEYS: Duration = days(30);

/// Rows that one transaction of the purge removes at most.
const PURGE_ROWS: u32 = 500;

/// Removes what ended long ago, a chunk at a time; gives the number of rows that went.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn purge(ctx: &Context) -> Result<u64, Error> {
    let now = ctx.now();
    note_clock(ctx, now).await?;
    let gone = ctx.db.write(move |tx| {
        Box::pin(async move {
            let keys = signing_key_delete_ended(tx, now - ENDED_KEYS).await?;
            Ok(Commit(keys + purge_rows(tx, now, PURGE_ROWS).await?))
        })
    });
    Ok(gone.await?)
}

/// The name under which the database keeps the latest moment that was seen.
pub(crate) const CLOCK: &str = "clock-high-water";

/// Notes the latest moment that was seen, so that a start under a clock that was set back is
/// refused (design.md section 4, "Time").
async fn note_clock(ctx: &Context, now: Timestamp) -> Result<(), StoreError> {
    ctx.db
        .write(move |tx| {
            Box::pin(async move {
                let seen = meta_fetch(tx, CLOCK)
                    .await?
                    .and_then(|text| text.parse().ok());
                if seen.is_none_or(|seen: i64| seen < now.micros()) {
                    meta_save(tx, CLOCK, &now.micros().to_string()).await?;
                }
                Ok(Commit(()))
            })
        })
        .await
}
