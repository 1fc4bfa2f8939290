//! Case 117: an attacker's answer in the victim's browser (login CSRF, session swap).

use url::Url;

use crate::browser::{Browser, Page};
use crate::stage::stage;

fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .unwrap()
        .1
        .into_owned()
}

/// The answer of one login with the `state` of another.
fn with_state_of(answer: &Url, other: &Url) -> Url {
    let state = parameter(other, "state");
    let mut url = answer.clone();
    let pairs: Vec<(String, String)> = answer.query_pairs().into_owned().collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs.iter().map(|(name, value)| {
            (
                name.as_str(),
                if name == "state" {
                    state.as_str()
                } else {
                    value.as_str()
                },
            )
        }));
    url
}

async fn assert_kept_out(victim: &Browser, page: &Page, refusal: &str) {
    assert_eq!((page.status, page.refusal()), (400, refusal));
    assert!(!victim.is_logged_in().await);
}

#[tokio::test]
async fn case_117_a_browser_that_began_nothing_takes_no_answer() {
    let (issuer, portal) = stage().await;
    let answer = portal.browser().log_in_up_to_the_answer().await;
    let victim = portal.browser();
    let page = victim.get(answer.as_str()).await;
    assert_kept_out(&victim, &page, "other-browser").await;
    assert_eq!(
        issuer.behaviour().seen.token.len(),
        0,
        "the code was not even redeemed"
    );
}

#[tokio::test]
async fn case_117_a_browser_with_a_login_under_way_takes_only_its_own_state() {
    let (issuer, portal) = stage().await;
    let attackers = portal.browser().log_in_up_to_the_answer().await;
    let victim = portal.browser();
    let own = victim.log_in_up_to_the_answer().await;
    let page = victim.get(attackers.as_str()).await;
    assert_kept_out(&victim, &page, "state-unknown").await;
    assert_eq!(issuer.behaviour().seen.token.len(), 0);
    assert_eq!(
        victim.get(own.as_str()).await.status,
        303,
        "the victim's own login goes on"
    );
}

#[tokio::test]
async fn case_117_with_the_victims_state_the_code_fails_for_its_pkce_verifier() {
    let (issuer, portal) = stage().await;
    let attackers = portal.browser().log_in_up_to_the_answer().await;
    let victim = portal.browser();
    let own = victim.log_in_up_to_the_answer().await;
    let page = victim.get(with_state_of(&attackers, &own).as_str()).await;
    assert_kept_out(&victim, &page, "code-refused").await;
    assert_eq!(issuer.behaviour().seen.token.len(), 1);
}

#[tokio::test]
async fn case_117_without_pkce_at_the_issuer_the_nonce_still_refuses() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().skips_pkce = true;
    let attackers = portal.browser().log_in_up_to_the_answer().await;
    let victim = portal.browser();
    let own = victim.log_in_up_to_the_answer().await;
    let page = victim.get(with_state_of(&attackers, &own).as_str()).await;
    assert_kept_out(&victim, &page, "id-token-nonce").await;
}

#[tokio::test]
async fn case_117_somebody_who_is_logged_in_stays_who_she_is() {
    let (issuer, portal) = stage().await;
    let victim = portal.browser();
    victim.log_in().await;
    issuer.behaviour().change_claims = Box::new(|claims| claims["name"] = "Mallory".into());
    let attackers = portal.browser().log_in_up_to_the_answer().await;
    let page = victim.get(attackers.as_str()).await;
    assert_eq!(page.refusal(), "state-unknown");
    assert_eq!(victim.get("/me").await.claim("name"), "Kari Nordmann");
}

#[tokio::test]
async fn case_117_a_login_cannot_be_begun_from_another_site() {
    let (issuer, portal) = stage().await;
    let victim = portal.browser();
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some(issuer.url.as_str()),
    ] {
        let page = victim.post_from(origin, "/login", &[]).await;
        assert_eq!((page.status, page.refusal()), (403, "foreign-form"));
    }
    assert_eq!(
        victim.get("/login").await.status,
        405,
        "a link cannot begin one either"
    );
}
