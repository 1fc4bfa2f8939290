//! Attestation statements (WebAuthn section 8): none, and the packed one that a credential signs
//! itself. We ask for none; certificates of makers are not looked into.

use super::WebauthnError;
use super::cbor::{self, Item};
use super::cose::CoseKey;

const FMT: Item<'_> = Item::Text("fmt");
const STATEMENT: Item<'_> = Item::Text("attStmt");
const DATA: Item<'_> = Item::Text("authData");
const ALG: Item<'_> = Item::Text("alg");
const SIG: Item<'_> = Item::Text("sig");

/// An attestation object (section 6.5.4).
pub(super) struct Attestation<'a> {
    map: Item<'a>,
    /// The authenticator data in it.
    pub(super) data: &'a [u8],
}

/// Reads an attestation object: three members and no more.
pub(super) fn read(bytes: &[u8]) -> Result<Attestation<'_>, WebauthnError> {
    let malformed = WebauthnError::AuthenticatorData;
    let map = cbor::whole(bytes).map_err(|_| malformed)?;
    let data = map.bytes(&DATA).ok_or(malformed)?;
    match &map {
        Item::Map(members) if members.len() == 3 => Ok(Attestation { map, data }),
        _ => Err(malformed),
    }
}

impl Attestation<'_> {
    /// Checks the statement over authenticator data and the hash of the client data (sections 8.2
    /// and 8.7).
    pub(super) fn check(&self, key: &CoseKey, signed: &[u8]) -> Result<(), WebauthnError> {
        let wrong = WebauthnError::Attestation;
        let statement = self.map.get(&STATEMENT).ok_or(wrong)?;
        let Item::Map(members) = statement else {
            return Err(wrong);
        };
        match self.map.get(&FMT) {
            Some(Item::Text("none")) if members.is_empty() => Ok(()),
            Some(Item::Text("packed")) if members.len() == 2 => {
                let signature = statement.bytes(&SIG).ok_or(wrong)?;
                let is_own = statement.int(&ALG) == Some(key.algorithm());
                let is_right = is_own && key.verifies(signed, signature);
                is_right.then_some(()).ok_or(wrong)
            }
            _ => Err(wrong),
        }
    }
}
