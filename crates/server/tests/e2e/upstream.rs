//! Another OpenID Provider as an electronic ID: whom it vouches for is inside, at the level that it
//! names and no higher. The providers are a small one of the tests, and the program itself.

use lykill_core::audit::AuditKind;
use lykill_operations::audit;
use lykill_store::{AuditFilter, Engine};
use lykill_testkit::oidc::claims;
use lykill_testkit::program::{Deployment, mail_texts};
use lykill_testkit::provider::Provider;
use lykill_testkit::world::{Newcomer, Person};
use lykill_testkit::{Browser, Chromium, ForeignProgram, Page, RelyingParty, World};
use serde_json::{Value, json};

/// A world in which the provider `bank` vouches for the one person there.
pub async fn world_with_bank(engine: Engine, more: &str) -> (World, Person, Provider) {
    let new = Newcomer::employee(1);
    let provider = Provider::start("7c1f0a", new.national_id.as_deref()).await;
    let card = "[[method]]\nkind = \"key-card\"\n";
    let configured = format!("{card}{}", provider.method("bank", more));
    let builder = World::builder().on(engine).configured(&configured);
    let world = builder.start().await;
    let person = world.person(new).await;
    (world, person, provider)
}

/// The details of the rows of a kind, newest first.
pub async fn rows(world: &World, kind: AuditKind) -> Vec<String> {
    let filter = AuditFilter {
        kind: Some(kind),
        ..AuditFilter::default()
    };
    let rows = audit::list(&world.ctx, filter).await.unwrap();
    rows.into_iter().map(|row| row.detail).collect()
}

/// The claims of the ID token that a service gets by a login at the bank.
async fn told(world: &World, browser: &Browser, party: &RelyingParty) -> Value {
    let attempt = party.attempt();
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&world.browser(), &answer, &attempt).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    claims(tokens.json()["id_token"].as_str().unwrap())
}

