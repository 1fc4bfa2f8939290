//! The chain over the audit log: each row that was committed gets the next number and a hash that
//! covers the row and the hash before it. Rows are read here as they stand, not as they should be.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::Spend;

/// An audit row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAuditRow {
    /// Its id.
    pub id: Vec<u8>,
    /// When it happened, in microseconds since the epoch.
    pub at: i64,
    /// The request.
    pub request: Vec<u8>,
    /// What happened.
    pub kind: String,
    /// To whom, and with which eID.
    pub who: [Option<Vec<u8>>; 2],
    /// At which service, and at which company.
    pub place: [Option<String>; 2],
    /// In which login.
    pub login: Option<Vec<u8>>,
    /// Words that explain it.
    pub detail: String,
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chained {
    /// Its number, from 1.
    pub seq: i64,
    /// What the database says its hash is.
    pub hash: Vec<u8>,
    /// The row.
    pub row: RawAuditRow,
}

macro_rules! columns {
    () => {
        "id, at, request, kind, person, eid, client, company, login, detail"
    };
}

fn raw(row: &mut crate::value::Fields) -> Result<RawAuditRow, StoreError> {
    Ok(RawAuditRow {
        id: row.blob("id")?,
        at: row.int("at")?,
        request: row.blob("request")?,
        kind: row.text("kind")?,
        who: [row.maybe_blob("person")?, row.maybe_blob("eid")?],
        place: [row.maybe_text("client")?, row.maybe_text("company")?],
        login: row.maybe_blob("login")?,
        detail: row.text("detail")?,
    })
}

fn head(row: Row) -> Result<(i64, Vec<u8>), StoreError> {
    let mut row = row.of("audit");
    let hash = row.blob("hash")?;
    Ok((row.int("seq")?, hash))
}

/// Number and hash of the last link; none while nothing is chained.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn chain_head(tx: &mut Tx<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let select =
        sql!("select hash, seq from audit where seq is not null order by seq desc limit 1");
    one(tx, select, &[], head).await
}

/// The hash of one link.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn chain_at(tx: &mut Tx<'_>, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let select = sql!("select hash, seq from audit where seq = $1");
    Ok(one(tx, select, values![seq], head)
        .await?
        .map(|(_, hash)| hash))
}

/// As [`chain_head`], kept from other nodes until the transaction ends: one of them chains.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn chain_lock(tx: &mut Tx<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let insert =
        sql!("insert into meta (key, value) values ('audit-chain', '') on conflict do nothing");
    tx.execute(insert, &[]).await?;
    let lock = sql_locking!("select value from meta where key = 'audit-chain'");
    tx.fetch_all(lock, &[]).await?;
    chain_head(tx).await
}

/// The next rows that are not chained yet, in the order of their ids.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn unchained(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<RawAuditRow>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from audit where seq is null order by id limit $1"
    );
    all(tx, select, values![limit], |row| raw(&mut row.of("audit"))).await
}

/// Makes a row a link.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn chain(tx: &mut Tx<'_>, id: &[u8], seq: i64, hash: &[u8]) -> Result<Spend, StoreError> {
    let update = sql!("update audit set seq = $2, hash = $3 where id = $1 and seq is null");
    spend(tx, update, values![id, seq, hash]).await
}

/// The next links after a number.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn chained(tx: &mut Tx<'_>, after: i64, limit: u32) -> Result<Vec<Chained>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        ", seq, hash from audit where seq is not null and seq > $1 order by seq limit $2"
    );
    all(tx, select, values![after, limit], |row| {
        let mut row = row.of("audit");
        let found = raw(&mut row)?;
        Ok(Chained {
            row: found,
            seq: row.int("seq")?,
            hash: row.maybe_blob("hash")?.unwrap_or_default(),
        })
    })
    .await
}
