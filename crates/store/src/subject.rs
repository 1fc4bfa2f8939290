//! Pairwise subjects: one for each person in each sector, never changed, never used again.

use crate::dialect::sql;
use crate::tx::one;
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::id::PersonId;

/// The subject of a person in a sector: the one that there is, or else `candidate` from now on.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when there is no such person or
/// `candidate` is another's.
pub async fn subject_find_or_insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    sector: &str,
    candidate: &str,
) -> Result<String, StoreError> {
    if let Some(subject) = find(tx, person, sector).await? {
        return Ok(subject);
    }
    let insert = sql!(
        "insert into subject (person, sector, subject) values ($1, $2, $3) on conflict do nothing"
    );
    tx.send(insert, values![&person, sector, candidate]).await?;
    // Two logins can come here at once; both answer with what the first one stored.
    let stored = find(tx, person, sector).await?;
    stored.ok_or_else(|| StoreError::Conflict("the subject is another person's".to_owned()))
}

async fn find(
    tx: &mut Tx<'_>,
    person: PersonId,
    sector: &str,
) -> Result<Option<String>, StoreError> {
    let select = sql!("select person, subject from subject where person = $1 and sector = $2");
    one(tx, select, values![&person, sector], |row| {
        let mut row = row.of("subject");
        row.blob("person")?;
        row.text("subject")
    })
    .await
}
