//! The authorization endpoint: what is refused as a page, what goes back to the service, and what
//! every answer has (security.md cases 088, 094, 095, 104, 105, 106, 111, 116).

use lykill_testkit::oidc::{Attempt, claims};
use lykill_testkit::{Browser, RelyingParty, World};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use url::Url;

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a request that must come back to the service as this error.
async fn comes_back_with(party: &RelyingParty, attempt: &Attempt, error: &str) {
    let page = Browser::new().open(party.address(attempt)).await;
    let answer = party.answer(&page);
    assert_eq!(
        answer.get("error"),
        Some(error),
        "{:?} for {:?}",
        answer,
        attempt.params
    );
    assert_eq!(answer.get("code"), None);
    assert_eq!(answer.get("state"), Some(attempt.state.as_str()));
    let issuer = party.address(attempt).origin().ascii_serialization();
    assert_eq!(answer.get("iss"), Some(issuer.as_str()), "case 095");
}

/// Sends a request that must be answered with a page: there is nowhere to go back to.
async fn is_a_page(party: &RelyingParty, attempt: &Attempt) {
    let page = Browser::new().open_once(party.address(attempt)).await;
    assert_eq!(page.status, 400, "{:?}: {}", attempt.params, page.text());
    assert_eq!(page.location(), None);
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn case_088_only_the_registered_address_gets_answers() {
    let world = World::start().await;
    let fixed = json!({ "redirect_uris": ["https://tjeneste.example/callback"] });
    let party = RelyingParty::register(&world, "service", fixed).await;
    for wrong in [
        "https://tjeneste.example/callback/",
        "https://tjeneste.example/callback/more",
        "https://tjeneste.example/../callback",
        "https://tjeneste.example/x/../callback",
        "https://tjeneste.example/%2e%2e/callback",
        "https://tjeneste.example.evil.example/callback",
        "https://eviltjeneste.example/callback",
        "https://user@tjeneste.example/callback",
        "https://tjeneste.example@evil.example/callback",
        "https://tjeneste.example:8443/callback",
        "https://tjeneste.example/callback?next=1",
        "https://tjeneste.example/callback#x",
        "https://tjeneste.example/Callback",
        "https://TJENESTE.example/callback",
        "https://tjeneste.example./callback",
        "https://tjen\u{e9}ste.example/callback",
        "https://tjeneste.example\\@evil.example/callback",
        "https://*.example/callback",
        "http://tjeneste.example/callback",
        "javascript:alert(1)",
        "//evil.example/callback",
        "",
    ] {
        is_a_page(&party, &party.attempt().with("redirect_uri", wrong)).await;
    }
    is_a_page(&party, &party.attempt().without("redirect_uri")).await;
    let twice = party
        .attempt()
        .with("redirect_uri", "https://tjeneste.example/callback");
    let mut url = party.address(&twice);
    let query = format!(
        "{}&redirect_uri=https%3A%2F%2Fevil.example%2F",
        twice.query()
    );
    url.set_query(Some(&query));
    assert_eq!(Browser::new().open_once(&url).await.status, 400);
    let page = Browser::new().open_once(party.address(&twice)).await;
    assert_eq!(page.status, 303, "the registered one is taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_094_only_the_code_flow_is_served() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    for kind in [
        "token",
        "id_token",
        "id_token token",
        "code id_token",
        "none",
        "CODE",
    ] {
        let attempt = party.attempt().with("response_type", kind);
        comes_back_with(&party, &attempt, "unsupported_response_type").await;
    }
    let attempt = party.attempt().without("response_type");
    comes_back_with(&party, &attempt, "invalid_request").await;
    let attempt = party.attempt().with("response_mode", "fragment");
    comes_back_with(&party, &attempt, "invalid_request").await;
    for grant in ["password", "implicit", "client_credentials", ""] {
        let fields = [("grant_type", grant), ("username", "a"), ("password", "b")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let page = party.token(&Browser::new(), &fields).await;
        assert_eq!(page.status, 400, "{grant}: {}", page.body);
        let error = page.json()["error"].clone();
        let expected = if grant.is_empty() {
            "invalid_request"
        } else {
            "unsupported_grant_type"
        };
        assert_eq!(error, expected, "{grant}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_095_every_answer_names_the_issuer() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    assert_eq!(answer.get("iss"), Some(world.config.issuer.as_str()));
    assert_eq!(answer.get("state"), Some(attempt.state.as_str()));
    let (answer, _) = browser.answer_at_once(&party).await;
    assert_eq!(
        answer.get("iss"),
        Some(world.config.issuer.as_str()),
        "with a session"
    );
    let attempt = party.attempt();
    let chooser = world.browser();
    let page = chooser.open(party.address(&attempt)).await;
    let page = chooser.press(&page, "cancel", &[]).await;
    let answer = party.answer(&page);
    assert_eq!(answer.get("error"), Some("access_denied"));
    assert_eq!(
        answer.get("iss"),
        Some(world.config.issuer.as_str()),
        "cancelled"
    );
    let attempt = party.attempt().with("prompt", "none");
    comes_back_with(&party, &attempt, "login_required").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_104_no_token_says_less_than_was_asked() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["acr"], "idporten-loa-substantial");
    let high = r#"{"id_token":{"acr":{"essential":true,"values":["idporten-loa-high"]}}}"#;
    for attempt in [
        party.attempt().with("acr_values", "idporten-loa-high"),
        party.attempt().with("acr_values", "urn:lykill:loa:high"),
        party.attempt().with("claims", high),
    ] {
        for browser in [browser.clone(), world.browser()] {
            let page = browser.open(party.address(&attempt)).await;
            assert!(
                !page.url.path().ends_with("/callback"),
                "{:?}",
                page.url.query()
            );
            assert!(!page.body.contains("value=\"key-card\""), "{}", page.text());
        }
    }
    let unknown = party.attempt().with("acr_values", "Level9");
    comes_back_with(&party, &unknown, "unmet_authentication_requirements").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_105_max_age_zero_asks_anew_and_nonsense_is_refused() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    let (answer, _) = browser.answer_at_once(&party).await;
    assert!(!answer.code().is_empty(), "the session serves");
    let attempt = party.attempt().with("max_age", "0");
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.log_in(&chooser, &person).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&browser, &answer, &attempt).await.json();
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    let age = id_token["iat"].as_i64().unwrap() - id_token["auth_time"].as_i64().unwrap();
    assert!(age < 60, "{id_token}");
    for wrong in ["-1", "1e30", "abc", "1.5", " 1", "99999999999"] {
        let attempt = party.attempt().with("max_age", wrong);
        comes_back_with(&party, &attempt, "invalid_request").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_106_a_nonce_comes_back_exactly_or_not_at_all() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    let odd = "n o-\u{e6}\"'<>&%+/=\u{1f511}";
    for nonce in [odd.to_owned(), "n".repeat(1024)] {
        let attempt = party.attempt().with("nonce", &nonce);
        let page = browser.open(party.address(&attempt)).await;
        let tokens = party
            .redeem(&browser, &party.answer(&page), &attempt)
            .await
            .json();
        assert_eq!(
            claims(tokens["id_token"].as_str().unwrap())["nonce"],
            json!(nonce)
        );
    }
    let attempt = party.attempt().without("nonce");
    let page = browser.open(party.address(&attempt)).await;
    let tokens = party
        .redeem(&browser, &party.answer(&page), &attempt)
        .await
        .json();
    assert!(
        claims(tokens["id_token"].as_str().unwrap())
            .get("nonce")
            .is_none()
    );
    let attempt = party.attempt().with("nonce", &"n".repeat(1025));
    comes_back_with(&party, &attempt, "invalid_request").await;
    let attempt = party.attempt();
    let mut url = party.address(&attempt);
    url.set_query(Some(&format!("{}&nonce=2", attempt.query())));
    assert_eq!(browser.open_once(&url).await.status, 400, "twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_111_a_posted_password_is_never_sent_on() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let chosen = browser.press_once(&chooser, "key-card", &[]).await;
    assert_eq!(chosen.status, 303);
    let page = browser.follow(chosen).await;
    let typed = [
        ("user_id", person.user_id.as_str()),
        ("password", &person.password),
    ];
    let posted = browser.press_once(&page, "continue", &typed).await;
    assert_eq!(posted.status, 303);
    let page = browser.follow(posted).await;
    let number = page.asked_number();
    let posted = browser
        .press_once(&page, "answer", &[("key", person.card.key(&number))])
        .await;
    assert_eq!(posted.status, 303);
    let to = posted.location().unwrap();
    assert_eq!(to.origin(), party.redirect_uri.origin());
}

#[tokio::test(flavor = "multi_thread")]
async fn case_116_what_can_be_read_in_two_ways_is_refused() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let (browser, attempt) = (world.browser(), party.attempt());
    for twice in [
        "client_id=service",
        "client%5Fid=other",
        "state=x",
        "scope=openid",
    ] {
        let mut url = party.address(&attempt);
        url.set_query(Some(&format!("{}&{twice}", attempt.query())));
        assert_eq!(browser.open_once(&url).await.status, 400, "{twice}");
    }
    let post = async |url: &Url, kind: &str, body: String| {
        let request = Browser::new().bare(Method::POST, url);
        let request = request.header(CONTENT_TYPE, kind).body(body);
        Browser::new().take(url, request).await
    };
    let (authorize, token) = (world.at("/authorize"), world.at("/token"));
    let ok = post(&authorize, FORM, attempt.query()).await;
    assert_eq!(ok.status, 303, "a posted request is taken: {}", ok.text());
    let fields = "grant_type=authorization_code&client_id=service&code=x";
    for url in [&authorize, &token] {
        let body = || {
            if *url == token {
                fields.to_owned()
            } else {
                attempt.query()
            }
        };
        for kind in [
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
        ] {
            assert_eq!(post(url, kind, body()).await.status, 400, "{url} {kind}");
        }
        let mut both = url.clone();
        both.set_query(Some("client_id=service"));
        assert_eq!(
            post(&both, FORM, body()).await.status,
            400,
            "{url} in two places"
        );
        let twice = format!("{}&client_id=other", body());
        let answer = post(url, FORM, twice).await;
        assert_no_login(&answer.header("location"), &browser).await;
    }
    let utf7 = format!("{FORM}; charset=utf-7");
    assert_eq!(
        post(&token, &utf7, fields.to_owned()).await.status,
        400,
        "utf-7"
    );
}

/// A POST may be answered with a GET of the same request; that GET must be refused then.
async fn assert_no_login(location: &&str, browser: &Browser) {
    if let Ok(url) = Url::parse(location) {
        assert_eq!(browser.open_once(&url).await.status, 400);
    }
}

/// Two lengths of one body: the request ends there, and nobody's next request begins inside it.
#[tokio::test(flavor = "multi_thread")]
async fn case_116_two_lengths_of_one_body_are_refused() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let world = World::start().await;
    let port = world.issuer().port().unwrap();
    for lengths in [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: x",
    ] {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .unwrap();
        let text = format!(
            "POST /token HTTP/1.1\r\nhost: localhost\r\ncontent-type: {FORM}\r\n{lengths}\r\n\
             \r\na=b&cGET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n"
        );
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 400"), "{lengths}: {answer}");
        assert_eq!(
            answer.matches("HTTP/1.1 ").count(),
            1,
            "{lengths}: {answer}"
        );
    }
}
