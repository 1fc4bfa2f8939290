//! Letters that activate an eID: one pair lives for each, and is used once.

use crate::dialect::sql;
use crate::tx::{one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, LetterId, OutboxId};
use lykill_core::{Lookup, Spend, Timestamp};
use lykill_issuer::types::{Letter, LetterState, StoredHash};

macro_rules! columns {
    () => {
        "id, eid, number, temporary, state, valid_until, welcome_post, password_post, issued_at"
    };
}

fn load(row: Row) -> Result<Letter, StoreError> {
    let mut row = row.of("letter");
    Ok(Letter {
        id: row.id("id")?,
        eid: row.id("eid")?,
        number: Lookup(row.blob("number")?),
        temporary: StoredHash(row.text("temporary")?),
        state: row.read("state", LetterState::from_word)?,
        valid_until: row.moment("valid_until")?,
        welcome_post: row.id("welcome_post")?,
        password_post: row.id("password_post")?,
        issued_at: row.moment("issued_at")?,
    })
}

/// Stores a new pair of letters.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the latest with the commit, when
/// another pair lives for this eID or the number is taken.
pub async fn letter_insert(tx: &mut Tx<'_>, letter: &Letter) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into letter (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = values![
        &letter.id,
        &letter.eid,
        &letter.number,
        &letter.temporary.0,
        letter.state.word(),
        letter.valid_until,
        &letter.welcome_post,
        &letter.password_post,
        letter.issued_at,
    ];
    tx.send(insert, values).await
}

/// The letter of a number, whatever became of it.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn letter_by_number(
    tx: &mut Tx<'_>,
    number: &Lookup,
) -> Result<Option<Letter>, StoreError> {
    let select = sql!("select ", columns!(), " from letter where number = $1");
    one(tx, select, values![number], load).await
}

/// The letter that activates an eID, if one lives.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn letter_live(tx: &mut Tx<'_>, eid: EidId) -> Result<Option<Letter>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from letter where eid = $1 and state = 'live'"
    );
    one(tx, select, values![&eid], load).await
}

/// The living letter whose number or temporary password travels in this post.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn letter_by_post(
    tx: &mut Tx<'_>,
    eid: EidId,
    post: OutboxId,
) -> Result<Option<Letter>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from letter where eid = $1 and state = 'live' ",
        "and (welcome_post = $2 or password_post = $2)"
    );
    one(tx, select, values![&eid, &post], load).await
}

/// Gives a living letter another temporary password, which travels in another post.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn letter_new_password(
    tx: &mut Tx<'_>,
    id: LetterId,
    (temporary, valid_until): (&StoredHash, Timestamp),
    post: OutboxId,
) -> Result<(), StoreError> {
    let update = sql!(
        "update letter set temporary = $2, valid_until = $3, password_post = $4 ",
        "where id = $1 and state = 'live'"
    );
    let values = values![&id, &temporary.0, valid_until, &post];
    tx.send(update, values).await
}

/// A letter was used or is void.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn letter_end(
    tx: &mut Tx<'_>,
    id: LetterId,
    state: LetterState,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update =
        sql!("update letter set state = $2, ended_at = $3 where id = $1 and state = 'live'");
    spend(tx, update, values![&id, state.word(), at]).await
}
