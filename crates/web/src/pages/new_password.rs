//! Choose your own password (ux screen A3): when somebody logs in with a temporary one.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Problem, Shell, Steps};
use crate::words::Lang;
use askama::Template;

/// Asks for `user_id`, and for `new_password` twice; posts them with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "new_password.html")]
pub struct NewPasswordPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The user id that stays when nothing else is typed, or what was typed.
    pub user_id: String,
    /// The fewest characters of a password.
    pub shortest: u32,
    /// What went wrong.
    pub problem: Option<NewPasswordProblem>,
}

/// Why a password was not taken (NIST SP 800-63B-4 section 3.1.1.2: length and block list, no rule
/// of composition).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPasswordProblem {
    /// Fewer characters than asked for.
    TooShort,
    /// More characters than this.
    TooLong(u32),
    /// Known from lists of common or leaked passwords.
    Common,
    /// Contains the user id.
    ContainsUserId,
    /// Contains a word of the person's name.
    ContainsName,
    /// Contains the national id or the birth date.
    ContainsNumber,
    /// Contains the service's name, or ours.
    ContainsService,
    /// The temporary password again.
    SameAsTemporary,
    /// The two fields differ.
    Differs,
    /// The user id is too short or too long.
    UserIdLength,
    /// The user id has a character that none has.
    UserIdCharacter,
    /// The user id looks like a national number or a letter's.
    UserIdNumber,
    /// Somebody has the user id.
    UserIdTaken,
}

impl NewPasswordPage {
    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        let named = |text| Some(Problem::at("user_id", text));
        let text = match self.problem? {
            NewPasswordProblem::TooShort => shell
                .num("least", self.shortest)
                .t("new-password-too-short"),
            NewPasswordProblem::TooLong(most) => shell.num("most", most).t("new-password-too-long"),
            NewPasswordProblem::Common => shell.t("new-password-common"),
            NewPasswordProblem::ContainsUserId => shell.t("new-password-contains-user-id"),
            NewPasswordProblem::ContainsName => shell.t("new-password-contains-name"),
            NewPasswordProblem::ContainsNumber => shell.t("new-password-contains-number"),
            NewPasswordProblem::ContainsService => shell.t("new-password-contains-service"),
            NewPasswordProblem::SameAsTemporary => shell.t("new-password-same"),
            NewPasswordProblem::UserIdLength => return named(shell.t("new-user-id-length")),
            NewPasswordProblem::UserIdCharacter => return named(shell.t("new-user-id-character")),
            NewPasswordProblem::UserIdNumber => return named(shell.t("new-user-id-number")),
            NewPasswordProblem::UserIdTaken => return named(shell.t("new-user-id-taken")),
            NewPasswordProblem::Differs => {
                return Some(Problem::at(
                    "new_password_again",
                    shell.t("new-password-differs"),
                ));
            }
        };
        Some(Problem::at("new_password", text))
    }
}

impl Page for NewPasswordPage {
    const NAME: &'static str = "new-password";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/new-password"),
            action: Href::new("/login/4f2a9c/new-password"),
            steps: Steps { now: 2, of: 3 },
            user_id: "mette-hald".to_owned(),
            shortest: 10,
            problem,
        };
        vec![
            ("normal", page(None)),
            ("error-too-short", page(Some(NewPasswordProblem::TooShort))),
            (
                "error-too-long",
                page(Some(NewPasswordProblem::TooLong(128))),
            ),
            ("error-common", page(Some(NewPasswordProblem::Common))),
            (
                "error-contains-user-id",
                page(Some(NewPasswordProblem::ContainsUserId)),
            ),
            (
                "error-contains-name",
                page(Some(NewPasswordProblem::ContainsName)),
            ),
            (
                "error-contains-number",
                page(Some(NewPasswordProblem::ContainsNumber)),
            ),
            (
                "error-contains-service",
                page(Some(NewPasswordProblem::ContainsService)),
            ),
            (
                "error-same-as-temporary",
                page(Some(NewPasswordProblem::SameAsTemporary)),
            ),
            ("error-differs", page(Some(NewPasswordProblem::Differs))),
            (
                "error-user-id-length",
                page(Some(NewPasswordProblem::UserIdLength)),
            ),
            (
                "error-user-id-character",
                page(Some(NewPasswordProblem::UserIdCharacter)),
            ),
            (
                "error-user-id-number",
                page(Some(NewPasswordProblem::UserIdNumber)),
            ),
            (
                "error-user-id-taken",
                page(Some(NewPasswordProblem::UserIdTaken)),
            ),
        ]
    }
}
