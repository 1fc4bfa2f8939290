//! Passkeys in Chromium, with an authenticator of the developer tools.

use crate::chromium::{
    begin, everywhere, is_inside, send_code, type_code, type_key, type_password,
};
use lykill_testkit::world::{Person, Portal};
use lykill_testkit::{Chromium, World};
use serde_json::{Value, json};

const USE: &str = "button[name=action][value=passkey]";
const INSIDE: &str = "[data-claim=name]";
const WORDS: (&str, &str) = ("Velg elektronisk ID", "Logg inn");

/// An authenticator in a browser.
struct Authenticator<'a> {
    chromium: &'a Chromium,
    id: Value,
}

impl<'a> Authenticator<'a> {
    async fn plug_in(chromium: &'a Chromium) -> Self {
        chromium
            .tell("WebAuthn.enable", json!({ "enableUI": false }))
            .await;
        let options = json!({
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let added = chromium.tell(
            "WebAuthn.addVirtualAuthenticator",
            json!({ "options": options }),
        );
        let id = added.await["authenticatorId"].clone();
        Self { chromium, id }
    }

    async fn tell(&self, command: &str, mut arguments: Value) -> Value {
        arguments["authenticatorId"] = self.id.clone();
        self.chromium
            .tell(&format!("WebAuthn.{command}"), arguments)
            .await
    }

    /// Whether somebody touches it when it asks.
    async fn touch(&self, enabled: bool) {
        let arguments = json!({ "enabled": enabled });
        self.tell("setAutomaticPresenceSimulation", arguments).await;
    }

    /// Whether it verifies its user.
    async fn verify(&self, verified: bool) {
        let arguments = json!({ "isUserVerified": verified });
        self.tell("setUserVerified", arguments).await;
    }

    /// What it holds.
    async fn credential(&self) -> Value {
        self.tell("getCredentials", json!({})).await["credentials"][0].clone()
    }

    /// Puts an older copy of what it holds in its place.
    async fn fall_back(&self, mut older: Value) {
        self.tell("clearCredentials", json!({})).await;
        older["signCount"] = json!(1);
        self.tell("addCredential", json!({ "credential": older }))
            .await;
    }
}

async fn by_card(chromium: &Chromium, world: &World, (person, portal): (&Person, &Portal)) {
    begin(chromium, portal, WORDS).await;
    let chosen = "button[name=method][value=key-card]";
    chromium.press(chosen, "input[name=password]").await;
    let typed = (person.user_id.as_str(), person.password.as_str());
    type_password(chromium, typed, "[data-key-number]").await;
    type_key(chromium, &person.card).await;
    send_code(chromium, &person.work_email).await;
    type_code(chromium, world.mailbox(), &person.work_email).await;
    chromium
        .press("button[name=action][value=continue]", INSIDE)
        .await;
}

async fn at_passkey(chromium: &Chromium, portal: &Portal) {
    begin(chromium, portal, WORDS).await;
    chromium
        .press("button[name=method][value=passkey]", USE)
        .await;
}

/// Adds a passkey on its page: not without a name, and not twice.
async fn add_once_and_named(chromium: &Chromium, authenticator: &Authenticator<'_>) {
    let add = "button[name=action][value=add]";
    // The script of each new page shows the form.
    let ready = "[data-passkey-ready]:not([hidden])";
    chromium.press(add, &format!("{ready} #label-error")).await;
    let made = authenticator.credential().await;
    assert_eq!(made, Value::Null, "nothing that nobody keeps");
    chromium.fill("input[name=label]", "Telefon").await;
    let remove = "button[name=action][value=remove]";
    chromium.press(add, remove).await;
    chromium.wait_for(ready).await;
    chromium.fill("input[name=label]", "Telefon").await;
    let known = "[data-passkey-known]:not([hidden])";
    chromium.press(add, known).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_and_logs_in_alone_by_autofill_and_instead_of_the_key() {
    let world = World::builder()
        .with_methods(&["key-card", "passkey"])
        .configured("[passkey]\nwait_minutes = 0\n")
        .with_mail()
        .start()
        .await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let inside = (person.name.as_str(), person.work_email.as_str());
    let chromium = Chromium::start("nb").await;
    let authenticator = Authenticator::plug_in(&chromium).await;

    by_card(&chromium, &world, (&person, &portal)).await;
    chromium.open(world.at("/passkeys")).await;
    add_once_and_named(&chromium, &authenticator).await;
    chromium.open(&portal.url).await;
    everywhere(&chromium).await;

    at_passkey(&chromium, &portal).await;
    chromium.press(USE, INSIDE).await;
    is_inside(&chromium, &portal, inside, "nb").await;
    everywhere(&chromium).await;

    // The browser offers it in the field of the user id, and the authenticator takes it at once.
    begin(&chromium, &portal, WORDS).await;
    let chosen = "button[name=method][value=key-card]";
    chromium.press(chosen, INSIDE).await;
    everywhere(&chromium).await;

    authenticator.touch(false).await;
    begin(&chromium, &portal, WORDS).await;
    chromium.press(chosen, "input[name=password]").await;
    let typed = (person.user_id.as_str(), person.password.as_str());
    type_password(&chromium, typed, "[data-key-number]").await;
    authenticator.touch(true).await;
    chromium.press(USE, INSIDE).await;
    is_inside(&chromium, &portal, inside, "nb").await;
    everywhere(&chromium).await;

    // A user who is not verified, and an authenticator that is a copy.
    at_passkey(&chromium, &portal).await;
    authenticator.verify(false).await;
    chromium
        .press(USE, "[data-passkey-nothing]:not([hidden])")
        .await;
    authenticator.verify(true).await;
    authenticator
        .fall_back(authenticator.credential().await)
        .await;
    chromium.press(USE, "[role=alert]").await;
    assert!(
        chromium.text().await.contains("kopi"),
        "{}",
        chromium.text().await
    );
}

/// A phishing page of the same host, at another port: for browsers that is the same relying party.
#[tokio::test(flavor = "multi_thread")]
async fn case_080_chromium_names_the_phishing_page_and_its_answer_is_refused() {
    let world = World::builder()
        .with_methods(&["key-card", "passkey"])
        .configured("[passkey]\nwait_minutes = 0\n")
        .with_mail()
        .start()
        .await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let chromium = Chromium::start("nb").await;
    let _authenticator = Authenticator::plug_in(&chromium).await;
    by_card(&chromium, &world, (&person, &portal)).await;
    chromium.open(world.at("/passkeys")).await;
    chromium.fill("input[name=label]", "Telefon").await;
    let remove = "button[name=action][value=remove]";
    chromium
        .press("button[name=action][value=add]", remove)
        .await;
    chromium.open(&portal.url).await;
    everywhere(&chromium).await;

    at_passkey(&chromium, &portal).await;
    let login = chromium.url().await;
    let challenge = chromium
        .attribute("form[data-passkey]", "data-challenge")
        .await;
    let issued = chromium.attribute("input[name=issued]", "value").await;
    chromium.open(&portal.url).await;
    let relayed = format!(
        "(async () => {{
            const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
            const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
            const made = await navigator.credentials.get({{ publicKey: {{
                rpId: 'localhost', challenge: bytes({challenge:?}), userVerification: 'required' }} }});
            const r = made.response;
            return {{ credential: text(made.rawId), client_data: text(r.clientDataJSON),
                authenticator_data: text(r.authenticatorData), signature: text(r.signature),
                user_handle: text(r.userHandle) }};
        }})()",
        challenge = challenge.unwrap(),
    );
    let mut relayed = chromium.evaluate(&relayed).await;
    relayed["issued"] = json!(issued.unwrap());
    chromium.open(&login).await;
    let post = format!(
        "(() => {{ const form = document.querySelector('form[data-passkey]');
            for (const [name, value] of Object.entries({relayed})) form.elements[name].value = value;
            form.submit(); }})()"
    );
    chromium.evaluate(&post).await;
    chromium.wait_for("[role=alert]").await;
    assert!(chromium.text().await.contains("kan ikke brukes her"));
}
