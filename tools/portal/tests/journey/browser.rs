//! A browser: cookies by host (ports share them), redirects one at a time, forms with `Origin`.

use reqwest::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use url::Url;

/// One browser profile.
pub(crate) struct Browser {
    client: reqwest::Client,
    portal: Url,
}

/// What came back.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    #[expect(
        clippy::disallowed_methods,
        reason = "this client plays a person's browser"
    )]
    pub(crate) fn new(portal: &str) -> Self {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::none());
        Self {
            client: client.no_proxy().build().unwrap(),
            portal: portal.parse().unwrap(),
        }
    }

    pub(crate) async fn get(&self, to: &str) -> Page {
        self.get_in(to, "en").await
    }

    pub(crate) async fn get_in(&self, to: &str, language: &str) -> Page {
        let url = self.portal.join(to).unwrap();
        Page::of(self.client.get(url).header(ACCEPT_LANGUAGE, language)).await
    }

    /// Gets a page with this cookie instead of the browser's own.
    pub(crate) async fn get_with_cookie(&self, to: &str, cookie: &str) -> Page {
        Page::of(
            self.client
                .get(self.portal.join(to).unwrap())
                .header(COOKIE, cookie),
        )
        .await
    }

    /// Posts a form as the portal's own page does.
    pub(crate) async fn post(&self, to: &str, fields: &[(&str, &str)]) -> Page {
        let own = self.portal.origin().ascii_serialization();
        self.post_from(Some(&own), to, fields).await
    }

    pub(crate) async fn post_from(
        &self,
        origin: Option<&str>,
        to: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let url = self.portal.join(to).unwrap();
        let mut request = self
            .client
            .post(url)
            .form(fields)
            .header(ACCEPT_LANGUAGE, "en");
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        Page::of(request).await
    }

    /// Follows redirects until there is a page.
    pub(crate) async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..6 {
            match page.location() {
                Some(next) => page = self.get(next.as_str()).await,
                None => return page,
            }
        }
        page
    }

    /// Presses "Log in" and goes wherever that leads.
    pub(crate) async fn log_in(&self) -> Page {
        let page = self.post("/login", &[("lang", "en")]).await;
        self.follow(page).await
    }

    /// Presses "Log in" and stops at the redirect back to the portal, which is not followed.
    pub(crate) async fn log_in_up_to_the_answer(&self) -> Url {
        let to_issuer = self
            .post("/login", &[("lang", "en")])
            .await
            .location()
            .unwrap();
        self.get(to_issuer.as_str()).await.location().unwrap()
    }

    /// Whether the portal takes this browser for logged in.
    pub(crate) async fn is_logged_in(&self) -> bool {
        self.get("/me").await.status == 200
    }
}

impl Page {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    pub(crate) fn location(&self) -> Option<Url> {
        let to = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(self.url.join(to).unwrap())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The text of the element with this `data-claim`, without markup.
    pub(crate) fn claim(&self, name: &str) -> String {
        let rest = self
            .body
            .split(&format!("data-claim=\"{name}\">"))
            .nth(1)
            .unwrap_or("");
        let inner = rest.split("</dd>").next().unwrap();
        let inner = inner.split("</code>").next().unwrap();
        inner
            .split('<')
            .map(|part| part.rsplit('>').next().unwrap())
            .collect()
    }

    /// The code of the refusal on this page, or nothing.
    pub(crate) fn refusal(&self) -> &str {
        let after = self.body.split("data-refusal=\"").nth(1).unwrap_or("");
        after.split('"').next().unwrap_or("")
    }
}
