//! A login by national number, password and a code to the telephone, in Chromium with scripts
//! switched off.

use crate::chromium::{begin, everywhere, is_inside, send_code, type_code};
use lykill_testkit::{Chromium, World};

const GO_ON: &str = "button[name=action][value=continue]";
const CODE: &str = "input[name=code]";

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_logs_in_without_scripts() {
    let world = World::builder()
        .with_methods(&["key-card", "sms-code"])
        .with_mail()
        .start()
        .await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let chromium = Chromium::without_scripts("nb").await;
    begin(&chromium, &portal, ("Velg elektronisk ID", "Logg inn")).await;
    let chosen = "button[name=method][value=sms-code]";
    chromium.press(chosen, "input[name=national_id]").await;
    let number = "input[name=national_id]";
    chromium.fill(number, &person.national_id).await;
    chromium
        .fill("input[name=password]", "wrong-for-everybody-44")
        .await;
    chromium.press(GO_ON, "#national_id-error").await;
    chromium
        .fill("input[name=password]", &person.password)
        .await;
    chromium.press(GO_ON, CODE).await;
    let page = chromium.text().await;
    assert!(page.contains("••• •• •01"), "{page}");
    assert!(!page.contains("900 00"), "{page}");
    let code = world.texted_code(1).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    chromium.fill(CODE, wrong).await;
    chromium.press(GO_ON, "#code-error").await;
    chromium.fill(CODE, &code).await;
    chromium
        .press(GO_ON, "button[name=action][value=send]")
        .await;
    send_code(&chromium, &person.work_email).await;
    type_code(&chromium, world.mailbox(), &person.work_email).await;
    chromium.press(GO_ON, "[data-claim=name]").await;
    let inside = (person.name.as_str(), person.work_email.as_str());
    is_inside(&chromium, &portal, inside, "nb").await;
    everywhere(&chromium).await;
}
