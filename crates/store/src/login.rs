//! Logins: one transaction of one browser tab, with the request that began it.

use crate::dialect::{sql, sql_insisting, sql_locking};
use crate::person::language;
use crate::tx::{all, one};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_broker::types::Login;
use lykill_core::Level;
use lykill_core::id::LoginId;
use lykill_oauth::types::AuthorizeRequest;

/// A login with the checked request of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLogin {
    /// The login.
    pub login: Login,
    /// What the service asked for; it never changes.
    pub request: AuthorizeRequest,
}

macro_rules! columns {
    () => {
        "id, client, browser, asked, language, state, created_at, expires_at, version, request"
    };
}

pub(crate) fn load(row: Row) -> Result<StoredLogin, StoreError> {
    let mut row = row.of("login");
    let login = Login {
        id: row.id("id")?,
        client: row.parsed("client")?,
        browser: row.blob("browser")?,
        asked: row.read("asked", Level::from_word)?,
        language: language(&mut row)?,
        state: row.json("state")?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        version: row.int("version")?,
    };
    Ok(StoredLogin {
        login,
        request: row.json("request")?,
    })
}

/// Stores a new login.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn login_insert(
    tx: &mut Tx<'_>,
    login: &Login,
    request: &AuthorizeRequest,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into login (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let (state, request) = (json(&login.state)?, json(request)?);
    let values = values![
        &login.id,
        &login.client,
        login.browser.as_slice(),
        login.asked.word(),
        login.language.tag(),
        &state,
        login.created_at,
        login.expires_at,
        login.version,
        &request,
    ];
    tx.send(insert, values).await
}

/// A login, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn login_lock(tx: &mut Tx<'_>, id: LoginId) -> Result<Option<StoredLogin>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from login where id = $1");
    one(tx, select, values![&id], load).await
}

/// A login.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn login_fetch(tx: &mut Tx<'_>, id: LoginId) -> Result<Option<StoredLogin>, StoreError> {
    let select = sql!("select ", columns!(), " from login where id = $1");
    one(tx, select, values![&id], load).await
}

/// The logins that one browser holds, oldest first, for change.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn login_by_browser(
    tx: &mut Tx<'_>,
    browser: &[u8],
) -> Result<Vec<StoredLogin>, StoreError> {
    let select = sql_locking!(
        "select ",
        columns!(),
        " from login where browser = $1 order by id"
    );
    all(tx, select, values![browser], load).await
}

/// Stores what a login awaits now, as the version that follows `login.version`.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Contended`], by which the job runs again, when
/// another save came in between.
pub async fn login_save(tx: &mut Tx<'_>, login: &Login) -> Result<(), StoreError> {
    // No indexed column stands here: the indexes are not written again at every step.
    let update = sql_insisting!(
        "update login set state = $3, version = version + 1 where id = $1 and version = $2"
    );
    let state = json(&login.state)?;
    tx.insist(update, values![&login.id, login.version, &state])
        .await
}

/// The same, and the browser holds the login under a new cookie.
///
/// # Errors
/// As [`login_save`].
pub async fn login_save_in_browser(tx: &mut Tx<'_>, login: &Login) -> Result<(), StoreError> {
    let update = sql_insisting!(
        "update login set state = $3, browser = $4, version = version + 1 ",
        "where id = $1 and version = $2"
    );
    let state = json(&login.state)?;
    let values = values![&login.id, login.version, &state, login.browser.as_slice()];
    tx.insist(update, values).await
}
