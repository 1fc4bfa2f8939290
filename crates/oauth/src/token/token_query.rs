//! What is asked of the introspection and revocation endpoints: one token (RFC 7662 section 2.1,
//! RFC 7009 section 2.1). `token_type_hint` is not needed: a token shows of which kind it is.

use super::invalid_request;
use crate::params::Params;
use crate::types::OAuthError;
use lykill_core::Secret;

/// Reads the token that is asked about; whether it is one is never an error.
///
/// # Errors
/// `invalid_request` when there is none.
pub fn parse(params: &Params) -> Result<Secret<String>, OAuthError> {
    let words = "token is missing; send the token that is asked about";
    let token = params.get("token").map(Secret::from);
    token.ok_or_else(|| invalid_request("parameter-missing", words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ErrorCode;

    #[test]
    fn a_token_is_needed_and_a_hint_is_not() {
        let read = |body: &str| parse(&Params::parse(body.as_bytes()).unwrap());
        let hinted = read("token=a&token_type_hint=of_another_world").unwrap();
        assert_eq!(hinted.expose(), "a");
        for without in ["", "token=", "tokens=a"] {
            assert_eq!(read(without).unwrap_err().code, ErrorCode::InvalidRequest);
        }
    }
}
