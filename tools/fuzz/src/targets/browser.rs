//! What a browser or a proxy sends: forms, cookies, languages, addresses; and text on pages.

use crate::input::{lines, pieces, text};
use ipnet::IpNet;
use lykill_broker::network::{Rules, peer, permits, source_key, wide_source_key};
use lykill_core::Language;
use lykill_web::fuzz;
use lykill_web::words::Words;
use std::net::IpAddr;
use url::form_urlencoded;

/// A form's fields are what was sent, each once.
pub fn form(data: &[u8]) {
    let Some(fields) = fuzz::form(data) else {
        return;
    };
    let sent = form_urlencoded::parse(data).map(|(a, b)| (a.into_owned(), b.into_owned()));
    assert_eq!(fields, sent.collect::<Vec<_>>(), "two readers of one form");
    let mut names: Vec<&String> = fields.iter().map(|(name, _)| name).collect();
    names.sort();
    assert!(
        names.windows(2).all(|pair| pair[0] != pair[1]),
        "a name twice"
    );
}

/// A cookie counts in the form that we gave it, once, and under its whole name.
pub fn cookies(data: &[u8]) {
    let two = pieces::<2>(data);
    for secure in [false, true] {
        let read = fuzz::cookies(&two, secure);
        for secret in [read.browser, read.session, read.device]
            .into_iter()
            .flatten()
        {
            let secret = secret.expose();
            assert_eq!(secret.len(), 43);
            let there = |line: &[u8]| line.windows(43).any(|part| part == secret.as_bytes());
            assert!(two.iter().any(|line| there(line)), "a cookie from nowhere");
        }
    }
}

/// A language that is preferred is named in the header.
pub fn accept_language(data: &[u8]) {
    if let Some(language) = fuzz::accept_language(data) {
        let header = String::from_utf8_lossy(data).to_ascii_lowercase();
        let tag = language.tag();
        let named = header.contains(tag) || (language == Language::Nb && header.contains("no"));
        assert!(named || header.contains("nn"), "{tag} in {header:?}");
    }
    if let Some(language) = text(data).and_then(fuzz::language_of_query) {
        assert!(Language::ALL.contains(&language));
    }
}

/// A stranger cannot choose its address; behind our proxies nobody of ours is the caller while
/// somebody else is named.
pub fn forwarded_for(data: &[u8]) {
    let two = pieces::<2>(data);
    let proxies: Vec<IpNet> = vec!["10.0.0.0/8".parse().expect("a network")];
    let stranger: IpAddr = "203.0.113.9".parse().expect("an address");
    assert_eq!(fuzz::caller(stranger, &two, &proxies), Some(stranger));
    let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
    let caller = fuzz::caller(proxy, &two, &proxies);
    assert!(
        caller.is_some(),
        "a check is skipped for want of an address"
    );
    let [first, _] = two;
    let Some(header) = text(first) else { return };
    let found = peer(proxy, Some(header), &proxies);
    assert!(!found.is_unspecified() && !found.is_multicast());
    let spoofed = format!("198.51.100.1,{header}");
    let same = peer(proxy, Some(&format!("{spoofed},192.0.2.7")), &proxies);
    assert_eq!(
        same.to_string(),
        "192.0.2.7",
        "what stands left changes nothing"
    );
    let keys = (source_key(found), wide_source_key(found));
    assert!(keys.0.contains(&found) && keys.1.contains(&found));
}

/// What is denied is denied, however address and network are written.
pub fn networks(data: &[u8]) {
    let Some([network, address]) = lines::<2>(data) else {
        return;
    };
    let (Ok(network), Ok(address)) = (network.parse::<IpNet>(), address.parse::<IpAddr>()) else {
        return;
    };
    let rules = |allow: &[IpNet], deny: &[IpNet]| Rules {
        allow: allow.to_vec(),
        deny: deny.to_vec(),
    };
    let allowed = permits(&rules(&[network], &[]), address);
    let not_denied = permits(&rules(&[], &[network]), address);
    assert_eq!(allowed, !not_denied, "in or out: {network} {address}");
    assert!(
        !permits(&rules(&[network], &[network]), address),
        "deny wins"
    );
    let mapped = match address {
        IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
        IpAddr::V6(_) => address.to_canonical(),
    };
    assert_eq!(
        permits(&rules(&[network], &[]), mapped),
        allowed,
        "two spellings"
    );
}

/// Whatever stands in an argument, a page's text has no markup but stress.
pub fn words(data: &[u8]) {
    let Some([first, second]) = lines::<2>(data) else {
        return;
    };
    for language in Language::ALL {
        let words = Words::of(language)
            .with("first", first)
            .with("last", second);
        let markup = words.rich("list-and").to_string();
        let rest = markup.replace("<b>", "").replace("</b>", "");
        assert!(!rest.contains(['<', '>', '"']), "{markup}");
        let open = markup.matches("<b>").count();
        assert_eq!(open, markup.matches("</b>").count(), "{markup}");
        assert_eq!(open, 0, "an argument is no stress: {markup}");
    }
}
