//! Linking the work e-mail: what cannot be bent (security.md cases 057 to 060, 067 to 070).

use lykill_testkit::world::{Newcomer, Person};
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::{Value, json};
use std::time::Duration;

fn employer() -> Value {
    json!({
        "lykill_company": "fjordvik",
        "lykill_require_linked_email": true,
        "lykill_sector": "employer",
    })
}

/// A person in a browser before the page that offers to send the e-mail.
async fn before_the_mail(party: &RelyingParty, browser: &Browser, person: &Person) -> Page {
    let chooser = browser.open(party.address(&party.attempt())).await;
    let page = browser.log_in(&chooser, person).await;
    assert!(page.body.contains(&person.work_email), "{}", page.text());
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn case_058_clicks_do_not_bomb_a_mailbox() {
    let world = World::builder()
        .with_still_clock()
        .with_mail()
        .start()
        .await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let offered = before_the_mail(&party, &browser, &person).await;
    let mut page = browser.press(&offered, "send", &[]).await;
    for click in 1..=60 {
        world.clock().advance(Duration::from_secs(9));
        page = resend(&browser, &page, &offered).await;
        // Mail goes out while its code is good, so each is awaited before the clock goes on: the
        // first, and one after each 30 seconds until the limit.
        let due = 1 + (click / 4).min(2);
        world.mailbox().code_mails(&person.work_email, due).await;
    }
    let mails = world.mailbox().code_mails(&person.work_email, 3).await;
    assert_eq!(mails.len(), 3, "at most three in ten minutes");
    let to_address = |mail: &lykill_testkit::Mail| mail.recipients.join(" ");
    assert!(
        mails
            .iter()
            .all(|mail| to_address(mail).contains(&person.work_email))
    );
}

/// Posts "send a new e-mail" of the code page, whether or not the page offers it now.
async fn resend(browser: &Browser, page: &Page, offered: &Page) -> Page {
    let send = format!("/login/{}/link/code", lykill_testkit::walk::login_of(page));
    let fields = [
        ("csrf", offered.field("csrf").unwrap()),
        ("action", "resend".to_owned()),
    ];
    let answer = browser.post(&page.url, &send, &fields).await;
    browser.follow(answer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_058_only_the_newest_code_lives() {
    let world = World::builder()
        .with_still_clock()
        .with_mail()
        .start()
        .await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let offered = before_the_mail(&party, &browser, &person).await;
    let asked = browser.press(&offered, "send", &[]).await;
    let old = world.mailbox().code(&person.work_email, 1).await;
    world.clock().advance(Duration::from_secs(31));
    let asked = browser.open(&asked.url).await;
    let asked = browser.press(&asked, "resend", &[]).await;
    let new = world.mailbox().code(&person.work_email, 2).await;
    let page = browser.press(&asked, "link", &[("code", &old)]).await;
    assert!(
        page.has_field("code"),
        "the old code opens nothing: {}",
        page.text()
    );
    let receipt = browser.press(&page, "link", &[("code", &new)]).await;
    assert!(receipt.text().contains("linked"), "{}", receipt.text());
}

/// Whatever a form says about an address, the mail goes to the one of the register.
#[tokio::test(flavor = "multi_thread")]
async fn case_059_case_060_the_address_comes_from_the_register() {
    let world = World::builder().with_mail().start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let offered = before_the_mail(&party, &browser, &person).await;
    let (form, _) = offered.form_with("send");
    let mut fields = form.fields.clone();
    for (name, value) in [
        ("email", "thief@evil.example"),
        ("to", "victim@fjordvik.example\r\nBcc: thief@evil.example"),
        ("work_email", "mette@fjordvik.example,thief@evil.example"),
        ("to[]", "thief@evil.example"),
        ("action", "send"),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let answer = browser.post(&offered.url, &form.action, &fields).await;
    let asked = browser.follow(answer).await;
    assert!(
        asked.has_field("code"),
        "{}: {}",
        asked.status,
        asked.text()
    );
    let mails = world.mailbox().code_mails(&person.work_email, 1).await;
    assert_eq!(mails[0].recipients.join(" "), person.work_email);
    assert!(
        !mails[0]
            .headers
            .iter()
            .any(|name| name.eq_ignore_ascii_case("bcc"))
    );
    let linked = browser
        .press(&asked, "link", &[("code", &mails[0].code().unwrap())])
        .await;
    assert!(
        linked.text().contains(&person.work_email),
        "{}",
        linked.text()
    );
    let every = world.mailbox().mails();
    assert!(
        every
            .iter()
            .all(|mail| !format!("{mail:?}").contains("evil")),
        "{every:?}"
    );
}

/// One field twice is refused, since it could be read in two ways.
#[tokio::test(flavor = "multi_thread")]
async fn case_059_a_field_that_stands_twice_is_refused() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let offered = before_the_mail(&party, &browser, &person).await;
    let (form, _) = offered.form_with("send");
    let mut fields = form.fields.clone();
    fields.push(("to".to_owned(), "one@fjordvik.example".to_owned()));
    fields.push(("to".to_owned(), "two@evil.example".to_owned()));
    let answer = browser.post(&offered.url, &form.action, &fields).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
}

/// Two browsers of one person type one code at once: one link, and the other is told so.
#[tokio::test(flavor = "multi_thread")]
async fn case_067_one_code_links_once() {
    let world = World::builder().with_mail().start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let offered = before_the_mail(&party, &browser, &person).await;
    let asked = browser.press(&offered, "send", &[]).await;
    let code = world.mailbox().code(&person.work_email, 1).await;
    let typed = [("code", code.as_str())];
    let (one, other) = tokio::join!(
        browser.press(&asked, "link", &typed),
        browser.press(&asked, "link", &typed)
    );
    let filter = lykill_operations::link::LinkFilter::default();
    let links = lykill_operations::link::list(&world.ctx, filter)
        .await
        .unwrap();
    assert_eq!(links.len(), 1, "{} / {}", one.text(), other.text());
}

/// An attacker's page makes the victim's browser post the linking form: neither with the
/// attacker's own token nor with none, and nothing is linked.
#[tokio::test(flavor = "multi_thread")]
async fn case_069_a_foreign_form_links_nothing() {
    let world = World::builder().with_mail().start().await;
    let victim = world.ready().await;
    let attacker = world.person(Newcomer::employee(2)).await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let (own, theirs) = (world.browser(), world.browser());
    let offered = before_the_mail(&party, &own, &victim).await;
    let evil = before_the_mail(&party, &theirs, &attacker).await;
    let asked = theirs.press(&evil, "send", &[]).await;
    let code = world.mailbox().code(&attacker.work_email, 1).await;
    let elsewhere = url::Url::parse("http://evil.example/").unwrap();
    let (form, _) = asked.form_with("link");
    let target = asked.url.join(&form.action).unwrap();
    let fields = [
        ("csrf", asked.field("csrf").unwrap()),
        ("code", code),
        ("action", "link".to_owned()),
    ];
    let answer = own.post(&elsewhere, target.as_str(), &fields).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let answer = own.post(&offered.url, target.as_str(), &fields).await;
    assert_eq!(
        answer.status,
        403,
        "the login is the attacker's browser's: {}",
        answer.text()
    );
    let filter = lykill_operations::link::LinkFilter::default();
    let links = lykill_operations::link::list(&world.ctx, filter)
        .await
        .unwrap();
    assert!(links.is_empty());
}

async fn links(world: &World) -> usize {
    let filter = lykill_operations::link::LinkFilter::default();
    lykill_operations::link::list(&world.ctx, filter)
        .await
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_057_a_code_is_good_in_its_own_login_only() {
    let world = World::builder()
        .with_still_clock()
        .with_mail()
        .start()
        .await;
    let (person, colleague) = (
        world.ready().await,
        world.person(Newcomer::employee(2)).await,
    );
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let (mut asked, mut codes) = (Vec::new(), Vec::new());
    // Each mail is awaited before the next is ordered, so that it is known whose code is whose.
    for (person, mails) in [(&person, 1), (&person, 2), (&colleague, 1)] {
        let browser = world.browser();
        let offered = before_the_mail(&party, &browser, person).await;
        asked.push((browser.press(&offered, "send", &[]).await, browser));
        codes.push(world.mailbox().code(&person.work_email, mails).await);
        world.clock().advance(Duration::from_secs(31));
    }
    let [first, second, others] = codes.try_into().unwrap();
    for (own, foreign) in [
        (0, [&second, &others]),
        (1, [&first, &others]),
        (2, [&first, &second]),
    ] {
        let (page, browser) = &asked[own];
        for code in foreign {
            let answer = browser.press(page, "link", &[("code", code)]).await;
            assert!(answer.has_field("code"), "{}", answer.text());
        }
    }
    assert_eq!(links(&world).await, 0);
    let (page, browser) = &asked[1];
    let receipt = browser.press(page, "link", &[("code", &second)]).await;
    assert!(receipt.body.contains(&person.work_email) && !receipt.has_field("code"));
    assert_eq!(links(&world).await, 1);
}

/// Linking comes after the electronic ID, in this very login; before it the forms do nothing.
#[tokio::test(flavor = "multi_thread")]
async fn case_068_nothing_is_linked_before_the_electronic_id() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "lonn", employer()).await;
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let password = browser.choose_key_card(&chooser).await;
    let key = browser
        .type_password(&password, &person.user_id, &person.password)
        .await;
    for step in ["link/send", "link/code", "finish"] {
        let action = format!("/login/{}/{step}", lykill_testkit::walk::login_of(&key));
        let fields = [
            ("csrf", key.field("csrf").unwrap()),
            ("code", "123456".to_owned()),
            ("action", "link".to_owned()),
        ];
        let answer = browser.post(&key.url, &action, &fields).await;
        let page = browser.follow(answer).await;
        assert_eq!(
            page.asked_number(),
            key.asked_number(),
            "{step}: {}",
            page.text()
        );
    }
    assert_eq!(links(&world).await, 0);
}

/// Whoever leaves the allowed network in the middle of a login gets no answer.
#[tokio::test(flavor = "multi_thread")]
async fn case_070_the_network_is_looked_at_again_before_the_answer() {
    let world = World::builder()
        .behind("127.0.0.0/8")
        .behind("::1/128")
        .start()
        .await;
    let person = world.ready().await;
    let allow = json!({ "lykill_networks": { "allow": ["203.0.113.0/24"], "deny": [] } });
    let party = RelyingParty::register(&world, "inside", allow).await;
    let browser = world.browser();
    let inside = browser.clone().sending("x-forwarded-for", "203.0.113.7");
    let outside = browser.clone().sending("x-forwarded-for", "198.51.100.7");
    let chooser = inside.open(party.address(&party.attempt())).await;
    let key = inside.up_to_key(&chooser, &person).await;
    let page = outside.type_key(&key, &person.card).await;
    assert_eq!(page.status, 403, "{}", page.text());
    let page = outside.open(party.address(&party.attempt())).await;
    assert_eq!(
        page.status,
        403,
        "the session helps nobody outside: {}",
        page.text()
    );
    let mapped = browser
        .clone()
        .sending("x-forwarded-for", "::ffff:203.0.113.7");
    let (answer, _) = mapped.answer_at_once(&party).await;
    assert!(
        answer.get("code").is_some(),
        "an IPv4-mapped address is the IPv4 address"
    );
}
