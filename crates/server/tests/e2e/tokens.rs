//! The token and userinfo endpoints (security.md cases 089, 091, 092, 093, 110, 119, 122, 123,
//! 124).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, EncodingKey};
use lykill_crypto::engine::signing;
use lykill_crypto::pure::jose::SigningKey;
use lykill_testkit::oidc::{ASSERTION_TYPE, Credential, claims};
use lykill_testkit::{Browser, Page, RelyingParty, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

fn is_refused(page: &Page, error: &str) {
    assert_eq!(page.json()["error"], error, "{}", page.body);
    assert!(matches!(page.status, 400 | 401), "{}", page.status);
    assert!(page.json().get("access_token").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn case_089_a_code_works_once_and_a_second_use_revokes() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    let first = party.redeem(&browser, &answer, &attempt).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let token = first.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(party.userinfo(&browser, &token).await.status, 200);
    is_refused(
        &party.redeem(&browser, &answer, &attempt).await,
        "invalid_grant",
    );
    let after = party.userinfo(&browser, &token).await;
    assert_eq!(after.status, 401, "{}", after.body);
    assert!(after.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn case_091_a_code_ends_after_a_minute() {
    let world = World::builder().with_still_clock().start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    world.clock().advance(Duration::from_secs(59));
    assert_eq!(party.redeem(&browser, &answer, &attempt).await.status, 200);
    let (answer, attempt) = browser.answer_at_once(&party).await;
    world.clock().advance(Duration::from_secs(61));
    is_refused(
        &party.redeem(&browser, &answer, &attempt).await,
        "invalid_grant",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_092_case_093_a_code_is_bound_to_its_client_and_request() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let other = RelyingParty::register(&world, "other", json!({})).await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    let right = party.redemption(answer.code(), &attempt.verifier);
    let with = |name: &str, value: &str| {
        let mut fields = right.clone();
        for field in &mut fields {
            if field.0 == name {
                value.clone_into(&mut field.1);
            }
        }
        fields
    };
    let stolen = other.token(&browser, &right).await;
    is_refused(&stolen, "invalid_grant");
    let elsewhere = other.redirect_uri.as_str();
    is_refused(
        &party
            .token(&browser, &with("redirect_uri", elsewhere))
            .await,
        "invalid_grant",
    );
    for wrong in [
        &"v".repeat(43),
        &"v".repeat(42),
        &"v".repeat(129),
        &attempt.state,
    ] {
        let page = party.token(&browser, &with("code_verifier", wrong)).await;
        is_refused(&page, "invalid_grant");
    }
    let page = party.token(&browser, &right[..3]).await;
    assert!(page.status == 400, "without a verifier: {}", page.body);
    let page = party.token(&browser, &right).await;
    assert_eq!(
        page.status, 200,
        "nothing of this used the code up: {}",
        page.body
    );
}

/// Other sites' scripts may neither read answers nor send people anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn case_110_no_other_site_reads_answers() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let issuer = world.config.issuer.as_str();
    for origin in [
        "https://evil.example",
        "null",
        &format!("{issuer}.evil.example"),
    ] {
        for (method, path) in [
            (Method::GET, "/authorize"),
            (Method::OPTIONS, "/authorize"),
            (Method::POST, "/token"),
            (Method::OPTIONS, "/token"),
            (Method::POST, "/introspect"),
            (Method::OPTIONS, "/revoke"),
            (Method::GET, "/userinfo"),
            (Method::OPTIONS, "/userinfo"),
            (Method::GET, "/logout"),
        ] {
            let url = world.at(path);
            let browser = Browser::new().sending("origin", origin);
            let request = browser.bare(method.clone(), &url);
            let request = request.header("access-control-request-method", "POST");
            let page = browser.take(&url, request).await;
            let allowed = page.header("access-control-allow-origin");
            assert_eq!(allowed, "", "{method} {path} for {origin}");
            assert_eq!(page.header("access-control-allow-credentials"), "");
        }
    }
    drop(party);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_119_nobody_stores_what_concerns_one_login() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let attempt = party.attempt();
    let to_login = browser.open_once(party.address(&attempt)).await;
    let chooser = browser.follow(to_login.clone()).await;
    let page = browser.up_to_key(&chooser, &person).await;
    let number = page.asked_number();
    let typed = [("key", person.card.key(&number))];
    let with_code = browser.press_once(&page, "answer", &typed).await;
    let back = browser.follow(with_code.clone()).await;
    let tokens = party.redeem(&browser, &party.answer(&back), &attempt).await;
    let token = tokens.json()["access_token"].as_str().unwrap().to_owned();
    let userinfo = party.userinfo(&browser, &token).await;
    let refused = party.userinfo(&browser, "wrong").await;
    let introspected = party.about(&browser, "/introspect", &token).await;
    assert_eq!(introspected.json()["active"], true);
    let revoked = party.about(&browser, "/revoke", &token).await;
    assert_eq!(revoked.status, 200, "{}", revoked.body);
    let unknown = party
        .token(&browser, &party.redemption("x", &attempt.verifier))
        .await;
    for page in [
        to_login,
        chooser,
        page,
        with_code,
        tokens,
        userinfo,
        refused,
        introspected,
        revoked,
        unknown,
    ] {
        assert_eq!(page.header("cache-control"), "no-store", "{}", page.url);
    }
}

/// A token as an attacker puts it together: any header, signed with any key.
fn forged(header: &Value, claims: &Value, key: Option<(&EncodingKey, Algorithm)>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = key.map(|(key, algorithm)| sign(signed.as_bytes(), key, algorithm).unwrap());
    format!("{signed}.{}", signature.unwrap_or_default())
}

/// The ways in which a public key can be written, each a shared secret to whoever mixes up the
/// algorithms.
fn writings(key: &Value) -> Vec<Vec<u8>> {
    let half = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let point = [vec![4], half("x"), half("y")].concat();
    // SubjectPublicKeyInfo of a P-256 key (RFC 5480 section 2).
    let mut der = vec![
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];
    der.extend_from_slice(&point);
    let text = base64::engine::general_purpose::STANDARD.encode(&der);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    vec![
        pem.into_bytes(),
        der,
        point,
        key.to_string().into_bytes(),
        Vec::new(),
    ]
}

/// Everything with which a forger tries to pass for the holder of `key`.
fn forgeries(key: &Value, kid: &str, claims: &Value, keys_at: &str) -> Vec<String> {
    let pkcs8 = signing::generate_es256().unwrap();
    let (jwk, own) = (
        SigningKey::from_pkcs8(pkcs8.expose())
            .unwrap()
            .public_jwk()
            .clone(),
        EncodingKey::from_ec_der(pkcs8.expose()),
    );
    let es256 = Some((&own, Algorithm::ES256));
    let mut all = Vec::new();
    for alg in ["none", "None", "nOnE", "NONE", ""] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": kid });
        all.push(forged(&header, claims, None));
        all.push(forged(&header, claims, es256));
    }
    for secret in writings(key) {
        let secret = EncodingKey::from_secret(&secret);
        let header = json!({ "alg": "HS256", "typ": "JWT", "kid": kid });
        all.push(forged(&header, claims, Some((&secret, Algorithm::HS256))));
    }
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!(keys_at)),
        ("x5u", json!(keys_at)),
        ("x5c", json!(["MIIB"])),
        ("kid", json!(kid)),
    ] {
        let mut header = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
        header[name] = value;
        all.push(forged(&header, claims, es256));
    }
    all
}

/// A server that counts who comes: nobody must.
async fn counting_server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/keys", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (address, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_122_case_123_case_124_forged_client_assertions_are_refused() {
    let world = World::start().await;
    let person = world.ready().await;
    let key = RelyingParty::new_key();
    let credential = Credential::Key(Arc::clone(&key));
    let party = RelyingParty::with_credential(&world, "service", credential, json!({})).await;
    let mut impostor = party.clone();
    impostor.credential = Credential::Public;
    let (keys_at, visits) = counting_server().await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    let fields = party.redemption(answer.code(), &attempt.verifier);
    let all = forgeries(
        key.public_jwk(),
        key.kid(),
        &party.assertion_claims(),
        &keys_at,
    );
    assert!(all.len() > 15);
    for assertion in all {
        let mut fields = fields.clone();
        fields.push((
            "client_assertion_type".to_owned(),
            ASSERTION_TYPE.to_owned(),
        ));
        fields.push(("client_assertion".to_owned(), assertion));
        is_refused(&impostor.token(&browser, &fields).await, "invalid_client");
    }
    is_refused(&impostor.token(&browser, &fields).await, "invalid_client");
    assert_eq!(
        party.token(&browser, &fields).await.status,
        200,
        "the real one is taken"
    );
    assert_eq!(
        visits.load(Ordering::SeqCst),
        0,
        "nobody's address was asked for keys"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_122_case_123_case_124_forged_hints_log_nobody_out() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let (keys_at, visits) = counting_server().await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let token = tokens["id_token"].as_str().unwrap();
    let keys = browser.open(world.at("/jwks")).await.json();
    let key = &keys["keys"][0];
    let kid = key["kid"].as_str().unwrap();
    for hint in forgeries(key, kid, &claims(token), &keys_at) {
        let mut url = world.at("/logout");
        url.query_pairs_mut().append_pair("id_token_hint", &hint);
        let page = browser.open(&url).await;
        assert!(
            page.field("csrf").is_some(),
            "the person is asked: {}",
            page.text()
        );
        let (answer, _) = browser.answer_at_once(&party).await;
        assert!(answer.get("code").is_some(), "the session lives");
        let attempt = party.attempt().with("id_token_hint", &hint);
        let page = browser.open(party.address(&attempt)).await;
        let answer = party.answer(&page);
        assert!(
            answer.get("error").is_some() || answer.get("code").is_some(),
            "{answer:?}"
        );
    }
    assert_eq!(
        visits.load(Ordering::SeqCst),
        0,
        "nobody's address was asked for keys"
    );
}
