//! Public keys that verify (RFC 7517): EC P-256, RSA of 2048 bits or more, Ed25519.

use super::ed25519;
use crate::pure::{b64, prf};
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaPublicKeyComponents};
use serde_json::{Map, Value};

/// A signature algorithm that we take (RFC 7518 section 3.1, RFC 8037 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256 and a key of 2048 to 8192 bits.
    Ps256,
    /// Ed25519; its name in a header is `EdDSA`, or `Ed25519` since RFC 9864.
    EdDsa,
}

impl Algorithm {
    /// All of them, as they stand in server metadata.
    pub const ALL: [Self; 3] = [Self::Es256, Self::Ps256, Self::EdDsa];

    /// The name in `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of a name, which is compared exactly: `none`, `HS256`, `es256` have none.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "PS256" => Some(Self::Ps256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// Why a JWK is no key that verifies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has private or symmetric members; whoever sent it must consider it disclosed.
    #[error("a private key was given; register the public key only, and replace this one")]
    Private,
    /// `kty`, `crv`, `alg`, `use` or `key_ops` ask for something that we do not do.
    #[error("the key's {member} is not supported: P-256, RSA for PS256 and Ed25519 are, to verify")]
    Unsupported {
        /// The member that decided it.
        member: &'static str,
    },
    /// A member is missing, of another type, or its value cannot be a key.
    #[error("the key's {member} is missing or wrong")]
    Malformed {
        /// The member.
        member: &'static str,
    },
    /// An RSA key outside 2048 to 8192 bits.
    #[error("an RSA key needs 2048 to 8192 bits, this one has {bits}")]
    RsaSize {
        /// Bits of the modulus.
        bits: usize,
    },
    /// A set without any key that we can use.
    #[error("the key set has no key that can verify ES256, PS256 or EdDSA")]
    NoneUsable,
}

/// A public key that verifies one algorithm.
#[derive(Debug, Clone)]
pub struct VerifyKey {
    kid: Option<String>,
    thumbprint: String,
    algorithm: Algorithm,
    public: ParsedPublicKey,
}

/// Members that only private (RFC 7518 sections 6.2.2, 6.3.2) and symmetric keys (6.4.1) have.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

