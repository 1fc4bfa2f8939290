//! People, as registered.

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Fields, Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::id::PersonId;
use lykill_core::{CardFormat, DisplayName, Language, Lookup, Sealed, Spend, Timestamp};
use lykill_issuer::types::{EmailAddress, Person, PersonPost, SealedNationalId};

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

/// Whether and from when a person can be posted anything; none when there is no such person.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_post(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonPost>, StoreError> {
    let select = sql!(
        "select id, post_held_at, post_held_reason, address_changed_at, post_waits_until ",
        "from person where id = $1"
    );
    one(tx, select, values![&id], |row| {
        let mut row = row.of("person");
        row.blob("id")?;
        let held = (
            row.maybe_moment("post_held_at")?,
            row.maybe_text("post_held_reason")?,
        );
        let held = match held {
            (Some(at), Some(reason)) => Some((at, reason)),
            (None, None) => None,
            _ => return Err(row.impossible("post_held_reason")),
        };
        Ok(PersonPost {
            held,
            address_changed_at: row.maybe_moment("address_changed_at")?,
            waits_until: row.maybe_moment("post_waits_until")?,
        })
    })
    .await
}

/// The format in which a person gets key cards.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_card_format(tx: &mut Tx<'_>, id: PersonId) -> Result<CardFormat, StoreError> {
    let select = sql!("select id, card_format from person where id = $1");
    let format = one(tx, select, values![&id], |row| {
        let mut row = row.of("person");
        row.blob("id")?;
        row.maybe_parsed("card_format")
    })
    .await?;
    Ok(format.flatten().unwrap_or_default())
}

/// Gives a person key cards in this format from now on.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_set_card_format(
    tx: &mut Tx<'_>,
    id: PersonId,
    format: CardFormat,
) -> Result<(), StoreError> {
    let update = sql!("update person set card_format = $2 where id = $1");
    tx.send(update, values![&id, format.word()]).await
}

/// Holds a person's post, unless it is held already.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_hold(
    tx: &mut Tx<'_>,
    id: PersonId,
    at: Timestamp,
    reason: &str,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update person set post_held_at = $2, post_held_reason = $3 ",
        "where id = $1 and post_held_at is null"
    );
    spend(tx, update, values![&id, at, reason]).await
}

/// Gives a person another address, and lets their post go again from `at` on.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_move(
    tx: &mut Tx<'_>,
    id: PersonId,
    address: &[String],
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update person set address = $2, address_changed_at = $3, post_held_at = null, ",
        "post_held_reason = null where id = $1"
    );
    let address = json(&address)?;
    spend(tx, update, values![&id, &address, at]).await
}

/// Gives a person another telephone number, or none, from `at` on.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_set_phone(
    tx: &mut Tx<'_>,
    id: PersonId,
    phone: Option<&str>,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!("update person set phone = $2, phone_changed_at = $3 where id = $1");
    spend(tx, update, values![&id, phone, at]).await
}

/// When a person's telephone number was changed; none when it is that of the registration.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_phone_changed(
    tx: &mut Tx<'_>,
    id: PersonId,
) -> Result<Option<Timestamp>, StoreError> {
    let select = sql!("select id, phone_changed_at from person where id = $1");
    let changed = one(tx, select, values![&id], |row| {
        let mut row = row.of("person");
        row.blob("id")?;
        row.maybe_moment("phone_changed_at")
    })
    .await?;
    Ok(changed.flatten())
}

/// Lets a person's post wait until a moment, or until a later one that stands already.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_wait(
    tx: &mut Tx<'_>,
    id: PersonId,
    until: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update person set post_waits_until = $2 ",
        "where id = $1 and (post_waits_until is null or post_waits_until < $2)"
    );
    tx.send(update, values![&id, until]).await
}

/// Protects a person's name and address, or ends that; [`Spend::AlreadySpent`] when it was so.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn person_protect(
    tx: &mut Tx<'_>,
    id: PersonId,
    is_protected: bool,
) -> Result<Spend, StoreError> {
    let update = sql!("update person set protected = $2 where id = $1 and protected <> $2");
    spend(tx, update, values![&id, is_protected]).await
}

/// Whether a person's name and address are told to nobody; so, too, when there is no such person.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn person_is_protected(tx: &mut Tx<'_>, id: PersonId) -> Result<bool, StoreError> {
    let person = person_fetch(tx, id).await?;
    Ok(person.is_none_or(|person| person.is_protected))
}
