//! Between the hash pool's own type and the text that is stored.

use crate::{Context, Error};
use lykill_core::{Secret, random};
use lykill_crypto::engine::Place;
use lykill_crypto::pure::password::PasswordHash;
use lykill_issuer::types::StoredHash;

/// Hashes a password under fresh salt.
pub(crate) async fn hash(ctx: &Context, password: &Secret<String>) -> Result<StoredHash, Error> {
    let salt = random::bytes(ctx.rng.as_ref());
    Ok(StoredHash(
        ctx.hasher.hash(password, salt).await?.to_string(),
    ))
}

/// Compares a password with a stored hash.
pub(crate) async fn verify(
    place: &Place<'_>,
    password: &Secret<String>,
    stored: &StoredHash,
) -> Result<bool, Error> {
    Ok(place.verify(password, &parse(stored)?).await?)
}

/// The hash anew, when the parameters or the pepper changed since it was made.
pub(crate) async fn renewed(
    ctx: &Context,
    place: &Place<'_>,
    password: &Secret<String>,
    stored: &StoredHash,
) -> Result<Option<StoredHash>, Error> {
    if !ctx.hasher.needs_rehash(&parse(stored)?) {
        return Ok(None);
    }
    let salt = random::bytes(ctx.rng.as_ref());
    let hash = place.hash(password, salt).await?;
    Ok(Some(StoredHash(hash.to_string())))
}

fn parse(stored: &StoredHash) -> Result<PasswordHash, Error> {
    let broken = |error| Error::Broken(format!("a stored password hash: {error}"));
    PasswordHash::parse(&stored.0).map_err(broken)
}
