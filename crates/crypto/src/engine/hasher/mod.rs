//! Hashing passwords with Argon2id (RFC 9106), on threads of its own.
//!
//! A fixed number of threads is the number of permits: so many hashes run at once, a bounded
//! number waits, and the rest is told that we are busy (security.md case 50). The threads are not
//! those of the async runtime, so pages are answered while passwords are hashed.

mod place;
mod pool;

pub use place::Place;

use crate::engine::Peppers;
use crate::pure::password::{self, Cost, PASSWORD_BYTES_MAX, PasswordHash, PasswordHashError};
use crate::pure::ring::UnknownKey;
use lykill_core::Secret;
use pool::Pool;
use std::io;
use std::num::NonZeroUsize;
use std::time::Duration;

/// How the hasher works.
#[derive(Debug, Clone, Copy)]
pub struct HasherConfig {
    /// What new hashes cost.
    pub cost: Cost,
    /// How many hashes run at once.
    pub permits: NonZeroUsize,
    /// How many wait at most; further ones get [`HashError::Busy`].
    pub queue: usize,
    /// After so long without work a thread gives its memory back to the system.
    pub idle: Duration,
}

impl HasherConfig {
    /// The default cost, a permit for each core, 32 waiting for each permit, 10 s.
    pub fn for_this_machine() -> Self {
        let permits = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self {
            cost: Cost::DEFAULT,
            permits,
            queue: permits.get() * 32,
            idle: Duration::from_secs(10),
        }
    }
}

/// Why a password was not hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many wait already: answer 503 with `Retry-After`.
    #[error("too many passwords are being checked at this moment")]
    Busy,
    /// The password is over the cap; it was not hashed.
    #[error(transparent)]
    TooLong(#[from] password::TooLong),
    /// The stored hash was made with a pepper that the key file does not have.
    #[error(transparent)]
    UnknownPepper(#[from] UnknownKey),
    /// The configured cost is impossible or above the ceiling.
    #[error(transparent)]
    Cost(#[from] PasswordHashError),
    /// There was no memory for it, or a thread failed.
    #[error("a password could not be hashed")]
    Failed,
}

/// Hashes and verifies passwords. Dropping it ends its threads after their present hash.
#[derive(Debug)]
pub struct PasswordHasher {
    peppers: Peppers,
    cost: Cost,
    pool: Pool,
}

impl PasswordHasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] when the cost is impossible or above [`Cost::CEILING`],
    /// and what the system says when it gives no thread.
    pub fn start(config: HasherConfig, peppers: impl Into<Peppers>) -> io::Result<Self> {
        let checked = config.cost.check();
        checked.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let pool = Pool::start(&config)?;
        Ok(Self {
            peppers: peppers.into(),
            cost: config.cost,
            pool,
        })
    }

    /// Takes a place in the queue, before a caller does what is in vain when there is none.
    ///
    /// # Errors
    /// [`HashError::Busy`] when all are taken.
    pub fn place(&self) -> Result<Place<'_>, HashError> {
        Ok(Place::new(self, self.pool.seat()?))
    }

    /// As [`Place::hash`], at a place of its own.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn hash(
        &self,
        password: &Secret<String>,
        salt: [u8; 16],
    ) -> Result<PasswordHash, HashError> {
        self.place()?.hash(password, salt).await
    }

    /// As [`Place::verify`], at a place of its own.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn verify(
        &self,
        password: &Secret<String>,
        stored: &PasswordHash,
    ) -> Result<bool, HashError> {
        self.place()?.verify(password, stored).await
    }

    /// Whether so many places are taken that nobody should be sent here who need not come: more
    /// than half.
    pub fn is_crowded(&self) -> bool {
        self.pool.is_crowded()
    }

    /// Whether a hash was made at another cost or with an earlier pepper, so that the password is
    /// to be hashed anew at the next right entry.
    pub fn needs_rehash(&self, stored: &PasswordHash) -> bool {
        stored.cost != self.cost || stored.pepper != *self.peppers.ring().current().id()
    }

    /// How many hashes wait for a thread at this moment, for metrics.
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }

    /// How many hashes were computed since the start, for metrics.
    pub fn computed(&self) -> u64 {
        self.pool.computed()
    }
}

const _: () = assert!(
    PASSWORD_BYTES_MAX >= 64,
    "NIST SP 800-63B-4 3.1.1.2 asks for 64"
);
