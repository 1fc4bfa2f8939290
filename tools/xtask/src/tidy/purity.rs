//! What may be named where: rules without I/O, SQL, cryptography, mail, HTTP and URLs in one place.

use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use super::mentions::Mentions;
use super::source::Source;

/// Folders and files whose code gets time and randomness as arguments and does no I/O.
const PURE: &[&str] = &[
    "crates/core/src/",
    "crates/issuer/src/",
    "crates/broker/src/",
    "crates/oauth/src/",
    "crates/saml/src/",
    "crates/crypto/src/pure/",
    "crates/crypto/src/pure.rs",
];

/// What pure code never names: each is the beginning of a path.
const IMPURE_BEGINNINGS: &[&[&str]] = &[
    &["tokio"],
    &["axum"],
    &["hyper"],
    &["reqwest"],
    &["rusqlite"],
    &["tokio_postgres"],
    &["deadpool_postgres"],
    &["rand"],
    &["getrandom"],
    &["aws_lc_rs", "rand"],
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
];

/// What pure code never names, wherever it stands in a path.
const IMPURE_NAMES: &[&[&str]] = &[
    &["SystemTime"],
    &["Instant"],
    &["SystemRandom"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["Uuid", "new_v4"],
    &["Uuid", "now_v7"],
];

/// Of `std::net`, what is only a value: a rule may compare addresses.
const ADDRESSES: &[&str] = &[
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
];

/// Libraries that are named in some folders only.
const LIBRARIES: &[(&str, &[&str], &str)] = &[
    (
        "aws_lc_rs",
        // A passkey in software stands for hardware, which is not ours to call.
        &["crates/crypto/", "tools/testkit/src/authenticator.rs"],
        "call the crypto crate",
    ),
    ("argon2", &["crates/crypto/"], "call the crypto crate"),
    ("lettre", &["crates/delivery/"], "put a row into the outbox"),
    (
        "rusqlite",
        &["crates/store/"],
        "call a function of the store",
    ),
    (
        "tokio_postgres",
        &["crates/store/"],
        "call a function of the store",
    ),
    (
        "reqwest",
        &["crates/fetch/", "tools/portal/"],
        "ask through the one fetcher",
    ),
];

/// Where URLs are given to handlers.
const ROUTERS: &[&str] = &[
    "crates/web/src/router.rs",
    "crates/web/src/router/",
    "crates/server/src/demo",
    "crates/server/src/management",
    "tools/portal/",
    "tools/testkit/src/bin/",
];

/// Text that a database would run, at the beginning of a string.
static SQL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let statements = [
        r"select\s+(distinct\s|exists\s*\(|count\s*\(|\d|\{|\*|\w+\s*,|.*\sfrom\s)",
        r"insert\s+(or\s+\w+\s+)?into\s",
        r"update\s+\S+\s+set\s",
        r"delete\s+from\s",
        r"create\s+(unique\s+|temp\s+|temporary\s+)?(table|index|view|trigger|sequence)\s",
        r"(alter|drop)\s+(table|index|view)\s",
        r"with\s+\w+\s+as\s*\(",
        r"pragma\s+\w+",
    ];
    Regex::new(&format!(r"(?is)^\s*({})", statements.join("|"))).ok()
});

/// Findings in one file; tests may name what they like.
pub fn of(source: &Source) -> Vec<Finding> {
    let mentions = Mentions::of(&source.shipped);
    let mut findings = Vec::new();
    let mut find = |line, message: String| findings.push(Finding::new(&source.path, line, message));
    for (path, line) in &mentions.paths {
        if let Some(message) = impure(source, path).or_else(|| misplaced(source, path)) {
            find(*line, message);
        }
    }
    if !source.path.starts_with("crates/store/") {
        for (_, line) in mentions.strings.iter().filter(|(text, _)| is_sql(text)) {
            find(
                *line,
                "SQL outside the store; write a store function and call it".to_owned(),
            );
        }
    }
    if !is_in(&source.path, ROUTERS) {
        let routes = mentions.methods.iter().filter(|(name, _)| name == "route");
        for (_, line) in routes {
            find(
                *line,
                "a URL outside the router; put it into web/src/router.rs".to_owned(),
            );
        }
    }
    findings
}

