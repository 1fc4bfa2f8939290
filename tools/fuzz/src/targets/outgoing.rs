//! What is asked of others, and what they answer.

use crate::input::{pieces, text};
use lykill_delivery::fuzz;
use lykill_fetch::{Address, Rules};
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
