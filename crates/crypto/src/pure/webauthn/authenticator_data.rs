//! What the authenticator says and signs (WebAuthn section 6.1).

use super::WebauthnError;
use super::cbor;
use crate::pure::prf;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// Lengths of a credential id, in bytes (section 4, "Credential ID").
const ID_BYTES: std::ops::RangeInclusive<usize> = 16..=1023;

/// Authenticator data whose user was present and verified.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AuthenticatorData<'a> {
    /// How often the credential was used, as far as the authenticator counts.
    pub(super) counter: u32,
    /// Whether the credential can leave the authenticator.
    pub(super) backup_eligible: bool,
    /// Whether it has.
    pub(super) backed_up: bool,
    /// The credential that was made.
    pub(super) credential: Option<Credential<'a>>,
}

/// A credential that was made (section 6.5.2).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential<'a> {
    /// The model of the authenticator.
    pub(super) aaguid: [u8; 16],
    /// Its name.
    pub(super) id: &'a [u8],
    /// Its public key, as COSE writes it.
    pub(super) key: &'a [u8],
}

/// Reads authenticator data and checks what every ceremony asks of them: our relying party, a user
/// who is present and verified, and backup flags that can be (sections 7.1 and 7.2, steps 13 to
/// 19).
pub(super) fn read<'a>(
    bytes: &'a [u8],
    relying_party: &str,
) -> Result<AuthenticatorData<'a>, WebauthnError> {
    let malformed = WebauthnError::AuthenticatorData;
    let (party, rest) = bytes.split_at_checked(32).ok_or(malformed)?;
    let (flags, rest) = rest.split_first().ok_or(malformed)?;
    let (counter, rest) = rest.split_first_chunk::<4>().ok_or(malformed)?;
    let has = |flag: u8| flags & flag != 0;
    if !prf::equal(party, &prf::sha256(relying_party.as_bytes())) {
        return Err(WebauthnError::RelyingParty);
    }
    if !has(PRESENT) {
        return Err(WebauthnError::NotPresent);
    }
    if !has(VERIFIED) {
        return Err(WebauthnError::NotVerified);
    }
    if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
        return Err(WebauthnError::BackupFlags);
    }
    let (credential, rest) = if has(HAS_CREDENTIAL) {
        let (credential, rest) = credential(rest).ok_or(malformed)?;
        (Some(credential), rest)
    } else {
        (None, rest)
    };
    let rest = if has(HAS_EXTENSIONS) {
        // We ask for none; what one says changes nothing.
        let (extensions, rest) = cbor::first(rest).map_err(|_| malformed)?;
        matches!(extensions, cbor::Item::Map(_))
            .then_some(rest)
            .ok_or(malformed)?
    } else {
        rest
    };
    if !rest.is_empty() {
        return Err(malformed);
    }
    Ok(AuthenticatorData {
        counter: u32::from_be_bytes(*counter),
        backup_eligible: has(BACKUP_ELIGIBLE),
        backed_up: has(BACKED_UP),
        credential,
    })
}

fn credential(bytes: &[u8]) -> Option<(Credential<'_>, &[u8])> {
    let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (_, after) = cbor::first(rest).ok()?;
    let key = rest.get(..rest.len() - after.len())?;
    let credential = Credential {
        aaguid: *aaguid,
        id,
        key,
    };
    ID_BYTES.contains(&id.len()).then_some((credential, after))
}
