//! Logging out here and everywhere.

use crate::stage::stage;

#[tokio::test]
async fn logging_out_here_ends_this_session_and_asks_nothing_of_the_issuer() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    let page = browser.post("/logout", &[("lang", "en")]).await;
    assert!(page.header("set-cookie").contains("portal_session=; "));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
    let page = browser.follow(page).await;
    assert_eq!((page.status, page.url.path()), (200, "/logged-out"));
    assert!(page.body.contains("You are logged out here"));
    assert!(!browser.is_logged_in().await);
    assert_eq!(issuer.behaviour().seen.end_session.len(), 0);
}

#[tokio::test]
async fn logging_out_everywhere_goes_to_the_issuer_and_back() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    let page = browser.post("/logout/everywhere", &[("lang", "en")]).await;
    assert_eq!(page.status, 303);
    let page = browser.follow(page).await;
    assert!(page.body.contains("You are logged out everywhere"));
    assert!(!browser.is_logged_in().await);

    let behaviour = issuer.behaviour();
    let request = &behaviour.seen.end_session[0];
    assert_eq!(request["id_token_hint"].split('.').count(), 3);
    assert_eq!(request["client_id"], "min-lonn");
    assert_eq!(
        request["post_logout_redirect_uri"],
        format!("{}/logged-out", portal.url)
    );
    assert_eq!(request["ui_locales"], "en");
    assert!(request["state"].len() >= 22);
}

#[tokio::test]
async fn everywhere_is_believed_only_with_this_browsers_own_state() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    let out = browser.post("/logout/everywhere", &[("lang", "en")]).await;
    let back = browser
        .get(out.location().unwrap().as_str())
        .await
        .location()
        .unwrap();

    let claims_everywhere = async |browser: &crate::browser::Browser, url: &str| {
        browser
            .get(url)
            .await
            .body
            .contains("logged out everywhere</h1>")
    };
    assert!(!claims_everywhere(&browser, "/logged-out?state=guess").await);
    assert!(!claims_everywhere(&browser, "/logged-out").await);
    assert!(!claims_everywhere(&portal.browser(), back.as_str()).await);
    assert!(claims_everywhere(&browser, back.as_str()).await);
    let page = browser.get_in(back.as_str(), "da").await;
    assert!(
        page.body.contains("<html lang=\"en\">"),
        "the language of the button lasts"
    );
}

#[tokio::test]
async fn a_copied_cookie_is_worthless_after_either_logout() {
    let (_issuer, portal) = stage().await;
    for path in ["/logout", "/logout/everywhere"] {
        let browser = portal.browser();
        let answer = browser.log_in_up_to_the_answer().await;
        let page = browser.get(answer.as_str()).await;
        let copy = page
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let thief = portal.browser();
        assert_eq!(thief.get_with_cookie("/me", &copy).await.status, 200);
        browser.post(path, &[]).await;
        assert_eq!(
            thief.get_with_cookie("/me", &copy).await.status,
            303,
            "{path}"
        );
    }
}

#[tokio::test]
async fn when_the_issuer_is_gone_the_page_says_that_only_this_session_ended() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    issuer.stop().await;
    let page = browser.post("/logout/everywhere", &[("lang", "en")]).await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("logged out here, but not everywhere"));
    assert!(!browser.is_logged_in().await);
}

#[tokio::test]
async fn when_the_issuer_offers_no_logout_the_page_says_so_too() {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_metadata = Box::new(|metadata| {
        metadata
            .as_object_mut()
            .unwrap()
            .remove("end_session_endpoint");
    });
    let browser = portal.browser();
    browser.log_in().await;
    let page = browser.post("/logout/everywhere", &[("lang", "en")]).await;
    assert!(page.body.contains("logged out here, but not everywhere"));
    assert!(!browser.is_logged_in().await);
}

#[tokio::test]
async fn another_site_cannot_log_anybody_out() {
    let (issuer, portal) = stage().await;
    let browser = portal.browser();
    browser.log_in().await;
    for path in ["/logout", "/logout/everywhere"] {
        let page = browser
            .post_from(Some("https://evil.example"), path, &[])
            .await;
        assert_eq!((page.status, page.refusal()), (403, "foreign-form"));
        assert_eq!(browser.get(path).await.status, 405);
    }
    assert!(browser.is_logged_in().await);
    assert_eq!(issuer.behaviour().seen.end_session.len(), 0);
}

#[tokio::test]
async fn logging_out_twice_is_harmless() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    for path in ["/logout", "/logout/everywhere"] {
        let page = browser.post(path, &[("lang", "en")]).await;
        assert_eq!(browser.follow(page).await.status, 200);
    }
}
