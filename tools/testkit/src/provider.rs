//! Another OpenID Provider, small and obedient or hostile, as the test says: it logs in whoever
//! comes, at once, and notes what it was asked.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use axum::extract::{RawForm, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lykill_core::Clock as _;
use lykill_crypto::engine::{SystemClock, signing};
use lykill_crypto::pure::jose::{SigningKey, sign_es256};
use lykill_crypto::pure::prf;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use url::Url;

/// How the provider answers at its authorization endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answering {
    /// With a code, in its own name.
    Code,
    /// With an error.
    Error(&'static str),
    /// With a code, in the name of somebody else.
    As(&'static str),
    /// With a code, in nobody's name.
    Nameless,
}

/// How the provider answers programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serving {
    /// As it should.
    Well,
    /// With this status.
    Status(u16),
    /// With a redirect to itself.
    Circle,
    /// With a megabyte.
    Floods,
    /// Not within a minute.
    Hangs,
}

/// A provider; it ends with the test's runtime.
pub struct Provider {
    /// Its issuer.
    pub issuer: Url,
    inside: Arc<Mutex<Inside>>,
}

/// What it does and saw. A test changes it between two requests.
pub struct Inside {
    /// How it answers browsers.
    pub answering: Answering,
    /// How its token endpoint answers.
    pub tokens: Serving,
    /// How its metadata and keys are served.
    pub documents: Serving,
    /// Claims of its ID tokens besides the usual ones, or instead of them; null leaves one out.
    pub claims: Map<String, Value>,
    /// The key that it publishes.
    pub published: Arc<SigningKey>,
    /// The key that it signs with.
    pub signs_with: Arc<SigningKey>,
    /// The parameters of the last authorization request.
    pub asked: BTreeMap<String, String>,
    /// The fields of the last token request.
    pub redeemed: BTreeMap<String, String>,
    /// How often its keys were fetched.
    pub key_requests: usize,
    codes: HashMap<String, (String, String)>,
    issuer: String,
}

type Shared = State<Arc<Mutex<Inside>>>;

impl Provider {
    /// Starts one that vouches for this subject, with this national number in the claim `pid`.
    pub async fn start(subject: &str, national_id: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = format!("http://127.0.0.1:{port}");
        let key = new_key();
        let mut claims = Map::new();
        claims.insert("sub".to_owned(), json!(subject));
        claims.insert("acr".to_owned(), json!("bank:two"));
        if let Some(number) = national_id {
            claims.insert("pid".to_owned(), json!(number));
        }
        let inside = Arc::new(Mutex::new(Inside {
            answering: Answering::Code,
            tokens: Serving::Well,
            documents: Serving::Well,
            claims,
            published: Arc::clone(&key),
            signs_with: key,
            asked: BTreeMap::new(),
            redeemed: BTreeMap::new(),
            key_requests: 0,
            codes: HashMap::new(),
            issuer: issuer.clone(),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            issuer: Url::parse(&issuer).unwrap(),
            inside,
        }
    }

    /// What it does and saw.
    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// A `[[method]]` of this name that stands for it, after the key card; `more` are further
    /// lines of its section.
    pub fn method(&self, name: &str, more: &str) -> String {
        let issuer = self.issuer.origin().ascii_serialization();
        format!(
            "[[method]]\nname = {name:?}\nkind = \"upstream-oidc\"\nlevel = \"substantial\"\n\
             display = {{ nb = \"Banken {name}\", en = \"Bank {name}\" }}\n\
             [method.upstream]\nissuer = {issuer:?}\nclient_id = \"lykill\"\n\
             acr = [\"bank:two=substantial\", \"bank:one=low\"]\n\
             national_id_claim = \"pid\"\ntimeout_seconds = 2\n{more}\n"
        )
    }
}

/// A fresh ES256 key.
pub fn new_key() -> Arc<SigningKey> {
    let pkcs8 = signing::generate_es256().unwrap();
    Arc::new(SigningKey::from_pkcs8(pkcs8.expose()).unwrap())
}

async fn served(serving: Serving, document: Value) -> Response {
    match serving {
        Serving::Well => Json(document).into_response(),
        Serving::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Serving::Circle => (StatusCode::FOUND, [(LOCATION, "/jwks")]).into_response(),
        Serving::Floods => "x".repeat(1024 * 1024).into_response(),
        Serving::Hangs => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
    }
}

async fn metadata(State(inside): Shared) -> Response {
    let (serving, issuer) = {
        let inside = inside.lock().unwrap();
        (inside.documents, inside.issuer.clone())
    };
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "authorization_response_iss_parameter_supported": true,
    });
    served(serving, document).await
}

async fn jwks(State(inside): Shared) -> Response {
    let (serving, keys) = {
        let mut inside = inside.lock().unwrap();
        inside.key_requests += 1;
        let keys = json!({ "keys": [inside.published.public_jwk()] });
        (inside.documents, keys)
    };
    served(serving, keys).await
}

fn fields(raw: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(raw).into_owned().collect()
}

async fn authorize(State(inside): Shared, RawQuery(query): RawQuery) -> Response {
    let mut inside = inside.lock().unwrap();
    inside.asked = fields(query.unwrap_or_default().as_bytes());
    let asked = |name: &str| inside.asked.get(name).cloned().unwrap_or_default();
    let mut back = Url::parse(&asked("redirect_uri")).unwrap();
    let code = format!("code-{}", inside.codes.len());
    let held = (asked("nonce"), asked("code_challenge"));
    let state = asked("state");
    let (answer, issuer) = match inside.answering.clone() {
        Answering::Code => (("code", code.as_str()), Some(inside.issuer.clone())),
        Answering::Error(error) => (("error", error), Some(inside.issuer.clone())),
        Answering::As(issuer) => (("code", code.as_str()), Some(issuer.to_owned())),
        Answering::Nameless => (("code", code.as_str()), None),
    };
    back.query_pairs_mut()
        .append_pair(answer.0, answer.1)
        .append_pair("state", &state);
    if let Some(issuer) = issuer {
        back.query_pairs_mut().append_pair("iss", &issuer);
    }
    inside.codes.insert(code, held);
    (StatusCode::SEE_OTHER, [(LOCATION, back.to_string())]).into_response()
}

async fn token(State(inside): Shared, RawForm(form): RawForm) -> Response {
    let (serving, answer) = {
        let mut inside = inside.lock().unwrap();
        inside.redeemed = fields(&form);
        (inside.tokens, id_token(&mut inside))
    };
    match answer {
        Some(token) => {
            served(
                serving,
                json!({ "id_token": token, "token_type": "Bearer" }),
            )
            .await
        }
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// The token for a code that is redeemed once, with the secret whose hash it was asked with.
fn id_token(inside: &mut Inside) -> Option<String> {
    let (nonce, challenge) = inside.codes.remove(inside.redeemed.get("code")?)?;
    let verifier = inside.redeemed.get("code_verifier")?;
    if URL_SAFE_NO_PAD.encode(prf::sha256(verifier.as_bytes())) != challenge {
        return None;
    }
    let now = SystemClock.now().seconds();
    let mut claims = json!({
        "iss": inside.issuer,
        "aud": "lykill",
        "nonce": nonce,
        "iat": now,
        "exp": now + 120,
        "auth_time": now,
    });
    let members = claims.as_object_mut()?;
    members.extend(inside.claims.clone());
    members.retain(|_, value| !value.is_null());
    sign_es256(&inside.signs_with, "JWT", claims.to_string().as_bytes()).ok()
}
