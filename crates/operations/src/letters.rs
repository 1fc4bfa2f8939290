//! The two letters that activate an eID: one with a number, one with a temporary password.

use crate::post::post;
use crate::{Context, Error, password_hash};
use lykill_core::id::{EidId, LetterId, OutboxId};
use lykill_core::{EffectKind, Lookup, Secret, Timestamp};
use lykill_issuer::types::{Eid, Letter, LetterState, Person, StoredHash};
use lykill_issuer::{activation, letter};
use lykill_store::letter::{letter_end, letter_insert, letter_live};
use lykill_store::{StoreError, Tx};

/// The secrets of a pair of letters, drawn and hashed before the transaction.
pub(crate) struct Drawn {
    /// The number as printed.
    pub(crate) number: Secret<String>,
    /// The temporary password as printed.
    pub(crate) temporary: Secret<String>,
    /// The hash of what is typed for it.
    pub(crate) hash: StoredHash,
    /// When both end.
    pub(crate) valid_until: Timestamp,
}

/// Draws a number and a temporary password.
///
/// # Errors
/// [`Error`] when the hash pool cannot answer.
pub(crate) async fn draw(ctx: &Context) -> Result<Drawn, Error> {
    let temporary = activation::temporary_password(ctx.rng.as_ref());
    let typed = Secret::new(activation::normalise_temporary(temporary.expose()));
    Ok(Drawn {
        number: letter::number(ctx.rng.as_ref()),
        hash: password_hash::hash(ctx, &typed).await?,
        valid_until: activation::valid_until(ctx.now()),
        temporary,
    })
}

/// Keeps letter numbers apart from other keyed hashes.
const DOMAIN: &str = "letter-number";

/// The names under which a number can be found, that of the current key first: letters that were
/// in the post during a rotation stand under an earlier one. Nobody reads a number out of them.
pub(crate) fn lookups(ctx: &Context, digits: &str) -> Vec<Lookup> {
    ctx.keys.lookup().lookups(DOMAIN, digits.as_bytes())
}

/// The keyed hash of a number as printed.
pub(crate) fn number_lookup(ctx: &Context, number: &Secret<String>) -> Lookup {
    let digits = letter::read_number(number.expose()).unwrap_or_default();
    ctx.keys.lookup().lookup(DOMAIN, digits.as_bytes())
}

/// The letters of an eID did what they are for.
pub(crate) async fn used(tx: &mut Tx<'_>, ctx: &Context, eid: EidId) -> Result<(), StoreError> {
    if let Some(letter) = letter_live(tx, eid).await? {
        let _ended = letter_end(tx, letter.id, LetterState::Used, ctx.now()).await?;
    }
    Ok(())
}

/// Orders both letters, the second after the first, and stores what they activate.
pub(crate) async fn post_both(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (eid, person): (&Eid, &Person),
    drawn: &Drawn,
) -> Result<(), StoreError> {
    let now = ctx.now();
    let welcome_post = post_welcome(tx, ctx, person, (&drawn.number, drawn.valid_until)).await?;
    let password_post = post_password(tx, ctx, person, drawn).await?;
    let letter = Letter {
        id: LetterId::new(now, ctx.rng.as_ref()),
        eid: eid.id,
        number: number_lookup(ctx, &drawn.number),
        temporary: drawn.hash.clone(),
        state: LetterState::Live,
        valid_until: drawn.valid_until,
        welcome_post,
        password_post,
        issued_at: now,
    };
    letter_insert(tx, &letter).await
}

/// Orders the welcome letter.
pub(crate) async fn post_welcome(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    (number, valid_until): (&Secret<String>, Timestamp),
) -> Result<OutboxId, StoreError> {
    let effect = EffectKind::WelcomeLetter {
        to: lines(person),
        language: person.language,
        letter_number: number.expose().clone(),
        activate_url: ctx.settings.activate_url.clone(),
        valid_until,
    };
    post(tx, ctx, person, &effect, valid_until.since(ctx.now())).await
}

/// Orders the letter with the temporary password.
pub(crate) async fn post_password(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    drawn: &Drawn,
) -> Result<OutboxId, StoreError> {
    let effect = EffectKind::TemporaryPasswordLetter {
        to: lines(person),
        language: person.language,
        password: drawn.temporary.expose().clone(),
        valid_until: drawn.valid_until,
    };
    let within = drawn.valid_until.since(ctx.now());
    post(tx, ctx, person, &effect, within).await
}

/// The lines of a window envelope: name, then the address as registered.
pub(crate) fn lines(person: &Person) -> Vec<String> {
    lines_at(person, &person.address)
}

/// The same at another address.
pub(crate) fn lines_at(person: &Person, address: &[String]) -> Vec<String> {
    let name = person.name.to_string();
    std::iter::once(name)
        .chain(address.iter().cloned())
        .collect()
}
