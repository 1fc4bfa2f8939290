//! What the browser brings back from a provider (OpenID Connect Core 1.0 sections 3.1.2.5 and
//! 3.1.2.6, RFC 9207).

use super::{Metadata, Provider};
use crate::params::Params;

/// What the provider decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A code to be exchanged.
    Code(String),
    /// It did not log anybody in.
    Declined(Decline),
}

/// Why a provider logged nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decline {
    /// The person went back, or was refused there.
    Denied,
    /// The person cannot reach the level there.
    Level,
    /// The provider cannot answer now.
    Unavailable,
    /// It does not take our request: something is set up wrongly.
    Request,
}

impl Decline {
    /// The word in the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Denied => "declined",
            Self::Level => "level not reached there",
            Self::Unavailable => "provider unavailable",
            Self::Request => "request not taken",
        }
    }

    fn of(error: &str) -> Self {
        match error {
            "access_denied"
            | "user_cancelled"
            | "login_required"
            | "consent_required"
            | "interaction_required" => Self::Denied,
            "unmet_authentication_requirements" => Self::Level,
            "temporarily_unavailable" | "server_error" => Self::Unavailable,
            _ => Self::Request,
        }
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// Another provider gave it, or it does not say who did although its provider always says so
    /// (RFC 9207 section 2.4): a mix-up.
    #[error("answer of another issuer")]
    Issuer,
    /// Neither a code nor an error, or both.
    #[error("answer without code or error")]
    Neither,
}

/// Reads an answer whose `state` was found to be the browser's own. An error is believed from
/// nobody else either: it ends the attempt.
///
/// # Errors
/// [`BadAnswer`].
pub fn read(
    params: &Params,
    provider: &Provider,
    metadata: &Metadata,
) -> Result<Answer, BadAnswer> {
    match params.get("iss") {
        Some(issuer) if issuer != provider.issuer => return Err(BadAnswer::Issuer),
        None if metadata.names_itself => return Err(BadAnswer::Issuer),
        _ => {}
    }
    match (params.get("code"), params.get("error")) {
        (Some(code), None) => Ok(Answer::Code(code.to_owned())),
        (None, Some(error)) => Ok(Answer::Declined(Decline::of(error))),
        _ => Err(BadAnswer::Neither),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{metadata, provider};
    use super::*;

    fn judge(query: &str) -> Result<Answer, BadAnswer> {
        let params = Params::parse(query.as_bytes()).unwrap();
        read(&params, &provider(), &metadata())
    }

    #[test]
    fn case_095_an_answer_says_who_gave_it() {
        let own = "iss=https%3A%2F%2Fbank.example";
        assert_eq!(
            judge(&format!("code=c&{own}")),
            Ok(Answer::Code("c".to_owned()))
        );
        for other in [
            "iss=https%3A%2F%2Fbank.example%2F",
            "iss=https%3A%2F%2Fevil.example",
            "iss=",
            "",
        ] {
            for rest in ["code=c", "error=access_denied"] {
                let answer = judge(&format!("{rest}&{other}"));
                assert_eq!(answer, Err(BadAnswer::Issuer), "{rest} {other}");
            }
        }
        let silent = Metadata {
            names_itself: false,
            ..metadata()
        };
        let params = |query: &str| Params::parse(query.as_bytes()).unwrap();
        assert!(read(&params("code=c"), &provider(), &silent).is_ok());
        let evil = read(
            &params("code=c&iss=https://evil.example"),
            &provider(),
            &silent,
        );
        assert_eq!(evil, Err(BadAnswer::Issuer), "what is said must be right");
    }

    #[test]
    fn a_code_or_an_error_and_never_both() {
        let own = "iss=https%3A%2F%2Fbank.example";
        for bad in ["", "code=c&error=access_denied", "code=&error="] {
            assert_eq!(
                judge(&format!("{bad}&{own}")),
                Err(BadAnswer::Neither),
                "{bad}"
            );
        }
        let declined = |error| match judge(&format!("error={error}&{own}")) {
            Ok(Answer::Declined(decline)) => decline,
            other => panic!("{other:?}"),
        };
        assert_eq!(declined("access_denied"), Decline::Denied);
        assert_eq!(
            declined("unmet_authentication_requirements"),
            Decline::Level
        );
        assert_eq!(declined("temporarily_unavailable"), Decline::Unavailable);
        assert_eq!(declined("invalid_scope"), Decline::Request);
        assert_eq!(declined("whatever%3Cscript%3E"), Decline::Request);
    }
}
