//! A passkey as an authenticator keeps it, in software: honest unless a test says otherwise. It
//! answers as browsers pass it on (WebAuthn sections 6.3 and 6.5), with keys of its own.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::Arc;

/// Somebody touched the authenticator.
pub const PRESENT: u8 = 0x01;
/// The authenticator verified its user.
pub const VERIFIED: u8 = 0x04;
/// The credential can leave the authenticator.
pub const BACKUP_ELIGIBLE: u8 = 0x08;
/// The credential has left it.
pub const BACKED_UP: u8 = 0x10;
/// A credential is attached; [`Passkey::create`] sets it.
const ATTACHED: u8 = 0x40;

/// What a page asks, and what the browser says about the page.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The host for which the credential is.
    pub host: String,
    /// The challenge, in base64url.
    pub challenge: String,
    /// The page's origin.
    pub origin: String,
    /// More members of the client data.
    pub more: Value,
}

impl Ask {
    /// An honest page's.
    pub fn new(host: &str, origin: &str, challenge: &str) -> Self {
        Self {
            host: host.to_owned(),
            challenge: challenge.to_owned(),
            origin: origin.to_owned(),
            more: json!({ "crossOrigin": false }),
        }
    }

    fn client_data(&self, ceremony: &str) -> Vec<u8> {
        let mut data = json!({
            "type": ceremony,
            "challenge": self.challenge,
            "origin": self.origin,
        });
        let members = data.as_object_mut().unwrap();
        members.extend(self.more.as_object().unwrap().clone());
        data.to_string().into_bytes()
    }
}

/// A credential and the key that it signs with.
#[derive(Debug, Clone)]
pub struct Passkey {
    pair: Arc<EcdsaKeyPair>,
    /// Its name.
    pub id: Vec<u8>,
    /// What it says of user and backup.
    pub flags: u8,
    /// What it counts; 0 where it does not.
    pub counter: u32,
    /// The model that it says it is of.
    pub aaguid: [u8; 16],
}

/// What a use of it gives.
#[derive(Debug, Clone)]
pub struct Used {
    /// `clientDataJSON`.
    pub client_data: Vec<u8>,
    /// `authenticatorData`.
    pub authenticator_data: Vec<u8>,
    /// `signature`.
    pub signature: Vec<u8>,
}

impl Passkey {
    /// One that is synced and does not count, as phones make them.
    pub fn synced() -> Self {
        Self::new(PRESENT | VERIFIED | BACKUP_ELIGIBLE | BACKED_UP, 0)
    }

    /// One that stays where it is and counts, as security keys do.
    pub fn in_hardware() -> Self {
        Self::new(PRESENT | VERIFIED, 1)
    }

    fn new(flags: u8, counter: u32) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = digest(&SHA256, pair.public_key().as_ref())
            .as_ref()
            .to_vec();
        Self {
            pair: Arc::new(pair),
            id,
            flags,
            counter,
            aaguid: [7; 16],
        }
    }

    /// The same with other words about user and backup.
    pub fn saying(&self, flags: u8) -> Self {
        Self {
            flags,
            ..self.clone()
        }
    }

    /// The public key, as COSE writes it: a map of kty EC2, alg ES256, crv P-256, x and y.
    pub fn cose(&self) -> Vec<u8> {
        let point = self.pair.public_key().as_ref();
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(&point[1..33]);
        key.extend([0x22, 0x58, 0x20]);
        key.extend(&point[33..]);
        key
    }

    /// `authenticatorData`.
    pub fn data(&self, host: &str, with_credential: bool) -> Vec<u8> {
        let mut data = digest(&SHA256, host.as_bytes()).as_ref().to_vec();
        data.push(self.flags | if with_credential { ATTACHED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        if with_credential {
            data.extend(self.aaguid);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            data.extend(self.cose());
        }
        data
    }

    /// `clientDataJSON` and `attestationObject` of a credential that is made, with no attestation.
    pub fn create(&self, ask: &Ask) -> (Vec<u8>, Vec<u8>) {
        let data = self.data(&ask.host, true);
        (
            ask.client_data("webauthn.create"),
            attestation_object(&data),
        )
    }

    /// A use; it counts, if it counts at all.
    pub fn get(&mut self, ask: &Ask) -> Used {
        if self.counter > 0 {
            self.counter += 1;
        }
        let client_data = ask.client_data("webauthn.get");
        let authenticator_data = self.data(&ask.host, false);
        let signature = self.sign(&authenticator_data, &client_data);
        Used {
            client_data,
            authenticator_data,
            signature,
        }
    }

    /// Its signature over authenticator data and the hash of client data, in ASN.1.
    pub fn sign(&self, authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
        let hashed = digest(&SHA256, client_data);
        let message = [authenticator_data, hashed.as_ref()].concat();
        let signature = self.pair.sign_digest(&digest(&SHA256, &message));
        signature.unwrap().as_ref().to_vec()
    }
}

/// An attestation object with no statement around authenticator data.
pub fn attestation_object(data: &[u8]) -> Vec<u8> {
    let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
    match u8::try_from(data.len()) {
        Ok(short @ 0..24) => object.push(0x40 | short),
        Ok(one_byte) => object.extend([0x58, one_byte]),
        Err(_) => {
            object.push(0x59);
            object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        }
    }
    object.extend(data);
    object
}

/// Bytes as they stand in forms.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
