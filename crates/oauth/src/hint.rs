//! ID tokens that come back as `id_token_hint` (OIDC Core 1.0 section 3.1.2.1, OIDC RP-Initiated
//! Logout 1.0 section 2): they are ours by signature, type and issuer. Their age does not matter.

use lykill_crypto::pure::jose::{self, Algorithm, Expect, VerifyKey};
use serde_json::Value;

/// What an ID token of this issuer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Its `aud`: the client to which it was given.
    pub audience: String,
    /// Its `sub`.
    pub sub: String,
    /// Its `sid`.
    pub sid: Option<String>,
}

/// Reads a hint; none when it is not an ID token of this issuer. An access token or a logout
/// token has another `typ` (security.md case 103).
pub fn read(token: &str, keys: &[VerifyKey], issuer: &str) -> Option<Hint> {
    let expect = Expect {
        types: &["JWT"],
        type_may_be_absent: false,
        algorithms: &[Algorithm::Es256],
    };
    let claims = jose::verify(token, keys, expect).ok()?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    if text("iss")? != issuer {
        return None;
    }
    Some(Hint {
        audience: text("aud")?,
        sub: text("sub")?,
        sid: text("sid"),
    })
}
