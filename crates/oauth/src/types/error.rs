//! An OAuth error with its two faces: what the developer at the client reads, and what we log.

use serde_json::{Value, json};
use std::fmt;

/// The `error` codes that are used, each from the registry of the standard named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    InvalidRequest,
    /// RFC 6749 section 5.2.
    InvalidClient,
    /// RFC 6749 section 5.2.
    InvalidGrant,
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    UnauthorizedClient,
    /// RFC 6749 section 5.2.
    UnsupportedGrantType,
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    InvalidScope,
    /// RFC 6749 section 4.1.2.1.
    UnsupportedResponseType,
    /// RFC 6749 section 4.1.2.1: the person went back, or may not use the service.
    AccessDenied,
    /// RFC 6749 section 4.1.2.1.
    ServerError,
    /// RFC 6749 section 4.1.2.1.
    TemporarilyUnavailable,
    /// OIDC Core 1.0 section 3.1.2.6.
    LoginRequired,
    /// OIDC Core 1.0 section 3.1.2.6.
    InteractionRequired,
    /// OIDC Core 1.0 section 3.1.2.6.
    RequestNotSupported,
    /// OIDC Core 1.0 section 3.1.2.6.
    RequestUriNotSupported,
    /// OIDC Core 1.0 section 3.1.2.6.
    RegistrationNotSupported,
    /// OpenID Connect Core Error Code `unmet_authentication_requirements` 1.0 section 2.
    UnmetAuthenticationRequirements,
    /// RFC 6750 section 3.1.
    InvalidToken,
    /// RFC 7591 section 3.2.2.
    InvalidRedirectUri,
    /// RFC 7591 section 3.2.2.
    InvalidClientMetadata,
}

impl ErrorCode {
    /// The value of `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidToken => "invalid_token",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
        }
    }

    /// The HTTP status of a direct answer (RFC 6749 section 5.2, RFC 6750 section 3.1).
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::AccessDenied => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }
}

/// One refusal in the words of OAuth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthError {
    /// The `error` that leaves.
    pub code: ErrorCode,
    /// The inner face: which rule refused, for logs, metrics and the audit row; never sent.
    pub reason: &'static str,
    description: String,
}

impl OAuthError {
    /// An error. `description` says to the client's developer what is wrong and what to do; what
    /// may not stand in `error_description` (RFC 6749 section 4.1.2.1) is replaced.
    pub fn new(code: ErrorCode, reason: &'static str, description: impl AsRef<str>) -> Self {
        let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        let replaced = |c: char| match c {
            '"' => '\'',
            c if allowed(c) => c,
            _ => '?',
        };
        let description = description.as_ref().chars().take(500).map(replaced);
        Self {
            code,
            reason,
            description: description.collect(),
        }
    }

    /// The outer face: `error_description`, in ASCII.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The body of a direct answer (RFC 6749 section 5.2).
    pub fn to_json(&self) -> Value {
        json!({"error": self.code.as_str(), "error_description": self.description})
    }

    /// The HTTP status of a direct answer.
    pub const fn status(&self) -> u16 {
        self.code.status()
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({}): {}",
            self.code.as_str(),
            self.reason,
            self.description
        )
    }
}

impl std::error::Error for OAuthError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_may_leave() {
        let error = OAuthError::new(ErrorCode::InvalidScope, "scope", "a \"b\\\r\n\u{e6}");
        assert_eq!(error.description(), "a 'b????");
        assert_eq!(error.to_json()["error"], "invalid_scope");
    }

    #[test]
    fn the_inner_face_never_leaves() {
        let error = OAuthError::new(ErrorCode::InvalidGrant, "code-spent", "start again");
        assert!(!error.to_json().to_string().contains("code-spent"));
        assert_eq!(error.status(), 400);
    }
}
