//! The whole way of somebody new, with the real program and in Chromium: `lykill person add`, three
//! papers out of the print queues, activation, the first login, the link, and a login without it.
//! Whatever is typed stands on paper or in a mail; nothing comes from the database.

use crate::accessibility::looked_at;
use crate::chromium::{
    METHOD, begin, everywhere, is_inside, send_code, type_code, type_key, type_password,
};
use lykill_testkit::paper::{self, Word};
use lykill_testkit::program::Deployment;
use lykill_testkit::world::Portal;
use lykill_testkit::{Chromium, KeyCard, Mailbox};
use std::collections::BTreeMap;
use std::time::Duration;

const NAME: &str = "Åse Hørsfjord";
const NATIONAL_ID: &str = "29828000045";
const WORK_EMAIL: &str = "aase.horsfjord@fjordvik.example";
const USER_ID: &str = "lyngstien";
const PASSWORD: &str = "blå sykkel på taket 7";
const START: &str = "a.ds-button[href='/activate/start']";
const CHOOSE: &str = "button[name=action][value=choose]";
/// Words of the portal and of the chooser in the person's language.
const WORDS: (&str, &str) = ("Velg elektronisk ID", "Logg inn");
const PAIRS: usize = 148;

/// What the post brought.
struct Post {
    /// The address that the welcome letter names.
    activate: String,
    letter_number: String,
    temporary_password: String,
    card: KeyCard,
}

#[tokio::test(flavor = "multi_thread")]
async fn from_person_add_to_the_linked_service() {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::start(folder.path());
    // The three posts of a real deployment leave on three days, each after the acknowledgement of
    // the one before. With `letters.spacing_days = 0`, which this configuration has, they do not
    // wait for one another.
    let loopback = "[outgoing]\nallow_loopback = true";
    let deployment = Deployment::mailing(&mailbox.url(), loopback);
    let _serving = deployment.serve();
    let portal = employer(&deployment).await;
    let told = deployment.admin(&words_for_person_add(), "");
    assert!(!told.to_string().contains("password"), "{told}");

    let post = Post::of(&deployment).await;
    post_is_acknowledged(&deployment).await;

    let chromium = Chromium::start("nb").await;
    let first = activate(&chromium, &post).await;
    // Another day: the browser has forgotten the activation.
    let nothing = serde_json::json!({});
    chromium.tell("Network.clearBrowserCookies", nothing).await;

    let second = log_in(&chromium, &portal, &post.card).await;
    chromium.wait_for("#email").await;
    is_accessible(&chromium).await;
    send_code(&chromium, WORK_EMAIL).await;
    is_accessible(&chromium).await;
    type_code(&chromium, &mailbox, WORK_EMAIL).await;
    is_accessible(&chromium).await;
    let go_on = "button[name=action][value=continue]";
    chromium.press(go_on, "[data-claim=name]").await;
    is_inside(&chromium, &portal, (NAME, WORK_EMAIL), "nb").await;
    is_accessible(&chromium).await;

    everywhere(&chromium).await;
    let third = log_in(&chromium, &portal, &post.card).await;
    is_inside(&chromium, &portal, (NAME, WORK_EMAIL), "nb").await;
    let codes = mailbox.code_mails(WORK_EMAIL, 1).await;
    assert_eq!(codes.len(), 1, "the second login needs no link");
    assert!(first != second && second != third && first != third);
}

fn words_for_person_add() -> Vec<&'static str> {
    let person = [
        "person",
        "add",
        "--name",
        NAME,
        "--birth-date",
        "1980-02-29",
    ];
    let reached = [
        "--national-id",
        NATIONAL_ID,
        "--email",
        "aase@hjemme.example",
    ];
    let address = ["--address", "Strandgata 1", "--address", "8900 Brønnøysund"];
    [&person[..], &reached, &address].concat()
}

/// The company, its register with the new person in it, and its service.
async fn employer(deployment: &Deployment) -> Portal {
    let company = [
        "company",
        "add",
        "--id",
        "fjordvik",
        "--name",
        "Fjordvik kommune",
    ];
    let payroll = [
        "--payroll-name",
        "Lønn",
        "--payroll-email",
        "lonn@fjordvik.example",
    ];
    let phone = ["--payroll-phone", "75 00 00 00"];
    deployment.admin(&[&company[..], &payroll, &phone].concat(), "");
    let file = deployment.path("employees.csv");
    let row = format!("4711,{NAME},{NATIONAL_ID},{WORK_EMAIL}");
    let csv = format!("employee_id,name,national_id,work_email\n{row}\n");
    std::fs::write(&file, csv).unwrap();
    let import = ["company", "import-employees", "--company", "fjordvik"];
    let file = file.display().to_string();
    deployment.admin(&[&import[..], &[file.as_str()]].concat(), "");
    let (portal, metadata) = Portal::start(deployment.issuer(), std::future::pending()).await;
    let add = ["client", "add", "--file", "-"];
    deployment.admin(&add, &metadata.to_string());
    portal
}

