//! Other OpenID Providers and issuers of cards: whom they call by which name, and our own key for
//! each provider.

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, PersonId};
use lykill_core::{Level, Sealed, Spend, Timestamp};

/// A provider's name for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamSubject {
    /// The electronic identity that sessions name.
    pub id: EidId,
    /// The provider's issuer; of a card `x509:` and the name of the method.
    pub issuer: String,
    /// Its `sub`; of a card the SHA-256 of its certificate, in hexadecimal digits.
    pub subject: String,
    /// The person.
    pub person: PersonId,
    /// No login by it is worth more.
    pub bound_at: Level,
    /// Since when.
    pub created_at: Timestamp,
}

/// Our key for one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamKey {
    /// The method, by its configured name.
    pub method: String,
    /// Its id in the published set.
    pub kid: String,
    /// The private key, sealed.
    pub sealed: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, issuer, subject, person, bound_at, created_at"
    };
}

fn load(row: Row) -> Result<UpstreamSubject, StoreError> {
    let mut row = row.of("upstream_subject");
    Ok(UpstreamSubject {
        id: row.id("id")?,
        issuer: row.text("issuer")?,
        subject: row.text("subject")?,
        person: row.id("person")?,
        bound_at: row.read("bound_at", Level::from_word)?,
        created_at: row.moment("created_at")?,
    })
}

/// Binds a provider's name to a person; [`Spend::AlreadySpent`] when it is bound already.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn upstream_subject_insert(
    tx: &mut Tx<'_>,
    new: &UpstreamSubject,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into upstream_subject (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
    );
    let values = values![
        &new.id,
        &new.issuer,
        &new.subject,
        &new.person,
        new.bound_at.word(),
        new.created_at,
    ];
    spend(tx, insert, values).await
}

/// Whom a provider calls by a name.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn upstream_subject_find(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<UpstreamSubject>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from upstream_subject where issuer = $1 and subject = $2"
    );
    one(tx, select, values![issuer, subject], load).await
}

/// The names that providers have for a person, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn upstream_subject_list(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<UpstreamSubject>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from upstream_subject where person = $1 order by id"
    );
    all(tx, select, values![&person], load).await
}

/// Stores our key for a provider; [`Spend::AlreadySpent`] when there is one.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn upstream_key_insert(tx: &mut Tx<'_>, key: &UpstreamKey) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into upstream_key (method, kid, sealed, created_at) values ($1, $2, $3, $4) ",
        "on conflict do nothing"
    );
    let values = values![&key.method, &key.kid, &key.sealed, key.created_at];
    spend(tx, insert, values).await
}

/// Our keys for providers, by the names of their methods.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn upstream_key_list(tx: &mut Tx<'_>) -> Result<Vec<UpstreamKey>, StoreError> {
    let select = sql!("select method, kid, sealed, created_at from upstream_key order by method");
    all(tx, select, &[], |row| {
        let mut row = row.of("upstream_key");
        Ok(UpstreamKey {
            method: row.text("method")?,
            kid: row.text("kid")?,
            sealed: Sealed(row.blob("sealed")?),
            created_at: row.moment("created_at")?,
        })
    })
    .await
}
