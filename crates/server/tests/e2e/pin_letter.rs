//! A login by national number, password and the code of a posted letter, in Chromium with scripts
//! switched off.

use crate::chromium::{begin, everywhere, is_inside, send_code, type_code};
use lykill_testkit::{Chromium, World};

const GO_ON: &str = "button[name=action][value=continue]";
const ANSWER: &str = "button[name=action][value=answer]";
const KEY: &str = "input[name=key]";

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_codes_logs_in_without_scripts() {
    let world = World::builder()
        .with_methods(&["key-card", "pin-letter"])
        .with_mail()
        .start()
        .await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let letter = world.give_letter(&person).await;
    let chromium = Chromium::without_scripts("nb").await;
    begin(&chromium, &portal, ("Velg elektronisk ID", "Logg inn")).await;
    let chosen = "button[name=method][value=pin-letter]";
    chromium.press(chosen, "input[name=national_id]").await;
    let number = "input[name=national_id]";
    chromium.fill(number, &person.national_id).await;
    chromium
        .fill("input[name=password]", &person.password)
        .await;
    chromium.press(GO_ON, KEY).await;
    let asked = chromium
        .attribute("[data-key-number]", "data-key-number")
        .await;
    let asked: u16 = asked.unwrap().parse().unwrap();
    let code = letter.get(&asked).unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    chromium.fill(KEY, wrong).await;
    chromium.press(ANSWER, "#key-error").await;
    chromium.fill(KEY, code).await;
    chromium
        .press(ANSWER, "button[name=action][value=send]")
        .await;
    send_code(&chromium, &person.work_email).await;
    type_code(&chromium, world.mailbox(), &person.work_email).await;
    chromium.press(GO_ON, "[data-claim=name]").await;
    let inside = (person.name.as_str(), person.work_email.as_str());
    is_inside(&chromium, &portal, inside, "nb").await;
    everywhere(&chromium).await;
}
