//! The token endpoint and its neighbours: who asks, for what, and whether the grant holds.
//! Everything is verified, then the code is spent, then tokens are issued: in that order (RFC 6749
//! sections 3.2 and 4.1.3).

pub mod client_assertion;
pub mod client_auth;
pub mod code_grant;
pub mod refresh_grant;
pub mod refresh_token;
pub mod request;
pub mod response;
pub mod token_query;

use crate::types::{ErrorCode, OAuthError};

fn invalid_client(reason: &'static str, description: &str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, reason, description)
}

fn invalid_request(reason: &'static str, description: &str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidRequest, reason, description)
}
