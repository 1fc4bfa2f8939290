//! Registering a person: eID, first card, and the letter with the temporary password.

use super::PersonRefusal;
use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::record::{Record, impossible};
use crate::{Call, Context, Error, password_hash};
use jiff::civil::Date;
use lykill_core::audit::AuditKind;
use lykill_core::id::{EidId, PersonId};
use lykill_core::{DisplayName, Language, Level, Lookup, NationalId, Secret, Timestamp, random};
use lykill_crypto::pure::seal::{Aad, SealError};
use lykill_issuer::password::{PasswordContext, judge};
use lykill_issuer::types::{CardKind, Eid, EidState, Person, SealedNationalId, UserId};
use lykill_issuer::{age, company, user_id};
use lykill_store::eid::{eid_by_user_id, eid_insert};
use lykill_store::person::{person_by_national_id, person_insert};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Cards are refilled at this many keys until the holder chooses otherwise (seed 2).
const CARD_THRESHOLD: u32 = 20;

/// A person as the operator registers them.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name as it stands on letters.
    pub name: String,
    /// The civil date of birth.
    pub birth_date: Date,
    /// The national number, if the person has one.
    pub national_id: Option<String>,
    /// The address for notices.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The postal address, a line each.
    pub address: Vec<String>,
    /// The language of letters and e-mails.
    pub language: Language,
    /// The user id; a random-looking one is made when none is given.
    pub user_id: Option<String>,
    /// The holder's own password, typed by a person who is present and proofed. Without one a
    /// temporary password is made and posted.
    pub password: Option<Secret<String>>,
    /// How sure the registration is of who this is.
    pub proofed: Level,
    /// Whether name and address are told to nobody.
    pub is_protected: bool,
    /// Whether the population register says this date of birth although the number tells another
    /// one: the register is right (security.md case 29).
    pub birth_date_from_register: bool,
}

/// A person who was registered.
#[derive(Debug, Clone)]
pub struct PersonAdded {
    /// The person.
    pub person: PersonId,
    /// The eID.
    pub eid: EidId,
    /// What the holder logs in with.
    pub user_id: String,
    /// Until when the letters activate it; none when its holder has a password already.
    pub valid_until: Option<Timestamp>,
}

/// What was checked and hashed before the transaction.
struct Checked {
    ctx: Context,
    call: Call,
    person: Person,
    eid: Eid,
    letters: Option<Drawn>,
}

/// Registers a person and orders the first card. Who has no password yet gets three posts, each
/// on another day: the welcome letter, the temporary password, the card. Nobody but the person
/// sees what is in them: it is not told here either.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn add(
    ctx: &Context,
    call: &Call,
    new: NewPerson,
) -> Result<Result<PersonAdded, PersonRefusal>, Error> {
    let (mut person, user_id, number) = match check(ctx, &new) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let seal = |number| sealed_number(ctx, "person", person.id.as_bytes(), number);
    person.national_id = number.as_ref().map(seal).transpose()?;
    let (state, letters) = credentials(ctx, new.password.as_ref()).await?;
    let eid = Eid {
        id: EidId::new(person.created_at, ctx.rng.as_ref()),
        person: person.id,
        user_id,
        proofed: new.proofed,
        state,
        card_threshold: CARD_THRESHOLD,
        created_at: person.created_at,
    };
    let job = Checked {
        ctx: ctx.clone(),
        call: *call,
        person,
        eid,
        letters,
    };
    let job = Arc::new(job);
    let added = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.save(tx).await })
    });
    let added = added.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(added)
}

/// A person without their national number yet, the user id, and that number.
type Registration = (Person, UserId, Option<NationalId>);

fn check(ctx: &Context, new: &NewPerson) -> Result<Registration, PersonRefusal> {
    let now = ctx.now();
    let profile = ctx.settings.profile;
    let name = DisplayName::parse(&new.name)?;
    if new.birth_date > age::civil_today(now, profile) {
        return Err(PersonRefusal::BirthDate);
    }
    let number = new
        .national_id
        .as_deref()
        .map(|text| NationalId::parse(profile, text));
    let number = number.transpose()?;
    if !new.birth_date_from_register
        && let Some(number) = &number
        && !number.fits(profile, new.birth_date, age::civil_today(now, profile))
    {
        return Err(PersonRefusal::NumberOfAnotherDate);
    }
    let user_id = match &new.user_id {
        Some(text) => user_id::parse(text)?,
        None => user_id::generate(random::bytes(ctx.rng.as_ref())),
    };
    check_password(new, &name, &user_id, number.as_ref())?;
    let person = Person {
        id: PersonId::new(now, ctx.rng.as_ref()),
        birth_date: new.birth_date,
        national_id: None,
        email: new.email.as_deref().map(company::email).transpose()?,
        phone: new
            .phone
            .as_deref()
            .map(|phone| DisplayName::parse(phone).map_err(|_| PersonRefusal::Phone))
            .transpose()?
            .map(String::from),
        address: address(&new.address)?,
        language: new.language,
        is_protected: new.is_protected,
        created_at: now,
        name,
    };
    Ok((person, user_id, number))
}

