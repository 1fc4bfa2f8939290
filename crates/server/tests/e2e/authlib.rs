//! A second client that is not ours (Authlib, in Python) runs code with PKCE, refresh,
//! introspection and revocation.

use lykill_testkit::oidc::Credential;
use lykill_testkit::{ForeignProgram, RelyingParty, World};
use serde_json::json;

async fn passes(method: &str) {
    let world = World::start().await;
    let person = world.ready().await;
    let secret = "authlib-secret-0123456789".to_owned();
    let credential = match method {
        "client_secret_post" => Credential::Post(secret.clone()),
        _ => Credential::Basic(secret.clone()),
    };
    let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    let party = RelyingParty::with_credential(&world, "service", credential, grants).await;
    let mut program = ForeignProgram::python("relying_party.py");
    let begin = json!({
        "do": "begin",
        "issuer": world.config.issuer.as_str(),
        "client_id": party.client_id,
        "method": method,
        "secret": secret,
        "redirect_uri": party.redirect_uri,
        "scope": "openid profile",
    });
    let begun = program.ask(begin).await;
    let url = begun["url"].as_str().unwrap_or_else(|| panic!("{begun}"));
    let browser = world.browser();
    let chooser = browser.open(url).await;
    let page = browser.log_in(&chooser, &person).await;
    let finish = json!({ "do": "finish", "callback": page.url });
    let done = program.ask(finish).await;
    assert_eq!(done["claims"]["acr"], "idporten-loa-substantial", "{done}");
    assert_eq!(done["claims"]["sub"], done["userinfo"]["sub"]);
    assert_eq!(done["refreshes"], true);

    let refreshed = program.ask(json!({ "do": "refresh" })).await;
    assert_eq!(refreshed["rotated"], true, "{refreshed}");
    assert_eq!(refreshed["userinfo"]["name"], person.name);

    let said = program.ask(json!({ "do": "introspect" })).await;
    for kind in ["access", "refresh"] {
        assert_eq!(said[kind]["active"], true, "{said}");
        assert_eq!(said[kind]["sub"], done["claims"]["sub"]);
    }
    let revoked = program.ask(json!({ "do": "revoke" })).await;
    assert_eq!(revoked["status"], 200, "{revoked}");
    for kind in ["access", "refresh"] {
        assert_eq!(revoked[kind], json!({ "active": false }));
    }
    let replayed = program.ask(json!({ "do": "replay" })).await;
    assert_eq!(replayed["error"], "invalid_grant", "{replayed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib_with_client_secret_basic() {
    passes("client_secret_basic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib_with_client_secret_post() {
    passes("client_secret_post").await;
}
