//! Client assertions that were used: each is good once (RFC 7523 section 3, item 7).

use crate::dialect::sql;
use crate::tx::spend;
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::id::ClientId;
use lykill_core::{Spend, Timestamp};

/// Uses an assertion, by the SHA-256 of its `jti`; it is kept until it ends.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn assertion_use(
    tx: &mut Tx<'_>,
    client: &ClientId,
    jti_hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into assertion (client, jti_hash, expires_at) values ($1, $2, $3) ",
        "on conflict do nothing"
    );
    spend(tx, insert, values![client, jti_hash, expires_at]).await
}
