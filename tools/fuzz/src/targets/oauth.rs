//! What clients send, at registration, at the authorization endpoint and at the token endpoint.

use crate::input::{lines, pieces, text};
use crate::targets::tokens::{client_document, signing_key};
use lykill_core::Timestamp;
use lykill_crypto::pure::json as strict;
use lykill_crypto::pure::prf;
use lykill_oauth::authorize::{Inputs, check, response, resume};
use lykill_oauth::params::Params;
use lykill_oauth::registration::response::registered;
use lykill_oauth::registration::{self, Registration};
use lykill_oauth::token::client_assertion::{self, Audiences};
use lykill_oauth::token::client_auth::{Registered, authenticate, presented};
use lykill_oauth::types::{AcrNames, AuthorizeRequest, Client, RedirectUri, Refusal};
use lykill_oauth::{logout as ending, token, userinfo};
use std::sync::OnceLock;
use std::time::Duration;
use url::Url;
use url::form_urlencoded;

const ISSUER: &str = "https://id.example";
const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);
const AUDIENCES: Audiences<'_> = Audiences {
    issuer: ISSUER,
    token_endpoint: "https://id.example/token",
    endpoint: "https://id.example/token",
};

fn known(method: &'static str) -> Registration {
    let document = client_document(method).to_string();
    let id = "drawn".parse().expect("an id");
    registration::read(document.as_bytes(), id, &AcrNames::default()).expect("a client")
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| known("client_secret_basic").client)
}

/// What is read is read as a browser's own reader reads it, each name once.
pub fn params(data: &[u8]) {
    let Ok(params) = Params::parse(data) else {
        return;
    };
    let mut names = Vec::new();
    for (name, value) in form_urlencoded::parse(data) {
        if !value.is_empty() {
            assert_eq!(params.get(&name), Some(&*value), "two readers of {name}");
        }
        assert!(!names.contains(&name), "{name} stands twice");
        names.push(name);
    }
}

/// Of what a POST says about itself only a form in UTF-8 is read.
pub fn content_type(data: &[u8]) {
    let Some([kind, query]) = lines::<2>(data) else {
        return;
    };
    if Params::of_post(Some(query), Some(kind), b"a=b").is_ok() {
        let kind = kind.trim_start_matches([' ', '\t']).to_ascii_lowercase();
        assert!(
            kind.starts_with("application/x-www-form-urlencoded"),
            "{kind}"
        );
        let others = kind.replace("utf-8", "").replace("charset", "");
        assert!(!others.contains("iso") && !others.contains("utf"), "{kind}");
        assert!(query.is_empty(), "parameters in two places");
    }
}

/// Whatever is asked, an answer goes to the registered address or to nobody.
pub fn authorize(data: &[u8]) {
    let Ok(params) = Params::parse(data) else {
        return;
    };
    let keys = [signing_key().verify_key().clone()];
    let inputs = Inputs {
        params: &params,
        client: Some(client()),
        acr: &AcrNames::default(),
        issuer: ISSUER,
        keys: &keys,
    };
    let registered = "https://service.example/callback";
    match check(&inputs) {
        Ok(request) => {
            assert_eq!(request.redirect_uri.as_str(), registered);
            assert_eq!(request.code_challenge.len(), 43);
            assert_eq!(resume(&request, Some(client())), Ok(()));
            let stored = serde_json::to_string(&request).expect("JSON");
            let read: AuthorizeRequest = serde_json::from_str(&stored).expect("read back");
            assert_eq!(read, request, "a stored request");
            let state = request.state.as_deref();
            answered(&response::code(&request, "c", ISSUER), state);
        }
        Err(Refusal::Redirect(refused)) => {
            assert_eq!(refused.redirect_uri.as_str(), registered);
            answered(&response::error(&refused, ISSUER), refused.state.as_deref());
        }
        Err(Refusal::Page(_)) => {}
    }
}

/// An answer goes to an address of the client with the state exactly as it came.
fn answered(answer: &response::Answer, state: Option<&str>) {
    let address = match answer {
        response::Answer::Redirect(address) => address,
        response::Answer::Form(form) => {
            assert_eq!(form.action.as_str(), "https://service.example/callback");
            let sent = form.fields.iter().find(|(name, _)| *name == "state");
            assert_eq!(sent.map(|(_, value)| value.as_str()), state);
            return;
        }
    };
    let url = Url::parse(address).expect("an address");
    assert_eq!(url.host_str(), Some("service.example"));
    assert!(
        address.bytes().all(|byte| byte.is_ascii_graphic()),
        "{address}"
    );
    let sent = url.query_pairs().find(|(name, _)| name == "state");
    assert_eq!(sent.map(|(_, value)| value.into_owned()).as_deref(), state);
}

