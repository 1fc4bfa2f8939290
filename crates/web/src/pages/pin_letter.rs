//! The code of a posted letter: a number on the screen, its code on paper. The second of two steps,
//! after national number and password.

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, KeyProblem, Page, Problem, Shell, Shown, Steps};
use crate::words::Lang;
use askama::Template;

/// Asks for the `key` that belongs to a number; posts it with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "pin_letter.html")]
pub struct PinLetterPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted, with `action=answer` or `use-new-card`.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The asked number, from 1 on.
    pub number: String,
    /// The label of the letter: `R413-882`.
    pub letter: Shown,
    /// Codes left in that letter.
    pub left: u32,
    /// A first code of a letter that was never used.
    pub first_of_letter: bool,
    /// The next letter, which is on its way or has arrived.
    pub new_letter: Option<Shown>,
    /// What was typed.
    pub typed: String,
    /// What went wrong.
    pub problem: Option<KeyProblem>,
}

impl PinLetterPage {
    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        let letter = shell
            .with("number", &self.number)
            .with("letter", &self.letter);
        Some(match self.problem.as_ref()? {
            KeyProblem::Missing => Problem::at("key", letter.t("pin-missing")),
            KeyProblem::Mismatch => Problem::at("key", letter.t("pin-mismatch")),
            KeyProblem::CardBlocked => Problem::at("key", letter.t("pin-blocked")),
            KeyProblem::WaitUntil(until) => {
                Problem::general(shell.with("until", shell.at(*until)).t("password-wait"))
            }
            KeyProblem::Exhausted => Problem::general(shell.t("password-exhausted")),
        })
    }
}

impl Page for PinLetterPage {
    const NAME: &'static str = "pin-letter";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let normal = Self {
            shell: sample_shell(lang, "/login/4f2a9c/key"),
            action: Href::new("/login/4f2a9c/key"),
            steps: Steps { now: 2, of: 2 },
            number: "7".to_owned(),
            letter: Shown::new("R413-882"),
            left: 14,
            first_of_letter: false,
            new_letter: None,
            typed: String::new(),
            problem: None,
        };
        let wrong = |problem| Self {
            typed: "482917".to_owned(),
            problem: Some(problem),
            ..normal.clone()
        };
        let low = Self {
            left: 1,
            new_letter: Some(Shown::new("K207-514")),
            ..normal.clone()
        };
        let first = Self {
            first_of_letter: true,
            left: 20,
            ..normal.clone()
        };
        let wait = KeyProblem::WaitUntil(sample_time(14, 32));
        vec![
            ("new-letter", low),
            ("first-code", first),
            ("error-missing", wrong(KeyProblem::Missing)),
            ("error-mismatch", wrong(KeyProblem::Mismatch)),
            ("error-blocked", wrong(KeyProblem::CardBlocked)),
            ("error-wait", wrong(wait)),
            ("error-exhausted", wrong(KeyProblem::Exhausted)),
            ("normal", normal),
        ]
    }
}
