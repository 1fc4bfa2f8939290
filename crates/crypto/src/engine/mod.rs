//! Cryptography that needs a machine: the system's randomness and clock, threads that hash
//! passwords, the key file.

pub mod hasher;
pub mod key_file;
pub mod keys;
pub mod signing;
pub mod system;

pub use hasher::{HashError, HasherConfig, PasswordHasher, Place};
pub use key_file::{KeyFile, KeyFileError, ListedKey, Purpose};
pub use keys::{Keys, Peppers};
pub use system::{SystemClock, SystemRng};