/// A registered address matches itself and no other host.
pub fn redirect_uri(data: &[u8]) {
    let Some([first, second]) = lines::<2>(data) else {
        return;
    };
    let Ok(uri) = first.parse::<RedirectUri>() else {
        return;
    };
    let url = Url::parse(first).expect("what is registered is a URL");
    assert_eq!(uri.as_str(), first);
    assert!(url.fragment().is_none() && url.username().is_empty());
    assert!(url.password().is_none() && !first.contains('*'));
    assert!(uri.accepts(first, false) && uri.accepts(first, true));
    let source = uri.form_action();
    assert!(
        !source.contains([' ', ';', ',', '\'']),
        "a policy is split: {source}"
    );
    let stored = serde_json::to_string(&uri).expect("JSON");
    assert_eq!(
        serde_json::from_str::<RedirectUri>(&stored).ok(),
        Some(uri.clone())
    );
    for any_port in [false, true] {
        if uri.accepts(second, any_port) && first != second {
            let other = Url::parse(second).expect("what matches is a URL");
            assert!(any_port && uri.is_loopback(), "{second}");
            assert_eq!((other.host(), other.path()), (url.host(), url.path()));
            assert_eq!(other.query(), url.query());
        }
    }
}

/// What is registered is stored and read back; what is answered can be registered again.
pub fn client_metadata(data: &[u8]) {
    let acr = AcrNames::default();
    let id = || "drawn".parse().expect("an id");
    let known = match registration::read(data, id(), &acr) {
        Ok(known) => known,
        Err(errors) => {
            assert!(!errors.0.is_empty(), "refused without a reason");
            return;
        }
    };
    let stored = serde_json::to_string(&known.client).expect("JSON");
    let read: Client = serde_json::from_str(&stored).expect("read back");
    assert_eq!(read, known.client, "a stored client");
    let mut answer = registered(&known.client, None, NOW, &acr);
    if let Some(secret) = &known.given_secret {
        answer["client_secret"] = secret.expose().as_str().into();
    }
    let again = registration::read(answer.to_string().as_bytes(), id(), &acr);
    let again = again.unwrap_or_else(|errors| unreachable!("{answer}: {errors}"));
    assert_eq!(again.client, known.client, "registered again");
}

/// An assertion that is taken ends soon and has a name to be spent by.
pub fn client_assertion(data: &[u8]) {
    let Ok(claims) = strict::parse(data) else {
        return;
    };
    let id = "service".parse().expect("an id");
    if let Ok(used) = client_assertion::check(&claims, &id, &AUDIENCES, NOW) {
        let longest = NOW + client_assertion::LONGEST_LIFE + client_assertion::CLOCK_SKEW;
        assert!(used.expires_at > NOW && used.expires_at <= longest);
        assert!((1..=256).contains(&used.jti.len()));
        assert_eq!(claims["iss"], claims["sub"]);
        assert!(claims["aud"].is_string());
        let later = NOW + Duration::from_secs(400);
        assert!(client_assertion::check(&claims, &id, &AUDIENCES, later).is_err());
    }
}

/// Header and body of a token request: only the one secret opens.
pub fn client_auth(data: &[u8]) {
    let [header, body] = pieces::<2>(data);
    let Ok(params) = Params::parse(body) else {
        return;
    };
    let _whatever_is_asked = token::request::parse(&params);
    let header = text(header).filter(|header| !header.is_empty());
    let Ok(presented) = presented(header, &params) else {
        return;
    };
    let right = prf::sha256(b"a-secret-of-fuzz-targets");
    let registered = Registered {
        client: client(),
        secret_sha256: Some(&right),
    };
    if authenticate(&presented, Some(registered), &AUDIENCES, NOW).is_ok() {
        assert_eq!(presented.client_id.as_str(), "service");
        assert!(header.is_some(), "the registered way is the header");
    }
    assert!(authenticate(&presented, None, &AUDIENCES, NOW).is_err());
}

/// An access token has characters of its alphabet only.
pub fn bearer(data: &[u8]) {
    let Some(header) = text(data) else { return };
    if let Ok(token) = userinfo::bearer(Some(header)) {
        let token = token.expose();
        assert!((1..=2048).contains(&token.len()));
        assert!(token.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(header.ends_with(token.as_str()) || header.ends_with(' '));
    }
}

/// After a logout the browser goes to an address that is registered, or nowhere.
pub fn logout(data: &[u8]) {
    let Ok(params) = Params::parse(data) else {
        return;
    };
    let keys = [signing_key().verify_key().clone()];
    let Ok(request) = ending::parse(&params, &keys, ISSUER) else {
        return;
    };
    let answer = ending::answer(&request, Some(client()), ending::Browser::NoSession, true);
    let nowhere = ending::LogoutAnswer::End { return_to: None };
    assert_eq!(answer, nowhere, "the client registered no address");
}

/// The token that is asked about is the one that was sent, and nothing else is read.
pub fn token_query(data: &[u8]) {
    let Ok(params) = Params::parse(data) else {
        return;
    };
    match token::token_query::parse(&params) {
        Ok(asked) => assert_eq!(params.get("token"), Some(asked.expose().as_str())),
        Err(error) => {
            assert_eq!(params.get("token"), None);
            assert_eq!(error.status(), 400);
        }
    }
}
