//! Passkeys (W3C Web Authentication Level 3): what an authenticator answers when a credential is
//! made (section 7.1) and when it is used (section 7.2), as far as keys and signatures go.
//!
//! A user is verified or the answer is refused; pages of one origin ask, and no frame in another
//! page. Whose the credential is, whether its counter went on and what it is worth is for the
//! caller. Why this is ours: docs/adr/0013-webauthn-of-our-own.md.

mod attestation;
mod authenticator_data;
mod cbor;
mod ceremony;
mod client_data;
mod cose;

pub use ceremony::{
    Asserted, Assertion, Created, Creation, RelyingParty, StoredKey, asserted, created,
};
pub use cose::ALGORITHMS;

/// Why an answer of an authenticator is refused: the first thing that was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebauthnError {
    /// The client data are no JSON object with the members that they need.
    #[error("client data malformed")]
    ClientData,
    /// A credential was made where one was to be used, or the other way round.
    #[error("another ceremony")]
    Ceremony,
    /// The challenge is not the one that was given.
    #[error("another challenge")]
    Challenge,
    /// The page that asked is not ours.
    #[error("another origin")]
    Origin,
    /// The page stood in a frame of another one.
    #[error("asked from inside another page")]
    CrossOrigin,
    /// The authenticator data, or the object around them, cannot be read.
    #[error("authenticator data malformed")]
    AuthenticatorData,
    /// The authenticator answered for another relying party.
    #[error("another relying party")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("user not present")]
    NotPresent,
    /// The authenticator did not verify its user, by PIN or body.
    #[error("user not verified")]
    NotVerified,
    /// A credential that cannot be backed up says that it is, or one changed whether it can be.
    #[error("backup flags changed")]
    BackupFlags,
    /// The key is of a kind that we do not take, or no key at all.
    #[error("key not supported")]
    Key,
    /// The attestation statement is of a kind that we do not take, or wrong.
    #[error("attestation not taken")]
    Attestation,
    /// The signature is not that of the key.
    #[error("signature wrong")]
    Signature,
}
