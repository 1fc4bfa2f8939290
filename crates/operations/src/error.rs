//! What can go wrong inside, as opposed to a refusal. The front shows none of it.

use lykill_crypto::engine::HashError;
use lykill_crypto::pure::seal::SealError;
use lykill_store::StoreError;

/// An operation could not be carried out. Nothing was changed unless the text says so.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// Too many passwords are being checked; to be answered with "try again shortly".
    #[error("password hashing: {0}")]
    Hash(#[from] HashError),
    /// A sealed value did not open.
    #[error("sealed value: {0}")]
    Seal(#[from] SealError),
    /// Something that the database or configuration promised is not there.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// Whether the caller may try again shortly: nothing was kept, and nothing is wrong but the
    /// load, or the way to a database that is starting or changing over.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Hash(HashError::Busy)
                | Self::Store(
                    StoreError::Busy | StoreError::Contended(_) | StoreError::Disconnected(_)
                )
        )
    }
}
