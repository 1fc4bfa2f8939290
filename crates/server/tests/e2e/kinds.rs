//! Nothing that is issued passes for something of another kind (security.md case 132): everything
//! that one login gives is shown at every place that takes a secret, and then each at its own.

use axum::Router;
use axum::extract::State;
use lykill_core::Clock as _;
use lykill_crypto::engine::SystemClock;
use lykill_crypto::pure::jose::{SigningKey, sign_es256};
use lykill_testkit::oidc::{ASSERTION_TYPE, Attempt, Credential, claims};
use lykill_testkit::walk::login_of;
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// What is issued or made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    AccessToken,
    RefreshToken,
    IdToken,
    RequestUri,
    ClientAssertion,
    LogoutToken,
    ClientSecret,
    SessionCookie,
    BrowserCookie,
    DeviceCookie,
    FormToken,
    LoginId,
}

/// Where something is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    TokenCode,
    TokenRefresh,
    TokenAssertion,
    ClientBasic,
    Userinfo,
    Introspect,
    AuthorizeRequestUri,
    LogoutHint,
    Session,
    LoginBrowser,
    LoginForm,
}

use Kind::{
    AccessToken, BrowserCookie, ClientAssertion, ClientSecret, Code, DeviceCookie, FormToken,
    IdToken, LoginId, LogoutToken, RefreshToken, RequestUri, SessionCookie,
};
use Place::{
    AuthorizeRequestUri, ClientBasic, Introspect, LoginBrowser, LoginForm, LogoutHint, Session,
    TokenAssertion, TokenCode, TokenRefresh, Userinfo,
};

const PLACES: [Place; 11] = [
    TokenCode,
    TokenRefresh,
    TokenAssertion,
    ClientBasic,
    Userinfo,
    Introspect,
    AuthorizeRequestUri,
    LogoutHint,
    Session,
    LoginBrowser,
    LoginForm,
];

/// What is taken where; nothing else is. What ends something stands after what needs it.
const TAKEN: [(Kind, Place); 12] = [
    (AccessToken, Userinfo),
    (AccessToken, Introspect),
    (RefreshToken, Introspect),
    (ClientAssertion, TokenAssertion),
    (ClientSecret, ClientBasic),
    (RequestUri, AuthorizeRequestUri),
    (SessionCookie, Session),
    (BrowserCookie, LoginBrowser),
    (FormToken, LoginForm),
    (RefreshToken, TokenRefresh),
    (Code, TokenCode),
    (IdToken, LogoutHint),
];

/// A deployment with one of everything.
struct Everything {
    world: World,
    /// A client with a secret.
    party: RelyingParty,
    /// A client with a key.
    keyed: RelyingParty,
    key: Arc<SigningKey>,
    /// Holds the session.
    browser: Browser,
    /// Of the code that is not redeemed yet.
    attempt: Attempt,
    /// Where somebody chooses an electronic ID, in a browser of its own.
    chooser: Page,
    choosing: Browser,
    all: Vec<(Kind, String)>,
}

