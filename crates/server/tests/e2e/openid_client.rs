//! A client that is not ours (npm's openid-client) gets through every way of showing who it is,
//! checks everything that it checks, and logs out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lykill_crypto::engine::signing;
use lykill_crypto::pure::jose::SigningKey;
use lykill_testkit::oidc::Credential;
use lykill_testkit::{ForeignProgram, Page, RelyingParty, World};
use serde_json::{Value, json};
use std::sync::Arc;

/// What the program needs to show who it is, and how that is registered.
fn credential(method: &str) -> (Credential, Value) {
    let secret = "openid-client-secret-0123456789";
    match method {
        "client_secret_basic" => (
            Credential::Basic(secret.to_owned()),
            json!({ "secret": secret }),
        ),
        "client_secret_post" => (
            Credential::Post(secret.to_owned()),
            json!({ "secret": secret }),
        ),
        "private_key_jwt" => {
            let pkcs8 = signing::generate_es256().unwrap();
            let key = SigningKey::from_pkcs8(pkcs8.expose()).unwrap();
            let secret = json!({ "key": STANDARD.encode(pkcs8.expose()), "kid": key.kid() });
            (Credential::Key(Arc::new(key)), secret)
        }
        _ => (Credential::Public, json!({})),
    }
}

/// Refresh, then introspection and revocation, which a public client has only in part.
async fn refreshes(program: &mut ForeignProgram, is_public: bool) {
    let refreshed = program.ask(json!({ "do": "refresh" })).await;
    assert_eq!(refreshed["rotated"], true, "{refreshed}");
    assert_eq!(refreshed["expires_in"], 120);
    assert!(refreshed["userinfo"]["name"].is_string());
    let said = program.ask(json!({ "do": "introspect" })).await;
    if is_public {
        // A 401 carries a challenge (RFC 9110 section 15.5.2), which this client tells by itself.
        let challenged = "OAUTH_WWW_AUTHENTICATE_CHALLENGE";
        assert_eq!(said["error"], challenged, "{said}");
        let replayed = program.ask(json!({ "do": "replay" })).await;
        assert_eq!(replayed["error"], "invalid_grant", "{replayed}");
        return;
    }
    for kind in ["access", "refresh"] {
        assert_eq!(said[kind]["active"], true, "{said}");
        assert_eq!(said[kind]["client_id"], "service");
    }
    let revoked = program.ask(json!({ "do": "revoke" })).await;
    for kind in ["access", "refresh"] {
        assert_eq!(revoked[kind], json!({ "active": false }), "{revoked}");
    }
}

/// Whether a login is asked for at another service.
async fn no_session(world: &World, browser: &lykill_testkit::Browser) -> bool {
    let other = RelyingParty::register(world, "other", json!({})).await;
    let page = browser.open(other.address(&other.attempt())).await;
    page.url.path().starts_with("/login/")
}

async fn passes(method: &str) {
    passes_by(method, "query").await;
}

/// Follows the way back of this response mode; gives what the program is told.
async fn comes_back(browser: &lykill_testkit::Browser, page: Page, mode: &str) -> Value {
    if mode == "query" {
        return json!({ "do": "finish", "callback": page.url });
    }
    let fields = ["code", "state", "iss"];
    let field = |name: &str| page.field(name).unwrap_or_else(|| panic!("{}", page.body));
    let posted: serde_json::Map<_, _> = fields
        .iter()
        .map(|name| ((*name).to_owned(), json!(field(name))))
        .collect();
    assert_eq!(page.field("csrf"), None, "our token stays with us");
    let policy = page.header("content-security-policy").to_owned();
    let page = browser.press(&page, "", &[]).await;
    let origin = page.url.origin().ascii_serialization();
    assert!(
        policy.ends_with(&format!("form-action 'self' {origin}")),
        "{policy}"
    );
    json!({ "do": "finish", "callback": page.url, "posted": posted })
}

async fn passes_by(method: &str, mode: &str) {
    let world = World::start().await;
    let person = world.ready().await;
    let (credential, secret) = credential(method);
    let is_public = method == "none";
    let more = json!({
        "grant_types": ["authorization_code", "refresh_token"],
        "require_pushed_authorization_requests": !is_public,
    });
    let party = RelyingParty::with_credential(&world, "service", credential, more).await;
    let mut program = ForeignProgram::start("relying-party.mjs");
    let mut begin = json!({
        "do": "begin",
        "issuer": world.config.issuer.as_str(),
        "client_id": party.client_id,
        "method": method,
        "redirect_uri": party.redirect_uri,
        "scope": "openid profile",
        "push": !is_public,
        "mode": mode,
    });
    begin
        .as_object_mut()
        .unwrap()
        .extend(secret.as_object().unwrap().clone());
    let begun = program.ask(begin).await;
    assert_eq!(begun["pkce"], true, "{begun}");
    let pushed = begun["url"].as_str().unwrap().contains("request_uri=urn");
    assert_eq!(pushed, !is_public, "{begun}");
    let browser = world.browser();
    let chooser = browser.open(begun["url"].as_str().unwrap()).await;
    let page = browser.log_in(&chooser, &person).await;
    let finish = comes_back(&browser, page, mode).await;
    let done = program.ask(finish).await;
    assert_eq!(done["claims"]["acr"], "idporten-loa-substantial", "{done}");
    assert_eq!(done["claims"]["sub"], done["userinfo"]["sub"]);
    assert_eq!(done["userinfo"]["name"], person.name);
    assert_eq!(done["token_type"], "bearer");

    refreshes(&mut program, is_public).await;
    let again = program.ask(json!({ "do": "finish-again" })).await;
    assert_eq!(again["error"], "invalid_grant", "{again}");

    let logout = program
        .ask(json!({ "do": "logout", "after": party.after_logout }))
        .await;
    let page = browser.open(logout["url"].as_str().unwrap()).await;
    assert_eq!(page.url.path(), party.after_logout.path());
    assert_eq!(
        page.query("state"),
        logout["state"].as_str().map(str::to_owned)
    );
    assert!(no_session(&world, &browser).await, "the session ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_with_client_secret_basic() {
    passes("client_secret_basic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_with_client_secret_post() {
    passes("client_secret_post").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_with_private_key_jwt() {
    passes("private_key_jwt").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_without_a_secret() {
    passes("none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_with_form_post() {
    passes_by("client_secret_basic", "form_post").await;
}