async fn vouched_for(engine: Engine) {
    let (world, person, provider) = world_with_bank(engine, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let first = told(&world, &world.browser(), &party).await;
    assert_eq!(first["acr"], "idporten-loa-substantial");
    assert_eq!(first["amr"], json!(["bank"]));
    assert_eq!(first["name"], person.name);
    assert_eq!(rows(&world, AuditKind::UpstreamBound).await.len(), 1);

    // The holder hears of the new way in.
    let mut mails = Vec::new();
    for _ in 0..100 {
        mails = mail_texts(&world.folder().join("mail"));
        if mails.iter().any(|mail| mail.contains("Banken bank")) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(
        mails.iter().any(|mail| mail.contains("Banken bank")),
        "{mails:?}"
    );

    // The second time the name alone says who it is, and it is the same person.
    provider.inside().claims.remove("pid");
    let second = told(&world, &world.browser(), &party).await;
    assert_eq!(second["sub"], first["sub"]);
    assert_eq!(rows(&world, AuditKind::UpstreamBound).await.len(), 1);
    let vouched = rows(&world, AuditKind::UpstreamVouched).await;
    assert_eq!(vouched, ["bank substantial", "bank substantial"]);
    assert_eq!(rows(&world, AuditKind::UpstreamAsked).await.len(), 2);
    assert_eq!(rows(&world, AuditKind::LoginSucceeded).await.len(), 2);

    let by_card = world.browser();
    let (answer, attempt) = by_card.log_in_at(&party, &person).await;
    let tokens = party.redeem(&world.browser(), &answer, &attempt).await;
    let tokens = tokens.json();
    let card = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(card["sub"], first["sub"], "one person, however they come");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_provider_vouches_for_somebody_on_sqlite() {
    vouched_for(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_provider_vouches_for_somebody_on_postgresql() {
    vouched_for(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_a_provider_is_ours_alone() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let attempt = party
        .attempt()
        .with("login_hint", "mette")
        .with("prompt", "login");
    let browser = world.browser().speaking("nn");
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    party.answer(&page);
    let inside = provider.inside();
    let names: Vec<&str> = inside.asked.keys().map(String::as_str).collect();
    let list = [
        "acr_values",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "max_age",
        "nonce",
        "prompt",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "ui_locales",
    ];
    assert_eq!(names, list);
    assert_eq!(
        (
            inside.asked["prompt"].as_str(),
            inside.asked["max_age"].as_str()
        ),
        ("login", "0")
    );
    assert_ne!(inside.asked["nonce"], attempt.nonce);
    assert_ne!(inside.asked["state"], attempt.state);
    let own = world.at("/upstream/bank/callback").to_string();
    assert_eq!(inside.asked["redirect_uri"], own);
    let assertion = claims(&inside.redeemed["client_assertion"]);
    assert_eq!(
        (&assertion["iss"], &assertion["sub"]),
        (&json!("lykill"), &json!("lykill"))
    );
    assert_eq!(
        assertion["aud"],
        provider.issuer.origin().ascii_serialization()
    );
}

/// Our key for one provider is not that for another, nor the one that signs our ID tokens.
#[tokio::test(flavor = "multi_thread")]
async fn each_provider_gets_a_key_of_its_own() {
    let (one, two) = (
        Provider::start("1", None).await,
        Provider::start("2", None).await,
    );
    let methods = format!("{}{}", one.method("bank", ""), two.method("anker", ""));
    let world = World::builder().configured(&methods).start().await;
    let browser = world.browser();
    let mut kids = Vec::new();
    for path in ["/upstream/bank/jwks", "/upstream/anker/jwks", "/jwks"] {
        let keys = browser.open(world.at(path)).await.json();
        let key = &keys["keys"][0];
        assert!(key["d"].is_null(), "{path}: a private key is published");
        kids.push(key["kid"].as_str().unwrap().to_owned());
    }
    kids.sort();
    kids.dedup();
    assert_eq!(kids.len(), 3);
}

/// Two of the real program: one is the bank of the other. Both must see a right login.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_real_programs_one_vouches_for_the_other() {
    let bank = Deployment::at("127.0.0.1", "");
    let _bank_serves = bank.serve();
    let issuer = bank.issuer().origin().ascii_serialization();
    let here = Deployment::new(&format!(
        "[outgoing]\nallow_loopback = true\n[[method]]\nname = \"bank\"\n\
         kind = \"upstream-oidc\"\nlevel = \"high\"\ndisplay = {{ nb = \"Banken\" }}\n\
         [method.upstream]\nissuer = {issuer:?}\nclient_id = \"lykill\"\n\
         scope = \"openid profile\"\nacr = [\"idporten-loa-substantial=substantial\"]\n\
         national_id_claim = \"national_id\"\n"
    ));
    let _here_serves = here.serve();
    let keys = here.issuer().join("/upstream/bank/jwks").unwrap();
    let jwks = Browser::new().open(keys).await.json();
    let metadata = json!({
        "client_id": "lykill",
        "client_name": "Lykill",
        "redirect_uris": [here.issuer().join("/upstream/bank/callback").unwrap()],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": jwks,
        "lykill_sector": "bank",
        "lykill_claims": ["national_id"],
    });
    bank.admin(&["client", "add", "--file", "-"], &metadata.to_string());
    let there = bank.employee(1).await;
    here.employee(1).await;
    let party = here.service().await;

    let (browser, attempt) = (Browser::new(), party.attempt());
    let chooser = browser.open(party.address(&attempt)).await;
    let away = browser.press(&chooser, "bank", &[]).await;
    assert_eq!(away.url.origin(), bank.issuer().origin(), "{}", away.text());
    let page = browser.choose_key_card(&away).await;
    let page = browser
        .type_password(&page, &there.user_id, &there.password)
        .await;
    let page = browser.type_key(&page, &there.card).await;
    let tokens = party
        .redeem(&Browser::new(), &party.answer(&page), &attempt)
        .await;
    let told = claims(tokens.json()["id_token"].as_str().unwrap());
    assert_eq!(told["amr"], json!(["bank"]), "{told}");
    assert_eq!(told["acr"], "idporten-loa-substantial");
    let said = here.try_admin(&["doctor"], "").answer.to_string();
    assert!(said.contains("answers; keys that we can use: 1"), "{said}");
}

/// A provider that is not ours (npm's oidc-provider) takes our request, our key and our PKCE, and
/// we take its ID token.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_ours_vouches_for_somebody() {
    let new = Newcomer::employee(1);
    let mut program = ForeignProgram::start("provider.mjs");
    let start = json!({ "do": "start", "national_id": new.national_id });
    let issuer = program.ask(start).await["issuer"].clone();
    let world = World::builder().configured(&format!(
        "[[method]]\nname = \"bank\"\nkind = \"upstream-oidc\"\nlevel = \"substantial\"\n\
         display = {{ nb = \"Banken\" }}\n[method.upstream]\nissuer = {issuer}\n\
         client_id = \"lykill\"\nacr = [\"two=substantial\"]\nwithout_acr = \"substantial\"\n\
         national_id_claim = \"pid\"\n"
    ));
    let world = world.start().await;
    let person = world.person(new).await;
    let jwks = world.browser().open(world.at("/upstream/bank/jwks")).await;
    let client = json!({
        "client_id": "lykill",
        "redirect_uris": [world.at("/upstream/bank/callback")],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": jwks.json(),
    });
    let told = program
        .ask(json!({ "do": "client", "client": client }))
        .await;
    assert_eq!(told, json!({}));

    let party = RelyingParty::register(&world, "library", json!({})).await;
    let (browser, attempt) = (world.browser(), party.attempt());
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    let typed = [("login", "mette"), ("password", "anything")];
    let page = browser.press(&page, "", &typed).await;
    let page = browser.press(&page, "", &[]).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&world.browser(), &answer, &attempt).await;
    let told = claims(tokens.json()["id_token"].as_str().unwrap());
    assert_eq!(
        (&told["name"], &told["amr"]),
        (&json!(person.name), &json!(["bank"]))
    );
}

/// A real browser follows the form to the provider: the policy of the page names it. Back leads to
/// a page from which it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn chromium_goes_to_the_provider_and_comes_back() {
    let (world, _, _provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let chromium = Chromium::without_scripts("nb").await;
    chromium.open(party.address(&party.attempt())).await;
    assert!(chromium.text().await.contains("Banken bank"));
    chromium
        .press("button[name=method][value=bank]", "h1")
        .await;
    for _ in 0..50 {
        if chromium.url().await.path() == "/callback" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let url = chromium.url().await;
    assert_eq!(url.path(), "/callback", "{url}: {}", chromium.text().await);
    assert!(url.query_pairs().any(|(name, _)| name == "code"), "{url}");
}

/// The page of a login that waits for a provider leads on, and to another choice.
#[tokio::test(flavor = "multi_thread")]
async fn back_from_the_provider_lands_on_a_page_that_goes_on() {
    let (world, person, _provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let (browser, attempt) = (world.browser(), party.attempt());
    let chooser = browser.open(party.address(&attempt)).await;
    let login = chooser.url.clone();
    let away = browser.press_once(&chooser, "bank", &[]).await;
    let there = away.location().unwrap();
    let waiting: Page = browser.open(&login).await;
    assert_eq!(waiting.status, 200);
    assert!(waiting.links().contains(&there), "{}", waiting.body);
    let methods = browser.open(format!("{login}/methods")).await;
    let page = browser.log_in(&methods, &person).await;
    assert!(party.answer(&page).get("code").is_some());
}
