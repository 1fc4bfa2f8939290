//! The words that every part of Lykill shares: typed ids, time, levels, proofs, national ids,
//! outcomes of spending and throttling, sealed values and effects.
//!
//! Nothing here does I/O, reads a clock or draws randomness: time and random bytes are arguments,
//! so that every rule above this crate is a pure function that a test can replay.

pub mod audit;
pub mod card_format;
pub mod effect;
pub mod id;
pub mod language;
pub mod level;
pub mod look_alike;
pub mod name;
pub mod national_id;
pub mod oath;
pub mod profile;
pub mod proof;
pub mod random;
pub mod receipt;
pub mod rights;
pub mod sealed;
pub mod secret;
pub mod spend;
pub mod throttle;
pub mod time;

pub use card_format::{CardFormat, NotACardFormat};
pub use effect::EffectKind;
pub use language::Language;
pub use level::Level;
pub use look_alike::{LookAlike, look_alike};
pub use name::DisplayName;
pub use national_id::NationalId;
pub use oath::{Moving, OathDigits, OathHash, OathProfile};
pub use profile::Profile;
pub use proof::{Factor, MethodKind, Proof};
pub use random::Rng;
pub use receipt::{Receipt, Receipts};
pub use rights::{Rights, SectorKind};
pub use sealed::{Lookup, Sealed};
pub use secret::Secret;
pub use spend::Spend;
pub use time::{Clock, Timestamp};
