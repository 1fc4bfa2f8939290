//! What is asked of others, and what they answer.

use crate::input::{pieces, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lykill_core::{Receipt, Secret};
use lykill_crypto::pure::prf;
use lykill_delivery::fuzz;
use lykill_fetch::{Address, Rules};
use lykill_operations::receipt::{Fields, GatewayProof, ReceiptRules, fuzz as receipts};
use serde_json::Value;
use url::{Host, Url};

/// An address that may be asked is one of https on the public Internet, for another reader, too.
pub fn fetch_address(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let strict = Rules::default();
    let Ok(address) = Address::parse(text, &strict) else {
        return;
    };
    let url = Url::parse(text).expect("an absolute address");
    assert_eq!(url.scheme(), "https");
    assert!(url.username().is_empty() && url.password().is_none());
    let port = url.port_or_known_default().expect("a port");
    assert!(port == 443 || port >= 1024, "{port}");
    match url.host().expect("a host") {
        Host::Ipv4(ip) => assert!(strict.permit(ip.into()), "{ip}"),
        Host::Ipv6(ip) => assert!(strict.permit(ip.into()), "{ip}"),
        Host::Domain(name) => assert!(!name.trim_end_matches('.').ends_with("localhost")),
    }
    let peer = address.peer();
    assert!(peer.ends_with(&format!(":{port}")), "{peer}");
    // Where this machine is allowed, everybody else is allowed, too.
    let here = Rules {
        loopback: true,
        ..Rules::default()
    };
    assert!(Address::parse(text, &here).is_ok());
}

/// A message counts as taken only where the agreed value stands; a number is digits.
pub fn sms_answer(data: &[u8]) {
    let [pointer, value, body] = pieces::<3>(data);
    if let (Some(pointer), Some(value)) = (text(pointer), text(value))
        && fuzz::sms_is_taken((pointer, value), body)
    {
        let document: Value = serde_json::from_slice(body).expect("JSON");
        let found = document.pointer(pointer).expect("something there");
        let shown = found.as_str().map_or(found.to_string(), str::to_owned);
        assert_eq!(shown, value);
    }
    let Some(typed) = text(data) else { return };
    if let Some(number) = fuzz::sms_number(typed) {
        let digits = number.strip_prefix('+').unwrap_or(&number);
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
        assert!((5..=15).contains(&digits.len()), "{number}");
        assert_eq!(fuzz::sms_number(&number), Some(number), "one form");
    }
}

/// A receipt counts only from whoever has the secret, and says what another reader of the same
/// body finds at the agreed place.
pub fn sms_receipt(data: &[u8]) {
    let [given, message, state, body] = pieces::<4>(data);
    let (Some(given), Some(message), Some(state)) = (text(given), text(message), text(state))
    else {
        return;
    };
    let (proven, read) = receipts::taken(&rules(json_at(message, state)), given, body);
    assert_eq!(proven, is_mac(given, body), "{given:?}");
    if let Some((name, receipt)) = read {
        let document: Value = serde_json::from_slice(body).expect("JSON");
        let found = |pointer: &str| {
            let found = document.pointer(pointer).expect("something there");
            found.as_str().map_or(found.to_string(), str::to_owned)
        };
        assert_eq!(found(message), name);
        assert_eq!(receipt == Receipt::Delivered, found(state) == "delivered");
    }
    let form = Fields::Form {
        message: message.to_owned(),
        state: state.to_owned(),
    };
    if let Some((name, receipt)) = receipts::taken(&rules(form), given, body).1 {
        let of = |field: &str| {
            let pairs = url::form_urlencoded::parse(body);
            let mut found = pairs.filter(|(known, _)| known == field);
            let value = found.next().map(|(_, value)| value);
            assert!(found.next().is_none(), "said once");
            value
        };
        assert_eq!(of(message).as_deref(), Some(name.as_str()));
        assert_eq!(
            receipt == Receipt::Failed,
            of(state).as_deref() == Some("failed")
        );
        assert!(!name.is_empty() && name.len() <= 200);
    }
}

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn rules(fields: Fields) -> ReceiptRules {
    ReceiptRules {
        header: "x-signature".to_owned(),
        proof: GatewayProof::HmacSha256,
        secret: Secret::from(SECRET),
        fields,
        delivered: vec!["delivered".to_owned()],
        failed: vec!["failed".to_owned()],
    }
}

fn json_at(message: &str, state: &str) -> Fields {
    Fields::Json {
        message: message.to_owned(),
        state: state.to_owned(),
    }
}

/// Whether a header holds the MAC of a body in one of the forms that gateways use.
fn is_mac(given: &str, body: &[u8]) -> bool {
    let mac = prf::hmac(SECRET.as_bytes(), body);
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let given = given.strip_prefix("sha256=").unwrap_or(given);
    given.eq_ignore_ascii_case(&hex) || given == STANDARD.encode(mac)
}
