//! Failures by network: one address, its neighbourhood, and everybody together. Strangers only:
//! a device that its holder logged in from is never held up by its neighbours.

use crate::record::Record;
use crate::{Call, Context};
use lykill_broker::network::{source_key, wide_source_key};
use lykill_core::audit::AuditKind;
use lykill_core::throttle::{Closed, EVERYBODY, NEIGHBOURHOOD, SOURCE};
use lykill_core::{Lookup, Timestamp};
use lykill_store::bucket::{bucket_lock, bucket_save, buckets_look};
use lykill_store::{StoreError, Tx};

/// The name of the bucket that all failures fall into.
const ALL: &str = "everybody";

/// The buckets into which a failure falls, the narrow before the wide.
#[derive(Debug, Clone)]
pub(super) struct Sources([Lookup; 3]);

impl Sources {
    /// The buckets of a stranger's call. None on the machine itself: there a proxy that is not
    /// trusted would otherwise close the door for all.
    pub(super) fn of(ctx: &Context, call: &Call) -> Option<Self> {
        let peer = call.peer?;
        if peer.to_canonical().is_loopback() {
            return None;
        }
        let nets = [
            source_key(peer).to_string(),
            wide_source_key(peer).to_string(),
        ];
        let [source, neighbourhood] = nets.map(|net| key(ctx, &net));
        Some(Self([source, neighbourhood, key(ctx, ALL)]))
    }

    /// Until when the call's networks take no attempt. While everybody's bucket overflows, those
    /// of the networks are a tenth of their size (security.md case 49).
    pub(super) async fn closed(
        &self,
        tx: &mut Tx<'_>,
        now: Timestamp,
    ) -> Result<Option<Closed>, StoreError> {
        let [source, neighbourhood, everybody] = buckets_look(tx, &self.0).await?;
        let is_alarm = EVERYBODY.full_until(everybody, now).is_some();
        let of = |bucket: lykill_core::throttle::Bucket| {
            if is_alarm { bucket.tight() } else { bucket }
        };
        let until = [
            of(SOURCE).full_until(source, now),
            of(NEIGHBOURHOOD).full_until(neighbourhood, now),
        ];
        Ok(until.into_iter().flatten().max().map(Closed::Until))
    }

    /// Counts a failure. The one that makes everybody's bucket overflow is the alarm.
    pub(super) async fn fail(
        &self,
        tx: &mut Tx<'_>,
        (ctx, call): (&Context, &Call),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for (key, bucket) in self.0.iter().zip([SOURCE, NEIGHBOURHOOD, EVERYBODY]) {
            let before = bucket_lock(tx, key).await?;
            let after = bucket.fail(before, now);
            bucket_save(tx, key, &after).await?;
            let overflows = |filling| bucket.full_until(filling, now).is_some();
            if bucket == EVERYBODY && overflows(after) && !overflows(before) {
                tracing::warn!(failures = after.failures, "many strangers fail to log in");
                let row = Record::new(ctx, call, now, AuditKind::SprayAlarm);
                row.save(tx).await?;
            }
        }
        Ok(())
    }
}

/// Under the current key alone: a rotation empties the buckets, which leak anyhow.
fn key(ctx: &Context, name: &str) -> Lookup {
    ctx.keys.lookup().lookup("source", name.as_bytes())
}

/// How many failures of strangers have not leaked out yet, and whether that is an alarm.
///
/// # Errors
/// [`Error`](crate::Error) when the database cannot answer.
pub async fn alarm(ctx: &Context) -> Result<(u32, bool), crate::Error> {
    let (now, all) = (ctx.now(), key(ctx, ALL));
    let keys = [all.clone(), all.clone(), all];
    let looked = ctx.db.read(move |tx| {
        let keys = keys.clone();
        Box::pin(async move { buckets_look(tx, &keys).await })
    });
    let [filling, ..] = looked.await?;
    let failures = if filling.empty_at <= now {
        0
    } else {
        filling.failures
    };
    Ok((failures, EVERYBODY.full_until(filling, now).is_some()))
}
