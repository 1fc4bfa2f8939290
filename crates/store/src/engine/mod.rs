//! The two engines: how each is opened, written and read. What they say differently stands in
//! [`crate::dialect`].

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::error::StoreError;

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
