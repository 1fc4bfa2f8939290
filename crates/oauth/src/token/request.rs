//! What is asked of the token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

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

/// Reads a token request. The one grant that is served is `authorization_code` (security.md
/// case 94).
///
/// # Errors
/// `unsupported_grant_type` for another grant, `invalid_request` when a parameter is missing.
pub fn parse(params: &Params) -> Result<CodeRequest, OAuthError> {
    match params.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => {
            return Err(OAuthError::new(
                ErrorCode::UnsupportedGrantType,
                "grant-type",
                "only grant_type=authorization_code is served",
            ));
        }
        None => {
            let words = "grant_type is missing; send grant_type=authorization_code";
            return Err(invalid_request("grant-type-missing", words));
        }
    }
    Ok(CodeRequest {
        code: required(params, "code")?.into(),
        redirect_uri: required(params, "redirect_uri")?.to_owned(),
        code_verifier: required(params, "code_verifier")?.into(),
    })
}

fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, OAuthError> {
    let missing = || {
        let words = format!("{name} is missing; send code, redirect_uri and code_verifier");
        invalid_request("parameter-missing", &words)
    };
    params.get(name).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_body(body: &str) -> Result<CodeRequest, OAuthError> {
        parse(&Params::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn case_094_only_the_code_grant_is_served() {
        for grant in [
            "password",
            "client_credentials",
            "implicit",
            "refresh_token",
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
    }
}
