//! What authenticators answer, as a browser passes it on.

use lykill_crypto::pure::b64;
use lykill_crypto::pure::webauthn::{Creation, RelyingParty, WebauthnError, created};
use serde_json::Value;

const PARTY: RelyingParty<'static> = RelyingParty {
    id: "id.example",
    origin: "https://id.example",
};
/// The challenge of every input.
const CHALLENGE: [u8; 32] = [5; 32];

fn client_data() -> Vec<u8> {
    let challenge = b64::encode(&CHALLENGE);
    let origin = PARTY.origin;
    format!(r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"{origin}"}}"#)
        .into_bytes()
}

/// A credential that is taken has a name and a key within their limits, and stands in the object.
pub fn webauthn_object(data: &[u8]) {
    let answer = Creation {
        client_data: client_data(),
        attestation_object: data.to_vec(),
    };
    let Ok(made) = created(PARTY, &CHALLENGE, &answer) else {
        return;
    };
    assert!((16..=1023).contains(&made.credential.len()));
    assert!(made.backup_eligible || !made.backed_up);
    let stands = |part: &[u8]| data.windows(part.len()).any(|window| window == part);
    assert!(stands(&made.credential) && stands(&made.key));
    assert_eq!(created(PARTY, &CHALLENGE, &answer), Ok(made));
}

/// Client data that pass are of our page, our challenge and no frame, as another reader sees them.
pub fn webauthn_client_data(data: &[u8]) {
    let answer = Creation {
        client_data: data.to_vec(),
        attestation_object: Vec::new(),
    };
    // The object is looked at last, and there is none.
    if created(PARTY, &CHALLENGE, &answer) != Err(WebauthnError::AuthenticatorData) {
        return;
    }
    let theirs: Value = serde_json::from_slice(data).expect("what is strict is JSON");
    let text = |name: &str| theirs.get(name).and_then(Value::as_str);
    assert_eq!(text("type"), Some("webauthn.create"));
    assert_eq!(text("origin"), Some(PARTY.origin));
    assert_eq!(
        text("challenge").map(b64::decode),
        Some(Ok(CHALLENGE.to_vec()))
    );
    assert_ne!(theirs.get("crossOrigin"), Some(&Value::Bool(true)));
    assert_eq!(theirs.get("topOrigin"), None);
}
