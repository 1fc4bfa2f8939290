//! What became of what left the house, for support: no address, no number, no text.

use crate::{Context, Error};
use lykill_core::Receipts;
use lykill_core::id::PersonId;
use lykill_core::receipt::{COUNTED, SILENT_AFTER};
use lykill_store::OutboxState;
use lykill_store::text_message::{OutboxListed, outbox_listed, text_message_counts};
use std::sync::Arc;

/// Which rows of the outbox to list.
#[derive(Debug, Clone)]
pub struct ListFilter {
    /// In this state.
    pub state: OutboxState,
    /// Of this person only.
    pub person: Option<PersonId>,
    /// Of this kind only, such as `notice-sms`.
    pub kind: Option<String>,
    /// So many at most, the newest.
    pub limit: u32,
}

/// Lists the outbox, the newest row first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, filter: ListFilter) -> Result<Vec<OutboxListed>, Error> {
    let filter = Arc::new(filter);
    let rows = ctx.db.read_long(move |tx| {
        let filter = Arc::clone(&filter);
        Box::pin(async move {
            let of = (filter.person, filter.kind.as_deref());
            outbox_listed(tx, filter.state, of, filter.limit).await
        })
    });
    Ok(rows.await?)
}

/// The text messages of the last day, by what is known of them; none where no receipts are read.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn load(ctx: &Context) -> Result<Option<Receipts>, Error> {
    if ctx.settings.receipts.is_none() {
        return Ok(None);
    }
    let now = ctx.now();
    let (since, silent) = (now - COUNTED, now - SILENT_AFTER);
    let counts = ctx
        .db
        .read_long(move |tx| Box::pin(text_message_counts(tx, since, silent)));
    Ok(Some(counts.await?))
}
