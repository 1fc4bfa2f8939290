//! A browser as far as a login needs one: cookies, redirects, forms that are filled in.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::LazyLock;

use regex::Regex;

use super::people::Member;
use crate::http::{Answer, Connection, form, request};
use crate::run::{Failure, Outcome, failed_to};

/// The client that the logins are for.
pub const CLIENT_ID: &str = "bench";
/// The client with refresh tokens.
pub const REFRESHING_ID: &str = "bench-refreshing";
/// The secret of both.
pub const CLIENT_SECRET: &str = "a-secret-that-only-measures-0123456789abcdef";
/// Where codes go; nobody is asked there.
pub const REDIRECT_URI: &str = "https://service.bench.example/callback";
/// The example of RFC 7636 appendix B: only the server's side of PKCE is measured.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A login takes fewer pages and redirects.
const STEPS: usize = 16;
const FORM: &str = "application/x-www-form-urlencoded";

/// The server, as browsers know it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its issuer.
    pub issuer: String,
    /// The path of its authorization endpoint.
    pub authorize: String,
    /// The path of its token endpoint.
    pub token: String,
    /// The path of its introspection endpoint.
    pub introspect: String,
    /// The client that asks.
    pub client: &'static str,
}

impl Site {
    /// The host of the issuer, as requests name it.
    pub fn host(&self) -> &str {
        self.issuer.split("://").nth(1).unwrap_or_default()
    }

    /// An address on this site as the path that is asked for.
    fn path<'a>(&self, location: &'a str) -> &'a str {
        location.strip_prefix(&self.issuer).unwrap_or(location)
    }
}

/// One browser: its connection and its cookies.
pub struct Browser<'a> {
    site: &'a Site,
    connection: Connection,
    cookies: BTreeMap<String, String>,
}

/// The cookie by which a device is known.
#[derive(Debug, Clone)]
pub struct Device {
    name: String,
    value: String,
}

/// What stands in a page that somebody is to fill in.
struct Page {
    action: String,
    hidden: Vec<(String, String)>,
    html: String,
}

impl<'a> Browser<'a> {
    /// A browser that was never here.
    pub const fn new(site: &'a Site) -> Self {
        Self {
            site,
            connection: Connection::to(site.address),
            cookies: BTreeMap::new(),
        }
    }

    /// One that logged this person in before, long ago: all it still has is the cookie by which
    /// the device is known.
    pub fn known(site: &'a Site, device: &Device) -> Self {
        let mut browser = Self::new(site);
        browser
            .cookies
            .insert(device.name.clone(), device.value.clone());
        browser
    }

    /// The cookie by which this device is known from now on.
    pub fn device(&self) -> Outcome<Device> {
        let mut cookies = self.cookies.iter();
        let found = cookies.find(|(name, _)| name.ends_with("lykill_device"));
        let (name, value) = found.ok_or_else(|| Failure::new("no login made a device known"))?;
        Ok(Device {
            name: name.clone(),
            value: value.clone(),
        })
    }

    /// Goes from the authorization request to the code, through every page that stands between:
    /// none when this browser is logged in.
    pub fn authorize(&mut self, who: &Member) -> Outcome<String> {
        let code = self.try_authorize(who)?;
        code.ok_or_else(|| Failure::new("the server says that it is busy"))
    }

    /// As [`Browser::authorize`]; nothing when the server is busy (503).
    pub fn try_authorize(&mut self, who: &Member) -> Outcome<Option<String>> {
        let mut answer = self.get(&authorization_request(self.site))?;
        for _ in 0..STEPS {
            if answer.status == 503 {
                return Ok(None);
            }
            if let Some(location) = answer.header("location") {
                if let Some(query) = location.strip_prefix(REDIRECT_URI) {
                    return code(query).map(Some);
                }
                let path = self.site.path(location).to_owned();
                answer = self.get(&path)?;
                continue;
            }
            answer = self.fill_in(&answer, who)?;
        }
        Err(Failure::new("a login does not end"))
    }

