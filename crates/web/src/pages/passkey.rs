//! A login with a passkey (ux screen L11).

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, PasskeyForm, PasskeyTrouble, Problem, Shell};
use crate::words::Lang;
use askama::Template;

/// Asks for a passkey; the script posts its answer.
#[derive(Debug, Clone, Template)]
#[template(path = "passkey.html")]
pub struct PasskeyPage {
    /// The frame.
    pub shell: Shell,
    /// What the passkey is asked; none where the method went away meanwhile.
    pub passkey: Option<PasskeyForm>,
    /// Back to the list of electronic IDs, when there is more than one.
    pub other_methods: Option<Href>,
}

impl PasskeyPage {
    fn problem(&self) -> Option<Problem> {
        self.passkey.as_ref()?.problem(&self.shell)
    }
}

impl Page for PasskeyPage {
    const NAME: &'static str = "passkey";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |trouble| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            passkey: Some(PasskeyForm::sample(trouble)),
            other_methods: Some(Href::new("/login/4f2a9c/methods")),
        };
        let waits = PasskeyTrouble::Waits(sample_time(14, 32));
        let mut none = page(None);
        none.passkey = None;
        vec![
            ("normal", page(None)),
            ("not-offered", none),
            ("error-refused", page(Some(PasskeyTrouble::Refused))),
            ("error-late", page(Some(PasskeyTrouble::Late))),
            ("error-waits", page(Some(waits))),
            ("error-copied", page(Some(PasskeyTrouble::Copied))),
        ]
    }
}
