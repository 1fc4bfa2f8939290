//! The server's own keys: what signs, what seals, what makes look-up values and peppers. All of
//! them are exchanged while the server runs.

mod in_use;
mod list;
mod remove;
mod reseal;
mod rotate_signing;
mod rotate_stored;
mod signers;

pub(crate) use in_use::follow;
pub use in_use::{announce, refresh, withdraw};
pub use list::{KeyAge, KeySummary, ages, list};
pub use remove::{RemoveRefusal, remove};
pub use reseal::{Walk, reseal};
pub use rotate_signing::{
    OVERLAP, PUBLISHED_AHEAD, SigningRefusal, SigningRotated, rotate_signing,
};
pub(crate) use rotate_stored::belongs;
pub use rotate_stored::{Rotation, StoredKind, rotate_stored};
pub use signers::{Signers, refresh_signers};
pub(crate) use signers::{new_signing_key, open_signers};
