//! A tiny issuer on real HTTP. It is honest (it checks client, code, redirect URI and PKCE)
//! until a test tells it to lie in one precise way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use crate::signing::{Key, Signing, encode, id_token, sha256};
use crate::stage::unix_now;

pub(crate) const CLIENT_ID: &str = "min-lonn";
/// With characters that `client_secret_basic` must encode (RFC 6749 section 2.3.1).
pub(crate) const CLIENT_SECRET: &str = "s3cret:/+ å";

type Parameters = HashMap<String, String>;
type Change = Box<dyn Fn(&mut Value) + Send>;

/// What the issuer does, and what it saw.
pub(crate) struct Behaviour {
    /// `iss` in the authorization response; `None` leaves it out.
    pub(crate) answer_iss: Option<String>,
    /// Answers every authorization request with this error and description.
    pub(crate) answer_error: Option<(String, String)>,
    /// Answers every token request with this error.
    pub(crate) token_error: Option<String>,
    /// Answers every token request with a 307 to this URL.
    pub(crate) token_redirect: Option<String>,
    /// Does not look at the PKCE verifier.
    pub(crate) skips_pkce: bool,
    pub(crate) signing: Signing,
    pub(crate) key: Key,
    pub(crate) change_claims: Change,
    pub(crate) change_userinfo: Change,
    pub(crate) change_metadata: Change,
    pub(crate) seen: Seen,
    codes: HashMap<String, Parameters>,
}

/// What the issuer saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) authorize: Vec<Parameters>,
    pub(crate) token: Vec<Parameters>,
    pub(crate) end_session: Vec<Parameters>,
    pub(crate) discoveries: usize,
    pub(crate) key_fetches: usize,
}

/// A running issuer.
pub(crate) struct Issuer {
    pub(crate) url: String,
    shared: Arc<Mutex<Behaviour>>,
    server: tokio::task::JoinHandle<()>,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        Self::start_on(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub(crate) fn start_on(listener: TcpListener) -> Self {
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let shared = Arc::new(Mutex::new(Behaviour::honest(&url)));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .route("/logout", get(end_session))
            .with_state((url.clone(), shared.clone()));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            shared,
            server,
        }
    }

    /// The behaviour, to change or to look at.
    pub(crate) fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.shared.lock().unwrap()
    }

    /// Back to honesty; what was seen is kept.
    pub(crate) fn be_honest(&self) {
        let mut behaviour = self.behaviour();
        let seen = std::mem::take(&mut behaviour.seen);
        let key = std::mem::replace(&mut behaviour.key, Key::new("spare"));
        *behaviour = Behaviour {
            seen,
            key,
            ..Behaviour::honest(&self.url)
        };
    }

    pub(crate) async fn stop(self) {
        self.server.abort();
        self.server.await.unwrap_err();
    }
}

impl Behaviour {
    fn honest(url: &str) -> Self {
        Self {
            answer_iss: Some(url.to_owned()),
            answer_error: None,
            token_error: None,
            token_redirect: None,
            skips_pkce: false,
            signing: Signing::Honest,
            key: Key::new("key-1"),
            change_claims: Box::new(|_| {}),
            change_userinfo: Box::new(|_| {}),
            change_metadata: Box::new(|_| {}),
            seen: Seen::default(),
            codes: HashMap::new(),
        }
    }
}

type Shared = State<(String, Arc<Mutex<Behaviour>>)>;

async fn configuration(State((url, shared)): Shared) -> Json<Value> {
    let mut behaviour = shared.lock().unwrap();
    behaviour.seen.discoveries += 1;
    let mut metadata = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "end_session_endpoint": format!("{url}/logout"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    });
    (behaviour.change_metadata)(&mut metadata);
    Json(metadata)
}

async fn jwks(State((_, shared)): Shared) -> Json<Value> {
    let mut behaviour = shared.lock().unwrap();
    behaviour.seen.key_fetches += 1;
    Json(json!({ "keys": [behaviour.key.jwk()] }))
}

