//! The protected header of a token (RFC 7515 section 4).

use super::key::Algorithm;
use super::verify::JoseError;
use crate::pure::json;
use serde_json::{Map, Value};

/// Members by which a sender would choose the key that judges him (RFC 7515 sections 4.1.2 to
/// 4.1.6), or change what the bytes mean (`crit` 4.1.11, `b64` RFC 7797, `zip` and `enc` of JWE).
/// We understand no extension, so `crit` can only name one that we must refuse.
const FORBIDDEN: [&str; 8] = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/// The longest `kid` that is looked up, in bytes.
const KID_BYTES_MAX: usize = 512;

/// What the header of a token says.
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
    pub(super) typ: Option<String>,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, JoseError> {
        let Value::Object(header) = json::parse(bytes)? else {
            return Err(JoseError::NotAnObject);
        };
        let forbidden = FORBIDDEN
            .into_iter()
            .find(|member| header.contains_key(*member));
        if let Some(member) = forbidden {
            return Err(JoseError::HeaderForbidden { member });
        }
        let name = text(&header, "alg")?.ok_or(JoseError::AlgorithmRefused)?;
        let kid = text(&header, "kid")?;
        if kid.as_ref().is_some_and(|kid| kid.len() > KID_BYTES_MAX) {
            return Err(JoseError::UnknownKey);
        }
        Ok(Self {
            algorithm: Algorithm::from_name(&name).ok_or(JoseError::AlgorithmRefused)?,
            kid,
            typ: text(&header, "typ")?,
        })
    }

    /// Whether `typ` is one of `types`; media types compare without case, and `application/` may
    /// be left out (RFC 7515 section 4.1.9).
    pub(super) fn has_type(&self, types: &[&str]) -> bool {
        let plain = |text: &str| {
            let lower = text.to_ascii_lowercase();
            lower
                .strip_prefix("application/")
                .map_or(lower.clone(), str::to_owned)
        };
        let typ = self.typ.as_deref().map(plain);
        typ.is_some_and(|typ| types.iter().any(|expected| plain(expected) == typ))
    }
}

fn text(header: &Map<String, Value>, member: &'static str) -> Result<Option<String>, JoseError> {
    match header.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::HeaderMalformed { member }),
    }
}
