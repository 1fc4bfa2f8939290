//! Single sign-on sessions, found by the hash of their cookie.

use crate::dialect::{sql, sql_sharing};
use crate::tx::{all, one, spend};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_broker::types::Session;
use lykill_core::id::{ClientId, EidId, SessionId};
use lykill_core::{Level, MethodKind, Spend, Timestamp};

macro_rules! columns {
    () => {
        "id, person, eid, only_client, level, method, method_name, factors, authenticated_at, last_seen_at, \
         ended_at"
    };
}

pub(crate) fn load(row: Row) -> Result<Session, StoreError> {
    let mut row = row.of("session");
    let (id, person, eid) = (row.id("id")?, row.id("person")?, row.id("eid")?);
    let only_client = row.maybe_parsed("only_client")?;
    let level = row.read("level", Level::from_word)?;
    let kind = row.read("method", MethodKind::from_word)?;
    // A binary of before the column writes none.
    let name = row.maybe_text("method_name")?;
    Ok(Session {
        id,
        person,
        eid,
        only_client,
        level,
        method: kind,
        method_name: name.unwrap_or_else(|| kind.word().to_owned()),
        factors: row.json("factors")?,
        authenticated_at: row.moment("authenticated_at")?,
        last_seen_at: row.moment("last_seen_at")?,
        ended_at: row.maybe_moment("ended_at")?,
    })
}

/// Stores a new session under the SHA-256 of its cookie.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when the cookie is not new.
pub async fn session_insert(
    tx: &mut Tx<'_>,
    session: &Session,
    cookie_hash: &[u8; 32],
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into session (",
        columns!(),
        ", cookie_hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let factors = json(&session.factors)?;
    let values = values![
        &session.id,
        &session.person,
        &session.eid,
        session.only_client.as_ref().map(ClientId::as_str),
        session.level.word(),
        session.method.word(),
        &session.method_name,
        &factors,
        session.authenticated_at,
        session.last_seen_at,
        session.ended_at,
        cookie_hash,
    ];
    tx.send(insert, values).await
}

/// The session of a cookie, ended or not: whether it still answers is the rule's to say.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_by_cookie(
    tx: &mut Tx<'_>,
    cookie_hash: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from session where cookie_hash = $1"
    );
    one(tx, select, values![cookie_hash], load).await
}

/// A session, ended or not.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_fetch(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<Session>, StoreError> {
    let select = sql!("select ", columns!(), " from session where id = $1");
    one(tx, select, values![&id], load).await
}

/// The sessions of an eID that nobody ended, oldest first: whether they still answer is the
/// rule's to say.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_open_by_eid(tx: &mut Tx<'_>, eid: EidId) -> Result<Vec<Session>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from session where eid = $1 and ended_at is null order by authenticated_at, id"
    );
    all(tx, select, values![&eid], load).await
}

/// The session that answered with a code.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_by_code(
    tx: &mut Tx<'_>,
    code: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from session where id = (select session from code where hash = $1)"
    );
    one(tx, select, values![code], load).await
}

/// As [`session_by_code`], for who makes something of a living session: it cannot end before this
/// transaction does. Whoever locks the code, too, does it after this: a new login takes them in
/// this order.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_hold_by_code(
    tx: &mut Tx<'_>,
    code: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let select = sql_sharing!(
        "select ",
        columns!(),
        " from session where id = (select session from code where hash = $1)"
    );
    let found = one(tx, select, values![code], load).await?;
    match found {
        // The code may have gone over to another session while this one was waited for.
        Some(ended) if ended.ended_at.is_some() => one(tx, select, values![code], load).await,
        found => Ok(found),
    }
}

/// Notes that a living session answered at `at`.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn session_touch(
    tx: &mut Tx<'_>,
    id: SessionId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update session set last_seen_at = $2 ",
        "where id = $1 and ended_at is null and last_seen_at < $2"
    );
    tx.send(update, values![&id, at]).await
}

/// Ends a session that has not ended.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn session_end(
    tx: &mut Tx<'_>,
    id: SessionId,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!("update session set ended_at = $2 where id = $1 and ended_at is null");
    spend(tx, update, values![&id, at]).await
}

/// A session that has ended goes on as another one of the same person: what it is called by its
/// services stays, and its tokens and codes, with what comes from them, end with the new one.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the latest with the commit, when
/// the new one was not stored or knows one of these services already.
pub async fn session_succeed(
    tx: &mut Tx<'_>,
    former: SessionId,
    next: SessionId,
) -> Result<(), StoreError> {
    let clients = sql!("update session_client set session = $2 where session = $1");
    tx.send(clients, values![&former, &next]).await?;
    let codes = sql!("update code set session = $2 where session = $1");
    tx.send(codes, values![&former, &next]).await?;
    let tokens = sql!("update token set session = $2 where session = $1 and revoked_at is null");
    tx.send(tokens, values![&former, &next]).await
}

/// Ends all sessions of an eID, and counts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn session_end_by_eid(
    tx: &mut Tx<'_>,
    eid: EidId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let update = sql!("update session set ended_at = $2 where eid = $1 and ended_at is null");
    tx.execute(update, values![&eid, at]).await
}

/// The name of a session towards a client (the `sid` claim): the one that it has, or else
/// `candidate` from now on.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when there is no such session or
/// `candidate` names another one.
pub async fn session_client_sid(
    tx: &mut Tx<'_>,
    id: SessionId,
    client: &ClientId,
    candidate: &str,
) -> Result<String, StoreError> {
    let insert = sql!(
        "insert into session_client (session, client, sid) values ($1, $2, $3) ",
        "on conflict do nothing"
    );
    tx.send(insert, values![&id, client, candidate]).await?;
    let select = sql!("select session, sid from session_client where session = $1 and client = $2");
    let sid = one(tx, select, values![&id, client], |row| {
        let mut row = row.of("session_client");
        row.blob("session")?;
        row.text("sid")
    })
    .await?;
    sid.ok_or_else(|| StoreError::Conflict("the sid names another session".to_owned()))
}

/// The clients that a session answered, with its name towards each.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn session_clients(
    tx: &mut Tx<'_>,
    id: SessionId,
) -> Result<Vec<(ClientId, String)>, StoreError> {
    let select =
        sql!("select session, client, sid from session_client where session = $1 order by client");
    all(tx, select, values![&id], |row| {
        let mut row = row.of("session_client");
        row.blob("session")?;
        Ok((row.parsed("client")?, row.text("sid")?))
    })
    .await
}
