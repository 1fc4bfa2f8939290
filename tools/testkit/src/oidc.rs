//! A small relying party: a registered client with a callback on loopback that takes whatever
//! comes, and the requests that it makes. What it sends can be changed to be wrong.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use crate::{Browser, Page, World, html};
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lykill_core::random;
use lykill_crypto::engine::{SystemRng, signing};
use lykill_crypto::pure::jose::{SigningKey, sign_es256};
use lykill_crypto::pure::prf;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use url::{Url, form_urlencoded};

/// How a client shows who it is at the token endpoint.
#[derive(Debug, Clone)]
pub enum Credential {
    /// `client_secret_basic`.
    Basic(String),
    /// `client_secret_post`.
    Post(String),
    /// `private_key_jwt` with ES256.
    Key(Arc<SigningKey>),
    /// `none`.
    Public,
}

/// A relying party. Its callback answers as long as the test runs.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    /// The client id.
    pub client_id: String,
    /// How it shows who it is.
    pub credential: Credential,
    /// Where answers go.
    pub redirect_uri: Url,
    /// Where the browser goes after logout.
    pub after_logout: Url,
    issuer: Url,
}

/// One authorization request, and what is kept of it until the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What is sent.
    pub params: Vec<(String, String)>,
    /// The PKCE verifier.
    pub verifier: String,
    /// The state.
    pub state: String,
    /// The nonce.
    pub nonce: String,
}

/// What came back to the callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The parameters, in order.
    pub params: Vec<(String, String)>,
}

impl Answer {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The code.
    pub fn code(&self) -> &str {
        match self.get("code") {
            Some(code) => code,
            None => panic!("no code came back: {:?}", self.params),
        }
    }
}

impl Attempt {
    /// Changes a parameter, or adds it.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.params.iter_mut().find(|(known, _)| known == name) {
            Some(param) => value.clone_into(&mut param.1),
            None => self.params.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Leaves a parameter out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.params.retain(|(known, _)| known != name);
        self
    }

    /// The parameters as a query.
    pub fn query(&self) -> String {
        html::encoded(&self.params)
    }
}

impl RelyingParty {
    /// Registers a client with `client_secret_basic` whose users need no link, and starts its
    /// callback. `more` are further members of the registration, or other values of them.
    pub async fn register(world: &World, client_id: &str, more: Value) -> Self {
        let secret = format!("{client_id}-secret-0123456789");
        Self::with_credential(world, client_id, Credential::Basic(secret), more).await
    }

    /// As [`RelyingParty::register`], with another way to show who it is.
    pub async fn with_credential(
        world: &World,
        client_id: &str,
        credential: Credential,
        more: Value,
    ) -> Self {
        let party = Self::unregistered(world.issuer(), client_id, credential).await;
        world.register(party.metadata(more)).await;
        party
    }

    /// A relying party that no issuer knows yet; its callback answers.
    pub async fn unregistered(issuer: Url, client_id: &str, credential: Credential) -> Self {
        let base = callback_server().await;
        Self {
            client_id: client_id.to_owned(),
            credential,
            redirect_uri: base.join("/callback").unwrap(),
            after_logout: base.join("/bye").unwrap(),
            issuer,
        }
    }

    /// A key for [`Credential::Key`].
    pub fn new_key() -> Arc<SigningKey> {
        let pkcs8 = signing::generate_es256().unwrap();
        Arc::new(SigningKey::from_pkcs8(pkcs8.expose()).unwrap())
    }

    /// What is to be registered; `more` are further members, or other values of them.
    pub fn metadata(&self, more: Value) -> Value {
        let mut metadata = json!({
            "client_id": self.client_id,
            "client_name": format!("Tjeneste {}", self.client_id),
            "redirect_uris": [self.redirect_uri],
            "post_logout_redirect_uris": [self.after_logout],
            "lykill_sector": "public",
        });
        let method = match &self.credential {
            Credential::Basic(secret) => {
                metadata["client_secret"] = json!(secret);
                "client_secret_basic"
            }
            Credential::Post(secret) => {
                metadata["client_secret"] = json!(secret);
                "client_secret_post"
            }
            Credential::Key(key) => {
                metadata["jwks"] = json!({ "keys": [key.public_jwk()] });
                "private_key_jwt"
            }
            Credential::Public => "none",
        };
        metadata["token_endpoint_auth_method"] = json!(method);
        if let (Value::Object(members), Value::Object(more)) = (&mut metadata, more) {
            members.extend(more);
        }
        metadata
    }

