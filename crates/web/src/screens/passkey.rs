//! What pages ask of passkeys.

use super::{Screen, Wrong};
use crate::pages::{PasskeyForm, PasskeyPage, PasskeyTrouble};
use crate::refuse::Answered;
use crate::router::Step;
use lykill_operations::answer::{PasskeyProblem, Problem};

impl Screen<'_> {
    pub(super) fn passkey_step(&self, has_choice: bool) -> Answered {
        let page = PasskeyPage {
            shell: self.shell(),
            passkey: self.passkey_form(),
            other_methods: has_choice.then(|| self.to(Step::Methods)),
        };
        self.step_page(&page)
    }

    /// What a passkey may answer in this step.
    pub(super) fn passkey_form(&self) -> Option<PasskeyForm> {
        let ask = self.view.passkey.as_ref()?;
        Some(PasskeyForm {
            action: self.to(Step::Passkey),
            host: ask.host.clone(),
            challenge: ask.challenge.clone(),
            issued: ask.issued.to_string(),
            credentials: ask.credentials.join(" "),
            trouble: self.passkey_trouble(),
        })
    }

    fn passkey_trouble(&self) -> Option<PasskeyTrouble> {
        let Wrong::Said(Problem::Passkey(problem)) = self.wrong else {
            return None;
        };
        Some(match problem {
            PasskeyProblem::Refused => PasskeyTrouble::Refused,
            PasskeyProblem::Late => PasskeyTrouble::Late,
            PasskeyProblem::Waits(until) => PasskeyTrouble::Waits(self.visit.civil(*until)),
            PasskeyProblem::Copied => PasskeyTrouble::Copied,
        })
    }
}
