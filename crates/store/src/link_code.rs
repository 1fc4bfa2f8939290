//! The 6-digit codes of logins, by keyed hash: those that are mailed to work addresses, and those
//! that go to telephones. What a code is for is in its hash.

use crate::dialect::sql;
use crate::tx::{all, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_broker::types::{LinkCode, LinkCodeState};
use lykill_core::id::{LinkCodeId, LoginId};
use lykill_core::{Lookup, Spend};

const STATES: [LinkCodeState; 4] = [
    LinkCodeState::Live,
    LinkCodeState::Superseded,
    LinkCodeState::Spent,
    LinkCodeState::Dead,
];

const fn word(state: LinkCodeState) -> &'static str {
    match state {
        LinkCodeState::Live => "live",
        LinkCodeState::Superseded => "superseded",
        LinkCodeState::Spent => "spent",
        LinkCodeState::Dead => "dead",
    }
}

pub(crate) fn load(row: Row) -> Result<LinkCode, StoreError> {
    let mut row = row.of("link_code");
    Ok(LinkCode {
        id: row.id("id")?,
        login: row.id("login")?,
        hash: Lookup(row.blob("hash")?),
        valid_until: row.moment("valid_until")?,
        state: row.read("state", |text| {
            STATES.into_iter().find(|one| word(*one) == text)
        })?,
    })
}

/// Stores a new code.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn link_code_insert(tx: &mut Tx<'_>, code: &LinkCode) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into link_code (id, login, hash, valid_until, state) values ($1, $2, $3, $4, $5)"
    );
    let values = values![
        &code.id,
        &code.login,
        &code.hash,
        code.valid_until,
        word(code.state)
    ];
    tx.send(insert, values).await
}

/// Supersedes the living codes of a login, and counts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn link_code_supersede(tx: &mut Tx<'_>, login: LoginId) -> Result<u64, StoreError> {
    let update =
        sql!("update link_code set state = 'superseded' where login = $1 and state = 'live'");
    tx.execute(update, values![&login]).await
}

/// All codes of a login, newest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn link_code_list(tx: &mut Tx<'_>, login: LoginId) -> Result<Vec<LinkCode>, StoreError> {
    let select = sql!(
        "select id, login, hash, valid_until, state from link_code where login = $1 ",
        "order by valid_until desc, id desc"
    );
    all(tx, select, values![&login], load).await
}

/// Moves a code from one state to another, if it is in that one.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn link_code_move(
    tx: &mut Tx<'_>,
    id: LinkCodeId,
    from: LinkCodeState,
    to: LinkCodeState,
) -> Result<Spend, StoreError> {
    let update = sql!("update link_code set state = $3 where id = $1 and state = $2");
    spend(tx, update, values![&id, word(from), word(to)]).await
}
