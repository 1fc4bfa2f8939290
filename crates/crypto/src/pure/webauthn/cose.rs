//! Public keys of credentials (RFC 9052 section 7, RFC 9053): ES256, EdDSA and RS256.

use super::WebauthnError;
use super::cbor::{self, Item};
use crate::pure::jose::is_strict_point;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};

/// The algorithms that credentials may have, as IANA numbers them (COSE Algorithms), the one that
/// we like best first: ES256, EdDSA with Ed25519, and RS256, which older platforms have alone.
pub const ALGORITHMS: [i32; 3] = [-7, -8, -257];

const KTY: Item<'_> = Item::Int(1);
const ALG: Item<'_> = Item::Int(3);
/// The curve, or the modulus of RSA.
const CRV_OR_N: Item<'_> = Item::Int(-1);
/// The point's x, or the exponent of RSA.
const X_OR_E: Item<'_> = Item::Int(-2);
const Y: Item<'_> = Item::Int(-3);

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// 65537: every authenticator has it.
const EXPONENT: &[u8] = &[1, 0, 1];

/// A credential's public key.
#[derive(Debug)]
pub(super) struct CoseKey {
    algorithm: i64,
    public: ParsedPublicKey,
}

impl CoseKey {
    /// Reads a key. The point is checked to lie on its curve.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, WebauthnError> {
        let map = cbor::whole(bytes).map_err(|_| WebauthnError::Key)?;
        let algorithm = map.int(&ALG);
        let kind = (map.int(&KTY), algorithm, map.int(&CRV_OR_N));
        let public = match kind {
            (Some(2), Some(ES256), Some(1)) => p256(&map),
            (Some(1), Some(EDDSA), Some(6)) => ed25519(&map),
            (Some(3), Some(RS256), None) => rsa(&map),
            _ => None,
        };
        match (algorithm, public) {
            (Some(algorithm), Some(public)) => Ok(Self { algorithm, public }),
            _ => Err(WebauthnError::Key),
        }
    }

    /// The algorithm's number.
    pub(super) const fn algorithm(&self) -> i64 {
        self.algorithm
    }

    /// Whether the signature over a message is this key's (section 6.5.5: ECDSA in ASN.1 DER).
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let is_strict = self.algorithm != EDDSA || signature.get(..32).is_some_and(is_strict_point);
        is_strict && self.public.verify_sig(message, signature).is_ok()
    }
}

fn p256(map: &Item<'_>) -> Option<ParsedPublicKey> {
    let coordinate = |name| map.bytes(name).filter(|bytes| bytes.len() == 32);
    let point = [&[4], coordinate(&X_OR_E)?, coordinate(&Y)?].concat();
    ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()
}

fn ed25519(map: &Item<'_>) -> Option<ParsedPublicKey> {
    let point = map.bytes(&X_OR_E).filter(|point| is_strict_point(point))?;
    ParsedPublicKey::new(&ED25519, point).ok()
}

fn rsa(map: &Item<'_>) -> Option<ParsedPublicKey> {
    let (n, e) = (map.bytes(&CRV_OR_N)?, map.bytes(&X_OR_E)?);
    // The product of two primes is odd, and of 2048 to 4096 bits: more only costs time.
    let is_odd = n.last().is_some_and(|low| low % 2 == 1);
    let is_sized = (256..=512).contains(&n.len()) && n.first().is_some_and(|first| *first >= 128);
    if !is_odd || !is_sized || e != EXPONENT {
        return None;
    }
    let parts = RsaPublicKeyComponents { n, e };
    parts.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()
}
