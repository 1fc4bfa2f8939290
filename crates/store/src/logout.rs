//! Back-channel logout: whom to tell of a session's end, and what was told.

use crate::dialect::sql;
use crate::outbox::OutboxState;
use crate::tx::{all, one};
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::id::{ClientId, EidId, OutboxId, SessionId};

/// A service that wants to hear of a session's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutListener {
    /// The service.
    pub client: ClientId,
    /// The session's name towards it.
    pub sid: String,
    /// Where it is told.
    pub uri: String,
    /// The person's name towards it.
    pub sub: String,
}

/// A telling, as the service reads about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutDelivery {
    /// The outbox row.
    pub id: OutboxId,
    /// The session's name towards the service.
    pub sid: String,
    /// When the session ended, as far as the telling of it is concerned.
    pub ordered_at: Timestamp,
    /// What became of it.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last try that failed met.
    pub last_error: Option<String>,
    /// When it is tried next; meaningless once it ended.
    pub next_at: Timestamp,
    /// When it was delivered or given up.
    pub ended_at: Option<Timestamp>,
}

/// Notes where a client is told, with its registration.
pub(crate) async fn logout_address_insert(
    tx: &mut Tx<'_>,
    client: &ClientId,
    uri: &str,
    sector: &str,
) -> Result<(), StoreError> {
    let insert = sql!("insert into logout_address (client, uri, sector) values ($1, $2, $3)");
    tx.send(insert, values![client, uri, sector]).await
}

/// Whether anybody wants to hear of this session's end.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn logout_is_awaited(tx: &mut Tx<'_>, session: SessionId) -> Result<bool, StoreError> {
    let select = sql!(
        "select sc.session from session_client sc ",
        "join logout_address a on a.client = sc.client where sc.session = $1 limit 1"
    );
    Ok(tx.fetch_one(select, values![&session]).await?.is_some())
}

/// The sessions of an eID that live and of whose end somebody wants to hear.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn logout_awaited_by_eid(
    tx: &mut Tx<'_>,
    eid: EidId,
) -> Result<Vec<SessionId>, StoreError> {
    let select = sql!(
        "select distinct s.id from session s join session_client sc on sc.session = s.id ",
        "join logout_address a on a.client = sc.client ",
        "where s.eid = $1 and s.ended_at is null order by s.id"
    );
    all(tx, select, values![&eid], |row| row.of("session").id("id")).await
}

/// At most `limit` services that want to hear of a session's end and for which no telling was
/// ordered yet.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn logout_untold(
    tx: &mut Tx<'_>,
    session: SessionId,
    limit: u32,
) -> Result<Vec<LogoutListener>, StoreError> {
    let select = sql!(
        "select sc.client, sc.sid, a.uri, sb.subject from session_client sc ",
        "join session s on s.id = sc.session join logout_address a on a.client = sc.client ",
        "join subject sb on sb.person = s.person and sb.sector = a.sector ",
        "where sc.session = $1 and not exists (select 1 from logout_delivery d ",
        "where d.client = sc.client and d.sid = sc.sid) order by sc.client limit $2"
    );
    all(tx, select, values![&session, limit], |row| {
        let mut row = row.of("logout_address");
        Ok(LogoutListener {
            client: row.parsed("client")?,
            sid: row.text("sid")?,
            uri: row.text("uri")?,
            sub: row.text("subject")?,
        })
    })
    .await
}

/// Notes that a telling was ordered.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the latest with the commit, when
/// one was ordered before.
pub async fn logout_delivery_insert(
    tx: &mut Tx<'_>,
    outbox: OutboxId,
    listener: &LogoutListener,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into logout_delivery (outbox, client, sid, ordered_at) values ($1, $2, $3, $4)"
    );
    let values = values![&outbox, &listener.client, &listener.sid, at];
    tx.send(insert, values).await
}

/// The latest tellings to a client, newest first; of one session when `sid` names it.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn logout_deliveries(
    tx: &mut Tx<'_>,
    client: &ClientId,
    sid: Option<&str>,
    limit: u32,
) -> Result<Vec<LogoutDelivery>, StoreError> {
    macro_rules! select {
        ($condition:literal) => {
            sql!(
                "select d.outbox, d.sid, d.ordered_at, o.state, o.attempts, o.last_error, ",
                "o.not_before, o.ended_at from logout_delivery d join outbox o on o.id = d.outbox ",
                "where d.client = $1 ",
                $condition,
                "order by d.ordered_at desc, d.outbox desc limit $2"
            )
        };
    }
    let rows = match sid {
        None => tx.fetch_all(select!(""), values![client, limit]).await,
        Some(sid) => {
            let one = select!("and d.sid = $3 ");
            tx.fetch_all(one, values![client, limit, sid]).await
        }
    };
    rows?
        .into_iter()
        .map(|row| {
            let mut row = row.of("logout_delivery");
            Ok(LogoutDelivery {
                id: row.id("outbox")?,
                sid: row.text("sid")?,
                ordered_at: row.moment("ordered_at")?,
                state: row.read("state", OutboxState::from_word)?,
                attempts: row.count("attempts")?,
                last_error: row.maybe_text("last_error")?,
                next_at: row.moment("not_before")?,
                ended_at: row.maybe_moment("ended_at")?,
            })
        })
        .collect()
}

/// How many tellings were given up since a moment: services that did not answer.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn logout_given_up(tx: &mut Tx<'_>, since: Timestamp) -> Result<u64, StoreError> {
    let select = sql!(
        "select count(*) from outbox where kind = 'logout-token' ",
        "and state in ('dead', 'expired') and ended_at >= $1"
    );
    let count = one(tx, select, values![since], |row| row.number()).await?;
    Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
}