    /// A right authorization request.
    pub fn attempt(&self) -> Attempt {
        let (verifier, state, nonce) = (drawn(), drawn(), drawn());
        let challenge = URL_SAFE_NO_PAD.encode(prf::sha256(verifier.as_bytes()));
        let params = [
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", "openid profile"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let params = params
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        Attempt {
            params,
            verifier,
            state,
            nonce,
        }
    }

    /// The address to which a browser is sent with a request.
    pub fn address(&self, attempt: &Attempt) -> Url {
        let mut url = self.issuer.join("/authorize").unwrap();
        url.set_query(Some(&attempt.query()));
        url
    }

    /// Where a page leads, when that is back to this service.
    pub fn way_back(&self, page: &Page) -> Option<Url> {
        let to = page.location()?;
        (to.origin() == self.redirect_uri.origin()).then_some(to)
    }

    /// What came back, when this page is the callback.
    pub fn answer(&self, page: &Page) -> Answer {
        let url = &page.url;
        let is_callback =
            url.origin() == self.redirect_uri.origin() && url.path() == self.redirect_uri.path();
        if !is_callback {
            panic!(
                "{} ({}) is not the callback: {}",
                url,
                page.status,
                page.text()
            );
        }
        Answer {
            params: url.query_pairs().into_owned().collect(),
        }
    }

    /// Redeems a code as it should be: the answer of the token endpoint.
    pub async fn redeem(&self, browserless: &Browser, answer: &Answer, attempt: &Attempt) -> Page {
        let fields = self.redemption(answer.code(), &attempt.verifier);
        self.token(browserless, &fields).await
    }

    /// The fields of a right redemption, without those that show who the client is.
    pub fn redemption(&self, code: &str, verifier: &str) -> Vec<(String, String)> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", verifier),
        ];
        fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    /// Posts fields to the token endpoint, with the client's credential.
    pub async fn token(&self, browserless: &Browser, fields: &[(String, String)]) -> Page {
        self.post(browserless, &self.token_endpoint(), fields).await
    }

    /// Asks about a token, or gives it back: posts it to an endpoint of this path.
    pub async fn about(&self, browserless: &Browser, path: &str, token: &str) -> Page {
        let url = self.issuer.join(path).unwrap();
        let fields = [("token".to_owned(), token.to_owned())];
        self.post(browserless, &url, &fields).await
    }

    /// Posts fields to an endpoint, with the client's credential.
    pub async fn post(
        &self,
        browserless: &Browser,
        url: &Url,
        fields: &[(String, String)],
    ) -> Page {
        let mut fields = fields.to_vec();
        let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
        let mut request = browserless.bare(Method::POST, url);
        match &self.credential {
            Credential::Basic(secret) => {
                request = request.header(AUTHORIZATION, self.basic(secret))
            }
            Credential::Post(secret) => {
                add("client_id", &self.client_id);
                add("client_secret", secret);
            }
            Credential::Key(key) => {
                add("client_assertion_type", ASSERTION_TYPE);
                add("client_assertion", &self.assertion(key));
            }
            Credential::Public => add("client_id", &self.client_id),
        }
        let body = html::encoded(&fields);
        let form = "application/x-www-form-urlencoded";
        browserless
            .take(url, request.header(CONTENT_TYPE, form).body(body))
            .await
    }

    /// Asks the userinfo endpoint.
    pub async fn userinfo(&self, browserless: &Browser, access_token: &str) -> Page {
        let url = self.issuer.join("/userinfo").unwrap();
        let request = browserless.bare(Method::GET, &url);
        let request = request.header(AUTHORIZATION, format!("Bearer {access_token}"));
        browserless.take(&url, request).await
    }

    /// The token endpoint.
    pub fn token_endpoint(&self) -> Url {
        self.issuer.join("/token").unwrap()
    }

    /// The value of the `Authorization` header (RFC 6749 section 2.3.1).
    pub fn basic(&self, secret: &str) -> String {
        use base64::engine::general_purpose::STANDARD;
        let encoded =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(&self.client_id), encoded(secret));
        format!("Basic {}", STANDARD.encode(pair))
    }

    /// The claims of a right client assertion (RFC 7523 section 3).
    pub fn assertion_claims(&self) -> Value {
        use lykill_core::Clock as _;
        let now = lykill_crypto::engine::SystemClock.now().micros() / 1_000_000;
        json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer.as_str().trim_end_matches('/'),
            "jti": drawn(),
            "iat": now,
            "exp": now + 60,
        })
    }

    fn assertion(&self, key: &SigningKey) -> String {
        sign_es256(key, "JWT", self.assertion_claims().to_string().as_bytes()).unwrap()
    }
}

/// RFC 7523 section 2.2.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn drawn() -> String {
    random::token(&SystemRng)
}

/// The claims of a token, whose signature is somebody else's to check.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

async fn callback_server() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().fallback(async || -> Response {
        let page = "<!doctype html><html lang=en><title>Service</title><h1>Came back</h1></html>";
        (
            StatusCode::OK,
            [(CONTENT_TYPE, "text/html; charset=utf-8")],
            page,
        )
            .into_response()
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&format!("http://localhost:{port}")).unwrap()
}
