//! RP-initiated logout (OIDC RP-Initiated Logout 1.0; security.md case 112): a client's own ID
//! token of this very session logs out at once, anything else asks the person first, and the
//! browser goes nowhere but to a registered address of the client.

use crate::authorize::response;
use crate::hint::{self, Hint};
use crate::params::Params;
use crate::types::{Client, PageError};
use lykill_core::Language;
use lykill_core::id::ClientId;
use lykill_crypto::pure::jose::VerifyKey;
use url::form_urlencoded::Serializer;

/// A logout request, read but not decided; the caller loads the client that it names.
#[derive(Debug, Clone)]
pub struct LogoutRequest {
    /// The client whom the hint or `client_id` names.
    pub client_id: Option<ClientId>,
    /// Languages that the client prefers, best first.
    pub languages: Vec<Language>,
    hint: Option<Hint>,
    return_to: Option<String>,
    state: Option<String>,
}

/// What is known about the browser's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser<'a> {
    /// It has no live session.
    NoSession,
    /// It has one, which has this `sid` towards the client.
    Session {
        /// The session's name towards the client; none when it never answered that client.
        sid: Option<&'a str>,
    },
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogoutAnswer {
    /// Show a page that asks "log out?"; its form posts the same parameters again, confirmed.
    Confirm,
    /// End the session, if any, then go there; without an address show that it is over.
    End {
        /// The whole address, with `state`.
        return_to: Option<String>,
    },
}

/// Reads a request. A hint that is not ours counts as none.
///
/// # Errors
/// [`PageError`] when hint and `client_id` name different clients, or the id is none.
pub fn parse(
    params: &Params,
    keys: &[VerifyKey],
    issuer: &str,
) -> Result<LogoutRequest, PageError> {
    let hint = params.get("id_token_hint");
    let hint = hint.and_then(|token| hint::read(token, keys, issuer));
    let named = params.get("client_id");
    let audience = hint.as_ref().map(|hint| hint.audience.as_str());
    if let (Some(named), Some(audience)) = (named, audience)
        && named != audience
    {
        return Err(PageError::HintOfAnotherClient);
    }
    let client_id = named.or(audience).map(str::parse).transpose();
    let tags = params.get("ui_locales").unwrap_or_default().split(' ');
    let return_to = params.get("post_logout_redirect_uri").map(str::to_owned);
    let state = params
        .get("state")
        .filter(|state| state.len() <= 1024)
        .map(str::to_owned);
    Ok(LogoutRequest {
        client_id: client_id.map_err(|_| PageError::ClientUnknown)?,
        languages: tags.filter_map(Language::from_tag).collect(),
        hint,
        return_to,
        state,
    })
}

/// Decides. `confirmed` says that the person pressed the button of our own page, whose form is
/// bound to this browser.
pub fn answer(
    request: &LogoutRequest,
    client: Option<&Client>,
    browser: Browser<'_>,
    confirmed: bool,
) -> LogoutAnswer {
    let own = match browser {
        Browser::NoSession => true,
        Browser::Session { sid } => {
            let hinted = request.hint.as_ref().and_then(|hint| hint.sid.as_deref());
            hinted.is_some() && hinted == sid
        }
    };
    if own || confirmed {
        LogoutAnswer::End {
            return_to: return_to(request, client),
        }
    } else {
        LogoutAnswer::Confirm
    }
}

