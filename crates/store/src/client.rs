//! Registered clients.

use crate::dialect::sql;
use crate::logout::logout_address_insert;
use crate::tx::{all, one, spend};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::id::{ClientId, LoginId};
use lykill_core::{Spend, Timestamp};
use lykill_oauth::types::Client;

/// A registered client with what its secret is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredClient {
    /// The registration.
    pub client: Client,
    /// The SHA-256 of its 256-bit secret; none for public clients and those with keys.
    pub secret_hash: Option<[u8; 32]>,
}

pub(crate) fn load(row: Row) -> Result<StoredClient, StoreError> {
    let mut row = row.of("client");
    let id = row.text("id")?;
    let client: Client = row.json("body")?;
    if client.client_id.as_str() != id {
        return Err(row.impossible("body"));
    }
    let secret_hash = row
        .maybe_blob("secret_hash")?
        .map(<[u8; 32]>::try_from)
        .transpose();
    let secret_hash = secret_hash.map_err(|_| row.impossible("secret_hash"))?;
    Ok(StoredClient {
        client,
        secret_hash,
    })
}

/// Registers a client; [`Spend::AlreadySpent`] when its id is taken.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn client_insert(
    tx: &mut Tx<'_>,
    client: &Client,
    secret_hash: Option<[u8; 32]>,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into client (id, body, secret_hash, created_at) values ($1, $2, $3, $4) ",
        "on conflict do nothing"
    );
    let body = json(client)?;
    let values = values![&client.client_id, &body, secret_hash.as_ref(), at];
    let inserted = spend(tx, insert, values).await?;
    if let (Spend::Spent, Some(uri)) = (inserted, &client.backchannel_logout_uri) {
        logout_address_insert(tx, &client.client_id, uri, client.sector.as_str()).await?;
    }
    Ok(inserted)
}

/// A client.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn client_fetch(
    tx: &mut Tx<'_>,
    id: &ClientId,
) -> Result<Option<StoredClient>, StoreError> {
    let select = sql!("select id, body, secret_hash from client where id = $1");
    one(tx, select, values![id], load).await
}

/// The client whose login this is.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn client_by_login(
    tx: &mut Tx<'_>,
    login: LoginId,
) -> Result<Option<StoredClient>, StoreError> {
    let select = sql!(
        "select id, body, secret_hash from client ",
        "where id = (select client from login where id = $1)"
    );
    one(tx, select, values![&login], load).await
}

/// All clients in the order of their ids.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn client_list(tx: &mut Tx<'_>) -> Result<Vec<StoredClient>, StoreError> {
    all(
        tx,
        sql!("select id, body, secret_hash from client order by id"),
        values![],
        load,
    )
    .await
}