fn is_in(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

fn is_sql(text: &str) -> bool {
    SQL.as_ref().is_some_and(|sql| sql.is_match(text))
}

fn impure(source: &Source, path: &[String]) -> Option<String> {
    if !is_in(&source.path, PURE) {
        return None;
    }
    let is_address = matches!(
        path,
        [first, second, third, ..]
            if first == "std" && second == "net" && ADDRESSES.contains(&third.as_str())
    );
    // A local variable or a field may have a library's name; alone it is no path into it.
    let begins = path.len() > 1 && IMPURE_BEGINNINGS.iter().any(|begin| starts(path, begin));
    let holds = (0..path.len()).any(|index| {
        let rest = path.get(index..).unwrap_or_default();
        IMPURE_NAMES.iter().any(|name| starts(rest, name))
    });
    let named = path.join("::");
    (holds || begins && !is_address).then(|| {
        format!(
            "pure code names {named}; take the time, the drawn bytes or the loaded state as an \
             argument"
        )
    })
}

fn starts(path: &[String], beginning: &[&str]) -> bool {
    path.len() >= beginning.len() && path.iter().zip(beginning).all(|(have, want)| have == want)
}

fn misplaced(source: &Source, path: &[String]) -> Option<String> {
    let (name, _, instead) = LIBRARIES
        .iter()
        .filter(|(name, ..)| path.len() > 1 && path.first().is_some_and(|first| first == name))
        .find(|(_, places, _)| !is_in(&source.path, places))?;
    Some(format!("{name} has one home and this is not it; {instead}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        of(&source(path, text))
            .iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn pure_code_names_no_clock_no_files_and_no_runtime() {
        let text = "use std::fs;\nuse tokio::sync::Mutex;\nfn f() { std::time::Instant::now(); }
            fn g(_: std::net::TcpStream) {}\nfn h() { m!(jiff::Timestamp::now()); }
            use std::{collections::BTreeMap, time::SystemTime};";
        assert_eq!(lines("crates/core/src/a.rs", text), [1, 2, 3, 4, 5, 6]);
        assert_eq!(lines("crates/crypto/src/pure/a.rs", text).len(), 6);
        assert!(lines("crates/operations/src/a.rs", text).is_empty());
    }

    #[test]
    fn pure_code_may_have_addresses_and_times_as_values() {
        let text = "use std::net::IpAddr; use jiff::Timestamp; use std::time::Duration;
            fn f(rand: u8) -> u8 { rand }";
        assert!(lines("crates/broker/src/network.rs", text).is_empty());
    }

    #[test]
    fn a_random_source_is_not_for_pure_code() {
        let text = "fn f() { aws_lc_rs::rand::fill(b); }\nuse aws_lc_rs::hmac;";
        assert_eq!(lines("crates/crypto/src/pure/prf.rs", text), [1]);
        assert!(lines("crates/crypto/src/engine/random.rs", text).is_empty());
    }

    #[test]
    fn sql_stands_only_in_the_store() {
        let text = "const A: &str = \"select id from person where id = $1\";
            const B: &str = \"INSERT INTO audit (id) values ($1)\";
            const C: &str = \"\\n  update card set state = $1\";
            fn d() { run!(\"delete from lane\"); }
            const E: &str = \"create table person (id blob)\";";
        assert_eq!(lines("crates/operations/src/a.rs", text), [1, 2, 3, 4, 5]);
        assert!(lines("crates/store/src/a.rs", text).is_empty());
    }

    #[test]
    fn plain_words_are_not_sql() {
        let text = "const A: &str = \"Create a card\"; const B: &str = \"delete\";
            const C: &str = \"Update the address\"; const D: &str = \"Select an electronic ID\";
            /// Select all from nothing, really.
            const E: u8 = 1;";
        assert!(lines("crates/server/src/a.rs", text).is_empty());
    }

    #[test]
    fn a_library_is_named_only_in_its_home() {
        let text = "use aws_lc_rs::digest;\nuse argon2::Argon2;\nuse lettre::Message;\n
            fn f() { reqwest::get(u); }";
        assert_eq!(lines("crates/web/src/a.rs", text), [1, 2, 3, 5]);
        assert_eq!(lines("crates/crypto/src/engine.rs", text), [3, 5]);
        assert_eq!(lines("crates/delivery/src/mail.rs", text), [1, 2, 5]);
    }

    #[test]
    fn urls_stand_only_in_the_routers() {
        let text = "fn f(r: Router) -> Router {\n r.route(\"/token\", post(token)) }";
        assert_eq!(lines("crates/web/src/token.rs", text), [2]);
        assert!(lines("crates/web/src/router.rs", text).is_empty());
        assert!(lines("crates/server/src/demo/routes.rs", text).is_empty());
        assert!(lines("crates/web/tests/token.rs", text).is_empty());
    }
}