/// A service that keeps the logout tokens which it is sent.
async fn hearing() -> (String, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hear", listener.local_addr().unwrap());
    let hear = async |State(heard): State<Arc<Mutex<Vec<String>>>>, body: String| {
        let (_, token) = body.split_once("logout_token=").unwrap();
        heard.lock().unwrap().push(token.to_owned());
    };
    let router = Router::new().fallback(hear).with_state(Arc::clone(&heard));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

fn cookie(browser: &Browser, world: &World, name: &str) -> String {
    browser.cookies(&world.issuer())[name].value.clone()
}

impl Everything {
    async fn new() -> Self {
        let world = World::start().await;
        let person = world.ready().await;
        let (address, heard) = hearing().await;
        let more = json!({
            "grant_types": ["authorization_code", "refresh_token"],
            "backchannel_logout_uri": address,
        });
        let party = RelyingParty::register(&world, "service", more).await;
        let key = RelyingParty::new_key();
        let credential = Credential::Key(Arc::clone(&key));
        let keyed = RelyingParty::with_credential(&world, "keyed", credential, json!({})).await;

        let leaving = world.browser();
        let tokens = leaving.tokens_at(&party, &person).await;
        let hint = tokens["id_token"].as_str().unwrap();
        leaving.open(logout(&world, hint)).await;
        let logout_token = heard_token(&heard).await;

        let browser = world.browser();
        let tokens = browser.tokens_at(&party, &person).await;
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let (answer, attempt) = browser.answer_at_once(&party).await;
        let pushed = party.attempt().params;
        let pushed = party.post(&browser, &world.at("/par"), &pushed).await;
        assert_eq!(pushed.status, 201, "{}", pushed.body);
        let choosing = world.browser();
        let chooser = choosing.open(party.address(&party.attempt())).await;
        let assertion = keyed.assertion_claims().to_string();
        let all = vec![
            (Code, answer.code().to_owned()),
            (AccessToken, token("access_token")),
            (RefreshToken, token("refresh_token")),
            (IdToken, token("id_token")),
            (
                RequestUri,
                pushed.json()["request_uri"].as_str().unwrap().to_owned(),
            ),
            (
                ClientAssertion,
                sign_es256(&key, "JWT", assertion.as_bytes()).unwrap(),
            ),
            (LogoutToken, logout_token),
            (ClientSecret, "service-secret-0123456789".to_owned()),
            (SessionCookie, cookie(&browser, &world, "lykill_session")),
            (BrowserCookie, cookie(&choosing, &world, "lykill_browser")),
            (DeviceCookie, cookie(&browser, &world, "lykill_device")),
            (FormToken, chooser.field("csrf").unwrap()),
            (LoginId, login_of(&chooser)),
        ];
        Self {
            world,
            party,
            keyed,
            key,
            browser,
            attempt,
            chooser,
            choosing,
            all,
        }
    }

    /// Whether `secret` is taken at a place.
    async fn takes(&self, place: Place, secret: &str) -> bool {
        let (world, party) = (&self.world, &self.party);
        let nobody = world.browser();
        match place {
            TokenCode => {
                let fields = party.redemption(secret, &self.attempt.verifier);
                party.token(&nobody, &fields).await.status == 200
            }
            TokenRefresh => {
                let fields = [("grant_type", "refresh_token"), ("refresh_token", secret)];
                let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
                party.token(&nobody, &fields).await.status == 200
            }
            TokenAssertion => self.assertion_is_taken("/token", secret).await,
            ClientBasic => {
                let mut with = party.clone();
                with.credential = Credential::Basic(secret.to_owned());
                with.about(&nobody, "/introspect", "x").await.status == 200
            }
            Userinfo => party.userinfo(&nobody, secret).await.status == 200,
            Introspect => {
                let page = party.about(&nobody, "/introspect", secret).await;
                assert_eq!(page.status, 200, "{}", page.body);
                page.json()["active"] == true
            }
            AuthorizeRequestUri => {
                let mut url = world.at("/authorize");
                let mut query = url.query_pairs_mut();
                query.append_pair("client_id", &party.client_id);
                query.append_pair("request_uri", secret);
                drop(query);
                nobody.open(url).await.url.path().starts_with("/login/")
            }
            LogoutHint => {
                let page = self.browser.copy().open(logout(world, secret)).await;
                assert_eq!(page.status, 200, "{}", page.text());
                !page.has_field("csrf")
            }
            Session => {
                nobody.plant(&world.issuer(), "lykill_session", secret);
                let attempt = party.attempt().with("prompt", "none");
                let page = nobody.open(party.address(&attempt)).await;
                party.answer(&page).get("code").is_some()
            }
            LoginBrowser => {
                nobody.plant(&world.issuer(), "lykill_browser", secret);
                nobody.open(&self.chooser.url).await.status == 200
            }
            LoginForm => {
                let (form, button) = self.chooser.form_with("key-card");
                let mut fields = form.fields.clone();
                for field in fields.iter_mut().filter(|(name, _)| name == "csrf") {
                    secret.clone_into(&mut field.1);
                }
                fields.push((button.name, button.value));
                let page = self.choosing.copy();
                let page = page.post(&self.chooser.url, &form.action, &fields).await;
                page.status != 403
            }
        }
    }

    async fn assertion_is_taken(&self, path: &str, assertion: &str) -> bool {
        let mut bare = self.keyed.clone();
        bare.credential = Credential::Public;
        let mut fields = match path {
            "/par" => bare.attempt().params,
            _ => bare.redemption("no such code", &self.attempt.verifier),
        };
        fields.retain(|(name, _)| name != "client_id");
        let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
        add("client_assertion_type", ASSERTION_TYPE);
        add("client_assertion", assertion);
        let page = bare
            .post(&self.world.browser(), &self.world.at(path), &fields)
            .await;
        match path {
            "/par" => page.status == 201,
            // Who the client is was shown; there is no such code.
            _ => page.json()["error"] == "invalid_grant",
        }
    }
}

fn logout(world: &World, hint: &str) -> String {
    let mut url = world.at("/logout");
    url.query_pairs_mut().append_pair("id_token_hint", hint);
    url.into()
}

async fn heard_token(heard: &Mutex<Vec<String>>) -> String {
    for _ in 0..600 {
        if let Some(token) = heard.lock().unwrap().first() {
            return token.clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no logout token came")
}

#[tokio::test(flavor = "multi_thread")]
async fn case_132_nothing_passes_for_something_of_another_kind() {
    let everything = Everything::new().await;
    for (kind, secret) in &everything.all {
        for place in PLACES {
            if !TAKEN.contains(&(*kind, place)) {
                let taken = everything.takes(place, secret).await;
                assert!(!taken, "{kind:?} was taken at {place:?}");
            }
        }
        // Giving back what is no token gives nothing back.
        if !matches!(kind, AccessToken | RefreshToken) {
            let nobody = everything.world.browser();
            let page = everything.party.about(&nobody, "/revoke", secret).await;
            assert_eq!(page.status, 200, "{kind:?}: {}", page.body);
        }
    }
    // All that was refused elsewhere is still good, where it belongs.
    for (kind, place) in TAKEN {
        let mut all = everything.all.iter();
        let (_, secret) = all.find(|(known, _)| *known == kind).unwrap();
        let taken = everything.takes(place, secret).await;
        assert!(taken, "{kind:?} was not taken at {place:?}");
    }
}

/// Five types on the right payload under the right key, at five places.
#[tokio::test(flavor = "multi_thread")]
async fn case_132_a_right_token_of_another_type_is_refused() {
    let everything = Everything::new().await;
    let world = &everything.world;
    let own = world.ctx.signers.current(SystemClock.now()).unwrap();
    let mut all = everything.all.iter();
    let (_, id_token) = all.find(|(kind, _)| *kind == IdToken).unwrap();
    let id_claims = claims(id_token).to_string();
    for typ in ["at+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "JWT"] {
        let is_right = typ == "JWT";
        for path in ["/token", "/par"] {
            let claims = everything.keyed.assertion_claims().to_string();
            let assertion = sign_es256(&everything.key, typ, claims.as_bytes()).unwrap();
            let taken = everything.assertion_is_taken(path, &assertion).await;
            assert_eq!(taken, is_right, "{typ} as a client assertion at {path}");
        }
        let token = sign_es256(&own, typ, id_claims.as_bytes()).unwrap();
        for (place, taken) in [
            (Userinfo, false),
            (Introspect, false),
            (LogoutHint, is_right),
        ] {
            let found = everything.takes(place, &token).await;
            assert_eq!(found, taken, "{typ} at {place:?}");
        }
    }
}
