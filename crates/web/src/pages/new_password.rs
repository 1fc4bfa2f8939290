//! Choose your own password (ux screen A3): when somebody logs in with a temporary one.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Problem, Shell, Steps};
use crate::words::{Key, Lang};
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
    /// How strong the refused password is, from 0 to 4; none when none was judged.
    pub strength: Option<u8>,
    /// What went wrong.
    pub problem: Option<NewPasswordProblem>,
}

/// "weak" to "strong", for an estimate from 0 to 4 that was made on the server.
pub(super) fn strength_word(shell: &Shell, strength: u8) -> String {
    let word = match strength {
        0 | 1 => Key("strength-weak"),
        2 => Key("strength-fair"),
        3 => Key("strength-good"),
        _ => Key("strength-strong"),
    };
    shell.words().key(word)
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
    /// "Strength of the password that you typed: fair": what would make the next one better is
    /// more of it.
    fn strength_text(&self) -> Option<String> {
        let word = strength_word(&self.shell, self.strength?);
        Some(self.shell.with("word", word).t("typed-password-strength"))
    }

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

/// A password of each strength among those that are refused.
const fn sample_strength(problem: NewPasswordProblem) -> Option<u8> {
    match problem {
        NewPasswordProblem::TooShort => Some(0),
        NewPasswordProblem::Common => Some(1),
        NewPasswordProblem::ContainsUserId
        | NewPasswordProblem::ContainsName
        | NewPasswordProblem::ContainsNumber => Some(2),
        NewPasswordProblem::ContainsService => Some(3),
        NewPasswordProblem::TooLong(_) | NewPasswordProblem::SameAsTemporary => Some(4),
        NewPasswordProblem::Differs
        | NewPasswordProblem::UserIdLength
        | NewPasswordProblem::UserIdCharacter
        | NewPasswordProblem::UserIdNumber
        | NewPasswordProblem::UserIdTaken => None,
    }
}

impl Page for NewPasswordPage {
    const NAME: &'static str = "new-password";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |problem: Option<NewPasswordProblem>| Self {
            shell: sample_shell(lang, "/login/4f2a9c/new-password"),
            action: Href::new("/login/4f2a9c/new-password"),
            steps: Steps { now: 2, of: 3 },
            user_id: "mette-hald".to_owned(),
            shortest: 10,
            strength: problem.and_then(sample_strength),
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
