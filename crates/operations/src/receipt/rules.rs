//! How the receipts of a gateway look, as the operator described them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lykill_core::receipt::is_name;
use lykill_core::{Receipt, Secret};
use lykill_crypto::pure::{json, prf};
use url::form_urlencoded;

/// How the receipts of a gateway look. The secret does not show in the debug form.
#[derive(Debug, Clone)]
pub struct ReceiptRules {
    /// The header in which the gateway proves itself, in small letters.
    pub header: String,
    /// What stands in it.
    pub proof: GatewayProof,
    /// The secret that the gateway was given.
    pub secret: Secret<String>,
    /// Where message and state stand.
    pub fields: Fields,
    /// The words for a message that reached the telephone.
    pub delivered: Vec<String>,
    /// The words for one that did not; every other word says that it is on its way.
    pub failed: Vec<String>,
}

/// What proves the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayProof {
    /// The secret itself is the header's whole value.
    Secret,
    /// The HMAC-SHA-256 of the body under the secret (RFC 2104), in hexadecimal or base64, with
    /// `sha256=` before it or without.
    HmacSha256,
}

/// Where a receipt says which message it is about, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fields {
    /// At these places of a JSON body (RFC 6901).
    Json {
        /// The message.
        message: String,
        /// Its state.
        state: String,
    },
    /// In these fields of a form.
    Form {
        /// The message.
        message: String,
        /// Its state.
        state: String,
    },
}

impl ReceiptRules {
    /// Whether whoever sent this has the secret. Compared in a time that tells nothing about it.
    pub(super) fn proves(&self, given: &str, body: &[u8]) -> bool {
        let secret = self.secret.expose().as_bytes();
        match self.proof {
            // Hashes have one length, so the comparison tells nothing about the secret's.
            GatewayProof::Secret => {
                prf::equal(&prf::sha256(given.as_bytes()), &prf::sha256(secret))
            }
            GatewayProof::HmacSha256 => {
                let given = given.strip_prefix("sha256=").unwrap_or(given);
                decoded(given).is_some_and(|mac| prf::equal(&mac, &prf::hmac(secret, body)))
            }
        }
    }

    /// The message that a receipt names, and what it says of it; none when it says neither, or
    /// one of them twice.
    pub(super) fn read(&self, body: &[u8]) -> Option<(String, Receipt)> {
        let (message, state) = match &self.fields {
            Fields::Json { message, state } => {
                let document = json::parse(body).ok()?;
                let at = |pointer: &str| json::text_or_number(document.pointer(pointer)?);
                (at(message)?, at(state)?)
            }
            Fields::Form { message, state } => (field(body, message)?, field(body, state)?),
        };
        is_name(&message).then(|| (message, self.receipt(&state)))
    }

    fn receipt(&self, word: &str) -> Receipt {
        let is = |words: &[String]| words.iter().any(|known| known == word);
        if is(&self.delivered) {
            Receipt::Delivered
        } else if is(&self.failed) {
            Receipt::Failed
        } else {
            Receipt::Unknown
        }
    }
}

/// A MAC as gateways write it.
fn decoded(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return STANDARD.decode(text).ok();
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}

