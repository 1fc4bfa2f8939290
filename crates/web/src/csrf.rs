//! The token of every form: bound to the browser's cookie and to what the form is for, so that a
//! page of somebody else cannot post it (security.md case 181).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lykill_core::id::LoginId;
use lykill_core::{Lookup, Secret};
use lykill_operations::Context;
use std::fmt;

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A step of this login; bound to the browser's cookie.
    Login(LoginId),
    /// Passkeys; bound to the session's cookie, whose they are.
    Passkeys,
    /// Logging out; bound to the session's cookie, which is what it ends.
    Logout,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(id) => write!(f, "login {id}"),
            Self::Passkeys => f.write_str("passkeys"),
            Self::Logout => f.write_str("logout"),
        }
    }
}

/// The token of a form for `purpose` in the browser that holds `cookie`.
pub(crate) fn token(ctx: &Context, purpose: &Purpose, cookie: &Secret<String>) -> String {
    encoded(&ctx.keys.lookup().lookup("csrf", &bound(purpose, cookie)))
}

/// Whether `offered` is that token, under any key that is still known. Compared as keyed hashes
/// of both, so that the time taken tells nothing.
pub(crate) fn fits(
    ctx: &Context,
    purpose: &Purpose,
    cookie: &Secret<String>,
    offered: &str,
) -> bool {
    let ring = ctx.keys.lookup();
    let blind = |text: &str| ring.lookup("csrf-compare", text.as_bytes());
    let offered = blind(offered);
    let all = ring.lookups("csrf", &bound(purpose, cookie));
    all.iter()
        .any(|expected| blind(&encoded(expected)) == offered)
}

fn bound(purpose: &Purpose, cookie: &Secret<String>) -> Vec<u8> {
    format!("{purpose}\n{}", cookie.expose()).into_bytes()
}

fn encoded(lookup: &Lookup) -> String {
    URL_SAFE_NO_PAD.encode(&lookup.0)
}
