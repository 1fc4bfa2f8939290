//! Values that left the clear: sealed (can be opened with the key) and looked up (cannot).

use serde::{Deserialize, Serialize};

/// A value sealed with AES-256-GCM: key id, then nonce and ciphertext; bound to table, row and
/// owner by its additional data (design.md section 4, "Keys").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(pub Vec<u8>);

/// A keyed hash by which a value is found but not read back: (key id, HMAC-SHA-256), in one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lookup(pub Vec<u8>);
