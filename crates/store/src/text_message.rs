//! Text messages that a gateway took, and what it told of them later.
//!
//! A message and its receipt find each other by the gateway's name for the message. Either may
//! come first: a gateway can tell that a message arrived before its answer to our request was
//! written down here.

use crate::dialect::sql;
use crate::outbox::OutboxState;
use crate::tx::{all, one};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{OutboxId, PersonId};
use lykill_core::{Receipt, Receipts, Timestamp};

/// A message that the gateway took, to be noted with its end in the outbox. Gives what was told of
/// it before that; none when another message has that name.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn text_message_taken(
    tx: &mut Tx<'_>,
    reference: &str,
    outbox: OutboxId,
    at: Timestamp,
) -> Result<Option<Receipt>, StoreError> {
    let insert = sql!(
        "insert into text_message (reference, outbox, state, taken_at) ",
        "values ($1, $2, 'unknown', $3) on conflict (reference) do update ",
        "set outbox = excluded.outbox, taken_at = excluded.taken_at ",
        "where text_message.outbox is null returning state"
    );
    one(tx, insert, values![reference, &outbox, at], |row| {
        row.of("text_message").read("state", Receipt::from_word)
    })
    .await
}

/// What a receipt changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTold {
    /// It was the first to say so of this message of ours.
    Message(OutboxId, PersonId),
    /// No message of that name is known yet.
    NoMessage,
    /// Nothing: as much, or more, was told before.
    Before,
}

/// Notes a receipt, unless as much was told before: [`Receipt::outweighs`] is the condition of
/// the statement, so that of many at once one changes something.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn text_message_tell(
    tx: &mut Tx<'_>,
    reference: &str,
    receipt: Receipt,
    at: Timestamp,
) -> Result<TextTold, StoreError> {
    let tell = sql!(
        "insert into text_message (reference, state, taken_at, told_at) values ($1, $2, $3, $3) ",
        "on conflict (reference) do update set state = excluded.state, told_at = excluded.told_at ",
        "where (text_message.state = 'unknown' and excluded.state <> 'unknown') ",
        "or (text_message.state = 'failed' and excluded.state = 'delivered') returning outbox"
    );
    let values = values![reference, receipt.word(), at];
    let told = one(tx, tell, values, |row| {
        row.of("text_message").maybe_id::<OutboxId>("outbox")
    });
    let outbox = match told.await? {
        None => return Ok(TextTold::Before),
        Some(None) => return Ok(TextTold::NoMessage),
        Some(Some(outbox)) => outbox,
    };
    let select = sql!("select person from outbox where id = $1");
    let values = values![&outbox];
    let person = one(tx, select, values, |row| row.of("outbox").id("person"));
    // The outbox keeps its rows as long as this table does; one that is gone concerns nobody.
    Ok(match person.await? {
        Some(person) => TextTold::Message(outbox, person),
        None => TextTold::NoMessage,
    })
}

/// The messages taken since a moment, by what is known of them; of those that were taken after
/// `silent_before` only the ones of which something was told.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn text_message_counts(
    tx: &mut Tx<'_>,
    since: Timestamp,
    silent_before: Timestamp,
) -> Result<Receipts, StoreError> {
    let select = sql!(
        "select state, count(*) from text_message where outbox is not null and taken_at >= $1 ",
        "and (state <> 'unknown' or taken_at < $2) group by state"
    );
    let values = values![since, silent_before];
    let counts = all(tx, select, values, |row| {
        let mut row = row.of("text_message");
        Ok((
            row.read("state", Receipt::from_word)?,
            row.count::<u64>("count")?,
        ))
    });
    let mut receipts = Receipts::default();
    for (state, count) in counts.await? {
        match state {
            Receipt::Unknown => receipts.unknown = count,
            Receipt::Failed => receipts.failed = count,
            Receipt::Delivered => receipts.delivered = count,
        }
    }
    Ok(receipts)
}

/// A row of the outbox as support sees it: nothing of what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxListed {
    /// Names the row.
    pub id: OutboxId,
    /// What is delivered, in a word.
    pub kind: String,
    /// The person whom it concerns.
    pub person: PersonId,
    /// What became of it.
    pub state: OutboxState,
    /// How often it was taken.
    pub attempts: u32,
    /// What the last attempt that failed said.
    pub last_error: Option<String>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When it was done, given up or found too old.
    pub ended_at: Option<Timestamp>,
    /// What the gateway told of it; none of what no gateway took, or when it names no message.
    pub receipt: Option<Receipt>,
    /// When that was told.
    pub told_at: Option<Timestamp>,
}

fn load(row: Row) -> Result<OutboxListed, StoreError> {
    let mut row = row.of("outbox");
    Ok(OutboxListed {
        id: row.id("id")?,
        kind: row.text("kind")?,
        person: row.id("person")?,
        state: row.read("state", OutboxState::from_word)?,
        attempts: row.count("attempts")?,
        last_error: row.maybe_text("last_error")?,
        created_at: row.moment("created_at")?,
        ended_at: row.maybe_moment("ended_at")?,
        receipt: match row
            .maybe_text("receipt")?
            .as_deref()
            .map(Receipt::from_word)
        {
            Some(None) => return Err(row.impossible("receipt")),
            known => known.flatten(),
        },
        told_at: row.maybe_moment("told_at")?,
    })
}

/// At most `limit` rows of the outbox in a state, the newest first; of one person, or of one kind,
/// when that is given.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_listed(
    tx: &mut Tx<'_>,
    state: OutboxState,
    (person, kind): (Option<PersonId>, Option<&str>),
    limit: u32,
) -> Result<Vec<OutboxListed>, StoreError> {
    macro_rules! select {
        ($condition:literal) => {
            sql!(
                "select o.id, o.kind, o.person, o.state, o.attempts, o.last_error, o.created_at, ",
                "o.ended_at, m.state as receipt, m.told_at from outbox o ",
                "left join text_message m on m.outbox = o.id where o.state = $1 ",
                $condition,
                "order by o.created_at desc, o.id desc limit $2"
            )
        };
    }
    let word = state.word();
    match (person, kind) {
        (None, None) => all(tx, select!(""), values![word, limit], load).await,
        (Some(person), None) => {
            let of = select!("and o.person = $3 ");
            all(tx, of, values![word, limit, &person], load).await
        }
        (None, Some(kind)) => {
            let of = select!("and o.kind = $3 ");
            all(tx, of, values![word, limit, kind], load).await
        }
        (Some(person), Some(kind)) => {
            let of = select!("and o.person = $3 and o.kind = $4 ");
            all(tx, of, values![word, limit, &person, kind], load).await
        }
    }
}
