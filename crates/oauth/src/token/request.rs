//! What is asked of the token endpoint (RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.5).

use super::invalid_request;
use crate::params::Params;
use crate::types::{ErrorCode, OAuthError};
use lykill_core::Secret;

/// A request to redeem an authorization code.
#[derive(Debug, Clone)]
pub struct CodeRequest {
    /// The code; it is looked up by its SHA-256.
    pub code: Secret<String>,
    /// Must be the one of the authorization request.
    pub redirect_uri: String,
    /// The PKCE verifier.
    pub code_verifier: Secret<String>,
}

/// A request for new tokens by a refresh token (RFC 6749 section 6).
#[derive(Debug, Clone)]
pub struct RefreshRequest {
    /// The refresh token.
    pub refresh_token: Secret<String>,
    /// Fewer scopes than were granted, when they were sent.
    pub scope: Option<String>,
}

/// A grant that is presented.
#[derive(Debug, Clone)]
pub enum TokenRequest {
    /// An authorization code.
    Code(CodeRequest),
    /// A refresh token.
    Refresh(RefreshRequest),
}

/// Reads a token request. No other grant is served (security.md case 94).
///
/// # Errors
/// `unsupported_grant_type` for another grant, `invalid_request` when a parameter is missing.
pub fn parse(params: &Params) -> Result<TokenRequest, OAuthError> {
    match params.get("grant_type") {
        Some("authorization_code") => Ok(TokenRequest::Code(CodeRequest {
            code: required(params, "code")?.into(),
            redirect_uri: required(params, "redirect_uri")?.to_owned(),
            code_verifier: required(params, "code_verifier")?.into(),
        })),
        Some("refresh_token") => Ok(TokenRequest::Refresh(RefreshRequest {
            refresh_token: required(params, "refresh_token")?.into(),
            scope: params.get("scope").map(str::to_owned),
        })),
        Some(_) => Err(OAuthError::new(
            ErrorCode::UnsupportedGrantType,
            "grant-type",
            "only grant_type=authorization_code and grant_type=refresh_token are served",
        )),
        None => {
            let words = "grant_type is missing; send grant_type=authorization_code";
            Err(invalid_request("grant-type-missing", words))
        }
    }
}

fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, OAuthError> {
    let missing = || {
        let words = format!(
            "{name} is missing; send code, redirect_uri and code_verifier, or a refresh_token"
        );
        invalid_request("parameter-missing", &words)
    };
    params.get(name).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_body(body: &str) -> Result<TokenRequest, OAuthError> {
        parse(&Params::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn case_094_no_other_grant_is_served() {
        for grant in [
            "password",
            "client_credentials",
            "implicit",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "code",
        ] {
            let body = format!("grant_type={grant}&code=c&username=u&password=p");
            let error = parse_body(&body).unwrap_err();
            assert_eq!(error.code, ErrorCode::UnsupportedGrantType, "{grant}");
        }
        assert_eq!(
            parse_body("code=c").unwrap_err().code,
            ErrorCode::InvalidRequest
        );
    }

    #[test]
    fn case_092_no_part_of_the_exchange_may_be_missing() {
        let parts = ["code=c", "redirect_uri=r", "code_verifier=v"];
        let whole = format!("grant_type=authorization_code&{}", parts.join("&"));
        assert!(parse_body(&whole).is_ok());
        for part in parts {
            let without = whole.replace(part, "x=y");
            let error = parse_body(&without).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidRequest, "{without}");
        }
        let error = parse_body("grant_type=refresh_token&code=c").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest);
    }
}
