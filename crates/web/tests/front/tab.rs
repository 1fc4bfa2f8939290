//! A browser's tab: sends requests into the router and keeps cookies.

use super::world::World;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;

/// The kind of a form's body.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as text.
    pub body: String,
    /// How many bytes its body has.
    pub size: usize,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.headers[LOCATION].to_str().unwrap()
    }

    /// What stands between two texts on the page.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.body.split_once(before).unwrap_or_else(|| {
            panic!("{before} is not on the page: {} {}", self.status, self.body)
        });
        rest.split_once(after).expect("an end").0.to_owned()
    }

    /// The token of the page's first form.
    #[track_caller]
    pub fn csrf(&self) -> String {
        self.between("name=\"csrf\" value=\"", "\"")
    }
}

/// Sends one request into the router, as from 203.0.113.7.
pub async fn send(world: &World, mut request: Request<Body>) -> Answer {
    let peer: SocketAddr = "203.0.113.7:40000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    send_raw(world, request).await
}

/// Sends one request without saying from where.
pub async fn send_raw(world: &World, request: Request<Body>) -> Answer {
    let response = world.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 4_000_000).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        size: body.len(),
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// A request without cookies.
pub fn request(method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::new(body.into());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap();
    request
}

/// A tab with its cookies.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// The cookies by name.
    pub cookies: BTreeMap<String, String>,
}

impl Tab {
    /// GETs a path.
    pub async fn get(&mut self, world: &World, path: &str) -> Answer {
        self.ask(world, request(Method::GET, path, Body::empty()))
            .await
    }

    /// POSTs a form.
    pub async fn post(&mut self, world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = request(Method::POST, path, form);
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        self.ask(world, request).await
    }

    /// Sends a request with the cookies and keeps what is set.
    pub async fn ask(&mut self, world: &World, mut request: Request<Body>) -> Answer {
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let line = HeaderValue::try_from(pairs.join("; ")).unwrap();
            request.headers_mut().insert(COOKIE, line);
        }
        let answer = send(world, request).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Begins a login at the service and gives the login's path.
    pub async fn begin(&mut self, world: &World) -> String {
        self.begin_at(world, "lonn").await
    }

    async fn begin_at(&mut self, world: &World, service: &str) -> String {
        let answer = self.get(world, &authorize(service)).await;
        answer.location().to_owned()
    }

    /// Begins a login and chooses the key card.
    pub async fn at_password(&mut self, world: &World) -> String {
        self.at_password_of(world, "lonn").await
    }

    /// The same at another service.
    pub async fn at_password_of(&mut self, world: &World, service: &str) -> String {
        let login = self.begin_at(world, service).await;
        let page = self.get(world, &login).await;
        let fields = [("csrf", &*page.csrf()), ("method", "key-card")];
        let answer = self.post(world, &format!("{login}/method"), &fields).await;
        assert_eq!(answer.location(), login);
        login
    }

    /// Posts a step of the login with the token of its page.
    pub async fn step(
        &mut self,
        world: &World,
        (login, step): (&str, &str),
        fields: &[(&str, &str)],
    ) -> Answer {
        let csrf = self.get(world, login).await.csrf();
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", &*csrf)]).collect();
        self.post(world, &format!("{login}/{step}"), &fields).await
    }
}

/// The address of a whole authorization request.
pub fn authorize(client: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let query = Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("redirect_uri", super::world::CALLBACK)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile")
        .append_pair("state", "af0ifjsldkj")
        .append_pair("nonce", "n-0S6_WzA2Mj")
        .append_pair("code_challenge", challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    format!("/authorize?{query}")
}
