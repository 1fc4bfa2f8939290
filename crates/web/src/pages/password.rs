//! User id and password (ux screen L2): the first of the two steps with a key card.

use super::samples::{sample_shell, sample_support, sample_time};
use super::{Contact, Href, Icon, Page, PasskeyForm, Problem, Shell, Steps};
use crate::words::{Key, Lang};
use askama::Template;
use jiff::civil::DateTime;

/// Asks for `user_id` and `password`; posts them with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "password.html")]
pub struct PasswordPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The user id as it was typed; the password is never sent back.
    pub user_id: String,
    /// Whether that is the national number, under the name `national_id`.
    pub by_number: bool,
    /// Back to the list of electronic IDs, when there is more than one.
    pub other_methods: Option<Href>,
    /// The operator's support, shown to whom only they can help.
    pub support: Contact,
    /// What a passkey may answer in its place.
    pub passkey: Option<PasskeyForm>,
    /// What went wrong.
    pub problem: Option<PasswordProblem>,
}

/// What can be wrong with a user id and password. The same for an unknown, a blocked and a not yet
/// activated user id as for a wrong password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordProblem {
    /// A field is empty.
    Missing,
    /// They do not match.
    Mismatch,
    /// The lane is exhausted or waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// They match, but as many codes as are allowed were sent: the next one at this time.
    SendLimit(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
    /// The letters' time is over.
    LetterExpired,
    /// The letters did what they are for.
    LetterUsed,
    /// Newer letters took their place.
    LetterVoid,
    /// The key of this login's number was used in another login; this one starts again.
    KeySpent,
}

impl PasswordPage {
    const fn needs_support(&self) -> bool {
        matches!(
            self.problem,
            Some(PasswordProblem::Exhausted | PasswordProblem::LetterExpired)
        )
    }

    /// The name of the first field.
    const fn field(&self) -> &'static str {
        if self.by_number {
            "national_id"
        } else {
            "user_id"
        }
    }

    fn heading(&self) -> String {
        self.shell.words().key(self.title_key())
    }

    fn title(&self) -> String {
        self.shell.title_of(self.heading(), self.problem.is_some())
    }

    const fn title_key(&self) -> Key {
        if self.by_number {
            Key("number-title")
        } else {
            Key("password-title")
        }
    }

    /// The label of the first field.
    const fn label(&self) -> Key {
        if self.by_number {
            Key("field-national-id")
        } else {
            Key("field-user-id")
        }
    }

    /// The word of a problem with the first field, in the words of that field.
    fn at_field(&self, of_user_id: Key, of_number: Key) -> Problem {
        let key = if self.by_number {
            of_number
        } else {
            of_user_id
        };
        Problem::at(self.field(), self.shell.words().key(key))
    }

    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        if let Some(problem) = self.passkey.as_ref().and_then(|form| form.problem(shell)) {
            return Some(problem);
        }
        Some(match self.problem.as_ref()? {
            PasswordProblem::Missing => {
                self.at_field(Key("password-missing"), Key("number-missing"))
            }
            PasswordProblem::Mismatch => {
                self.at_field(Key("password-mismatch"), Key("number-mismatch"))
            }
            PasswordProblem::SendLimit(until) => {
                let text = shell.with("until", shell.at(*until)).t("sms-limit");
                Problem::general(text)
            }
            PasswordProblem::WaitUntil(until) => {
                let text = shell.with("until", shell.at(*until)).t("password-wait");
                Problem::general(text)
            }
            PasswordProblem::Exhausted => Problem::general(shell.t("password-exhausted")),
            PasswordProblem::LetterExpired => Problem::general(shell.t("letter-expired")),
            PasswordProblem::LetterUsed => Problem::general(shell.t("letter-used")),
            PasswordProblem::LetterVoid => Problem::general(shell.t("letter-void")),
            PasswordProblem::KeySpent if self.by_number => {
                Problem::general(shell.t("number-key-spent"))
            }
            PasswordProblem::KeySpent => Problem::general(shell.t("password-key-spent")),
        })
    }
}

impl Page for PasswordPage {
    const NAME: &'static str = "password";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |user_id: &str, problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/key-card"),
            action: Href::new("/login/4f2a9c/key-card"),
            steps: Steps { now: 1, of: 2 },
            user_id: user_id.to_owned(),
            by_number: false,
            other_methods: Some(Href::new("/login/4f2a9c")),
            support: sample_support(lang),
            passkey: None,
            problem,
        };
        let mut with_passkey = page("", None);
        with_passkey.passkey = Some(PasskeyForm::sample(None));
        let mut single = page("", None);
        single.other_methods = None;
        let wait = PasswordProblem::WaitUntil(sample_time(14, 32));
        let number = |typed: &str, problem| {
            let mut page = page(typed, problem);
            page.by_number = true;
            page
        };
        let limit = PasswordProblem::SendLimit(sample_time(14, 41));
        let numbered = [
            ("number", number("", None)),
            ("error-number", number("", Some(PasswordProblem::Missing))),
            (
                "error-number-mismatch",
                number("15868400061", Some(PasswordProblem::Mismatch)),
            ),
            ("error-limit", number("15868400061", Some(limit))),
            (
                "error-number-key-spent",
                number("15868400061", Some(PasswordProblem::KeySpent)),
            ),
        ];
        let mut all = vec![
            ("normal", page("", None)),
            ("only-method", single),
            ("with-passkey", with_passkey),
            ("error-missing", page("", Some(PasswordProblem::Missing))),
            (
                "error-mismatch",
                page("mette-hald", Some(PasswordProblem::Mismatch)),
            ),
            ("error-wait", page("mette-hald", Some(wait))),
            (
                "error-exhausted",
                page("mette-hald", Some(PasswordProblem::Exhausted)),
            ),
            (
                "error-letter-expired",
                page("4821 0937 5562", Some(PasswordProblem::LetterExpired)),
            ),
            (
                "error-letter-used",
                page("4821 0937 5562", Some(PasswordProblem::LetterUsed)),
            ),
            (
                "error-letter-void",
                page("4821 0937 5562", Some(PasswordProblem::LetterVoid)),
            ),
            (
                "error-key-spent",
                page("mette-hald", Some(PasswordProblem::KeySpent)),
            ),
        ];
        all.extend(numbered);
        all
    }
}