/// The registered address with the client's `state`; none when it is not registered.
fn return_to(request: &LogoutRequest, client: Option<&Client>) -> Option<String> {
    let client = client.filter(|client| Some(&client.client_id) == request.client_id.as_ref())?;
    let uri = client.post_logout_redirect_uri(request.return_to.as_deref()?)?;
    let state = request.state.as_ref().map(|state| {
        let mut query = Serializer::new(String::new());
        query.append_pair("state", state).finish()
    });
    Some(state.map_or_else(|| uri.to_string(), |query| response::append(uri, &query)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ISSUER, client, id_token, signing_key};
    use serde_json::json;

    const BYE: &str = "https://fjordvik.example/bye?x=1";
    const OWN: Browser<'_> = Browser::Session { sid: Some("sid-1") };

    fn parse_pairs(pairs: &[(&str, &str)]) -> Result<LogoutRequest, PageError> {
        let mut form = Serializer::new(String::new());
        let raw = form.extend_pairs(pairs).finish();
        let keys = [signing_key().verify_key().clone()];
        parse(&Params::parse(raw.as_bytes()).unwrap(), &keys, ISSUER)
    }

    fn ask(pairs: &[(&str, &str)], browser: Browser<'_>, confirmed: bool) -> LogoutAnswer {
        answer(
            &parse_pairs(pairs).unwrap(),
            Some(&client()),
            browser,
            confirmed,
        )
    }

    fn end(return_to: Option<&str>) -> LogoutAnswer {
        LogoutAnswer::End {
            return_to: return_to.map(str::to_owned),
        }
    }

    #[test]
    fn the_clients_own_token_of_this_session_logs_out_at_once_however_old() {
        let token = id_token("JWT", &json!({}));
        let pairs = [
            ("id_token_hint", token.as_str()),
            ("post_logout_redirect_uri", BYE),
            ("state", "a b&"),
        ];
        assert_eq!(
            ask(&pairs, OWN, false),
            end(Some(&format!("{BYE}&state=a+b%26")))
        );
        assert_eq!(ask(&pairs[..2], OWN, false), end(Some(BYE)));
        assert_eq!(ask(&pairs[..1], OWN, false), end(None));
    }

    #[test]
    fn case_112_a_request_without_the_own_token_asks_the_person() {
        let foreign = id_token("JWT", &json!({"iss": "https://evil.example"}));
        let other_type = id_token("logout+jwt", &json!({}));
        let other_session = id_token("JWT", &json!({"sid": "sid-2"}));
        let no_session = id_token("JWT", &json!({"sid": null}));
        for hint in [
            "",
            "x.y.z",
            &foreign,
            &other_type,
            &other_session,
            &no_session,
        ] {
            let pairs = [
                ("id_token_hint", hint),
                ("client_id", "fjordvik-payroll"),
                ("post_logout_redirect_uri", BYE),
            ];
            assert_eq!(ask(&pairs, OWN, false), LogoutAnswer::Confirm, "{hint}");
            assert_eq!(ask(&pairs, OWN, true), end(Some(BYE)), "{hint}");
        }
        assert_eq!(ask(&[], OWN, false), LogoutAnswer::Confirm);
        let never_here = Browser::Session { sid: None };
        let pairs = [("id_token_hint", no_session.as_str())];
        assert_eq!(ask(&pairs, never_here, false), LogoutAnswer::Confirm);
    }

    #[test]
    fn case_112_the_browser_goes_to_registered_addresses_only() {
        let token = id_token("JWT", &json!({}));
        for uri in [
            "https://evil.example/",
            "https://fjordvik.example/bye",
            "https://fjordvik.example/bye?x=1&y=2",
            "https://fjordvik.example/bye?x=1#",
            "https://fjordvik.example/callback",
            "//evil.example",
            "javascript:alert(1)",
        ] {
            let pairs = [
                ("id_token_hint", token.as_str()),
                ("post_logout_redirect_uri", uri),
            ];
            for browser in [OWN, Browser::NoSession] {
                assert_eq!(ask(&pairs, browser, true), end(None), "{uri}");
            }
        }
        let request = parse_pairs(&[("post_logout_redirect_uri", BYE)]).unwrap();
        assert_eq!(
            answer(&request, Some(&client()), OWN, true),
            end(None),
            "no client named"
        );
        let request = parse_pairs(&[("client_id", "other"), ("post_logout_redirect_uri", BYE)]);
        let answer = answer(&request.unwrap(), Some(&client()), OWN, true);
        assert_eq!(answer, end(None), "another client is loaded than was named");
    }

    #[test]
    fn case_112_a_hint_of_another_client_is_a_page() {
        let token = id_token("JWT", &json!({"aud": "other"}));
        let pairs = [
            ("id_token_hint", token.as_str()),
            ("client_id", "fjordvik-payroll"),
        ];
        assert_eq!(
            parse_pairs(&pairs).unwrap_err(),
            PageError::HintOfAnotherClient
        );
        let named = parse_pairs(&pairs[..1]).unwrap().client_id;
        assert_eq!(named.unwrap().as_str(), "other");
    }

    #[test]
    fn without_a_session_the_browser_still_gets_back_to_the_service() {
        let pairs = [
            ("client_id", "fjordvik-payroll"),
            ("post_logout_redirect_uri", BYE),
        ];
        assert_eq!(ask(&pairs, Browser::NoSession, false), end(Some(BYE)));
    }
}
