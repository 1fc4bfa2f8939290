//! Rows that the audit log does not hold singly: how many of each kind, until they are told of.

use crate::dialect::sql;
use crate::tx::all;
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;

/// Rows of one kind that were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditGap {
    /// What happened.
    pub kind: AuditKind,
    /// How often.
    pub rows: u32,
    /// When it happened first.
    pub since: Timestamp,
}

/// Counts one row of a kind.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn audit_gap_add(
    tx: &mut Tx<'_>,
    kind: AuditKind,
    at: Timestamp,
) -> Result<(), StoreError> {
    let add = sql!(
        "insert into audit_gap (kind, counted, since) values ($1, 1, $2) ",
        "on conflict (kind) do update set counted = audit_gap.counted + 1"
    );
    tx.send(add, values![kind.word(), at]).await
}

/// What was counted since this was asked last.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn audit_gaps_take(tx: &mut Tx<'_>) -> Result<Vec<AuditGap>, StoreError> {
    let take = sql!("delete from audit_gap returning kind, counted, since");
    let mut gaps = all(tx, take, &[], |row| {
        let mut row = row.of("audit_gap");
        Ok(AuditGap {
            kind: row.read("kind", AuditKind::from_word)?,
            rows: row.count("counted")?,
            since: row.moment("since")?,
        })
    })
    .await?;
    gaps.sort_by_key(|gap| gap.kind.word());
    Ok(gaps)
}
