//! One request as the front has understood it: who calls, in which browser, in which language.

use crate::around::Arrival;
use crate::headers;
use crate::language;
use crate::pages::{Contact, Page, Shell, Shown, language_links};
use crate::refuse::{Answered, Refuse};
use crate::router::{self, RouteKind};
use crate::state::Front;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use lykill_core::{Language, Timestamp};
use lykill_operations::{Browser, Call, Context};
use std::sync::Arc;

/// What this deployment calls itself in the mark at the top of its pages.
const BRAND: &str = "Lykill";

/// One request: everything that handlers need besides its path and form. Every handler takes it
/// as an argument; routes that the server adds may, too.
#[derive(Clone)]
pub struct Visit(pub(crate) Arc<Arrival>);

impl Visit {
    /// The deployment.
    pub fn ctx(&self) -> &Context {
        &self.0.front.ctx
    }

    /// The call, for operations.
    pub fn call(&self) -> &Call {
        &self.0.call
    }

    /// The browser's secrets and the language that was chosen in it.
    pub fn browser(&self) -> &Browser {
        &self.0.browser
    }

    /// When the request came.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// A moment as people here say it: in the profile's zone.
    pub fn civil(&self, at: Timestamp) -> DateTime {
        self.front().zone.to_datetime(at.to_jiff())
    }

    /// The language of a page; of a login's page, when its language is given.
    pub fn language(&self, of_login: Option<Language>) -> Language {
        let chosen = self.0.browser.language.or(of_login).or(self.0.preferred);
        chosen.unwrap_or_else(|| self.ctx().settings.profile.language())
    }

    /// The browser as a new login sees it: a language that its owner chose here wins over the
    /// service's wish, which wins over what the browser prefers.
    pub(crate) fn browser_for_new_login(&self, query: &str) -> Browser {
        let mut browser = self.0.browser.clone();
        if browser.language.is_none() && !language::is_asked(query) {
            browser.language = self.0.preferred;
        }
        browser
    }

    /// The code by which support finds this request in the logs: `L-7F3K-92QX`.
    pub fn reference(&self) -> String {
        reference(self.0.call.request.as_bytes())
    }

    /// The frame of a page that belongs to no login.
    pub fn shell(&self) -> Shell {
        self.shell_of(None, &self.0.here)
    }

    /// The frame of a page at `here`, in the language of a login.
    pub(crate) fn shell_of(&self, of_login: Option<Language>, here: &str) -> Shell {
        Shell {
            lang: self.language(of_login),
            brand: Shown::new(BRAND),
            host: self.front().host.clone(),
            links: router::links(),
            languages: language_links(here),
            csrf: String::new(),
            service: None,
            today: self.civil(self.now()).date(),
        }
    }

    /// The operator's support.
    pub fn support(&self) -> Contact {
        let support = &self.ctx().settings.support;
        Contact::new(&support.name, &support.email, &support.phone)
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// [`Refuse::Broken`] when it cannot be rendered.
    pub fn page(&self, status: StatusCode, page: &impl Page) -> Answered {
        let html = page
            .render()
            .map_err(|_| Refuse::Broken("a page cannot be rendered"))?;
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        Ok((status, [(CONTENT_TYPE, kind)], html).into_response())
    }

    /// Answers with a page whose forms may lead on to these source expressions: the service, the
    /// providers that are offered.
    pub(crate) fn page_towards(
        &self,
        sources: &[&str],
        status: StatusCode,
        page: &impl Page,
    ) -> Answered {
        let mut response: Response = self.page(status, page)?;
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, headers::policy(sources));
        Ok(response)
    }

    /// Answers with a page that speaks with an authenticator.
    pub(crate) fn page_with_script(
        &self,
        sources: &[&str],
        status: StatusCode,
        page: &impl Page,
    ) -> Answered {
        let mut response: Response = self.page(status, page)?;
        let policy = headers::with_script(&headers::policy(sources));
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        Ok(response)
    }

    /// Why a browser without its cookie cannot go on with a login: it keeps none, or it is
    /// another one than that in which the login began.
    pub(crate) fn no_browser_cookie(&self) -> Refuse {
        let browser = self.browser();
        let keeps_some =
            browser.device.is_some() || browser.session.is_some() || self.0.has_language_cookie;
        if keeps_some {
            Refuse::OtherBrowser
        } else {
            Refuse::NoCookies
        }
    }

    /// Whether errors are told to a program, in JSON.
    pub(crate) fn is_programs(&self) -> bool {
        let kind = self.0.route.map(|route| route.kind);
        matches!(kind, Some(RouteKind::Service | RouteKind::Document))
    }

    pub(crate) fn front(&self) -> &Front {
        &self.0.front
    }

    /// The visit of a request that passed the front door.
    pub(crate) fn of(extensions: &Extensions) -> Result<Self, Refuse> {
        let visit = extensions.get::<Self>().cloned();
        visit.ok_or(Refuse::Broken("a handler is mounted outside the front"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Refuse;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refuse> {
        Self::of(&parts.extensions)
    }
}

/// The last 40 bits of a request's id, which are random, without letters that look alike.
fn reference(id: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let tail = id
        .iter()
        .rev()
        .take(5)
        .rev()
        .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut text = "L-".to_owned();
    for place in (0..8).rev() {
        let index = usize::try_from(tail >> (5 * place) & 31).unwrap_or_default();
        text.push(LETTERS.get(index).copied().map_or('0', char::from));
        if place == 4 {
            text.push('-');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_reference_is_short_and_can_be_read_aloud() {
        assert_eq!(reference(&[0xff; 16]), "L-ZZZZ-ZZZZ");
        assert_eq!(reference(&[0; 16]), "L-0000-0000");
        assert_eq!(reference(&[9, 0, 0, 0, 0, 33]), "L-0000-0011");
        assert_eq!(reference(&[]), "L-0000-0000");
    }
}
