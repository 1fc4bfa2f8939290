//! The authorization response as the browser brings it: parsed, then checked in a fixed order.

use url::form_urlencoded;

use crate::refusal::{OauthError, Refusal};

/// The parameters of an authorization response that this portal reads, each at most once
/// (RFC 6749 section 3.1). Unknown ones are ignored (section 4.1.2).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) state: Option<String>,
    pub(crate) iss: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
}

impl Answer {
    /// Reads the query of the redirect URI.
    pub(crate) fn parse(query: &str) -> Result<Self, Refusal> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let slot = match name.as_ref() {
                "state" => &mut answer.state,
                "iss" => &mut answer.iss,
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                "error_description" => &mut answer.error_description,
                _ => continue,
            };
            if slot.replace(value.into_owned()).is_some() {
                return Err(Refusal::AnswerMalformed);
            }
        }
        match (&answer.code, &answer.error) {
            (Some(_), None) | (None, Some(_)) => Ok(answer),
            _ => Err(Refusal::AnswerMalformed),
        }
    }

    /// The code, if the answer comes from `issuer` and is not an error. `iss` is looked at
    /// first: an error of a foreign issuer must not be shown as ours (RFC 9207 section 2.4).
    pub(crate) fn code_from(self, issuer: &str) -> Result<String, Refusal> {
        match self.iss.as_deref() {
            None => return Err(Refusal::IssuerMissing),
            Some(iss) if iss != issuer => return Err(Refusal::IssuerWrong),
            Some(_) => {}
        }
        if let Some(error) = self.error {
            let description = self.error_description.unwrap_or_default();
            return Err(Refusal::IssuerSaid(OauthError::new(&error, &description)));
        }
        self.code.ok_or(Refusal::AnswerMalformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example";

    fn code(query: &str) -> Result<String, Refusal> {
        Answer::parse(query)?.code_from(ISSUER)
    }

    #[test]
    fn a_good_answer_gives_its_code() {
        let query = "code=a%2Bb&state=s&iss=https%3A%2F%2Fid.example&session_state=x";
        assert_eq!(Answer::parse(query).unwrap().state.as_deref(), Some("s"));
        assert_eq!(code(query).unwrap(), "a+b");
    }

    #[test]
    fn case_095_iss_must_be_there_and_equal_to_the_character() {
        assert_eq!(code("code=c&state=s"), Err(Refusal::IssuerMissing));
        for iss in [
            "https://id.example/",
            "https://ID.example",
            "https://evil.example",
            "",
        ] {
            let query = format!("code=c&state=s&iss={iss}");
            assert_eq!(code(&query), Err(Refusal::IssuerWrong), "{iss}");
        }
    }

    #[test]
    fn case_095_an_error_of_a_foreign_issuer_is_not_quoted() {
        let query = "error=access_denied&error_description=Call+555&state=s&iss=https://e.example";
        assert_eq!(code(query), Err(Refusal::IssuerWrong));
    }

    #[test]
    fn doubled_or_contradicting_parameters_are_refused() {
        let iss = "iss=https%3A%2F%2Fid.example";
        for query in [
            format!("code=a&code=b&state=s&{iss}"),
            format!("code=a&state=s&state=t&{iss}"),
            format!("code=a&state=s&{iss}&{iss}"),
            format!("code=a&error=access_denied&state=s&{iss}"),
            format!("state=s&{iss}"),
            String::new(),
        ] {
            assert_eq!(code(&query), Err(Refusal::AnswerMalformed), "{query}");
        }
    }

    #[test]
    fn an_error_keeps_its_code_and_description() {
        let query = "error=access_denied&error_description=The+login+was+cancelled&state=s\
                     &iss=https%3A%2F%2Fid.example";
        let expected = OauthError::new("access_denied", "The login was cancelled");
        assert_eq!(code(query), Err(Refusal::IssuerSaid(expected)));
    }
}
