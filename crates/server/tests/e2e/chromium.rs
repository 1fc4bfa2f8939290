//! The main job in Chromium with scripts switched off, and proved to be, twice and in three
//! languages: the keys are read from the printed card, the code from the mail that arrived.

use lykill_testkit::world::{Person, Portal};
use lykill_testkit::{Chromium, KeyCard, Mailbox, World};

/// The button of the key card on the chooser.
pub const METHOD: &str = "button[name=method][value=key-card]";
const LOG_IN: &str = "form[action='/login'] button.primary";

/// What a page says in a language: the chooser's heading and the receipt's.
const WORDS: [(&str, &str, &str); 3] = [
    ("nb", "Velg elektronisk ID", "Logg inn"),
    ("nn", "Vel elektronisk ID", "Logg inn"),
    ("da", "Vælg elektronisk id", "Log på"),
];

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_twice_in_bokmal() {
    twice(WORDS[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_twice_in_nynorsk() {
    twice(WORDS[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_twice_in_danish() {
    twice(WORDS[2]).await;
}

async fn twice((language, chooser, log_in): (&str, &str, &str)) {
    let world = World::builder().with_mail().start().await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let chromium = Chromium::without_scripts(language).await;

    begin(&chromium, &portal, (chooser, log_in)).await;
    prove(&chromium, &person).await;
    link(&chromium, world.mailbox(), &person.work_email).await;
    is_inside(
        &chromium,
        &portal,
        (&person.name, &person.work_email),
        language,
    )
    .await;

    everywhere(&chromium).await;
    begin(&chromium, &portal, (chooser, log_in)).await;
    prove(&chromium, &person).await;
    is_inside(
        &chromium,
        &portal,
        (&person.name, &person.work_email),
        language,
    )
    .await;

    assert!(!chromium.runs_scripts().await);
}

/// From the portal's start page to the chooser; `words` are the receipt's and the heading's.
pub async fn begin(chromium: &Chromium, portal: &Portal, (chooser, log_in): (&str, &str)) {
    chromium.open(&portal.url).await;
    assert_eq!(chromium.text_of(LOG_IN).await, log_in);
    chromium.press(LOG_IN, METHOD).await;
    assert_eq!(chromium.text_of("h1").await, chooser);
}

/// User id, password, and the key of the asked number.
async fn prove(chromium: &Chromium, person: &Person) {
    chromium.press(METHOD, "input[name=password]").await;
    type_password(
        chromium,
        (&person.user_id, &person.password),
        "[data-key-number]",
    )
    .await;
    type_key(chromium, &person.card).await;
}

/// Types a user id and a password, and waits for what is to come after them.
pub async fn type_password(chromium: &Chromium, (user_id, password): (&str, &str), then: &str) {
    chromium.fill("input[name=user_id]", user_id).await;
    chromium.fill("input[name=password]", password).await;
    chromium
        .press("button[name=action][value=continue]", then)
        .await;
}

/// Types the key of the asked number, and gives the number.
pub async fn type_key(chromium: &Chromium, card: &KeyCard) -> String {
    let number = chromium
        .attribute("[data-key-number]", "data-key-number")
        .await
        .unwrap();
    assert_eq!(chromium.text_of("[data-key-number]").await, number);
    chromium.fill("input[name=key]", card.key(&number)).await;
    chromium
        .press("button[name=action][value=answer]", "h1")
        .await;
    number
}

async fn link(chromium: &Chromium, mailbox: &Mailbox, work_email: &str) {
    send_code(chromium, work_email).await;
    type_code(chromium, mailbox, work_email).await;
    chromium
        .press("button[name=action][value=continue]", "[data-claim=name]")
        .await;
}

/// Has the code sent to the address that the register knows.
pub async fn send_code(chromium: &Chromium, work_email: &str) {
    chromium.wait_for("button[name=action][value=send]").await;
    assert_eq!(
        chromium.attribute("#email", "value").await.unwrap(),
        work_email
    );
    assert!(chromium.attribute("#email", "readonly").await.is_some());
    chromium
        .press("button[name=action][value=send]", "input[name=code]")
        .await;
}

/// Types the code that came, up to the receipt.
pub async fn type_code(chromium: &Chromium, mailbox: &Mailbox, work_email: &str) {
    let code = mailbox.code(work_email, 1).await;
    chromium.fill("input[name=code]", &code).await;
    let link = "button[name=action][value=link]";
    chromium
        .press(
            link,
            "form[action$='/finish'] button[name=action][value=continue]",
        )
        .await;
    assert!(chromium.text().await.contains(work_email));
}

/// The service shows who is there.
pub async fn is_inside(
    chromium: &Chromium,
    portal: &Portal,
    (name, work_email): (&str, &str),
    language: &str,
) {
    chromium.wait_for("[data-claim=name]").await;
    assert_eq!(chromium.url().await.origin(), portal.url.origin());
    assert_eq!(chromium.text_of("[data-claim=name]").await, name);
    assert_eq!(
        chromium.text_of("[data-claim=work_email]").await,
        work_email
    );
    assert_eq!(chromium.attribute("html", "lang").await.unwrap(), language);
}

/// Logs out at the service and at the issuer.
pub async fn everywhere(chromium: &Chromium) {
    chromium
        .press("form[action='/logout/everywhere'] button", LOG_IN)
        .await;
    assert_eq!(chromium.url().await.path(), "/logged-out");
}

/// The proof that scripts are off is one: it fails where they are on.
#[tokio::test(flavor = "multi_thread")]
async fn the_proof_of_no_scripts_tells_the_difference() {
    assert!(Chromium::start("en").await.runs_scripts().await);
}
