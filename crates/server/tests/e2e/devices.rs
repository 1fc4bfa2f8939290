//! Logins by key viewer and by code device in Chromium with scripts switched off.

use crate::chromium::{begin, everywhere, is_inside, send_code, type_code, type_password};
use lykill_issuer::types::TokenPurpose;
use lykill_testkit::{Chromium, World};

const GO_ON: &str = "button[name=action][value=continue]";

#[tokio::test(flavor = "multi_thread")]
async fn a_key_viewer_and_then_a_code_device_log_in_without_scripts() {
    let kinds = ["key-card", "key-viewer", "code-device"];
    let world = World::builder()
        .with_methods(&kinds)
        .with_mail()
        .start()
        .await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let (viewer, device) = (TokenPurpose::KeyViewer, TokenPurpose::CodeDevice);
    world.give_device(&person, "FT-1", viewer).await;
    world.give_device(&person, "FT-2", device).await;
    let chromium = Chromium::without_scripts("nb").await;
    let words = ("Velg elektronisk ID", "Logg inn");
    let inside = (person.name.as_str(), person.work_email.as_str());

    begin(&chromium, &portal, words).await;
    let chosen = "button[name=method][value=key-viewer]";
    chromium.press(chosen, "input[name=password]").await;
    let typed = (person.user_id.as_str(), person.password.as_str());
    type_password(&chromium, typed, "input[name=code]").await;
    assert!(chromium.text().await.contains("FT-1"));
    chromium.fill("input[name=code]", "000000").await;
    chromium.press(GO_ON, "#code-error").await;
    let code = world.code_on(&person, viewer).await;
    chromium.fill("input[name=code]", &code).await;
    chromium
        .press(GO_ON, "button[name=action][value=send]")
        .await;
    send_code(&chromium, &person.work_email).await;
    type_code(&chromium, world.mailbox(), &person.work_email).await;
    chromium.press(GO_ON, "[data-claim=name]").await;
    is_inside(&chromium, &portal, inside, "nb").await;
    everywhere(&chromium).await;

    begin(&chromium, &portal, words).await;
    let chosen = "button[name=method][value=code-device]";
    chromium.press(chosen, "input[name=national_id]").await;
    chromium
        .fill("input[name=national_id]", &person.national_id)
        .await;
    let code = world.code_on(&person, device).await;
    chromium.fill("input[name=code]", &code).await;
    chromium.press(GO_ON, "input[name=password]").await;
    chromium
        .fill("input[name=password]", &person.password)
        .await;
    chromium.press(GO_ON, "[data-claim=name]").await;
    is_inside(&chromium, &portal, inside, "nb").await;
    assert!(!chromium.runs_scripts().await);
}
