//! The answer to an authorization request: a redirect with the parameters in the query
//! (RFC 6749 sections 4.1.2 and 4.1.2.1), always with `iss` (RFC 9207 section 2; security.md
//! case 95).

use crate::types::{ErrorRedirect, RedirectUri};
use url::form_urlencoded::Serializer;

/// The URI that carries a code back.
pub fn code(redirect_uri: &RedirectUri, code: &str, state: Option<&str>, issuer: &str) -> String {
    let mut answer = Serializer::new(String::new());
    answer.append_pair("code", code);
    finish(redirect_uri, answer, state, issuer)
}

/// The URI that carries an error back.
pub fn error(refused: &ErrorRedirect, issuer: &str) -> String {
    let mut answer = Serializer::new(String::new());
    answer.append_pair("error", refused.error.code.as_str());
    answer.append_pair("error_description", refused.error.description());
    finish(
        &refused.redirect_uri,
        answer,
        refused.state.as_deref(),
        issuer,
    )
}

/// Appends to the registered query, which stays as it is (RFC 6749 section 3.1.2).
fn finish(
    redirect_uri: &RedirectUri,
    mut answer: Serializer<'_, String>,
    state: Option<&str>,
    issuer: &str,
) -> String {
    if let Some(state) = state {
        answer.append_pair("state", state);
    }
    answer.append_pair("iss", issuer);
    append(redirect_uri, &answer.finish())
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
    use crate::types::{ErrorCode, OAuthError};
    use proptest::prelude::*;
    use std::collections::HashMap;
    use url::Url;

    fn query(uri: &str) -> HashMap<String, String> {
        Url::parse(uri)
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect()
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
            let uri = code(
                &registered.parse().unwrap(),
                "c",
                None,
                "https://id.example",
            );
            assert!(uri.starts_with(begin), "{uri}");
        }
    }

    proptest! {
        #[test]
        fn case_095_every_answer_has_iss_and_the_state_unchanged(state in "[ -~]{1,100}") {
            let redirect_uri: RedirectUri = "https://a.example/cb?x=1".parse().unwrap();
            let good = code(&redirect_uri, "c0de", Some(&state), "https://id.example");
            let refused = ErrorRedirect {
                redirect_uri,
                error: OAuthError::new(ErrorCode::AccessDenied, "cancelled", "went back"),
                state: Some(state.clone()),
            };
            let bad = error(&refused, "https://id.example");
            for answer in [query(&good), query(&bad)] {
                prop_assert_eq!(&answer["iss"], "https://id.example");
                prop_assert_eq!(&answer["state"], &state);
                prop_assert_eq!(&answer["x"], "1");
            }
            prop_assert_eq!(&query(&good)["code"], "c0de");
            prop_assert_eq!(&query(&bad)["error"], "access_denied");
        }
    }
}
