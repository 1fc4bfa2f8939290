//! The main job of the product in a browser without scripts: an employee logs in at the
//! municipality's service with the key card, links the work e-mail, and is inside; the second
//! time no linking.

use lykill_store::Engine;
use lykill_testkit::world::{Newcomer, Person, Portal};
use lykill_testkit::{Browser, Page, World};

#[tokio::test(flavor = "multi_thread")]
async fn an_employee_links_once_and_logs_in_on_sqlite() {
    journey(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employee_links_once_and_logs_in_on_postgresql() {
    journey(Engine::Postgres).await;
}

async fn journey(engine: Engine) {
    let world = World::builder().on(engine).with_mail().start().await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let browser = world.browser();

    let page = first_login(&world, &portal, &browser, &person).await;
    is_inside(&page, &person);
    logs_out_here(&portal, &browser, &page).await;
    logs_out_everywhere(&world, &portal, &browser, &person).await;

    let another = world.browser();
    let page = log_in(&portal, &another, &person).await;
    is_inside(&page, &person);
    assert_eq!(
        world
            .mailbox()
            .code_mails(&person.work_email, 1)
            .await
            .len(),
        1
    );
}

async fn first_login(world: &World, portal: &Portal, browser: &Browser, person: &Person) -> Page {
    let page = log_in(portal, browser, person).await;
    assert!(page.body.contains(&person.work_email), "{}", page.text());
    let code = async || world.mailbox().code(&person.work_email, 1).await;
    browser.link(&page, code).await
}

/// From the portal's start page to wherever the key leads.
async fn log_in(portal: &Portal, browser: &Browser, person: &Person) -> Page {
    let start = browser.open(&portal.url).await;
    let chooser = browser.press(&start, "", &[]).await;
    browser.log_in(&chooser, person).await
}

fn is_inside(page: &Page, person: &Person) {
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/me"),
        "{}",
        page.text()
    );
    let claim = |name| page.text_at("data-claim", name).unwrap();
    assert_eq!(claim("name"), person.name);
    assert_eq!(claim("work_email").replace(' ', ""), person.work_email);
    assert!(
        page.text().contains("idporten-loa-substantial"),
        "{}",
        page.text()
    );
}

/// The service forgets; the single sign-on session lives, so the next login asks for nothing.
async fn logs_out_here(portal: &Portal, browser: &Browser, inside: &Page) {
    let (form, _) = form_to(inside, "/logout");
    let page = browser.post(&inside.url, "/logout", &form).await;
    let page = browser.follow(page).await;
    assert_eq!(page.url.path(), "/logged-out");
    assert_eq!(
        browser
            .open(portal.url.join("/me").unwrap())
            .await
            .url
            .path(),
        "/"
    );
    let start = browser.open(&portal.url).await;
    let page = browser.press(&start, "", &[]).await;
    assert_eq!(page.url.path(), "/me", "{}", page.text());
}

/// The issuer's session ends too, so the next login asks for everything but the link.
async fn logs_out_everywhere(world: &World, portal: &Portal, browser: &Browser, person: &Person) {
    let inside = browser.open(portal.url.join("/me").unwrap()).await;
    let (form, _) = form_to(&inside, "/logout/everywhere");
    let page = browser.post(&inside.url, "/logout/everywhere", &form).await;
    let page = browser.follow(page).await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/logged-out"),
        "{}",
        page.text()
    );
    assert!(
        !browser
            .cookies(&world.issuer())
            .contains_key("lykill_session")
    );
    let start = browser.open(&portal.url).await;
    let chooser = browser.press(&start, "", &[]).await;
    let page = browser.log_in(&chooser, person).await;
    is_inside(&page, person);
}

fn form_to(page: &Page, action: &str) -> (Vec<(String, String)>, String) {
    let form = page.forms().into_iter().find(|form| form.action == action);
    let form = form.unwrap_or_else(|| panic!("no form to {action}"));
    (form.fields, form.action)
}

/// With a temporary password by post: the first key of the card activates, and the own password
/// counts from then on.
#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_activates_with_letter_and_card() {
    let world = World::start().await;
    let newcomer = Newcomer {
        password: None,
        ..Newcomer::employee(2)
    };
    let mut person = world.person(newcomer).await;
    let party = lykill_testkit::RelyingParty::register(&world, "bank", serde_json::json!({})).await;
    let (browser, attempt) = (world.browser(), party.attempt());
    let chooser = browser.open(party.address(&attempt)).await;
    let own = browser.up_to_key(&chooser, &person).await;
    let password = "blå sykkel på taket 7";
    let typed = [("new_password", password), ("new_password_again", password)];
    let key = browser.press(&own, "choose", &typed).await;
    let page = browser.type_key(&key, &person.card).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&browser, &answer, &attempt).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);

    let temporary = person.clone();
    person.password = password.to_owned();
    let again = world.browser();
    let (answer, _) = again.log_in_at(&party, &person).await;
    assert!(!answer.code().is_empty());
    let chooser = world.browser();
    let page = chooser.open(party.address(&party.attempt())).await;
    let page = chooser.up_to_key(&page, &temporary).await;
    assert!(page.asks_for_password(), "case 022: {}", page.text());
}

/// With the three posts and no service at hand: the entry that the letters name leads to an own
/// user id and password, and the card's first key ends it on our own page.
#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_activates_at_the_address_on_the_letter() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let world = World::builder().on(engine).start().await;
        let newcomer = Newcomer {
            password: None,
            ..Newcomer::employee(3)
        };
        let mut person = world.person(newcomer).await;
        let letter = world.printer().letter("welcome-letter", &person.name).await;
        assert!(letter.contains(world.at("/activate").as_str()), "{letter}");
        let number = world.printer().letter_number(&person.name).await;
        let browser = world.browser();
        let help = browser.open(world.at("/activate")).await;
        assert!(help.body.contains("/activate/start"), "{}", help.text());
        person.user_id = number;
        let chooser = browser.open(world.at("/activate/start")).await;
        let own = browser.up_to_key(&chooser, &person).await;
        let password = "blå sykkel på taket 7";
        let typed = [
            ("user_id", "lyngstien"),
            ("new_password", password),
            ("new_password_again", password),
        ];
        let key = browser.press(&own, "choose", &typed).await;
        let page = browser.type_key(&key, &person.card).await;
        assert_eq!(page.url.path(), "/activated", "{}", page.text());
        assert_eq!(page.status, 200);

        let party =
            lykill_testkit::RelyingParty::register(&world, "bank", serde_json::json!({})).await;
        person.user_id = "lyngstien".to_owned();
        person.password = password.to_owned();
        let (answer, _) = world.browser().log_in_at(&party, &person).await;
        assert!(!answer.code().is_empty());
    }
}
