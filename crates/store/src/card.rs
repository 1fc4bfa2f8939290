//! Key cards: the pinned number, the used keys, and the one active card of an eID.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{CardId, EidId, LoginId};
use lykill_core::{Sealed, Spend, Timestamp};
use lykill_issuer::types::{Card, CardKind, CardLabel, CardState};

const DORMANT: &str = "dormant";
const ACTIVE: &str = "active";
const RETIRED: &str = "retired";
const BLOCKED: &str = "blocked";

macro_rules! columns {
    () => {
        "id, eid, kind, label, secret, state, blocked_at, blocked_reason, pinned, used, \
         successor_ordered, ordered_at"
    };
}

pub(crate) fn load(row: Row) -> Result<Card, StoreError> {
    let mut row = row.of("card");
    let (id, eid) = (row.id("id")?, row.id("eid")?);
    let kind = row.read("kind", CardKind::from_word)?;
    let label = CardLabel(row.text("label")?);
    let secret = Sealed(row.blob("secret")?);
    let word = row.text("state")?;
    let blocked = (
        row.maybe_moment("blocked_at")?,
        row.maybe_text("blocked_reason")?,
    );
    let state = match (word.as_str(), blocked) {
        (DORMANT, (None, None)) => CardState::Dormant,
        (ACTIVE, (None, None)) => CardState::Active,
        (RETIRED, (None, None)) => CardState::Retired,
        (BLOCKED, (Some(at), Some(reason))) => CardState::Blocked { at, reason },
        _ => return Err(row.impossible("state")),
    };
    let pinned = row.maybe_int("pinned")?.map(u16::try_from).transpose();
    Ok(Card {
        id,
        eid,
        kind,
        label,
        secret,
        state,
        pinned: pinned.map_err(|_| row.impossible("pinned"))?,
        used: row.count("used")?,
        successor_ordered: row.truth("successor_ordered")?,
        ordered_at: row.moment("ordered_at")?,
    })
}

/// Stores a new card.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when there is no such eID, or when a
/// second card would be active.
pub async fn card_insert(tx: &mut Tx<'_>, card: &Card) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into card (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let (word, blocked_at, blocked_reason) = match &card.state {
        CardState::Dormant => (DORMANT, None, None),
        CardState::Active => (ACTIVE, None, None),
        CardState::Retired => (RETIRED, None, None),
        CardState::Blocked { at, reason } => (BLOCKED, Some(*at), Some(reason)),
    };
    let values = values![
        &card.id,
        &card.eid,
        card.kind.word(),
        &card.label.0,
        &card.secret,
        word,
        blocked_at,
        blocked_reason,
        card.pinned,
        card.used,
        card.successor_ordered,
        card.ordered_at,
    ];
    tx.send(insert, values).await
}

/// A card.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_fetch(tx: &mut Tx<'_>, id: CardId) -> Result<Option<Card>, StoreError> {
    let select = sql!("select ", columns!(), " from card where id = $1");
    one(tx, select, values![&id], load).await
}

/// A card, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_lock(tx: &mut Tx<'_>, id: CardId) -> Result<Option<Card>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from card where id = $1");
    one(tx, select, values![&id], load).await
}

/// All cards and letters of codes of an eID, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_list(tx: &mut Tx<'_>, eid: EidId) -> Result<Vec<Card>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from card where eid = $1 order by ordered_at, id"
    );
    all(tx, select, values![&eid], load).await
}

/// The cards of a kind of an eID, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_list_of(
    tx: &mut Tx<'_>,
    eid: EidId,
    kind: CardKind,
) -> Result<Vec<Card>, StoreError> {
    let mut cards = card_list(tx, eid).await?;
    cards.retain(|card| card.kind == kind);
    Ok(cards)
}

/// The cards that bear this label, oldest first. Labels are for people: two cards of different
/// holders can bear the same one.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_by_label(tx: &mut Tx<'_>, label: &CardLabel) -> Result<Vec<Card>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from card where label = $1 order by ordered_at, id"
    );
    all(tx, select, values![&label.0], load).await
}