    /// Goes from the authorization request to the page that asks for a key.
    pub fn until_key(&mut self, who: &Member) -> Outcome<Answer> {
        let mut answer = self.get(&authorization_request(self.site))?;
        for _ in 0..STEPS {
            if let Some(location) = answer.header("location") {
                let path = self.site.path(location).to_owned();
                answer = self.get(&path)?;
            } else if found(&NUMBER, &answer.text()).is_some() {
                return Ok(answer);
            } else {
                answer = self.fill_in(&answer, who)?;
            }
        }
        Err(Failure::new("a login does not get to its key"))
    }

    /// Answers the page that asks for a key; the login is over then.
    pub fn give_key(&mut self, page: &Answer, who: &Member) -> Outcome {
        let answer = self.fill_in(page, who)?;
        let done = answer.header("location").is_some();
        done.then_some(()).ok_or_else(|| unknown_page(&answer))
    }

    fn fill_in(&mut self, answer: &Answer, who: &Member) -> Outcome<Answer> {
        let page = page(answer)?;
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for (name, value) in &page.hidden {
            fields.push((name, value));
        }
        let method = found(&METHOD, &page.html);
        let number = found(&NUMBER, &page.html);
        if let Some(method) = &method {
            fields.push(("method", method));
        } else if page.html.contains("name=\"user_id\"") {
            fields.extend([
                ("user_id", who.user_id.as_str()),
                ("password", who.password.as_str()),
            ]);
        } else if let Some(number) = &number {
            let key = who.keys.get(number).ok_or_else(|| unknown_page(answer))?;
            fields.push(("key", key));
        } else {
            return Err(unknown_page(answer));
        }
        if method.is_none()
            && let Some(action) = found(&ACTION, &page.html)
        {
            // The first button is the one that goes on.
            return self.post(&page.action, &[fields, vec![("action", &action)]].concat());
        }
        self.post(&page.action, &fields)
    }

