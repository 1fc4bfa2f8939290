//! What went wrong inside and must not be forgotten with the log.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_store::Commit;
use std::sync::Arc;

/// Writes down that a request ended in a panic (security.md case 226). `route` is the pattern of
/// its address, never the address itself, which may name a login.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn record_panic(ctx: &Context, call: &Call, route: &str) -> Result<(), Error> {
    let job = Arc::new((ctx.clone(), *call, route.to_owned()));
    let written = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, route) = job.as_ref();
            let row = Record::new(ctx, call, ctx.now(), AuditKind::RequestPanicked);
            row.detail(route.as_str()).save(tx).await?;
            Ok(Commit(()))
        })
    });
    Ok(written.await?)
}
