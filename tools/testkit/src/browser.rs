//! A browser without scripts, over real HTTP: cookies, redirects, forms, and the request headers
//! by which servers tell one site's form from another's (`Origin`, `Sec-Fetch-Site`).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use crate::cookie_jar::{Cookie, CookieJar};
use crate::html::{self, Button, Form, Tag};
use reqwest::header::{
    ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, HeaderMap, LOCATION, ORIGIN, REFERER, SET_COOKIE,
    USER_AGENT,
};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// No journey has more hops in a row.
const HOPS_MAX: u32 = 12;
/// Longer than any answer on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// One browser profile; clones are further tabs of it.
#[derive(Debug, Clone)]
pub struct Browser {
    http: reqwest::Client,
    jar: Arc<Mutex<CookieJar>>,
    language: String,
    agent: String,
    headers: Vec<(String, String)>,
    /// Connections to this origin go to that one: what a load balancer does.
    balanced: Option<(String, Url)>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// No answer came, or not the whole of it.
#[derive(Debug)]
pub struct NoAnswer(reqwest::Error);

/// The page of a server that does not die.
fn answered(page: Result<Page, NoAnswer>) -> Page {
    match page {
        Ok(page) => page,
        Err(NoAnswer(error)) => panic!("no answer: {error:?}"),
    }
}

/// Who began a request: an address that was typed, or a page.
#[derive(Debug, Clone, Copy)]
enum By<'a> {
    Typing,
    Page(&'a Url),
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    /// A fresh profile that prefers English.
    #[expect(
        clippy::disallowed_methods,
        reason = "this client plays a person's browser"
    )]
    pub fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE);
        Self {
            http: client.build().unwrap(),
            jar: Arc::default(),
            language: "en".to_owned(),
            agent: "Mozilla/5.0 (X11; Linux x86_64) Testkit/1".to_owned(),
            headers: Vec::new(),
            balanced: None,
        }
    }

    /// The same profile with another `Accept-Language`.
    #[must_use]
    pub fn speaking(mut self, language: &str) -> Self {
        self.language = language.to_owned();
        self
    }

    /// The same profile with another `User-Agent`.
    #[must_use]
    pub fn calling_itself(mut self, agent: &str) -> Self {
        self.agent = agent.to_owned();
        self
    }

    /// The same profile, which sends one more header with everything.
    #[must_use]
    pub fn sending(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same profile, whose requests for `origin` a load balancer gives to the server at
    /// `server`.
    #[must_use]
    pub fn balanced(mut self, origin: &Url, server: &Url) -> Self {
        self.balanced = Some((origin.origin().ascii_serialization(), server.clone()));
        self
    }

    /// Another profile that holds copies of this one's cookies: a thief's, or a backup's.
    #[must_use]
    pub fn copy(&self) -> Self {
        let jar = Arc::new(Mutex::new(self.jar.lock().unwrap().clone()));
        Self {
            jar,
            ..self.clone()
        }
    }

    /// The cookies that this profile holds for a host.
    pub fn cookies(&self, url: &Url) -> BTreeMap<String, Cookie> {
        self.jar.lock().unwrap().of(url)
    }

    /// Puts a cookie into the profile that nobody set.
    pub fn plant(&self, url: &Url, name: &str, value: &str) {
        self.jar.lock().unwrap().plant(url, name, value);
    }

    /// Removes a cookie from the profile.
    pub fn forget(&self, url: &Url, name: &str) {
        self.jar.lock().unwrap().forget(url, name);
    }

    /// Goes to an address that was typed, and wherever it leads.
    pub async fn open(&self, url: impl AsRef<str>) -> Page {
        answered(self.try_open(url).await)
    }

    /// As [`Browser::open`], where the server may die at any moment.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_open(&self, url: impl AsRef<str>) -> Result<Page, NoAnswer> {
        let url = Url::parse(url.as_ref()).unwrap();
        let request = self.request(Method::GET, &url, By::Typing);
        let page = self.try_take(&url, request).await?;
        self.try_follow(page).await
    }

    /// Goes to an address that was typed; a redirect is not followed.
    pub async fn open_once(&self, url: impl AsRef<str>) -> Page {
        let url = Url::parse(url.as_ref()).unwrap();
        let request = self.request(Method::GET, &url, By::Typing);
        self.take(&url, request).await
    }

    /// Follows a link of a page, and wherever it leads.
    pub async fn click(&self, from: &Page, href: &str) -> Page {
        let url = from.url.join(href).unwrap();
        let request = self.request(Method::GET, &url, By::Page(&from.url));
        let page = self.take(&url, request).await;
        self.follow(page).await
    }

    /// Presses the button `button` (its value, or `""` for the first one) in the form that has
    /// it, with these fields filled in, and goes wherever that leads.
    pub async fn press(&self, page: &Page, button: &str, typed: &[(&str, &str)]) -> Page {
        answered(self.try_press(page, button, typed).await)
    }

    /// As [`Browser::press`], where the server may die at any moment.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_press(
        &self,
        page: &Page,
        button: &str,
        typed: &[(&str, &str)],
    ) -> Result<Page, NoAnswer> {
        let answer = self.try_press_once(page, button, typed).await?;
        self.try_follow(answer).await
    }

    /// As [`Browser::press`]; a redirect is not followed.
    pub async fn press_once(&self, page: &Page, button: &str, typed: &[(&str, &str)]) -> Page {
        answered(self.try_press_once(page, button, typed).await)
    }

    /// As [`Browser::press_once`], where the server may die at any moment.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_press_once(
        &self,
        page: &Page,
        button: &str,
        typed: &[(&str, &str)],
    ) -> Result<Page, NoAnswer> {
        let (form, button) = page.form_with(button);
        let action = button.action.as_ref().unwrap_or(&form.action);
        let mut fields = form.fields.clone();
        for (name, value) in typed {
            match fields.iter_mut().find(|(known, _)| known == name) {
                Some(field) => (*value).clone_into(&mut field.1),
                None => panic!("{} has no field {name}", page.url),
            }
        }
        if !button.name.is_empty() {
            fields.push((button.name.clone(), button.value.clone()));
        }
        self.try_post(&page.url, action, &fields).await
    }

    /// Posts a form of the page at `from` to `action`, whatever stands on that page; a redirect
    /// is not followed.
    pub async fn post<N: AsRef<str>, V: AsRef<str>>(
        &self,
        from: &Url,
        action: &str,
        fields: &[(N, V)],
    ) -> Page {
        answered(self.try_post(from, action, fields).await)
    }

    async fn try_post<N: AsRef<str>, V: AsRef<str>>(
        &self,
        from: &Url,
        action: &str,
        fields: &[(N, V)],
    ) -> Result<Page, NoAnswer> {
        let url = from.join(action).unwrap();
        let request = self
            .request(Method::POST, &url, By::Page(from))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(html::encoded(fields));
        self.try_take(&url, request).await
    }

    /// A request with this profile's cookies and language and nothing else; its answer is not
    /// followed. For what browsers do not send.
    pub fn bare(&self, method: Method, url: &Url) -> RequestBuilder {
        let mut request = self
            .http
            .request(method, self.address(url))
            .header(HOST, host(url))
            .header(USER_AGENT, &self.agent)
            .header(ACCEPT_LANGUAGE, &self.language);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match self.jar.lock().unwrap().header(url, false) {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        }
    }

    /// Sends a request of [`Browser::bare`] and keeps the cookies of its answer.
    pub async fn take(&self, url: &Url, request: RequestBuilder) -> Page {
        answered(self.try_take(url, request).await)
    }

    async fn try_take(&self, url: &Url, request: RequestBuilder) -> Result<Page, NoAnswer> {
        let response = request.send().await.map_err(NoAnswer)?;
        for value in response.headers().get_all(SET_COOKIE) {
            self.jar.lock().unwrap().set(url, value.to_str().unwrap());
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.map_err(NoAnswer)?;
        Ok(Page {
            url: url.clone(),
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Goes where a redirect leads, until there is a page.
    pub async fn follow(&self, page: Page) -> Page {
        answered(self.try_follow(page).await)
    }

    async fn try_follow(&self, mut page: Page) -> Result<Page, NoAnswer> {
        for _ in 0..HOPS_MAX {
            let Some(next) = page.location() else {
                return Ok(page);
            };
            // 307 and 308 would send a password on to somebody else (RFC 9700 section 4.12).
            assert!(
                matches!(page.status, 302 | 303),
                "{}: {}",
                page.url,
                page.status
            );
            let request = self.request(Method::GET, &next, By::Page(&page.url));
            page = self.try_take(&next, request).await?;
        }
        panic!("{} leads in a circle", page.url)
    }

    fn request(&self, method: Method, url: &Url, by: By<'_>) -> RequestBuilder {
        let site = site(by, url);
        let is_post = method == Method::POST;
        let mut request = self
            .http
            .request(method, self.address(url))
            .header(HOST, host(url))
            .header(USER_AGENT, &self.agent)
            .header(ACCEPT_LANGUAGE, &self.language)
            .header("sec-fetch-site", site)
            .header("sec-fetch-mode", "navigate");
        if let By::Page(from) = by {
            if is_post {
                request = request.header(ORIGIN, from.origin().ascii_serialization());
            }
            if site == "same-origin" {
                request = request.header(REFERER, from.as_str());
            }
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let is_foreign_post = is_post && site == "cross-site";
        match self.jar.lock().unwrap().header(url, is_foreign_post) {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        }
    }

    fn address(&self, url: &Url) -> Url {
        let mut address = url.clone();
        if let Some((origin, server)) = &self.balanced
            && url.origin().ascii_serialization() == *origin
        {
            address.set_host(server.host_str()).unwrap();
            address.set_port(server.port()).unwrap();
        }
        address
    }
}

fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

/// The value of `Sec-Fetch-Site` (Fetch Metadata Request Headers section 2.3).
fn site(by: By<'_>, to: &Url) -> &'static str {
    match by {
        By::Typing => "none",
        By::Page(from) if from.origin() == to.origin() => "same-origin",
        By::Page(from) if from.scheme() == to.scheme() && from.host() == to.host() => "same-site",
        By::Page(_) => "cross-site",
    }
}

impl Page {
    /// Where it redirects to, if it does.
    pub fn location(&self) -> Option<Url> {
        let to = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(self.url.join(to).unwrap())
    }

    /// A header, or an empty text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Its forms.
    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.body)
    }

    /// The form that has this button, and the button.
    pub fn form_with(&self, button: &str) -> (Form, Button) {
        for form in self.forms() {
            let found = match button {
                "" => Some(form.buttons.first().cloned().unwrap_or_default()),
                value => form
                    .buttons
                    .iter()
                    .find(|known| known.value == value)
                    .cloned(),
            };
            if let Some(found) = found {
                return (form, found);
            }
        }
        panic!(
            "{} ({}) has no button {button:?}: {}",
            self.url,
            self.status,
            self.text()
        )
    }

    /// Whether it has a form with this field.
    pub fn has_field(&self, name: &str) -> bool {
        self.forms()
            .iter()
            .any(|form| form.fields.iter().any(|(known, _)| known == name))
    }

    /// The value of the first field of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let fields = self.forms().into_iter().flat_map(|form| form.fields);
        fields
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// What a reader sees.
    pub fn text(&self) -> String {
        match self.body.find("<body") {
            Some(start) => html::text(self.body.get(start..).unwrap_or_default()),
            None => self.body.clone(),
        }
    }

    /// The text of the first element that has this attribute with this value.
    pub fn text_at(&self, attribute: &str, value: &str) -> Option<String> {
        html::text_in(&self.body, |tag: &Tag| tag.get(attribute) == Some(value))
    }

    /// The value of the first attribute of this name on the page.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let tags = html::tags(&self.body);
        tags.iter().find_map(|tag| tag.get(name).map(str::to_owned))
    }

    /// The first heading.
    pub fn heading(&self) -> String {
        html::text_in(&self.body, |tag: &Tag| tag.name == "h1").unwrap_or_default()
    }

    /// A parameter of its own address.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The addresses that it links to or loads.
    pub fn links(&self) -> Vec<Url> {
        html::links(&self.body, &self.url)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        match serde_json::from_str(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{} is no JSON ({error}): {}", self.url, self.body),
        }
    }
}