/// Everybody is logged in already: the answer comes at once.
async fn authorize(State((_, shared)): Shared, Query(parameters): Query<Parameters>) -> Redirect {
    let mut behaviour = shared.lock().unwrap();
    let mut back = Url::parse(&parameters["redirect_uri"]).unwrap();
    back.query_pairs_mut()
        .append_pair("state", &parameters["state"]);
    if let Some(iss) = &behaviour.answer_iss {
        back.query_pairs_mut().append_pair("iss", iss);
    }
    match &behaviour.answer_error {
        Some((error, description)) => {
            back.query_pairs_mut()
                .append_pair("error", error)
                .append_pair("error_description", description);
        }
        None => {
            let code = format!("code-{}", behaviour.seen.authorize.len());
            back.query_pairs_mut().append_pair("code", &code);
            behaviour.codes.insert(code, parameters.clone());
        }
    }
    behaviour.seen.authorize.push(parameters);
    Redirect::to(back.as_str())
}

async fn token(
    State((url, shared)): Shared,
    headers: HeaderMap,
    Form(form): Form<Parameters>,
) -> Response {
    let mut behaviour = shared.lock().unwrap();
    behaviour.seen.token.push(form.clone());
    if !is_client(&headers) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if let Some(elsewhere) = &behaviour.token_redirect {
        return Redirect::temporary(elsewhere).into_response();
    }
    if let Some(error) = &behaviour.token_error {
        return refuse(StatusCode::BAD_REQUEST, error);
    }
    let Some(request) = behaviour.codes.remove(&form["code"]) else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let challenge = encode(&sha256(form["code_verifier"].as_bytes()));
    let fits = behaviour.skips_pkce || challenge == request["code_challenge"];
    if !fits || form["redirect_uri"] != request["redirect_uri"] {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let mut claims = claims_for(&url, &request);
    (behaviour.change_claims)(&mut claims);
    let id_token = id_token(&claims, &behaviour.key, behaviour.signing, CLIENT_SECRET);
    Json(json!({
        "access_token": "access", "token_type": "Bearer", "expires_in": 120, "id_token": id_token,
    }))
    .into_response()
}

fn claims_for(url: &str, request: &Parameters) -> Value {
    let now = unix_now();
    json!({
        "iss": url, "sub": "sub-7Qx", "aud": CLIENT_ID, "exp": now + 120, "iat": now,
        "auth_time": now - if request.contains_key("max_age") { 0 } else { 300 },
        "nonce": request["nonce"], "sid": "sid-1", "acr": "idporten-loa-substantial",
        "amr": ["pwd", "otp", "mfa", "key-card"],
        "name": "Kari Nordmann", "work_email": "kari.nordmann@fjordvik.example",
        "at_hash": encode(&sha256(b"access")[..16]),
    })
}

async fn userinfo(State((_, shared)): Shared, headers: HeaderMap) -> Response {
    if headers
        .get("authorization")
        .is_none_or(|value| value != "Bearer access")
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut info = json!({ "sub": "sub-7Qx", "name": "Kari Nordmann" });
    (shared.lock().unwrap().change_userinfo)(&mut info);
    Json(info).into_response()
}

async fn end_session(State((_, shared)): Shared, Query(parameters): Query<Parameters>) -> Redirect {
    let mut back = Url::parse(&parameters["post_logout_redirect_uri"]).unwrap();
    back.query_pairs_mut()
        .append_pair("state", &parameters["state"]);
    shared.lock().unwrap().seen.end_session.push(parameters);
    Redirect::to(back.as_str())
}

/// `client_secret_basic`: both parts form-encoded before they are put together.
fn is_client(headers: &HeaderMap) -> bool {
    let encode = |text| url::form_urlencoded::byte_serialize(text).collect::<String>();
    let pair = format!(
        "{}:{}",
        encode(CLIENT_ID.as_bytes()),
        encode(CLIENT_SECRET.as_bytes())
    );
    let expected = format!("Basic {}", STANDARD.encode(pair));
    headers
        .get("authorization")
        .is_some_and(|value| *value == *expected)
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (
        status,
        Json(json!({ "error": error, "error_description": "said by the issuer" })),
    )
        .into_response()
}
