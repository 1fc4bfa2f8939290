//! The two engines: how each is opened, written and read. What they say differently stands in
//! [`crate::dialect`].

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::error::StoreError;

/// When a write is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// When it is on disk.
    Flushed,
    /// When it is committed; both engines write their log in order, so whatever is flushed later
    /// covers it.
    Covered,
}

/// Why one try of a job gave no answer.
pub(crate) enum Failure {
    /// To be tried again from its start.
    Again(StoreError),
    /// Not to be tried again.
    Final(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.is_transient() {
            Self::Again(error)
        } else {
            Self::Final(error)
        }
    }
}