    fn get(&mut self, path: &str) -> Outcome<Answer> {
        self.send(("GET", path), None)
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Outcome<Answer> {
        self.send(("POST", path), Some(&form(fields)))
    }

    fn send(&mut self, line: (&str, &str), body: Option<&str>) -> Outcome<Answer> {
        let pair = |(name, value): (&String, &String)| format!("{name}={value}");
        let cookies = self.cookies.iter().map(pair).collect::<Vec<_>>().join("; ");
        let mut headers = vec![("accept", "text/html"), ("accept-language", "nb")];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        if body.is_some() {
            headers.extend([
                ("origin", self.site.issuer.as_str()),
                ("sec-fetch-site", "same-origin"),
            ]);
        }
        let bytes = request(
            line,
            self.site.host(),
            &headers,
            body.map(|body| (FORM, body)),
        );
        let answer = self.connection.send(&bytes);
        let answer = answer.map_err(failed_to(format!("{} {}", line.0, line.1)))?;
        for cookie in answer.all("set-cookie") {
            self.keep(cookie);
        }
        Ok(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let Some((name, value)) = pair.split_once('=') else {
            return;
        };
        let ended = attributes.to_ascii_lowercase().contains("max-age=0");
        if ended {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn authorization_request(site: &Site) -> String {
    let fields = [
        ("response_type", "code"),
        ("client_id", site.client),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile"),
        ("state", "Yk3fQ2nJvX0wTz"),
        ("nonce", "n-0S6_WzA2MjXb"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("{}?{}", site.authorize, form(&fields))
}

/// The body of the request that redeems a code.
pub fn redemption(site: &Site, code: &str) -> String {
    form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("client_id", site.client),
        ("client_secret", CLIENT_SECRET),
    ])
}

fn code(query: &str) -> Outcome<String> {
    let mut pairs = query.trim_start_matches('?').split('&');
    let code = pairs.find_map(|pair| pair.strip_prefix("code="));
    code.map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("the service got no code but {query}")))
}

static FORM_TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<form method="post" action="([^"]+)""#).ok());
static HIDDEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<input type="hidden" name="([^"]+)" value="([^"]*)""#).ok());
static METHOD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"name="method" value="([^"]+)""#).ok());
static ACTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"name="action" value="([^"]+)""#).ok());
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"data-key-number="([0-9]{4})""#).ok());

fn page(answer: &Answer) -> Outcome<Page> {
    if answer.status != 200 {
        return Err(unknown_page(answer));
    }
    let html = answer.text();
    let action = found(&FORM_TAG, &html).ok_or_else(|| unknown_page(answer))?;
    // Another form may stand below, such as the one that cancels; its fields are not this one's.
    let form = html.split("<form ").nth(1).unwrap_or_default().to_owned();
    let fields = HIDDEN.as_ref().map(|hidden| hidden.captures_iter(&form));
    let pair = |found: regex::Captures<'_>| {
        let [name, value] = found.extract().1;
        (name.to_owned(), unescape(value))
    };
    let hidden = fields.into_iter().flatten().map(pair).collect();
    Ok(Page {
        action,
        hidden,
        html: form,
    })
}

fn found(pattern: &LazyLock<Option<Regex>>, html: &str) -> Option<String> {
    let found = pattern.as_ref()?.captures(html)?;
    Some(unescape(found.get(1)?.as_str()))
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#x2F;", "/")
}

/// Names a page that does not belong to a login, with its heading.
fn unknown_page(answer: &Answer) -> Failure {
    let text = answer.text();
    let heading = text
        .split("<h1")
        .nth(1)
        .and_then(|rest| rest.split("</h1>").next());
    let heading = heading
        .and_then(|rest| rest.split_once('>'))
        .map(|(_, heading)| heading);
    let problem = text
        .split("ds-validation-message")
        .nth(1)
        .unwrap_or_default();
    let problem: String = problem.chars().take(160).collect();
    let shown = heading.map_or_else(|| text.chars().take(200).collect(), str::to_owned);
    Failure::new(format!(
        "an unexpected page ({}): {shown} {problem}",
        answer.status
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(body: &str) -> Answer {
        Answer {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_form_is_read_with_its_own_fields_only() {
        let text = r#"<h1>Key</h1><form method="post" action="/login/1?a=1&#38;b=2">
            <input type="hidden" name="csrf" value="abc"><b data-key-number="4711"></b>
            <button name="action" value="answer"></button></form>
            <form method="post" action="/cancel"><input type="hidden" name="csrf" value="def">"#;
        let page = page(&html(text)).unwrap();
        assert_eq!(page.action, "/login/1?a=1&b=2");
        assert_eq!(page.hidden, [("csrf".to_owned(), "abc".to_owned())]);
        assert_eq!(found(&NUMBER, &page.html).as_deref(), Some("4711"));
        assert_eq!(found(&METHOD, &page.html), None);
    }

    #[test]
    fn a_page_that_is_no_step_is_named() {
        let text = page(&html("<h1 class=\"a\">The card was blocked</h1>"));
        let Err(Failure::Said(said)) = text else {
            panic!("a form was found")
        };
        assert!(said.contains("The card was blocked"), "{said}");
    }

    #[test]
    fn cookies_are_kept_until_they_are_ended() {
        let site = Site {
            address: SocketAddr::from(([127, 0, 0, 1], 1)),
            issuer: "http://localhost:1".to_owned(),
            authorize: "/authorize".to_owned(),
            token: "/token".to_owned(),
            introspect: String::new(),
            client: CLIENT_ID,
        };
        let mut browser = Browser::new(&site);
        browser.keep("a=1; Path=/; HttpOnly");
        browser.keep("b=2");
        browser.keep("a=; Max-Age=0; Path=/");
        assert_eq!(
            browser.cookies.into_iter().collect::<Vec<_>>(),
            [("b".into(), "2".into())]
        );
        assert_eq!(site.host(), "localhost:1");
    }

    #[test]
    fn the_code_is_found_in_the_answer_to_the_service() {
        assert_eq!(code("?state=x&code=abc&iss=y").unwrap(), "abc");
        assert!(code("?error=access_denied&state=x").is_err());
    }
}
