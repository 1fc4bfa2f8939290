//! What a refused login tells: nothing (security.md cases 037, 045, 046).

use lykill_core::time::minutes;
use lykill_testkit::world::{Newcomer, Person};
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A password that is nobody's.
const WRONG: &str = "ikke-mitt-passord-99";
/// Failures after which a lane waits.
const BEFORE_WAIT: u32 = 5;

/// User ids of one length: active, not activated, under age, and one that nobody has.
const UNKNOWN: &str = "mette-hald-90";

async fn password_page(party: &RelyingParty, browser: &Browser) -> Page {
    let chooser = browser.open(party.address(&party.attempt())).await;
    browser.choose_key_card(&chooser).await
}

/// What an observer can tell answers apart by: status, headers in order, body; without what is
/// drawn for each request and what was typed.
fn visible(page: &Page, user_id: &str) -> (u16, Vec<(String, String)>, String) {
    let drawn = |name: &str| matches!(name, "x-request-id" | "date");
    let headers = page
        .headers
        .iter()
        .filter(|(name, _)| !drawn(name.as_str()));
    let headers = headers.map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    let login = lykill_testkit::walk::login_of(page);
    let csrf = page.field("csrf").unwrap();
    let body = page
        .body
        .replace(&login, "LOGIN")
        .replace(&csrf, "CSRF")
        .replace(user_id, "WHO");
    let body = match challenge(&page.body) {
        Some(challenge) => body.replace(challenge, "CHALLENGE"),
        None => body,
    };
    (page.status, headers.collect(), body)
}

/// What a passkey is asked on a page; drawn for each login, and asked of everybody.
fn challenge(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once(" data-challenge=\"")?;
    rest.split('"').next()
}

struct Crowd {
    active: Person,
    not_activated: Person,
    under_age: Person,
}

async fn crowd(world: &World) -> Crowd {
    let letter = Newcomer {
        password: None,
        ..Newcomer::employee(2)
    };
    let born = jiff::civil::Date::constant(2014, 5, 1);
    let young = Newcomer {
        birth_date: born,
        ..Newcomer::employee(3)
    };
    Crowd {
        active: world.person(Newcomer::employee(1)).await,
        not_activated: world.person(letter).await,
        under_age: world.person(young).await,
    }
}