/// The value of a field that stands once.
fn field(body: &[u8], name: &str) -> Option<String> {
    let mut found = form_urlencoded::parse(body).filter(|(known, _)| known == name);
    let (_, value) = found.next()?;
    found.next().is_none().then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(proof: GatewayProof, fields: Fields) -> ReceiptRules {
        ReceiptRules {
            header: "x-signature".to_owned(),
            proof,
            secret: Secret::from("0123456789abcdef0123456789abcdef"),
            fields,
            delivered: vec!["delivered".to_owned(), "0".to_owned()],
            failed: vec!["failed".to_owned(), "expired".to_owned()],
        }
    }

    fn json() -> Fields {
        Fields::Json {
            message: "/results/0/id".to_owned(),
            state: "/results/0/status/name".to_owned(),
        }
    }

    fn form() -> Fields {
        Fields::Form {
            message: "ref".to_owned(),
            state: "status".to_owned(),
        }
    }

    #[test]
    fn case_217_the_secret_proves_the_gateway_and_nothing_else_does() {
        let rules = rules(GatewayProof::Secret, form());
        assert!(rules.proves("0123456789abcdef0123456789abcdef", b"anything"));
        for wrong in [
            "",
            "0123456789abcdef0123456789abcde",
            "0123456789ABCDEF0123456789ABCDEF",
        ] {
            assert!(!rules.proves(wrong, b"anything"), "{wrong:?}");
        }
        assert!(!format!("{rules:?}").contains("0123456789abcdef"));
    }

    /// The MAC was made with `openssl dgst -sha256 -hmac`.
    #[test]
    fn case_217_a_mac_proves_this_body_and_no_other() {
        let rules = rules(GatewayProof::HmacSha256, form());
        let body = b"ref=SM-1&status=delivered";
        let hex = "acd0c1bb553fc7272f0549e2a416bc581287e072d96323d78a52f3228a8aa1bf";
        let base64 = "rNDBu1U/xycvBUnipBa8WBKH4HLZYyPXilLzIoqKob8=";
        for right in [
            hex.to_owned(),
            hex.to_uppercase(),
            format!("sha256={hex}"),
            base64.to_owned(),
        ] {
            assert!(rules.proves(&right, body), "{right}");
            assert!(
                !rules.proves(&right, b"ref=SM-2&status=delivered"),
                "{right}"
            );
            assert!(!rules.proves(&right[1..], body), "{right}");
        }
        assert!(!rules.proves("0123456789abcdef0123456789abcdef", body));
        assert!(!rules.proves("", body));
        assert!(!rules.proves(&"é".repeat(32), body));
    }

    #[test]
    fn case_217_a_receipt_is_read_where_the_operator_said() {
        let in_json = rules(GatewayProof::Secret, json());
        let body = |id: &str, name: &str| {
            format!(r#"{{"results": [{{"id": {id}, "status": {{"name": {name}}}}}]}}"#)
        };
        let read = |id: &str, name: &str| in_json.read(body(id, name).as_bytes());
        let is = |id: &str, receipt| Some((id.to_owned(), receipt));
        assert_eq!(
            read("\"SM-1\"", "\"delivered\""),
            is("SM-1", Receipt::Delivered)
        );
        assert_eq!(read("7", "0"), is("7", Receipt::Delivered));
        assert_eq!(read("\"SM-1\"", "\"expired\""), is("SM-1", Receipt::Failed));
        for on_its_way in ["\"sent\"", "\"DELIVERED\"", "\"\"", "1"] {
            assert_eq!(read("\"SM-1\"", on_its_way), is("SM-1", Receipt::Unknown));
        }
        let long = format!("\"{}\"", "x".repeat(201));
        for no_name in ["\"\"", "null", "[]", "\"a\\u0000\"", long.as_str()] {
            assert_eq!(read(no_name, "\"delivered\""), None, "{no_name}");
        }
        assert_eq!(read("\"SM-1\"", "null"), None);
        for nonsense in ["", "{}", "[", "ref=1&status=delivered"] {
            assert_eq!(in_json.read(nonsense.as_bytes()), None, "{nonsense}");
        }
        let twice = br#"{"results": [], "results": [{"id": "a", "status": {"name": "failed"}}]}"#;
        assert_eq!(in_json.read(twice), None, "two readers could disagree");
    }

    #[test]
    fn case_217_a_receipt_in_a_form_says_each_thing_once() {
        let rules = rules(GatewayProof::Secret, form());
        let read = |body: &str| rules.read(body.as_bytes());
        let delivered = Some(("SM 1".to_owned(), Receipt::Delivered));
        assert_eq!(read("status=delivered&ref=SM+1&text=a%0Ab"), delivered);
        for bad in ["", "ref=1", "status=delivered", "ref=1&ref=2&status=failed"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
