//! The server's own keys: what signs, what seals, what makes look-up values and peppers. All of
//! them are exchanged while the server runs.

mod list;
mod rotate_signing;
mod signers;

pub use list::{KeyAge, KeySummary, ages, list};
pub use rotate_signing::{
    OVERLAP, PUBLISHED_AHEAD, SigningRefusal, SigningRotated, rotate_signing,
};
pub use signers::{Signers, refresh_signers};
pub(crate) use signers::{new_signing_key, open_signers};
