//! The two ceremonies: a credential is made (WebAuthn section 7.1), a credential is used (7.2).

use super::client_data::Ceremony;
use super::cose::CoseKey;
use super::{WebauthnError, attestation, authenticator_data, client_data};
use crate::pure::prf;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct RelyingParty<'a> {
    /// The host for which credentials are made.
    pub id: &'a str,
    /// The one origin whose pages may ask, as browsers write it.
    pub origin: &'a str,
}

/// What an authenticator answered when a credential was to be made.
#[derive(Debug, Clone)]
pub struct Creation {
    /// `clientDataJSON`.
    pub client_data: Vec<u8>,
    /// `attestationObject`.
    pub attestation_object: Vec<u8>,
}

/// A credential that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Its name, 16 to 1023 bytes.
    pub credential: Vec<u8>,
    /// Its public key, as COSE writes it.
    pub key: Vec<u8>,
    /// Its counter; 0 for authenticators that do not count.
    pub counter: u32,
    /// Whether it can leave the authenticator: synced passkeys do.
    pub backup_eligible: bool,
    /// Whether it has.
    pub backed_up: bool,
    /// The model of the authenticator, as it says; zeros where it does not.
    pub aaguid: [u8; 16],
}

/// What an authenticator answered when a credential was to be used.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// `clientDataJSON`.
    pub client_data: Vec<u8>,
    /// `authenticatorData`.
    pub authenticator_data: Vec<u8>,
    /// `signature`.
    pub signature: Vec<u8>,
}

/// What is known of the credential.
#[derive(Debug, Clone, Copy)]
pub struct StoredKey<'a> {
    /// Its public key, as COSE writes it.
    pub key: &'a [u8],
    /// Whether it said that it can leave the authenticator, when it was made: that never changes.
    pub backup_eligible: bool,
}

/// What a use of a credential says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asserted {
    /// Its counter now.
    pub counter: u32,
    /// Whether it has left the authenticator by now.
    pub backed_up: bool,
}

/// Verifies that a credential was made for us, for this challenge, by a user who was verified.
///
/// # Errors
/// [`WebauthnError`]: the first thing that was wrong.
pub fn created(
    party: RelyingParty<'_>,
    challenge: &[u8],
    answer: &Creation,
) -> Result<Created, WebauthnError> {
    let ceremony = Ceremony::Create;
    client_data::check(&answer.client_data, ceremony, challenge, party.origin)?;
    let attestation = attestation::read(&answer.attestation_object)?;
    let data = authenticator_data::read(attestation.data, party.id)?;
    let made = data.credential.ok_or(WebauthnError::AuthenticatorData)?;
    let key = CoseKey::read(made.key)?;
    let signed = signed(attestation.data, &answer.client_data);
    attestation.check(&key, &signed)?;
    Ok(Created {
        credential: made.id.to_vec(),
        key: made.key.to_vec(),
        counter: data.counter,
        backup_eligible: data.backup_eligible,
        backed_up: data.backed_up,
        aaguid: made.aaguid,
    })
}

/// Verifies that a credential was used for us, for this challenge, by a user who was verified.
/// The counter is for the caller to compare.
///
/// # Errors
/// [`WebauthnError`]: the first thing that was wrong.
pub fn asserted(
    party: RelyingParty<'_>,
    challenge: &[u8],
    stored: StoredKey<'_>,
    answer: &Assertion,
) -> Result<Asserted, WebauthnError> {
    let ceremony = Ceremony::Get;
    client_data::check(&answer.client_data, ceremony, challenge, party.origin)?;
    let data = authenticator_data::read(&answer.authenticator_data, party.id)?;
    if data.credential.is_some() {
        return Err(WebauthnError::AuthenticatorData);
    }
    if data.backup_eligible != stored.backup_eligible {
        return Err(WebauthnError::BackupFlags);
    }
    let key = CoseKey::read(stored.key)?;
    let signed = signed(&answer.authenticator_data, &answer.client_data);
    if !key.verifies(&signed, &answer.signature) {
        return Err(WebauthnError::Signature);
    }
    Ok(Asserted {
        counter: data.counter,
        backed_up: data.backed_up,
    })
}

/// What is signed: authenticator data and the hash of the client data.
fn signed(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, &prf::sha256(client_data)].concat()
}
