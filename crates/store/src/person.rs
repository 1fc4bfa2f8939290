//! People, as registered.

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Fields, Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::id::PersonId;
use lykill_core::{DisplayName, Language, Lookup, Sealed, Spend};
use lykill_issuer::types::{EmailAddress, Person, SealedNationalId};

macro_rules! columns {
    () => {
        "id, name, birth_date, national_id_sealed, national_id_lookup, email, phone, address, \
         language, protected, created_at"
    };
}

pub(crate) fn load(row: Row) -> Result<Person, StoreError> {
    let mut row = row.of("person");
    Ok(Person {
        id: row.id("id")?,
        name: display_name(&mut row)?,
        birth_date: row.parsed("birth_date")?,
        national_id: national_id(&mut row)?,
        email: row.maybe_text("email")?.map(EmailAddress::from_checked),
        phone: row.maybe_text("phone")?,
        address: row.json("address")?,
        language: language(&mut row)?,
        is_protected: row.truth("protected")?,
        created_at: row.moment("created_at")?,
    })
}

/// The column `name`.
pub(crate) fn display_name(row: &mut Fields) -> Result<DisplayName, StoreError> {
    row.read("name", |name| DisplayName::parse(name).ok())
}

/// The column `language`.
pub(crate) fn language(row: &mut Fields) -> Result<Language, StoreError> {
    row.read("language", |tag| {
        Language::ALL.into_iter().find(|one| one.tag() == tag)
    })
}

/// The columns `national_id_sealed` and `national_id_lookup`: both or neither.
pub(crate) fn national_id(row: &mut Fields) -> Result<Option<SealedNationalId>, StoreError> {
    let sealed = row.maybe_blob("national_id_sealed")?.map(Sealed);
    let lookup = row.maybe_blob("national_id_lookup")?.map(Lookup);
    match (sealed, lookup) {
        (Some(sealed), Some(lookup)) => Ok(Some(SealedNationalId { sealed, lookup })),
        (None, None) => Ok(None),
        _ => Err(row.impossible("national_id_lookup")),
    }
}

/// The person to whom a code was issued.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_by_code(
    tx: &mut Tx<'_>,
    code: &[u8; 32],
) -> Result<Option<Person>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from person where id = (select person from code where hash = $1)"
    );
    one(tx, select, values![code], load).await
}

/// Registers a person; [`Spend::AlreadySpent`] when somebody has this national number already.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_insert(tx: &mut Tx<'_>, person: &Person) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into person (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing"
    );
    let national_id = person.national_id.as_ref();
    let birth_date = person.birth_date.to_string();
    let address = json(&person.address)?;
    let values = values![
        &person.id,
        person.name.as_str(),
        &birth_date,
        national_id.map(|number| &number.sealed),
        national_id.map(|number| &number.lookup),
        person.email.as_ref().map(EmailAddress::as_str),
        person.phone.as_ref(),
        &address,
        person.language.tag(),
        person.is_protected,
        person.created_at,
    ];
    spend(tx, insert, values).await
}

/// A person.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_fetch(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, StoreError> {
    let select = sql!("select ", columns!(), " from person where id = $1");
    one(tx, select, values![&id], load).await
}

/// The person who has this national number.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_by_national_id(
    tx: &mut Tx<'_>,
    lookup: &Lookup,
) -> Result<Option<Person>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from person where national_id_lookup = $1"
    );
    one(tx, select, values![lookup], load).await
}

/// At most `limit` people in the order of their ids, from the one that follows `after`.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_list(
    tx: &mut Tx<'_>,
    limit: u32,
    after: Option<PersonId>,
) -> Result<Vec<Person>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from person where id > $1 order by id limit $2"
    );
    let after = after.as_ref().map_or(&[][..], PersonId::as_bytes);
    all(tx, select, values![after, limit], load).await
}
