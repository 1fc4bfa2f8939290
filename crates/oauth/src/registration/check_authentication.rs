//! How the client shows who it is (RFC 7591 section 2, OIDC Core 1.0 section 9, RFC 8252
//! section 8.5).

use super::reader::Reader;
use crate::types::{ApplicationType, AuthMethod};
use lykill_core::Secret;
use lykill_crypto::pure::jose::{Algorithm, VerifyKey};
use serde_json::Value;

/// The shortest secret that may be given; drawn ones have 43 characters.
const SHORTEST_SECRET: usize = 16;

pub(super) struct Authentication {
    pub(super) method: AuthMethod,
    pub(super) signing_alg: Option<String>,
    pub(super) jwks: Option<Value>,
    pub(super) given_secret: Option<Secret<String>>,
}

pub(super) fn check(reader: &mut Reader<'_>, application_type: ApplicationType) -> Authentication {
    let method = check_method(reader, application_type);
    Authentication {
        method,
        signing_alg: check_signing_alg(reader, method),
        jwks: check_jwks(reader, method),
        given_secret: check_secret(reader, method),
    }
}

fn check_method(reader: &mut Reader<'_>, application_type: ApplicationType) -> AuthMethod {
    const MEMBER: &str = "token_endpoint_auth_method";
    let word = reader.text(MEMBER);
    let method = word.map_or(Some(AuthMethod::ClientSecretBasic), AuthMethod::from_word);
    let Some(method) = method else {
        let all = AuthMethod::ALL.map(AuthMethod::as_str).join(", ");
        reader.refuse::<()>(MEMBER, format!("write one of {all}"));
        return AuthMethod::ClientSecretBasic;
    };
    if application_type == ApplicationType::Native && method.uses_secret() {
        let words = "an app on the person's device cannot keep a secret: write none";
        reader.refuse::<()>(MEMBER, words);
    }
    method
}

fn check_signing_alg(reader: &mut Reader<'_>, method: AuthMethod) -> Option<String> {
    const MEMBER: &str = "token_endpoint_auth_signing_alg";
    let name = reader.text(MEMBER)?;
    if method != AuthMethod::PrivateKeyJwt {
        return reader.refuse(MEMBER, "it belongs to private_key_jwt: leave it out");
    }
    match Algorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.name() == name)
    {
        Some(algorithm) => Some(algorithm.name().to_owned()),
        None => reader.refuse(MEMBER, "write ES256, PS256 or EdDSA"),
    }
}

fn check_jwks(reader: &mut Reader<'_>, method: AuthMethod) -> Option<Value> {
    let jwks = reader.value("jwks");
    match jwks.map(|jwks| (jwks, VerifyKey::from_jwks(jwks))) {
        None if method == AuthMethod::PrivateKeyJwt => reader.refuse(
            "jwks",
            "private_key_jwt needs the client's public keys here",
        ),
        None => None,
        Some((jwks, Ok(_))) => Some(jwks.clone()),
        Some((_, Err(error))) => reader.refuse("jwks", error.to_string()),
    }
}

fn check_secret(reader: &mut Reader<'_>, method: AuthMethod) -> Option<Secret<String>> {
    let secret = reader.text("client_secret")?;
    if !method.uses_secret() {
        let words = format!("{} uses no secret: leave it out", method.as_str());
        return reader.refuse("client_secret", words);
    }
    let printable = secret.bytes().all(|b| b.is_ascii_graphic());
    if printable && (SHORTEST_SECRET..=255).contains(&secret.len()) {
        Some(secret.into())
    } else {
        let words = format!(
            "write {SHORTEST_SECRET} to 255 printable ASCII characters drawn at random, or leave \
             it out and one is drawn"
        );
        reader.refuse("client_secret", words)
    }
}
