//! Rows about people and programs that proved nothing. Whoever likes can cause them by the million:
//! so many are written singly, of each network and of all together; what comes above that is
//! counted, and the count is a row of its own (security.md case 200). Nothing is dropped.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_broker::network::source_key;
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::RequestId;
use lykill_core::throttle::{NOTED, NOTED_OF_ALL};
use lykill_store::audit_gap::{audit_gap_add, audit_gaps_take};
use lykill_store::bucket::{bucket_lock, bucket_save};
use lykill_store::{Commit, StoreError, Tx};

/// Writes a row, or counts it. Called last in a transaction: everybody's bucket is locked.
pub(crate) async fn save(
    tx: &mut Tx<'_>,
    row: Record,
    place: (&Context, &Call),
    now: Timestamp,
) -> Result<(), StoreError> {
    if fits(tx, place, now).await? {
        row.save(tx).await
    } else {
        audit_gap_add(tx, row.kind(), now).await
    }
}

/// Writes a row about somebody, who must not be told from nobody by the work that it makes
/// (security.md case 37): the same as for [`save`], but the row is always written.
pub(crate) async fn save_of_somebody(
    tx: &mut Tx<'_>,
    row: Record,
    place: (&Context, &Call),
    now: Timestamp,
) -> Result<(), StoreError> {
    let _either_way = fits(tx, place, now).await?;
    row.save(tx).await
}

/// Whether one more row is written singly; then it is in the buckets.
async fn fits(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let source = call.peer.map(|peer| source_key(peer).to_string());
    let names = [source.as_deref().unwrap_or("nobody"), "everybody"];
    let mut filled = Vec::new();
    for (name, bucket) in names.into_iter().zip([NOTED, NOTED_OF_ALL]) {
        let key = ctx.keys.lookup().lookup("noise", name.as_bytes());
        let filling = bucket_lock(tx, &key).await?;
        if bucket.full_until(filling, now).is_some() {
            return Ok(false);
        }
        filled.push((key, bucket.fail(filling, now)));
    }
    for (key, filling) in &filled {
        bucket_save(tx, key, filling).await?;
    }
    Ok(true)
}

/// Writes down how many rows were counted since this was done last. Gives that number.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn tell(ctx: &Context) -> Result<u64, Error> {
    let owned = ctx.clone();
    let told = ctx.db.write(move |tx| {
        let ctx = owned.clone();
        Box::pin(async move {
            let now = ctx.now();
            let call = Call {
                request: RequestId::new(now, ctx.rng.as_ref()),
                peer: None,
            };
            let mut sum = 0;
            for gap in audit_gaps_take(tx).await? {
                let since = gap.since.to_jiff();
                let words = format!("{} more {} since {since}", gap.rows, gap.kind.word());
                let row = Record::new(&ctx, &call, now, AuditKind::NoiseCounted);
                row.detail(words).save(tx).await?;
                sum += u64::from(gap.rows);
            }
            Ok(Commit(sum))
        })
    });
    Ok(told.await?)
}
