//! The answer to an authorization request (RFC 6749 sections 4.1.2 and 4.1.2.1), in the query of a
//! redirect or in a form, always with `iss` (RFC 9207 section 2; security.md case 95).

use crate::types::{AuthorizeRequest, ErrorRedirect, RedirectUri, ResponseMode};
use url::form_urlencoded::Serializer;

/// An answer on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The browser is redirected to this address.
    Redirect(String),
    /// The person posts this form.
    Form(FormPost),
}

/// A form that carries an answer (OAuth 2.0 Form Post Response Mode 1.0 section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPost {
    /// Where it is posted.
    pub action: RedirectUri,
    /// Its hidden fields.
    pub fields: Vec<(&'static str, String)>,
}

/// The answer that carries a code back.
pub fn code(request: &AuthorizeRequest, code: &str, issuer: &str) -> Answer {
    let fields = vec![("code", code.to_owned())];
    let way = (&request.redirect_uri, request.response_mode);
    finish(way, fields, request.state.as_deref(), issuer)
}

/// The answer that carries an error back.
pub fn error(refused: &ErrorRedirect, issuer: &str) -> Answer {
    let fields = vec![
        ("error", refused.error.code.as_str().to_owned()),
        ("error_description", refused.error.description().to_owned()),
    ];
    let way = (&refused.redirect_uri, refused.response_mode);
    finish(way, fields, refused.state.as_deref(), issuer)
}

/// In a redirect it is appended to the registered query, which stays as it is (RFC 6749 section
/// 3.1.2).
fn finish(
    (redirect_uri, mode): (&RedirectUri, ResponseMode),
    mut fields: Vec<(&'static str, String)>,
    state: Option<&str>,
    issuer: &str,
) -> Answer {
    fields.extend(state.map(|state| ("state", state.to_owned())));
    fields.push(("iss", issuer.to_owned()));
    match mode {
        ResponseMode::Query => {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(&fields);
            Answer::Redirect(append(redirect_uri, &query.finish()))
        }
        ResponseMode::FormPost => Answer::Form(FormPost {
            action: redirect_uri.clone(),
            fields,
        }),
    }
}

/// Adds a finished query to a redirect URI.
pub(crate) fn append(redirect_uri: &RedirectUri, query: &str) -> String {
    let uri = redirect_uri.as_str();
    let between = if !uri.contains('?') {
        "?"
    } else if uri.ends_with(['?', '&']) {
        ""
    } else {
        "&"
    };
    format!("{uri}{between}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::client;
    use crate::types::{ErrorCode, OAuthError};
    use proptest::prelude::*;
    use std::collections::HashMap;
    use url::Url;

    const ISSUER: &str = "https://id.example";

    fn request(uri: &str, mode: ResponseMode, state: Option<&str>) -> AuthorizeRequest {
        AuthorizeRequest {
            response_mode: mode,
            state: state.map(str::to_owned),
            ..AuthorizeRequest::begin(&client(), uri.parse().unwrap())
        }
    }

    /// The fields of an answer, and where it goes.
    fn read(answer: Answer) -> (String, HashMap<String, String>) {
        match answer {
            Answer::Redirect(uri) => {
                let url = Url::parse(&uri).unwrap();
                let fields = url.query_pairs().into_owned().collect();
                (uri, fields)
            }
            Answer::Form(form) => {
                let owned = |(name, value): (&str, String)| (name.to_owned(), value);
                let fields = form.fields.into_iter().map(owned).collect();
                (form.action.as_str().to_owned(), fields)
            }
        }
    }

    #[test]
    fn the_registered_query_stays_as_it_is() {
        for (registered, begin) in [
            ("https://a.example/cb", "https://a.example/cb?code=c&"),
            ("https://a.example", "https://a.example?code=c&"),
            (
                "https://a.example/cb?x=%C3%A6",
                "https://a.example/cb?x=%C3%A6&code=c&",
            ),
            ("https://a.example/cb?", "https://a.example/cb?code=c&"),
            ("com.example.app:/cb", "com.example.app:/cb?code=c&"),
        ] {
            let asked = request(registered, ResponseMode::Query, None);
            let (uri, _) = read(code(&asked, "c", ISSUER));
            assert!(uri.starts_with(begin), "{uri}");
        }
        let asked = request("https://a.example/cb?x=1", ResponseMode::FormPost, None);
        let (uri, fields) = read(code(&asked, "c", ISSUER));
        assert_eq!(uri, "https://a.example/cb?x=1");
        assert_eq!(fields["code"], "c");
    }

    proptest! {
        #[test]
        fn case_095_every_answer_has_iss_and_the_state_unchanged(state in "[ -~]{1,100}") {
            for mode in ResponseMode::ALL {
                let asked = request("https://a.example/cb", mode, Some(&state));
                let refused = ErrorRedirect {
                    redirect_uri: asked.redirect_uri.clone(),
                    response_mode: mode,
                    error: OAuthError::new(ErrorCode::AccessDenied, "cancelled", "went back"),
                    state: Some(state.clone()),
                };
                let (_, good) = read(code(&asked, "c0de", ISSUER));
                let (_, bad) = read(error(&refused, ISSUER));
                for fields in [&good, &bad] {
                    prop_assert_eq!(&fields["iss"], ISSUER);
                    prop_assert_eq!(&fields["state"], &state);
                }
                prop_assert_eq!(&good["code"], "c0de");
                prop_assert_eq!(&bad["error"], "access_denied");
            }
        }
    }
}
