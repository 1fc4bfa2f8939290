//! An administrator ends a password that somebody forgot. What comes in its place is on paper that
//! is not for the administrator, and then the holder's own (security.md case 54).

use lykill_testkit::program::{Deployment, Employee, mail_texts};
use lykill_testkit::{Browser, Page, RelyingParty};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;

const ORDER: [&str; 6] = [
    "person",
    "new-password",
    "--reason",
    "forgotten",
    "--user-id",
    "ansatt1",
];
const OWN: &str = "granbar og lyng 44";

/// What the program says to a line on its admin socket.
fn on_the_socket(deployment: &Deployment, line: &str) -> Value {
    let path = deployment.path("data").join("admin.sock");
    let mut stream = UnixStream::connect(path).unwrap();
    writeln!(stream, "{line}").unwrap();
    let mut told = String::new();
    BufReader::new(stream).read_line(&mut told).unwrap();
    serde_json::from_str(&told).unwrap()
}

/// Everything that an administrator can have told about people, and the log.
fn all_that_is_told(deployment: &Deployment, user_id: &str) -> String {
    let asked = [
        "person list",
        "outbox list",
        "outbox list --state done",
        "outbox list --state dead",
        "print list",
        "order list",
        "audit list",
    ];
    let mut told: Vec<String> = asked
        .iter()
        .map(|words| words.split(' ').collect::<Vec<_>>())
        .map(|words| deployment.admin(&words, "").to_string())
        .collect();
    for words in [["card", "list"], ["session", "list"]] {
        let words = [&words[..], &["--user-id", user_id]].concat();
        told.push(deployment.admin(&words, "").to_string());
    }
    told.extend(mail_texts(&deployment.path("mail")));
    told.push(deployment.log());
    told.join("\n")
}

/// The page after user id and password.
async fn typed(party: &RelyingParty, user_id: &str, password: &str) -> (Browser, Page) {
    let browser = Browser::new();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let page = browser.choose_key_card(&chooser).await;
    let page = browser.type_password(&page, user_id, password).await;
    (browser, page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_054_who_ends_a_password_neither_chooses_nor_sees_the_next_one() {
    let deployment = Deployment::new("");
    let _serving = deployment.serve();
    let holder = deployment.employee(1).await;
    let party = deployment.service().await;
    let mut order = ORDER.to_vec();
    order[5] = &holder.user_id;
    let (_, page) = typed(&party, &holder.user_id, &holder.password).await;
    page.asked_number();

    // No way to say which.
    for wish in [&["--password", OWN][..], &["--password-stdin"]] {
        let told = deployment.try_admin(&[&order[..], wish].concat(), OWN);
        assert!(!told.is_ok, "{}", told.answer);
    }
    let line = serde_json::json!({
        "command": "person-new-password", "user_id": holder.user_id,
        "reason": "forgotten", "password": OWN,
    });
    let told = on_the_socket(&deployment, &line.to_string());
    assert_eq!(told["outcome"], "failed", "{told}");
    let (_, page) = typed(&party, &holder.user_id, &holder.password).await;
    page.asked_number();

    let told = deployment.admin(&order, "");
    let members: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(members, ["user_id", "valid_until"], "{told}");
    let printer = deployment.printer();
    let number = printer.letter_number(&holder.name).await;
    let temporary = printer.temporary_password(&holder.name).await;
    let told = all_that_is_told(&deployment, &holder.user_id);
    assert!(told.contains("password.ended"), "{told}");
    for secret in [&number, &temporary] {
        let bare: String = secret.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_told = told.contains(secret.as_str()) || told.contains(&bare);
        assert!(!is_told, "{secret} in {told}");
    }
    chosen_by_the_holder(&party, &holder, (&number, &temporary)).await;
}

/// The holder's own password works from the card's key on, and no other.
async fn chosen_by_the_holder(
    party: &RelyingParty,
    holder: &Employee,
    (number, temporary): (&str, &str),
) {
    let (browser, page) = typed(party, number, temporary).await;
    let own = [("new_password", OWN), ("new_password_again", OWN)];
    let key = browser.press(&page, "choose", &own).await;
    let page = browser.type_key(&key, &holder.card).await;
    party.answer(&page);
    for old in [&*holder.password, temporary] {
        let (_, page) = typed(party, &holder.user_id, old).await;
        assert!(page.asks_for_password(), "{}", page.text());
    }
    let (_, page) = typed(party, &holder.user_id, OWN).await;
    page.asked_number();
}