fn check_password(
    new: &NewPerson,
    name: &DisplayName,
    user_id: &UserId,
    number: Option<&NationalId>,
) -> Result<(), PersonRefusal> {
    let Some(password) = &new.password else {
        return Ok(());
    };
    let context = PasswordContext {
        user_id,
        name: name.as_str(),
        national_digits: number.map(NationalId::digits),
        service_words: &[],
    };
    let refusal = judge(password.expose(), &context).refusal;
    refusal.map_or(Ok(()), |refusal| Err(PersonRefusal::Password(refusal)))
}

pub(super) fn address(lines: &[String]) -> Result<Vec<String>, PersonRefusal> {
    if lines.len() > 6 {
        return Err(PersonRefusal::Address);
    }
    let line = |line: &String| DisplayName::parse(line).map(String::from);
    lines
        .iter()
        .map(line)
        .collect::<Result<_, _>>()
        .map_err(|_| PersonRefusal::Address)
}

/// Seals a national number to its row and makes its keyed hash.
pub(crate) fn sealed_number(
    ctx: &Context,
    table: &str,
    row: &[u8],
    number: &NationalId,
) -> Result<SealedNationalId, SealError> {
    let aad = Aad {
        table,
        row,
        owner: row,
    };
    let digits = number.digits().as_bytes();
    Ok(SealedNationalId {
        sealed: ctx
            .keys
            .seal()
            .seal(&aad, digits, random::bytes(ctx.rng.as_ref()))?,
        lookup: ctx.keys.lookup().lookup("national-id", digits),
    })
}

/// The look-up values of a person's national number: under every key while a rotation goes on,
/// for rows of the register and of people change over one by one.
pub(crate) fn number_lookups(ctx: &Context, person: &Person) -> Result<Vec<Lookup>, StoreError> {
    let ring = ctx.keys.lookup();
    if !ring.has_earlier() {
        let own = person.national_id.as_ref();
        return Ok(own.map(|own| own.lookup.clone()).into_iter().collect());
    }
    let number = open_number(ctx, person)?;
    let all = number.map(|number| ring.lookups("national-id", number.digits().as_bytes()));
    Ok(all.unwrap_or_default())
}

/// Opens a person's national number, for a client that is entitled to it.
pub(crate) fn open_number(
    ctx: &Context,
    person: &Person,
) -> Result<Option<NationalId>, StoreError> {
    let Some(number) = &person.national_id else {
        return Ok(None);
    };
    let row = person.id.as_bytes();
    let aad = Aad {
        table: "person",
        row,
        owner: row,
    };
    let lost = || impossible("person", "national_id", &person.id);
    let digits = ctx
        .keys
        .seal()
        .open(&aad, &number.sealed)
        .map_err(|_| lost())?;
    let digits = std::str::from_utf8(digits.expose()).map_err(|_| lost())?;
    NationalId::from_stored(ctx.settings.profile, digits)
        .map(Some)
        .ok_or_else(lost)
}

async fn credentials(
    ctx: &Context,
    password: Option<&Secret<String>>,
) -> Result<(EidState, Option<Drawn>), Error> {
    if let Some(password) = password {
        let password = password_hash::hash(ctx, password).await?;
        return Ok((EidState::Active { password }, None));
    }
    let drawn = letters::draw(ctx).await?;
    let state = EidState::AwaitsActivation {
        temporary: drawn.hash.clone(),
        valid_until: drawn.valid_until,
    };
    Ok((state, Some(drawn)))
}

impl Checked {
    async fn save(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Commit<Result<PersonAdded, PersonRefusal>>, Rollback> {
        if eid_by_user_id(tx, &self.eid.user_id).await?.is_some() {
            return Ok(Commit(Err(PersonRefusal::UserIdTaken)));
        }
        for lookup in number_lookups(&self.ctx, &self.person)?.iter().skip(1) {
            if person_by_national_id(tx, lookup).await?.is_some() {
                return Ok(Commit(Err(PersonRefusal::NationalIdTaken)));
            }
        }
        if !person_insert(tx, &self.person).await?.is_spent() {
            return Ok(Commit(Err(PersonRefusal::NationalIdTaken)));
        }
        if !eid_insert(tx, &self.eid).await?.is_spent() {
            return Err(Rollback::Retry);
        }
        let now = self.person.created_at;
        Record::new(&self.ctx, &self.call, now, AuditKind::PersonAdded)
            .person(self.person.id)
            .eid(self.eid.id)
            .save(tx)
            .await?;
        let whose = (&self.eid, &self.person);
        if let Some(drawn) = &self.letters {
            letters::post_both(tx, &self.ctx, whose, drawn).await?;
        }
        make(tx, (&self.ctx, &self.call), whose, CardKind::KeyCard).await?;
        Ok(Commit(Ok(PersonAdded {
            person: self.person.id,
            eid: self.eid.id,
            user_id: self.eid.user_id.as_str().to_owned(),
            valid_until: self.letters.as_ref().map(|drawn| drawn.valid_until),
        })))
    }
}
