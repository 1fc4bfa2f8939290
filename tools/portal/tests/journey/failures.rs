//! Every check of a login, one lie at a time: the page names the check, nobody is logged in.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::issuer::{Behaviour, Issuer};
use crate::signing::Signing;
use crate::stage::{Portal, stage, unix_now};

/// Logs in with a new browser at an issuer that lies as `lie` says.
async fn refused(issuer: &Issuer, portal: &Portal, lie: impl FnOnce(&mut Behaviour)) -> Page {
    issuer.be_honest();
    lie(&mut issuer.behaviour());
    let browser = portal.browser();
    let page = browser.log_in().await;
    assert!(!browser.is_logged_in().await, "{}", page.body);
    page
}

#[tokio::test]
async fn case_095_an_answer_without_iss_or_with_a_foreign_one_is_refused() {
    let (issuer, portal) = stage().await;
    let page = refused(&issuer, &portal, |it| it.answer_iss = None).await;
    assert_eq!((page.status, page.refusal()), (400, "iss-missing"));
    assert!(
        page.body
            .contains("does not say which login service it comes from")
    );

    let other = [
        format!("{}/", issuer.url),
        "https://evil.example".to_owned(),
        String::new(),
    ];
    for iss in other {
        let page = refused(&issuer, &portal, |it| it.answer_iss = Some(iss)).await;
        assert_eq!((page.status, page.refusal()), (400, "iss-wrong"));
    }
    assert_eq!(
        issuer.behaviour().seen.token.len(),
        0,
        "no code was ever sent anywhere"
    );
}

#[tokio::test]
async fn an_error_of_the_issuer_is_quoted_with_what_to_do() {
    let (issuer, portal) = stage().await;
    let said = |error: &str, words: &str| Some((error.to_owned(), words.to_owned()));
    let page = refused(&issuer, &portal, |it| {
        it.answer_error = said("access_denied", "<b>You pressed cancel</b>");
    })
    .await;
    assert_eq!((page.status, page.refusal()), (400, "issuer-said-no"));
    assert!(page.body.contains("The login was cancelled."));
    assert!(
        page.body.contains("&#60;b&#62;You pressed cancel"),
        "quoted, not interpreted"
    );
    assert!(page.body.contains("Try again from the start page."));

    let page = refused(&issuer, &portal, |it| {
        it.answer_error = said("unmet_authentication_requirements", "");
    })
    .await;
    assert!(
        page.body
            .contains("choose an electronic ID at level substantial or high")
    );
    assert_eq!(issuer.behaviour().seen.token.len(), 0);
}

#[tokio::test]
async fn a_foreign_issuers_error_text_is_never_shown() {
    let (issuer, portal) = stage().await;
    let page = refused(&issuer, &portal, |it| {
        it.answer_iss = Some("https://evil.example".to_owned());
        it.answer_error = Some(("access_denied".to_owned(), "Call 555 now".to_owned()));
    })
    .await;
    assert_eq!(page.refusal(), "iss-wrong");
    assert!(!page.body.contains("555"));
}

#[tokio::test]
async fn a_refused_code_is_explained() {
    let (issuer, portal) = stage().await;
    let page = refused(&issuer, &portal, |it| {
        it.token_error = Some("invalid_grant".to_owned())
    })
    .await;
    assert_eq!((page.status, page.refusal()), (400, "code-refused"));
    assert!(page.body.contains("said by the issuer"));
}

#[tokio::test]
async fn a_redirecting_token_endpoint_does_not_get_the_secret_sent_elsewhere() {
    let (issuer, portal) = stage().await;
    let elsewhere = Issuer::start().await;
    let page = refused(&issuer, &portal, |it| {
        it.token_redirect = Some(format!("{}/token", elsewhere.url));
    })
    .await;
    assert_eq!((page.status, page.refusal()), (502, "id-token-missing"));
    assert_eq!(elsewhere.behaviour().seen.token.len(), 0);
}

#[tokio::test]
async fn a_token_that_the_issuer_did_not_sign_is_refused() {
    let (issuer, portal) = stage().await;
    for signing in [
        Signing::ForeignKey,
        Signing::UnknownKeyId,
        Signing::ClientSecret,
        Signing::ClaimsChanged,
        Signing::None,
    ] {
        let page = refused(&issuer, &portal, |it| it.signing = signing).await;
        assert_eq!((page.status, page.refusal()), (400, "id-token-signature"));
    }
}

#[tokio::test]
async fn each_claim_of_the_id_token_is_checked() {
    let (issuer, portal) = stage().await;
    let now = unix_now();
    let lies: [(&str, Value, &str); 15] = [
        ("iss", json!("https://evil.example"), "id-token-issuer"),
        ("aud", json!("another-client"), "id-token-audience"),
        (
            "aud",
            json!(["min-lonn", "another-client"]),
            "id-token-audience",
        ),
        ("azp", json!("another-client"), "id-token-audience"),
        ("exp", json!(now - 1), "id-token-expired"),
        ("iat", json!(now - 3600), "id-token-expired"),
        ("iat", json!(now + 3600), "id-token-expired"),
        ("nonce", json!("of-another-login"), "id-token-nonce"),
        ("nonce", json!(null), "id-token-nonce"),
        ("acr", json!("idporten-loa-low"), "level-too-low"),
        ("acr", json!(null), "level-too-low"),
        ("acr", json!("something-else"), "level-too-low"),
        ("auth_time", json!(now + 3600), "login-too-old"),
        (
            "at_hash",
            json!("AAAAAAAAAAAAAAAAAAAAAA"),
            "access-token-hash",
        ),
        ("sub", json!("somebody-else"), "userinfo-subject"),
    ];
    for (claim, value, expected) in lies {
        let shown = format!("{claim} = {value}");
        let page = refused(&issuer, &portal, |it| {
            it.change_claims = Box::new(move |claims| claims[claim] = value.clone());
        })
        .await;
        assert_eq!(page.refusal(), expected, "{shown}");
    }
}

#[tokio::test]
async fn a_higher_level_than_asked_is_welcome() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_claims =
        Box::new(|claims| claims["acr"] = json!("idporten-loa-high"));
    assert_eq!(portal.browser().log_in().await.claim("acr"), "High");
}

#[tokio::test]
async fn unreadable_tokens_and_userinfo_are_refused() {
    let (issuer, portal) = stage().await;
    let page = refused(&issuer, &portal, |it| {
        it.change_claims = Box::new(|claims| *claims = json!({ "sub": "x" }));
    })
    .await;
    assert_eq!((page.status, page.refusal()), (502, "id-token-missing"));
    let page = refused(&issuer, &portal, |it| {
        it.change_userinfo = Box::new(|info| *info = json!(["no", "object"]));
    })
    .await;
    assert_eq!((page.status, page.refusal()), (502, "userinfo"));
}

#[tokio::test]
async fn damaged_answers_are_refused_and_do_not_harm_the_login_under_way() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let answer = browser.log_in_up_to_the_answer().await;
    let doubled = format!("{answer}&state=x");
    for damaged in ["/callback", "/callback?state=x", &doubled] {
        let page = browser.get(damaged).await;
        assert_eq!(
            (page.status, page.refusal()),
            (400, "answer-malformed"),
            "{damaged}"
        );
    }
    assert_eq!(browser.get(answer.as_str()).await.status, 303);
}
