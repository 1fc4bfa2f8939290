//! Pushed authorization requests (RFC 9126): the client sends its request itself, and the browser
//! brings only a reference to it, which is good once, for a minute, for that client.

use crate::authorize::{self, Inputs};
use crate::types::{AuthorizeRequest, Client, ErrorCode, OAuthError, PageError, Refusal};
use lykill_core::Timestamp;
use lykill_core::id::ClientId;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a reference is good (security.md case 98).
pub const LIFETIME: Duration = Duration::from_secs(60);

/// What a reference begins with (RFC 9126 section 2.2). Any other `request_uri` would have to be
/// fetched, and is not.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The reference to a stored request.
pub fn reference(token: &str) -> String {
    format!("{PREFIX}{token}")
}

/// What of a `request_uri` finds the stored request; none when it is not one of ours.
pub fn token(request_uri: &str) -> Option<&str> {
    request_uri.strip_prefix(PREFIX)
}

/// Checks a request that is pushed by a client that is authenticated, by the same table as one
/// that a browser brings.
///
/// # Errors
/// What the table says, as a direct answer (RFC 9126 section 2.3); `invalid_client` for a public
/// client: whoever shows no credential stores nothing here.
pub fn check(inputs: &Inputs<'_>, client_id: &ClientId) -> Result<AuthorizeRequest, OAuthError> {
    let proves = |client: &Client| client.token_endpoint_auth_method.proves();
    if !inputs.client.is_some_and(proves) {
        let words = "requests are pushed by clients that authenticate";
        return Err(OAuthError::new(
            ErrorCode::InvalidClient,
            "pushed-public",
            words,
        ));
    }
    if inputs.params.get("request_uri").is_some() {
        let words = "request_uri must not be pushed; send each parameter by itself";
        return Err(OAuthError::new(
            ErrorCode::InvalidRequest,
            "pushed-request-uri",
            words,
        ));
    }
    authorize::check_pushed_request(inputs, client_id).map_err(|refusal| match refusal {
        Refusal::Page(page) => {
            OAuthError::new(ErrorCode::InvalidRequest, page.word(), page.to_string())
        }
        Refusal::Redirect(refused) => refused.error,
    })
}

/// The answer to a request that was stored, with status 201 (RFC 9126 section 2.2).
pub fn accepted(token: &str) -> Value {
    json!({ "request_uri": reference(token), "expires_in": LIFETIME.as_secs() })
}

/// Whether a stored request may be used now, by the client that the browser names; it must be
/// spent next.
///
/// # Errors
/// [`PageError::RequestUnknown`]: another client's, one that ended and none look alike.
pub fn usable(
    request: Option<(AuthorizeRequest, Timestamp)>,
    client_id: Option<&str>,
    now: Timestamp,
) -> Result<AuthorizeRequest, PageError> {
    let (request, expires_at) = request.ok_or(PageError::RequestUnknown)?;
    let own = client_id == Some(request.client_id.as_str());
    if own && now < expires_at {
        Ok(request)
    } else {
        Err(PageError::RequestUnknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{CALLBACK, CHALLENGE, ISSUER, NOW, client, signing_key};
    use crate::params::Params;
    use crate::types::{AcrNames, AuthMethod};

    fn push(more: &str, client: &Client) -> Result<AuthorizeRequest, OAuthError> {
        let body = format!(
            "redirect_uri={CALLBACK}&response_type=code&scope=openid&state=s&nonce=n\
             &code_challenge={CHALLENGE}&code_challenge_method=S256{more}"
        );
        let params = Params::parse(body.as_bytes()).unwrap();
        let inputs = Inputs {
            params: &params,
            client: Some(client),
            acr: &AcrNames::default(),
            issuer: ISSUER,
            keys: &[signing_key().verify_key().clone()],
        };
        check(&inputs, &client.client_id)
    }

    #[test]
    fn a_pushed_request_is_checked_like_any_other() {
        let bound = Client {
            require_pushed_authorization_requests: true,
            ..client()
        };
        for client in [client(), bound] {
            assert_eq!(push("", &client).unwrap().state.as_deref(), Some("s"));
            let named = format!("&client_id={}", client.client_id);
            assert!(push(&named, &client).is_ok());
        }
        for (wrong, code) in [
            ("&prompt=none+login", ErrorCode::InvalidRequest),
            ("&max_age=-1", ErrorCode::InvalidRequest),
            ("&request=x", ErrorCode::RequestNotSupported),
            ("&registration=x", ErrorCode::RegistrationNotSupported),
        ] {
            assert_eq!(push(wrong, &client()).unwrap_err().code, code, "{wrong}");
        }
    }

    #[test]
    fn case_098_no_reference_and_no_public_client_is_pushed() {
        for uri in [
            "http://169.254.169.254/",
            "urn:ietf:params:oauth:request_uri:x",
        ] {
            let error = push(&format!("&request_uri={uri}"), &client()).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidRequest, "{uri}");
        }
        let public = Client {
            token_endpoint_auth_method: AuthMethod::None,
            ..client()
        };
        assert_eq!(push("", &public).unwrap_err().status(), 401);
        let moved = Client {
            redirect_uris: vec!["https://fjordvik.example/other".parse().unwrap()],
            ..client()
        };
        assert_eq!(
            push("", &moved).unwrap_err().reason,
            "redirect-uri-unregistered"
        );
    }

    #[test]
    fn case_098_a_reference_is_its_clients_and_lives_a_minute() {
        let request = push("", &client()).unwrap();
        let ends = NOW + LIFETIME;
        let id = client().client_id;
        let at = |seconds, who: Option<&str>| {
            let now = NOW + Duration::from_secs(seconds);
            usable(Some((request.clone(), ends)), who, now)
        };
        assert!(at(59, Some(id.as_str())).is_ok());
        for (seconds, who) in [(60, Some(id.as_str())), (1, Some("other")), (1, None)] {
            assert_eq!(at(seconds, who), Err(PageError::RequestUnknown));
        }
        assert_eq!(
            usable(None, Some(id.as_str()), NOW),
            Err(PageError::RequestUnknown)
        );
        assert_eq!(token(&reference("abc")), Some("abc"));
        assert_eq!(token("http://169.254.169.254/"), None);
    }
}