impl Post {
    /// Reads the three papers that wait for their printers.
    async fn of(deployment: &Deployment) -> Self {
        let welcome = words_on(deployment, "welcome-letter").await;
        let password = words_on(deployment, "temporary-password-letter").await;
        let card = words_on(deployment, "key-card").await;
        let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect();
        let (welcome, password): (Vec<String>, Vec<String>) = (texts(&welcome), texts(&password));
        let address = format!("{}activate", deployment.issuer());
        assert!(welcome.contains(&address), "{welcome:?}");
        let is_password = |word: &&String| {
            let groups: Vec<&str> = word.split('-').collect();
            groups.len() == 3 && groups.iter().all(|group| group.chars().count() == 4)
        };
        let found = welcome
            .windows(3)
            .find(|group| group.iter().all(|word| digits(word, 4)));
        Self {
            activate: address,
            letter_number: found.expect("a number").join(" "),
            temporary_password: password.iter().find(is_password).unwrap().clone(),
            card: card_on(&card),
        }
    }
}

/// The words on a paper, which is a sound, tagged file.
async fn words_on(deployment: &Deployment, document: &str) -> Vec<Word> {
    let job = deployment.printer().job(document, NAME).await;
    let pdf = std::fs::read(job.file()).unwrap();
    let check = paper::program("qpdf", &["--check", "FILE"], &pdf);
    assert!(check.status.success(), "{document}: {check:?}");
    let info = paper::said("pdfinfo", &["FILE"], &pdf);
    for line in [
        "Tagged:          yes",
        "JavaScript:      no",
        "Encrypted:       no",
    ] {
        assert!(info.contains(line), "{document}: {info}");
    }
    paper::boxes(&pdf)
}

/// The keys as an eye finds them: to the right of their number, on the same line.
fn card_on(words: &[Word]) -> KeyCard {
    let key_of = |number: &Word| {
        let is_beside = |word: &&Word| {
            let middle = f32::midpoint(word.y, word.bottom);
            word.page == number.page
                && (number.y..number.bottom).contains(&middle)
                && word.x >= number.right
        };
        let mut beside: Vec<&Word> = words.iter().filter(is_beside).collect();
        beside.sort_by(|one, other| one.x.total_cmp(&other.x));
        let groups: Vec<&str> = beside.iter().take(2).map(|word| &*word.text).collect();
        let is_key = groups.len() == 2 && groups.iter().all(|group| digits(group, 3));
        is_key.then(|| (number.text.clone(), groups.concat()))
    };
    let numbers = words.iter().filter(|word| digits(&word.text, 4));
    let keys: BTreeMap<String, String> = numbers.filter_map(key_of).collect();
    assert_eq!(keys.len(), PAIRS, "{words:?}");
    let label = String::new();
    KeyCard { label, keys }
}

fn digits(word: &str, count: usize) -> bool {
    word.len() == count && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The print house has posted everything: the files are gone.
async fn post_is_acknowledged(deployment: &Deployment) {
    let printer = deployment.printer();
    let jobs = printer.jobs();
    assert_eq!(jobs.len(), 3, "{jobs:?}");
    let ids: Vec<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
    deployment.admin(&[&["print", "ack"][..], &ids[..]].concat(), "");
    for _ in 0..100 {
        if !jobs.iter().any(|job| job.file().exists()) && printer.jobs().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("papers are left: {:?}", printer.jobs());
}

/// With letter number and temporary password to an own user id and password, and the card's first
/// key; gives the number that was asked.
async fn activate(chromium: &Chromium, post: &Post) -> String {
    chromium.open(&post.activate).await;
    is_accessible(chromium).await;
    chromium.press(START, METHOD).await;
    is_accessible(chromium).await;
    chromium.press(METHOD, "input[name=password]").await;
    is_accessible(chromium).await;
    let letters = (&*post.letter_number, &*post.temporary_password);
    type_password(chromium, letters, "input[name=new_password]").await;
    is_accessible(chromium).await;
    let own_id = "input[name=user_id]";
    chromium.fill(own_id, USER_ID).await;
    chromium.fill("input[name=new_password]", PASSWORD).await;
    chromium
        .fill("input[name=new_password_again]", PASSWORD)
        .await;
    chromium.press(CHOOSE, "[data-key-number]").await;
    is_accessible(chromium).await;
    let number = type_key(chromium, &post.card).await;
    assert_eq!(chromium.url().await.path(), "/activated");
    is_accessible(chromium).await;
    number
}

/// From the portal's start page to wherever the key leads; gives the number that was asked.
async fn log_in(chromium: &Chromium, portal: &Portal, card: &KeyCard) -> String {
    begin(chromium, portal, WORDS).await;
    chromium.press(METHOD, "input[name=password]").await;
    type_password(chromium, (USER_ID, PASSWORD), "[data-key-number]").await;
    is_accessible(chromium).await;
    type_key(chromium, card).await
}

/// Nothing is wrong with the page that is shown, on a phone or a desktop, light or dark.
async fn is_accessible(chromium: &Chromium) {
    let problems = looked_at(chromium).await;
    let url = chromium.url().await;
    assert!(problems.is_empty(), "{url}: {}", problems.join("\n"));
}