/// The one active card of a kind of an eID.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_active(
    tx: &mut Tx<'_>,
    eid: EidId,
    kind: CardKind,
) -> Result<Option<Card>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from card where eid = $1 and kind = $2 and state = 'active'"
    );
    one(tx, select, values![&eid, kind.word()], load).await
}

/// Pins an unused number to an active or dormant card that has none pinned.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_pin(tx: &mut Tx<'_>, id: CardId, number: u16) -> Result<Spend, StoreError> {
    let update = sql!(
        "update card set pinned = $2 ",
        "where id = $1 and pinned is null and state in ('active', 'dormant') ",
        "and not exists (select 1 from card_used where card = $1 and number = $2)"
    );
    spend(tx, update, values![&id, number]).await
}

/// Spends the key of the pinned number of an active or dormant card, and unpins it
/// (security.md cases 1 to 3).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_spend(
    tx: &mut Tx<'_>,
    id: CardId,
    number: u16,
    at: Timestamp,
    login: LoginId,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update card set pinned = null, used = used + 1 ",
        "where id = $1 and pinned = $2 and state in ('active', 'dormant')"
    );
    if !spend(tx, update, values![&id, number]).await?.is_spent() {
        return Ok(Spend::AlreadySpent);
    }
    let insert =
        sql!("insert into card_used (card, number, used_at, login) values ($1, $2, $3, $4)");
    tx.send(insert, values![&id, number, at, &login]).await?;
    Ok(Spend::Spent)
}

/// The numbers of a card whose keys were used, lowest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn card_used(tx: &mut Tx<'_>, id: CardId) -> Result<Vec<u16>, StoreError> {
    let select = sql!("select card, number from card_used where card = $1 order by number");
    all(tx, select, values![&id], |row| {
        let mut row = row.of("card_used");
        row.blob("card")?;
        row.count("number")
    })
    .await
}

/// Makes a dormant card the active one of its kind and eID; the one that was active retires.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_activate(tx: &mut Tx<'_>, id: CardId) -> Result<Spend, StoreError> {
    // Two dormant cards of one eID must not become active at once, so the eID is locked first.
    let lock = sql_locking!("select id from eid where id = (select eid from card where id = $1)");
    tx.fetch_one(lock, values![&id]).await?;
    let retire = sql!(
        "update card set state = 'retired', pinned = null where state = 'active' ",
        "and eid = (select eid from card where id = $1 and state = 'dormant') ",
        "and kind = (select kind from card where id = $1)"
    );
    tx.send(retire, values![&id]).await?;
    let activate = sql!("update card set state = 'active' where id = $1 and state = 'dormant'");
    spend(tx, activate, values![&id]).await
}

/// Claims the right to order the card that follows: it is given once for each card.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_claim_successor(tx: &mut Tx<'_>, id: CardId) -> Result<Spend, StoreError> {
    let update =
        sql!("update card set successor_ordered = 1 where id = $1 and successor_ordered = 0");
    spend(tx, update, values![&id]).await
}

/// Blocks an active or dormant card, and unpins its number.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_block(
    tx: &mut Tx<'_>,
    id: CardId,
    at: Timestamp,
    reason: &str,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update card set state = 'blocked', blocked_at = $2, blocked_reason = $3, pinned = null ",
        "where id = $1 and state in ('active', 'dormant')"
    );
    spend(tx, update, values![&id, at, reason]).await
}

/// Gives the right to order the next one back to the active cards of an eID of whose kind none is
/// left that waits for its turn: the one that was ordered cannot come any more.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_release_successor(tx: &mut Tx<'_>, eid: EidId) -> Result<(), StoreError> {
    let update = sql!(
        "update card set successor_ordered = 0 ",
        "where eid = $1 and state = 'active' and successor_ordered = 1 ",
        "and not exists (select 1 from card as other where other.eid = $1 ",
        "and other.kind = card.kind and other.state = 'dormant')"
    );
    tx.send(update, values![&eid]).await
}
