//! Why a person did not get in: one variant for each check that can fail.
//!
//! The page says in plain words what was wrong and what to do; the variant's code stands on the
//! page and in the log, so that the person and the service desk talk about the same thing.

/// A failed check. Nothing of the answer that failed is used afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The issuer does not answer, or answers that it is out of order.
    IssuerDown,
    /// The discovery document is not the configured issuer's, or names foreign endpoints.
    IssuerMetadata,
    /// The authorization response lacks a parameter, or has one twice (RFC 6749 section 3.1).
    AnswerMalformed,
    /// This browser holds no session of ours: the login was begun elsewhere or is too old.
    OtherBrowser,
    /// The browser is known, but began no login with this `state` (RFC 9700 section 4.7).
    StateUnknown,
    /// No `iss` in the authorization response (RFC 9207 section 2.4).
    IssuerMissing,
    /// `iss` names another issuer than the one asked: a mix-up (RFC 9700 section 4.4).
    IssuerWrong,
    /// The issuer answered with an error (RFC 6749 section 4.1.2.1).
    IssuerSaid(OauthError),
    /// The token endpoint refused the code (RFC 6749 section 5.2).
    CodeRefused(OauthError),
    /// The token response holds no ID token, or one that cannot be read.
    IdTokenMissing,
    /// Not signed by a key of the issuer with ES256.
    Signature,
    /// `iss` inside the ID token is another issuer.
    TokenIssuer,
    /// The ID token is meant for somebody else (`aud`, `azp`).
    Audience,
    /// The ID token has expired, or was issued at an impossible time.
    Expired,
    /// The ID token answers another login (`nonce`).
    Nonce,
    /// `acr` is not a level that this service accepts.
    LevelTooLow,
    /// A fresh login was asked for, and `auth_time` is absent or too old.
    LoginTooOld,
    /// The access token is not the one the ID token names (`at_hash`).
    AccessTokenHash,
    /// The userinfo endpoint gave no usable answer.
    Userinfo,
    /// Userinfo is about another person than the ID token (OpenID Connect Core 5.3.2).
    SubjectDiffers,
    /// A form was posted from another site.
    ForeignForm,
    /// No such page.
    NotFound,
}

/// An OAuth error, cut down to what may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OauthError {
    /// The error code.
    pub(crate) code: String,
    /// The issuer's own words, or empty.
    pub(crate) description: String,
}

impl OauthError {
    /// Keeps printable characters only and cuts the description at 300 of them: it is shown
    /// inside our page and must look like a quotation, not like the page.
    pub(crate) fn new(code: &str, description: &str) -> Self {
        let clean = |text: &str, limit: usize| -> String {
            text.chars()
                .filter(|c| !c.is_control())
                .take(limit)
                .collect()
        };
        Self {
            code: clean(code, 64),
            description: clean(description, 300),
        }
    }
}

/// What the person should do next; one text each in the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Begin again here.
    TryAgain,
    /// Go on in the browser where the login was begun, or begin again here.
    SameBrowser,
    /// Choose an electronic ID of a higher level.
    HigherLevel,
    /// Wait a little.
    Wait,
    /// Do not go on; tell the service desk the code.
    ServiceDesk,
}

impl Refusal {
    /// The stable name that stands on the page and in the log.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::IssuerDown => "issuer-down",
            Self::IssuerMetadata => "issuer-metadata",
            Self::AnswerMalformed => "answer-malformed",
            Self::OtherBrowser => "other-browser",
            Self::StateUnknown => "state-unknown",
            Self::IssuerMissing => "iss-missing",
            Self::IssuerWrong => "iss-wrong",
            Self::IssuerSaid(_) => "issuer-said-no",
            Self::CodeRefused(_) => "code-refused",
            Self::IdTokenMissing => "id-token-missing",
            Self::Signature => "id-token-signature",
            Self::TokenIssuer => "id-token-issuer",
            Self::Audience => "id-token-audience",
            Self::Expired => "id-token-expired",
            Self::Nonce => "id-token-nonce",
            Self::LevelTooLow => "level-too-low",
            Self::LoginTooOld => "login-too-old",
            Self::AccessTokenHash => "access-token-hash",
            Self::Userinfo => "userinfo",
            Self::SubjectDiffers => "userinfo-subject",
            Self::ForeignForm => "foreign-form",
            Self::NotFound => "not-found",
        }
    }

    /// The HTTP status of the page.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::IssuerDown => 503,
            Self::IssuerMetadata | Self::IdTokenMissing | Self::Userinfo => 502,
            Self::ForeignForm | Self::LevelTooLow | Self::LoginTooOld => 403,
            Self::NotFound => 404,
            _ => 400,
        }
    }

    /// What the person should do next.
    pub(crate) fn advice(&self) -> Advice {
        match self {
            Self::IssuerDown | Self::Userinfo => Advice::Wait,
            Self::OtherBrowser | Self::StateUnknown => Advice::SameBrowser,
            Self::LevelTooLow => Advice::HigherLevel,
            Self::IssuerSaid(error) => advice_for(&error.code),
            Self::AnswerMalformed
            | Self::CodeRefused(_)
            | Self::Expired
            | Self::LoginTooOld
            | Self::ForeignForm
            | Self::NotFound => Advice::TryAgain,
            Self::IssuerMetadata
            | Self::IssuerMissing
            | Self::IssuerWrong
            | Self::IdTokenMissing
            | Self::Signature
            | Self::TokenIssuer
            | Self::Audience
            | Self::Nonce
            | Self::AccessTokenHash
            | Self::SubjectDiffers => Advice::ServiceDesk,
        }
    }

    /// The OAuth error to quote, if there is one.
    pub(crate) fn quoted(&self) -> Option<&OauthError> {
        match self {
            Self::IssuerSaid(error) | Self::CodeRefused(error) => Some(error),
            _ => None,
        }
    }
}

/// Error codes of RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6 and
/// `unmet_authentication_requirements` (OpenID Connect Core Error Code 1.0).
fn advice_for(code: &str) -> Advice {
    match code {
        "unmet_authentication_requirements" => Advice::HigherLevel,
        "temporarily_unavailable" | "server_error" => Advice::Wait,
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "account_selection_required"
        | "consent_required" => Advice::TryAgain,
        _ => Advice::ServiceDesk,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_errors_are_cut_and_printable() {
        let error = OauthError::new("access_denied\n", &"a\u{7}b".repeat(400));
        assert_eq!(error.code, "access_denied");
        assert_eq!(error.description.len(), 300);
        assert!(error.description.starts_with("abab"));
    }

    #[test]
    fn advice_follows_the_error_code_of_the_issuer() {
        let said = |code| Refusal::IssuerSaid(OauthError::new(code, "")).advice();
        assert_eq!(said("access_denied"), Advice::TryAgain);
        assert_eq!(
            said("unmet_authentication_requirements"),
            Advice::HigherLevel
        );
        assert_eq!(said("temporarily_unavailable"), Advice::Wait);
        assert_eq!(said("unauthorized_client"), Advice::ServiceDesk);
    }
}
