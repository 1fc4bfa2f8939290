//! What the browser says about the page that asked (WebAuthn section 5.8.1).

use super::WebauthnError;
use crate::pure::{b64, json, prf};
use serde_json::Value;

/// The longest client data that are looked at, in bytes; browsers write some 200.
const BYTES_MAX: usize = 4096;

/// What the page asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    Create,
    Get,
}

impl Ceremony {
    const fn word(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// Checks client data (sections 7.1 and 7.2, steps 7 to 12): this ceremony, this challenge, our
/// origin letter by letter, and no page around ours.
pub(super) fn check(
    bytes: &[u8],
    ceremony: Ceremony,
    challenge: &[u8],
    origin: &str,
) -> Result<(), WebauthnError> {
    if bytes.len() > BYTES_MAX {
        return Err(WebauthnError::ClientData);
    }
    let data = json::parse(bytes).map_err(|_| WebauthnError::ClientData)?;
    let text = |name: &str| {
        let value = data.get(name).and_then(Value::as_str);
        value.ok_or(WebauthnError::ClientData)
    };
    if text("type")? != ceremony.word() {
        return Err(WebauthnError::Ceremony);
    }
    let shown = b64::decode(text("challenge")?).map_err(|_| WebauthnError::ClientData)?;
    if !prf::equal(&shown, challenge) {
        return Err(WebauthnError::Challenge);
    }
    if text("origin")? != origin {
        return Err(WebauthnError::Origin);
    }
    let framed = match data.get("crossOrigin") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return Err(WebauthnError::ClientData),
    };
    if framed || data.get("topOrigin").is_some() {
        return Err(WebauthnError::CrossOrigin);
    }
    Ok(())
}
