//! The keys of a deployment, each ring ready for its one use.

use crate::engine::key_file::{KeyFile, Purpose};
use crate::pure::card::CardRing;
use crate::pure::lookup::LookupRing;
use crate::pure::ring::KeyRing;
use crate::pure::seal::SealRing;

/// All rings of a loaded key file.
#[derive(Debug, Clone)]
pub struct Keys {
    seal: SealRing,
    lookup: LookupRing,
    card: CardRing,
    password: KeyRing,
}

impl Keys {
    /// The rings of `file`. In each, the key that is listed last is current.
    pub fn of(file: &KeyFile) -> Self {
        Self {
            seal: SealRing::new(file.ring(Purpose::Seal)),
            lookup: LookupRing::new(file.ring(Purpose::Lookup)),
            card: CardRing::new(file.ring(Purpose::Card)),
            password: file.ring(Purpose::Pepper),
        }
    }

    /// Seals and opens stored values.
    pub const fn seal(&self) -> &SealRing {
        &self.seal
    }

    /// Makes look-up values.
    pub const fn lookup(&self) -> &LookupRing {
        &self.lookup
    }

    /// Derives the pairs of key cards.
    pub const fn card(&self) -> &CardRing {
        &self.card
    }

    /// The peppers of passwords, for [`crate::engine::PasswordHasher`].
    pub const fn password_peppers(&self) -> &KeyRing {
        &self.password
    }
}
