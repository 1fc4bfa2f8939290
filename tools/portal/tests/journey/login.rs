//! Logging in with an honest issuer.

use serde_json::json;

use crate::stage::stage;

#[tokio::test]
async fn a_person_logs_in_and_sees_what_the_login_told() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let page = browser.log_in().await;
    assert_eq!((page.status, page.url.path()), (200, "/me"));
    assert_eq!(page.claim("name"), "Kari Nordmann");
    assert_eq!(page.claim("work_email"), "kari.nordmann@fjordvik.example");
    assert_eq!(page.claim("acr"), "Substantial");
    assert_eq!(page.claim("amr"), "Key card (password, one-time key)");
    assert_eq!(page.claim("sub"), "sub-7Qx");
    assert!(
        page.claim("auth_time").contains(" at "),
        "{}",
        page.claim("auth_time")
    );
    let start = browser.get("/").await;
    assert_eq!(
        start.location().unwrap().path(),
        "/me",
        "the start page leads on"
    );
}

#[tokio::test]
async fn the_request_asks_for_what_the_service_needs_and_binds_it_to_the_browser() {
    let (issuer, portal) = stage().await;
    let page = portal.browser().post("/login", &[("lang", "da")]).await;
    assert_eq!(
        page.status, 303,
        "never 307: the form must not be posted on"
    );
    portal
        .browser()
        .get(page.location().unwrap().as_str())
        .await;
    let behaviour = issuer.behaviour();
    let request = &behaviour.seen.authorize[0];
    assert_eq!(request["response_type"], "code");
    assert_eq!(request["client_id"], "min-lonn");
    assert_eq!(request["redirect_uri"], format!("{}/callback", portal.url));
    assert_eq!(request["scope"], "openid profile");
    assert_eq!(request["acr_values"], "idporten-loa-substantial");
    assert_eq!(request["ui_locales"], "da");
    assert_eq!(request["code_challenge_method"], "S256");
    assert_eq!(request["code_challenge"].len(), 43);
    assert!(request["state"].len() >= 22 && request["nonce"].len() >= 22);
    assert!(!request.contains_key("max_age"));
}

#[tokio::test]
async fn the_secret_travels_by_basic_authentication_only() {
    let (issuer, portal) = stage().await;
    assert_eq!(
        portal.browser().log_in().await.status,
        200,
        "the issuer accepted the client"
    );
    let behaviour = issuer.behaviour();
    let form = &behaviour.seen.token[0];
    assert_eq!(form["grant_type"], "authorization_code");
    assert!(form.contains_key("code_verifier"));
    assert!(!form.contains_key("client_secret"));
}

#[tokio::test]
async fn userinfo_fills_what_the_id_token_leaves_out() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_claims = Box::new(|claims| {
        claims
            .as_object_mut()
            .unwrap()
            .retain(|key, _| key != "name" && key != "work_email");
    });
    issuer.behaviour().change_userinfo = Box::new(|info| {
        info["name"] = json!("Ola Nordmann");
        info["work_email"] = json!("ola@fjordvik.example");
    });
    let page = portal.browser().log_in().await;
    assert_eq!(page.claim("name"), "Ola Nordmann");
    assert_eq!(page.claim("work_email"), "ola@fjordvik.example");
}

#[tokio::test]
async fn the_page_says_so_when_the_issuer_tells_less() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_claims = Box::new(|claims| {
        claims.as_object_mut().unwrap().retain(|key, _| {
            !["name", "work_email", "amr", "auth_time", "sid", "at_hash"].contains(&key.as_str())
        });
    });
    issuer.behaviour().change_userinfo = Box::new(|info| *info = json!({ "sub": "sub-7Qx" }));
    let page = portal.browser().log_in().await;
    assert_eq!(page.claim("name"), "Not stated");
    assert_eq!(
        page.claim("work_email"),
        "No work e-mail is linked to this login"
    );
    assert_eq!(page.claim("amr"), "Not stated");
    assert_eq!(page.claim("auth_time"), "Not stated");
}

#[tokio::test]
async fn names_cannot_carry_markup() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_claims = Box::new(|claims| {
        claims["name"] = json!("<script>alert(1)</script>");
    });
    let page = portal.browser().log_in().await;
    assert!(!page.body.contains("<script"));
    assert!(page.body.contains("&#60;script&#62;"));
}

#[tokio::test]
async fn two_tabs_log_in_side_by_side() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let first = browser.log_in_up_to_the_answer().await;
    let second = browser.log_in_up_to_the_answer().await;
    for answer in [first, second] {
        let page = browser.get(answer.as_str()).await;
        assert_eq!(page.location().unwrap().path(), "/me");
    }
    assert!(browser.is_logged_in().await);
}

#[tokio::test]
async fn back_and_reload_of_the_answer_land_on_a_working_page() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    let answer = browser.log_in_up_to_the_answer().await;
    for _ in 0..2 {
        let page = browser.get(answer.as_str()).await;
        assert_eq!((page.status, page.location().unwrap().path()), (303, "/me"));
    }
    assert_eq!(
        issuer.behaviour().seen.token.len(),
        1,
        "the code was redeemed once"
    );
}

#[tokio::test]
async fn the_session_id_changes_at_login_and_the_cookie_is_tied_down() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let before = browser.post("/login", &[]).await;
    let answer = browser
        .get(before.location().unwrap().as_str())
        .await
        .location()
        .unwrap();
    let after = browser.get(answer.as_str()).await;
    let (before, after) = (before.header("set-cookie"), after.header("set-cookie"));
    for cookie in [before, after] {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        assert!(
            pair.starts_with("portal_session=") && pair.len() > 50,
            "{pair}"
        );
        assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Lax");
    }
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_fresh_login_is_asked_for_and_an_old_one_is_not_taken() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    let page = browser
        .post("/login", &[("again", "yes"), ("lang", "en")])
        .await;
    let page = browser.follow(page).await;
    assert_eq!(page.url.path(), "/me");
    assert_eq!(issuer.behaviour().seen.authorize[1]["max_age"], "0");

    for age in [Some(60), None] {
        issuer.behaviour().change_claims = Box::new(move |claims| match age {
            Some(seconds) => {
                claims["auth_time"] = json!(claims["iat"].as_u64().unwrap() - seconds);
            }
            None => claims["auth_time"] = json!(null),
        });
        let page = browser
            .post("/login", &[("again", "yes"), ("lang", "en")])
            .await;
        let page = browser.follow(page).await;
        assert_eq!((page.status, page.refusal()), (403, "login-too-old"));
    }
    assert!(
        browser.is_logged_in().await,
        "the earlier login still stands"
    );
}

#[tokio::test]
async fn the_portal_finishes_and_stops_when_told() {
    let (_issuer, portal) = stage().await;
    assert_eq!(
        portal.browser().get("/health").await.body,
        r#"{"status":"ok"}"#
    );
    portal.stop().await.unwrap();
}
