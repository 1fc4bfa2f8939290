//! How operations order effects: sealed rows of the outbox, in the transaction of their cause.

use crate::Context;
use crate::record::impossible;
use lykill_core::id::{OutboxId, PersonId};
use lykill_core::{EffectKind, Timestamp, random};
use lykill_crypto::pure::seal::Aad;
use lykill_store::outbox::{OutboxEntry, outbox_insert};
use lykill_store::{OutboxRow, StoreError, Tx};
use std::time::Duration;

/// When an effect may happen.
pub(crate) struct Window {
    /// The moment of the order.
    pub(crate) now: Timestamp,
    /// How long it must wait.
    pub(crate) delay: Duration,
    /// How long after the order it may still happen.
    pub(crate) within: Duration,
}

/// Orders an effect for a person.
pub(crate) async fn order(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: PersonId,
    kind: &EffectKind,
    window: &Window,
) -> Result<OutboxId, StoreError> {
    let id = OutboxId::new(window.now, ctx.rng.as_ref());
    let impossible = || impossible("outbox", "body", &id);
    let plain = serde_json::to_vec(kind).map_err(|_| impossible())?;
    let aad = Aad {
        table: "outbox",
        row: id.as_bytes(),
        owner: person.as_bytes(),
    };
    let nonce = random::bytes(ctx.rng.as_ref());
    let body = ctx
        .keys
        .seal()
        .seal(&aad, &plain, nonce)
        .map_err(|_| impossible())?;
    let entry = OutboxEntry {
        id,
        kind: kind.word(),
        person,
        body,
        not_before: window.now + window.delay,
        expires_at: window.now + window.within,
    };
    outbox_insert(tx, &entry, window.now).await?;
    Ok(id)
}

/// What a row that waits carries, for an operation that takes it back.
pub(crate) fn open(ctx: &Context, row: &OutboxRow) -> Result<EffectKind, StoreError> {
    let impossible = || impossible("outbox", "body", &row.id);
    let aad = Aad {
        table: "outbox",
        row: row.id.as_bytes(),
        owner: row.person.as_bytes(),
    };
    let body = row.body.as_ref().ok_or_else(impossible)?;
    let opened = ctx.keys.seal().open(&aad, body).map_err(|_| impossible())?;
    serde_json::from_slice(opened.expose()).map_err(|_| impossible())
}
