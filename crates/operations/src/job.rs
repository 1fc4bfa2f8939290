//! Work that nobody waits for.

use crate::{Context, Error};
use lykill_store::Commit;
use lykill_store::purge::purge as purge_rows;

/// Rows that one transaction of the purge removes at most.
const PURGE_ROWS: u32 = 500;

/// Removes what ended long ago, a chunk at a time; gives the number of rows that went.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn purge(ctx: &Context) -> Result<u64, Error> {
    let now = ctx.now();
    let gone = ctx.db.write(move |tx| {
        Box::pin(async move { Ok(Commit(purge_rows(tx, now, PURGE_ROWS).await?)) })
    });
    Ok(gone.await?)
}