impl Crowd {
    fn user_ids(&self) -> [&str; 4] {
        let known = [&self.active, &self.not_activated, &self.under_age];
        let [one, two, three] = known.map(|person| person.user_id.as_str());
        [UNKNOWN, one, two, three]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_037_refused_passwords_look_alike() {
    let world = World::builder().with_still_clock().start().await;
    let crowd = crowd(&world).await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut mismatches = Vec::new();
    let mut locked = Vec::new();
    for user_id in crowd.user_ids() {
        let browser = world.browser();
        let mut page = password_page(&party, &browser).await;
        for _ in 0..BEFORE_WAIT {
            page = browser.type_password(&page, user_id, WRONG).await;
            mismatches.push(visible(&page, user_id));
        }
        let right = crowd.active.password.as_str();
        let page = browser.type_password(&page, user_id, right).await;
        locked.push(visible(&page, user_id));
    }
    for all in [&mismatches, &locked] {
        for one in all {
            assert_eq!(one, &all[0]);
        }
    }
    assert_ne!(mismatches[0], locked[0], "a closed lane says until when");
    let cookies = |(_, headers, _): &(u16, Vec<(String, String)>, String)| {
        headers.iter().any(|(name, _)| name == "set-cookie")
    };
    assert!(!cookies(&mismatches[0]) && !cookies(&locked[0]));
}

/// The one surface besides the password on which a user id can be named: what a service hints.
#[tokio::test(flavor = "multi_thread")]
async fn case_038_a_login_hint_tells_nothing() {
    let world = World::builder().with_still_clock().start().await;
    let crowd = crowd(&world).await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut seen = Vec::new();
    for user_id in crowd.user_ids() {
        let browser = world.browser();
        let attempt = party.attempt().with("login_hint", user_id);
        let chooser = browser.open(party.address(&attempt)).await;
        let page = browser.choose_key_card(&chooser).await;
        assert_eq!(page.field("user_id").as_deref(), Some(user_id));
        seen.push((visible(&chooser, user_id), visible(&page, user_id)));
    }
    for one in &seen {
        assert_eq!(one, &seen[0]);
    }
}

/// The work is one hash, whoever was named: counted in processor time of the threads that hash,
/// which a busy machine changes less than the time on the clock.
#[tokio::test(flavor = "multi_thread")]
async fn case_037_refused_passwords_take_one_hash() {
    let world = World::builder()
        .with_still_clock()
        .with_real_hashes()
        .start()
        .await;
    let crowd = crowd(&world).await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut spent = Vec::new();
    for user_id in crowd.user_ids() {
        let browser = world.browser();
        let page = password_page(&party, &browser).await;
        let mut least = u64::MAX;
        for _ in 0..7 {
            let before = hashing_nanoseconds();
            let answer = browser.type_password(&page, user_id, WRONG).await;
            assert_eq!(answer.status, 422);
            least = least.min(hashing_nanoseconds() - before);
            world.clock().advance(minutes(3));
        }
        spent.push(least);
    }
    let (least, most) = (*spent.iter().min().unwrap(), *spent.iter().max().unwrap());
    assert!(least > 5_000_000, "an argon2 hash takes longer: {spent:?}");
    assert!(most < least * 17 / 10, "nobody takes two: {spent:?}");
}

/// What the threads that hash have computed so far.
fn hashing_nanoseconds() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let read = |task: &std::fs::DirEntry, name| std::fs::read_to_string(task.path().join(name));
    let hashing =
        tasks.filter(|task| read(task, "comm").is_ok_and(|name| name.starts_with("hash-")));
    let spent = hashing.map(|task| read(&task, "schedstat").unwrap_or_default());
    spent
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_045_a_fresh_installation_throttles() {
    let world = World::builder().with_still_clock().start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let mut page = password_page(&party, &browser).await;
    for _ in 0..BEFORE_WAIT {
        page = browser.type_password(&page, &person.user_id, WRONG).await;
        assert!(page.text().contains("do not match"), "{}", page.text());
    }
    let page = browser
        .type_password(&page, &person.user_id, &person.password)
        .await;
    assert!(
        page.asks_for_password() && page.text().contains("too many"),
        "{}",
        page.text()
    );
    world.clock().advance(Duration::from_secs(31));
    let page = browser
        .type_password(&page, &person.user_id, &person.password)
        .await;
    assert_eq!(page.asked_number().len(), 4, "the wait was over");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_046_another_forwarded_address_is_no_other_caller() {
    let world = World::builder().with_still_clock().start().await;
    let person = world.ready().await;
    let inside = json!({ "lykill_networks": { "allow": ["203.0.113.0/24"], "deny": [] } });
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let closed = RelyingParty::register(&world, "inside", inside).await;
    let browser = world.browser();
    let mut page = password_page(&party, &browser).await;
    let mut tried = 0;
    for round in 0..40_u32 {
        let hop = format!("203.0.{}.{}", round / 250, round % 250 + 1);
        let browser = browser.clone().sending("x-forwarded-for", &hop);
        page = browser.type_password(&page, &person.user_id, WRONG).await;
        tried += u32::from(page.text().contains("do not match"));
    }
    assert_eq!(tried, BEFORE_WAIT, "all addresses are one caller");
    for spoofed in [
        "203.0.113.7",
        "::ffff:203.0.113.7",
        "a",
        "::",
        "203.0.113.7, 127.0.0.1",
    ] {
        let browser = world.browser().sending("x-forwarded-for", spoofed);
        let page = browser.open(closed.address(&closed.attempt())).await;
        assert_eq!(page.status, 403, "{spoofed}: {}", page.text());
    }
}

/// Behind a proxy, a header that cannot be read names the proxy; no step is skipped for it.
#[tokio::test(flavor = "multi_thread")]
async fn case_046_an_unreadable_header_skips_no_step() {
    let world = World::builder()
        .behind("127.0.0.0/8")
        .behind("::1/128")
        .start()
        .await;
    let person = world.ready().await;
    let inside = json!({ "lykill_networks": { "allow": ["203.0.113.0/24"], "deny": [] } });
    let party = RelyingParty::register(&world, "inside", inside).await;
    let good = world
        .browser()
        .sending("x-forwarded-for", "198.51.100.1, 203.0.113.7");
    let (answer, _) = good.log_in_at(&party, &person).await;
    assert!(answer.get("code").is_some(), "the right-most hop is inside");
    let long = "203.0.113.7,".repeat(400);
    for odd in [
        "a",
        "::",
        "203.0.113.7, a",
        ",,,",
        "203.0.113.7\u{e6}",
        &long,
    ] {
        let browser = world.browser().sending("x-forwarded-for", odd);
        let page = browser.open(party.address(&party.attempt())).await;
        assert!(!page.has_field("user_id"), "{odd}: {}", page.text());
        assert_ne!(page.status, 500, "{odd}");
    }
}

/// A megabyte in one header, and a line break that would begin another one.
#[tokio::test(flavor = "multi_thread")]
async fn case_046_oversized_and_broken_headers_are_refused() {
    let world = World::start().await;
    let port = world.issuer().port().unwrap();
    let huge = "1".repeat(1_000_000);
    for header in [
        format!("x-forwarded-for: {huge}"),
        "x-forwarded-for: a\rx: b".to_owned(),
    ] {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .unwrap();
        let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{header}\r\n\r\n");
        // The other end may answer and close before it has read everything.
        let _cut_off = stream.write_all(head.as_bytes()).await;
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    assert_eq!(
        world.browser().open(world.at("/")).await.status,
        200,
        "others go on"
    );
}
