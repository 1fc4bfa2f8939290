//! Cryptography as functions of their arguments: no files, no clock, no source of randomness.

pub mod b64;
pub mod card;
pub mod cbc;
pub mod jose;
pub mod json;
pub mod lookup;
pub mod oath;
pub mod password;
pub mod pkce;
pub mod prf;
pub mod ring;
pub mod seal;
pub mod webauthn;
pub mod x509;
