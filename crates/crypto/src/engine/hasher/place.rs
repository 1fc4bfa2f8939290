//! A place at the hasher: what is done there.

use super::pool::{Seat, Work};
use super::{HashError, PasswordHasher};
use crate::pure::password::{self, PasswordHash};
use crate::pure::prf;
use crate::pure::ring::Key;
use lykill_core::Secret;

/// A place in the queue of a [`PasswordHasher`], for one caller's hashes, one after the other. It
/// is free again when this is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    hasher: &'a PasswordHasher,
    seat: Seat,
}

impl<'a> Place<'a> {
    pub(super) const fn new(hasher: &'a PasswordHasher, seat: Seat) -> Self {
        Self { hasher, seat }
    }

    /// Hashes a new password, as it was typed, with the current pepper and cost. `salt` is freshly
    /// drawn.
    ///
    /// # Errors
    /// [`HashError`], but never that we are busy.
    pub async fn hash(
        &self,
        password: &Secret<String>,
        salt: [u8; 16],
    ) -> Result<PasswordHash, HashError> {
        let peppers = self.hasher.peppers.ring();
        let pepper = peppers.current();
        let input = peppered(pepper, password)?;
        let cost = self.hasher.cost;
        let hash = self.seat.run(Work { input, salt, cost }).await?;
        Ok(PasswordHash {
            pepper: pepper.id().clone(),
            cost,
            salt,
            hash,
        })
    }

    /// Whether `password`, as it was typed, is the one that was stored.
    ///
    /// # Errors
    /// [`HashError`], but never that we are busy.
    pub async fn verify(
        &self,
        password: &Secret<String>,
        stored: &PasswordHash,
    ) -> Result<bool, HashError> {
        let input = peppered(self.hasher.peppers.ring().get(&stored.pepper)?, password)?;
        let work = Work {
            input,
            salt: stored.salt,
            cost: stored.cost,
        };
        let hash = self.seat.run(work).await?;
        Ok(prf::equal(&hash, &stored.hash))
    }

    /// Does the work of [`Place::verify`] where there is nothing to verify against, so that an
    /// unknown user id takes as long as a known one (security.md case 37).
    ///
    /// # Errors
    /// [`HashError`], the same as for a known user id.
    pub async fn verify_nothing(&self, password: &Secret<String>) -> Result<(), HashError> {
        let nothing = PasswordHash {
            pepper: self.hasher.peppers.ring().current().id().clone(),
            cost: self.hasher.cost,
            salt: [0; 16],
            hash: [0; 32],
        };
        self.verify(password, &nothing).await.map(|_| ())
    }
}

/// What Argon2id gets: HMAC-SHA-256 under the pepper of the normalised password. Its length says
/// nothing about the password's.
fn peppered(pepper: &Key, password: &Secret<String>) -> Result<Secret<[u8; 32]>, HashError> {
    let prepared = password::prepare(password.expose())?;
    Ok(Secret::new(prf::hmac(
        pepper.expose(),
        prepared.expose().as_bytes(),
    )))
}
