//! The headers that guard every answer (security.md cases 119 and 182).

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

static OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
static PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// No script at all, nothing from elsewhere, in nobody's frame, without exceptions.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
    manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    form-action 'self'";

/// The headers of every answer: pages, errors, tokens and files alike. `no-store` is the rule;
/// what may be kept says so itself.
pub(crate) fn of_every_answer(https: bool) -> Vec<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_static;
    let mut headers = vec![
        (CONTENT_SECURITY_POLICY, value(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, value("nosniff")),
        // no-referrer would make browsers send `Origin: null` with our own forms.
        (REFERRER_POLICY, value("same-origin")),
        (OPENER.clone(), value("same-origin")),
        (
            PERMISSIONS.clone(),
            value("camera=(), display-capture=(), geolocation=(), microphone=(), payment=()"),
        ),
        (CACHE_CONTROL, value("no-store")),
    ];
    if https {
        let two_years = value("max-age=63072000; includeSubDomains");
        headers.push((STRICT_TRANSPORT_SECURITY, two_years));
    }
    headers
}

/// The headers of a public document, whole: programs of any origin may read it and keep it for
/// five minutes.
pub(crate) fn of_documents(https: bool) -> HeaderMap {
    let value = HeaderValue::from_static;
    let own = [
        (CONTENT_TYPE, value("application/json")),
        (CACHE_CONTROL, value("public, max-age=300")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, value("*")),
    ];
    let mut headers = HeaderMap::from_iter(own);
    complete(&mut headers, &of_every_answer(https));
    headers
}

/// Adds what an answer does not say itself.
pub(crate) fn complete(headers: &mut HeaderMap, always: &[(HeaderName, HeaderValue)]) {
    for (name, value) in always {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

/// The same policy for a page that speaks with an authenticator: our own script files, too.
pub(crate) fn with_script(policy: &HeaderValue) -> HeaderValue {
    let plain = policy.to_str().unwrap_or(POLICY);
    let policy = format!("script-src 'self'; {plain}");
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(POLICY))
}

/// The policy of a page whose forms may lead, by a redirect, to this login's service and to the
/// providers that it offers. These are validated source expressions; one that could say more than
/// that is left out.
pub(crate) fn policy(sources: &[&str]) -> HeaderValue {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_[]+".contains(&byte);
    let is_source = |source: &str| !source.is_empty() && source.bytes().all(plain);
    let mut policy = POLICY.to_owned();
    for source in sources.iter().filter(|source| is_source(source)) {
        policy.push(' ');
        policy.push_str(source);
    }
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(POLICY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_182_the_policy_has_no_exception() {
        for banned in ["unsafe", "script-src", "*", "data:", "http"] {
            assert!(!POLICY.contains(banned), "{banned}");
        }
        for needed in ["default-src 'none'", "object-src 'none'", "base-uri 'none'"] {
            assert!(POLICY.contains(needed), "{needed}");
        }
        assert!(POLICY.contains("frame-ancestors 'none'"));
    }

    #[test]
    fn case_182_forms_lead_to_the_service_of_this_login_only() {
        let policy = |source| super::policy(&[source]).to_str().expect("ASCII").to_owned();
        let service = "https://lonn.fjordvik.example";
        assert!(policy(service).ends_with("form-action 'self' https://lonn.fjordvik.example"));
        assert!(policy("com.example.app:").ends_with("form-action 'self' com.example.app:"));
        let both = super::policy(&[service, "x; script-src *", "https://bank.example"]);
        let both = both.to_str().expect("ASCII");
        assert!(
            both.ends_with("form-action 'self' https://lonn.fjordvik.example https://bank.example")
        );
        for evil in [
            "",
            "'none'",
            "*",
            "https://a b",
            "x; script-src *",
            "a,b",
            "\n",
        ] {
            assert!(policy(evil).ends_with("form-action 'self'"), "{evil}");
        }
    }

    #[test]
    fn case_182_a_page_with_a_script_takes_our_own_files_and_nothing_else() {
        let with = with_script(&policy(&["https://lonn.fjordvik.example"]));
        let with = with.to_str().expect("ASCII");
        assert!(
            with.starts_with("script-src 'self'; default-src 'none'; "),
            "{with}"
        );
        assert!(with.ends_with("form-action 'self' https://lonn.fjordvik.example"));
        assert_eq!(with.matches("script-src").count(), 1);
    }

    #[test]
    fn case_182_https_is_remembered_for_more_than_a_year() {
        let has = |https| {
            let headers = of_every_answer(https);
            headers
                .iter()
                .any(|(name, _)| *name == STRICT_TRANSPORT_SECURITY)
        };
        assert!(has(true) && !has(false));
    }

    #[test]
    fn what_an_answer_says_itself_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        );
        complete(&mut headers, &of_every_answer(true));
        assert_eq!(headers[CACHE_CONTROL], "public, max-age=300");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
