//! Whatever a request says about hosts, every address that we write begins with the issuer
//! (security.md case 71): pages, redirects, documents, tokens and e-mails.

use lykill_testkit::world::Newcomer;
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// Where no address may lead.
const EVIL: &str = "evil.example";

/// The port of that place, as addresses write it; the bare digits may stand in a drawn value.
const EVIL_PORTS: [&str; 2] = [":6666", "%3A6666"];

/// Headers by which servers were led astray before.
fn lies(world: &World) -> Vec<Vec<(&'static str, String)>> {
    let port = world.issuer().port().unwrap();
    let forwarded = format!("for=203.0.113.9;host={EVIL};proto=http");
    vec![
        vec![("host", EVIL.to_owned())],
        vec![("host", format!("localhost:{port}@{EVIL}"))],
        vec![("host", format!("{EVIL}:{port}"))],
        vec![("host", format!("localhost.{EVIL}"))],
        vec![("x-forwarded-host", EVIL.to_owned())],
        vec![("x-forwarded-server", EVIL.to_owned())],
        vec![("x-original-host", EVIL.to_owned())],
        vec![("x-host", EVIL.to_owned())],
        vec![("forwarded", forwarded)],
        vec![
            ("host", EVIL.to_owned()),
            ("x-forwarded-proto", "ftp".to_owned()),
            ("x-forwarded-port", "6666".to_owned()),
            ("x-forwarded-prefix", format!("//{EVIL}")),
            ("x-original-url", format!("https://{EVIL}/")),
        ],
    ]
}

fn is_ours(page: &Page, lie: &[(&str, String)]) {
    let headers = format!("{:?}", page.headers);
    for part in [&page.body, &headers] {
        assert!(!part.contains(EVIL), "{lie:?} at {}: {part}", page.url);
        for port in EVIL_PORTS {
            assert!(!part.contains(port), "{lie:?} at {}: {part}", page.url);
        }
    }
}

fn liar(world: &World, lie: &[(&str, String)]) -> Browser {
    let honest = world.browser();
    lie.iter().fold(honest, |browser, (name, value)| {
        browser.sending(name, value)
    })
}

/// A redirect to another host would be followed there and fail.
#[tokio::test(flavor = "multi_thread")]
async fn case_071_a_journey_with_a_foreign_host_stays_at_the_issuer() {
    let world = World::builder().with_mail().start().await;
    let needs_link = json!({
        "lykill_company": "fjordvik",
        "lykill_require_linked_email": true,
        "lykill_sector": "employer",
    });
    let party = RelyingParty::register(&world, "lonn", needs_link).await;
    for (number, lie) in (1..).zip(lies(&world)) {
        let person = world.person(Newcomer::employee(number)).await;
        let browser = liar(&world, &lie);
        let chooser = browser.open(party.address(&party.attempt())).await;
        is_ours(&chooser, &lie);
        let key = browser.up_to_key(&chooser, &person).await;
        is_ours(&key, &lie);
        let offered = browser.type_key(&key, &person.card).await;
        is_ours(&offered, &lie);
        let asked = browser.press(&offered, "send", &[]).await;
        is_ours(&asked, &lie);
        let code = world.mailbox().code(&person.work_email, 1).await;
        let receipt = browser.press(&asked, "link", &[("code", &code)]).await;
        assert!(receipt.text().contains("linked"), "{}", receipt.text());
        is_ours(&receipt, &lie);
    }
    let mails = world.mailbox().mails();
    assert!(mails.len() >= lies(&world).len());
    for mail in mails {
        assert!(!mail.text.contains(EVIL), "{mail:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_071_documents_and_tokens_name_the_issuer() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let issuer = world.issuer().origin().ascii_serialization();
    for lie in lies(&world) {
        let browser = liar(&world, &lie);
        let document = world.at("/.well-known/openid-configuration");
        let document = browser.open_once(document).await;
        is_ours(&document, &lie);
        assert_eq!(document.json()["issuer"], issuer, "{lie:?}");
        for path in ["/", "/help", "/nothing-here", "/login/x", "/jwks"] {
            is_ours(&browser.open_once(world.at(path)).await, &lie);
        }
        let (answer, attempt) = browser.log_in_at(&party, &person).await;
        assert_eq!(answer.get("iss"), Some(issuer.as_str()), "{lie:?}");
        let tokens = party.redeem(&browser, &answer, &attempt).await;
        let claims = lykill_testkit::oidc::claims(tokens.json()["id_token"].as_str().unwrap());
        assert_eq!(claims["iss"], issuer, "{lie:?}");
    }
}

/// Request lines with a whole address, as only proxies send them.
#[tokio::test(flavor = "multi_thread")]
async fn case_071_an_absolute_request_line_names_nobody_else() {
    let world = World::start().await;
    let at = world.issuer();
    let server = format!("{}:{}", at.host_str().unwrap(), at.port().unwrap());
    for target in [
        format!("http://{EVIL}/.well-known/openid-configuration"),
        format!("http://{EVIL}/login/x"),
        format!("http://{server}@{EVIL}/"),
        format!("//{EVIL}/"),
        format!("https://{EVIL}:6666/authorize?client_id=x"),
    ] {
        for host in [EVIL, &server] {
            let head =
                format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let answer = tokio::task::block_in_place(|| {
                let mut stream = TcpStream::connect(&server).unwrap();
                stream.write_all(head.as_bytes()).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                answer
            });
            assert!(answer.starts_with("HTTP/1.1 "), "{target}: {answer}");
            assert!(!answer.contains(EVIL), "{target}: {answer}");
            for port in EVIL_PORTS {
                assert!(!answer.contains(port), "{target}: {answer}");
            }
        }
    }
}
