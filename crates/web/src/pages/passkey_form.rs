//! What a page asks of an authenticator, and what can be wrong with its answer.

use super::{Href, Problem, Shell};
use jiff::civil::DateTime;

/// A form that the script fills in with a passkey's answer; with scripts off it stays away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyForm {
    /// Where it is posted.
    pub action: Href,
    /// The host for which passkeys are.
    pub host: String,
    /// The challenge, in base64url.
    pub challenge: String,
    /// When the challenge was made.
    pub issued: String,
    /// The credentials that may answer, in base64url with spaces between; empty for any.
    pub credentials: String,
    /// What was wrong with the last answer.
    pub trouble: Option<PasskeyTrouble>,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyTrouble {
    /// It is not taken.
    Refused,
    /// It came too late.
    Late,
    /// The passkey is new, and can be used from then on.
    Waits(DateTime),
    /// There may be a copy of it.
    Copied,
}

impl PasskeyTrouble {
    /// The words for it.
    pub(super) fn problem(self, shell: &Shell) -> Problem {
        Problem::general(match self {
            Self::Refused => shell.t("passkey-refused"),
            Self::Late => shell.t("passkey-late"),
            Self::Waits(until) => shell.with("until", shell.at(until)).t("passkey-waits"),
            Self::Copied => shell.t("passkey-copied"),
        })
    }
}

impl PasskeyForm {
    /// What was wrong with the last answer, in words.
    pub(super) fn problem(&self, shell: &Shell) -> Option<Problem> {
        self.trouble.map(|trouble| trouble.problem(shell))
    }

    /// A form as it stands on pages of these samples.
    pub(super) fn sample(trouble: Option<PasskeyTrouble>) -> Self {
        Self {
            action: Href::new("/login/4f2a9c/passkey"),
            host: "id.lykill.example".to_owned(),
            challenge: "tZkQ8mXo0mU1bq5vG2l0P8sH0y7n3c4W9eRkT6aJ1dE".to_owned(),
            issued: "1793697121000000".to_owned(),
            credentials: "q83vEjRWeJCrze8SNFZ4kA".to_owned(),
            trouble,
        }
    }
}