impl VerifyKey {
    /// Reads one public JWK.
    ///
    /// # Errors
    /// [`KeyError`]; a private or symmetric key is refused whatever else it says.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        let jwk = jwk
            .as_object()
            .ok_or(KeyError::Malformed { member: "jwk" })?;
        if PRIVATE_MEMBERS
            .iter()
            .any(|member| jwk.contains_key(*member))
        {
            return Err(KeyError::Private);
        }
        let (algorithm, public, canonical) = match text(jwk, "kty")? {
            "EC" => ec(jwk)?,
            "RSA" => rsa(jwk)?,
            "OKP" => okp(jwk)?,
            _ => return Err(KeyError::Unsupported { member: "kty" }),
        };
        check_purpose(jwk, algorithm)?;
        let kid = match jwk.get("kid") {
            None => None,
            Some(_) => Some(text(jwk, "kid")?.to_owned()),
        };
        let thumbprint = b64::encode(&prf::sha256(canonical.as_bytes()));
        Ok(Self {
            kid,
            thumbprint,
            algorithm,
            public,
        })
    }

    /// Reads a JWK set (RFC 7517 section 5). Keys of a kind, curve or use that we do not know
    /// are passed over, as that section asks.
    ///
    /// # Errors
    /// [`KeyError`] when a key is private or broken, or no usable key is left.
    pub fn from_jwks(jwks: &Value) -> Result<Vec<Self>, KeyError> {
        let keys = jwks.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or(KeyError::Malformed { member: "keys" })?;
        let mut usable = Vec::with_capacity(keys.len());
        for jwk in keys {
            match Self::from_jwk(jwk) {
                Ok(key) => usable.push(key),
                Err(KeyError::Unsupported { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if usable.is_empty() {
            Err(KeyError::NoneUsable)
        } else {
            Ok(usable)
        }
    }

    /// The `kid`, when the key came with one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The SHA-256 thumbprint in base64url (RFC 7638 section 3).
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The one algorithm that the key verifies.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let is_strict = match self.algorithm {
            Algorithm::EdDsa => signature.get(..32).is_some_and(ed25519::is_strict_point),
            Algorithm::Es256 | Algorithm::Ps256 => true,
        };
        is_strict && self.public.verify_sig(message, signature).is_ok()
    }
}

/// The algorithm, the key, and the JSON that the thumbprint is made of (RFC 7638 section 3.2).
type Parts = (Algorithm, ParsedPublicKey, String);

fn ec(jwk: &Map<String, Value>) -> Result<Parts, KeyError> {
    if text(jwk, "crv")? != "P-256" {
        return Err(KeyError::Unsupported { member: "crv" });
    }
    let (x, y) = (text(jwk, "x")?, text(jwk, "y")?);
    let mut point = vec![4];
    point.extend_from_slice(&sized(x, 32, "x")?);
    point.extend_from_slice(&sized(y, 32, "y")?);
    // The point is checked to lie on the curve here.
    let public = ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point);
    let public = public.map_err(|_| KeyError::Malformed { member: "y" })?;
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    Ok((Algorithm::Es256, public, canonical))
}

fn okp(jwk: &Map<String, Value>) -> Result<Parts, KeyError> {
    if text(jwk, "crv")? != "Ed25519" {
        return Err(KeyError::Unsupported { member: "crv" });
    }
    let x = text(jwk, "x")?;
    let point = sized(x, 32, "x")?;
    if !ed25519::is_strict_point(&point) {
        return Err(KeyError::Malformed { member: "x" });
    }
    let public = ParsedPublicKey::new(&signature::ED25519, point);
    let public = public.map_err(|_| KeyError::Malformed { member: "x" })?;
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    Ok((Algorithm::EdDsa, public, canonical))
}

fn rsa(jwk: &Map<String, Value>) -> Result<Parts, KeyError> {
    let (n_text, e_text) = (text(jwk, "n")?, text(jwk, "e")?);
    let (n, e) = (unsigned(n_text, "n")?, unsigned(e_text, "e")?);
    let bits = bit_length(&n);
    if !(2048..=8192).contains(&bits) {
        return Err(KeyError::RsaSize { bits });
    }
    // The product of two primes is odd; the library takes an even one for a key.
    if n.last().is_none_or(|low| low % 2 == 0) {
        return Err(KeyError::Malformed { member: "n" });
    }
    let exponent = e
        .iter()
        .fold(0_u64, |sum, byte| sum.wrapping_shl(8) | u64::from(*byte));
    // FIPS 186-5 section 5.4 wants an odd exponent above 2^16; AWS-LC takes at most 33 bits.
    if e.len() > 4 || exponent < 65_537 || exponent % 2 == 0 {
        return Err(KeyError::Malformed { member: "e" });
    }
    let components = RsaPublicKeyComponents { n, e };
    let public = components.to_parsed_public_key(&signature::RSA_PSS_2048_8192_SHA256);
    let public = public.map_err(|_| KeyError::Malformed { member: "n" })?;
    let canonical = format!(r#"{{"e":"{e_text}","kty":"RSA","n":"{n_text}"}}"#);
    Ok((Algorithm::Ps256, public, canonical))
}

/// `alg`, `use` and `key_ops` (RFC 7517 section 4) may be absent but never say otherwise.
fn check_purpose(jwk: &Map<String, Value>, algorithm: Algorithm) -> Result<(), KeyError> {
    let says =
        |member: &str, expected: &dyn Fn(&Value) -> bool| jwk.get(member).is_none_or(expected);
    let of_alg = |value: &Value| value.as_str().and_then(Algorithm::from_name) == Some(algorithm);
    let verifies = |value: &Value| {
        let operations = value.as_array();
        operations.is_some_and(|all| all.iter().any(|one| one == "verify"))
    };
    if !says("alg", &of_alg) {
        Err(KeyError::Unsupported { member: "alg" })
    } else if !says("use", &|value| value == "sig") {
        Err(KeyError::Unsupported { member: "use" })
    } else if !says("key_ops", &verifies) {
        Err(KeyError::Unsupported { member: "key_ops" })
    } else {
        Ok(())
    }
}

fn text<'a>(jwk: &'a Map<String, Value>, member: &'static str) -> Result<&'a str, KeyError> {
    let value = jwk.get(member).and_then(Value::as_str);
    value.ok_or(KeyError::Malformed { member })
}

fn sized(text: &str, length: usize, member: &'static str) -> Result<Vec<u8>, KeyError> {
    let bytes = b64::decode(text).ok().filter(|bytes| bytes.len() == length);
    bytes.ok_or(KeyError::Malformed { member })
}

/// A Base64urlUInt (RFC 7518 section 2): the fewest octets, so no leading zero.
fn unsigned(text: &str, member: &'static str) -> Result<Vec<u8>, KeyError> {
    let bytes = b64::decode(text).ok();
    let bytes = bytes.filter(|bytes| bytes.first().is_some_and(|first| *first != 0));
    bytes.ok_or(KeyError::Malformed { member })
}

fn bit_length(bytes: &[u8]) -> usize {
    let leading = bytes
        .first()
        .map_or(0, |first| first.leading_zeros() as usize);
    bytes.len() * 8 - leading
}

#[cfg(test)]
#[path = "wycheproof_tests.rs"]
mod wycheproof_tests;
