//! The three steps of the key card: user id and password, an own password, the key.

use super::{Screen, Wrong};
use crate::pages::{
    CardPlace, KeyCardPage, KeyProblem, NewPasswordPage, NewPasswordProblem, PasswordPage,
    PasswordProblem, PinLetterPage, Shown, Steps,
};
use crate::refuse::Answered;
use crate::router::Step;
use lykill_operations::answer::{
    KeyView, LEAST_CHARACTERS, MOST_BYTES, NotAUserId, PasswordRefusal, Place, Problem,
};

impl Screen<'_> {
    pub(super) fn password(
        &self,
        has_choice: bool,
        hint: Option<&str>,
        by_number: bool,
    ) -> Answered {
        let nothing_typed = matches!(self.wrong, Wrong::Nothing) && self.typed.is_empty();
        let hint = hint.filter(|_| nothing_typed && !by_number);
        let user_id = hint.unwrap_or(self.typed);
        let page = PasswordPage {
            shell: self.shell(),
            action: self.to(Step::Password),
            steps: Steps { now: 1, of: 2 },
            user_id: user_id.to_owned(),
            by_number,
            other_methods: has_choice.then(|| self.to(Step::Methods)),
            support: self.visit.support(),
            passkey: self.passkey_form(),
            problem: self.password_problem(),
        };
        self.step_page(&page)
    }

    fn password_problem(&self) -> Option<PasswordProblem> {
        Some(match self.wrong {
            Wrong::Nothing | Wrong::Said(Problem::Passkey(_)) => return None,
            Wrong::Missing => PasswordProblem::Missing,
            Wrong::Said(Problem::Wait(until)) => {
                PasswordProblem::WaitUntil(self.visit.civil(*until))
            }
            Wrong::Said(Problem::SendLimit(until)) => {
                PasswordProblem::SendLimit(self.visit.civil(*until))
            }
            Wrong::Said(Problem::Exhausted) => PasswordProblem::Exhausted,
            Wrong::Said(Problem::KeySpent) => PasswordProblem::KeySpent,
            Wrong::Said(Problem::LetterExpired) => PasswordProblem::LetterExpired,
            Wrong::Said(Problem::LetterUsed) => PasswordProblem::LetterUsed,
            Wrong::Said(Problem::LetterVoid) => PasswordProblem::LetterVoid,
            Wrong::Said(_) => PasswordProblem::Mismatch,
        })
    }

    pub(super) fn new_password(&self, user_id: &str) -> Answered {
        let problem = match self.wrong {
            Wrong::Nothing => None,
            Wrong::Said(Problem::NewPasswordsDiffer) => Some(NewPasswordProblem::Differs),
            Wrong::Said(Problem::NewPassword(refusal, _)) => Some(new_password_problem(*refusal)),
            Wrong::Said(Problem::NewUserId(refusal)) => Some(new_user_id_problem(*refusal)),
            Wrong::Said(Problem::UserIdTaken) => Some(NewPasswordProblem::UserIdTaken),
            Wrong::Missing | Wrong::Said(_) => Some(NewPasswordProblem::TooShort),
        };
        let page = NewPasswordPage {
            shell: self.shell(),
            action: self.to(Step::NewPassword),
            steps: Steps { now: 2, of: 3 },
            user_id: match self.wrong {
                Wrong::Nothing => user_id.to_owned(),
                Wrong::Missing | Wrong::Said(_) => self.typed.to_owned(),
            },
            shortest: count(LEAST_CHARACTERS),
            strength: match self.wrong {
                Wrong::Said(Problem::NewPassword(_, strength)) => Some(*strength),
                Wrong::Nothing | Wrong::Missing | Wrong::Said(_) => None,
            },
            problem,
        };
        self.step_page(&page)
    }

    pub(super) fn key(&self, key: &KeyView) -> Answered {
        match &key.place {
            Some(place) => self.card(key, place),
            None => self.pin_letter(key),
        }
    }

    fn pin_letter(&self, key: &KeyView) -> Answered {
        let page = PinLetterPage {
            shell: self.shell(),
            action: self.to(Step::Key),
            steps: Steps { now: 2, of: 2 },
            number: key.number.to_string(),
            letter: Shown::new(&key.card),
            left: key.keys_left,
            first_of_letter: key.first_use,
            new_letter: key.newer_card.as_deref().map(Shown::new),
            typed: self.typed.to_owned(),
            problem: self.key_problem(),
        };
        self.step_page(&page)
    }

    fn card(&self, key: &KeyView, place: &Place) -> Answered {
        let steps = if key.activates {
            Steps { now: 3, of: 3 }
        } else {
            Steps { now: 2, of: 2 }
        };
        let page = KeyCardPage {
            shell: self.shell(),
            action: self.to(Step::Key),
            steps,
            user_id: key.user_id.clone(),
            number: format!("{:04}", key.number),
            card: Shown::new(&key.card),
            // Rules count from 0, people from 1.
            place: CardPlace {
                panel: place.panel + 1,
                column: place.column + 1,
                row: place.row + 1,
            },
            left: key.keys_left,
            threshold: key.threshold,
            first_of_card: key.first_use,
            strength: key.strength,
            new_card: key.newer_card.as_deref().map(Shown::new),
            typed: self.typed.to_owned(),
            passkey: self.passkey_form(),
            problem: self.key_problem(),
        };
        self.step_page(&page)
    }

    fn key_problem(&self) -> Option<KeyProblem> {
        let Wrong::Said(problem) = self.wrong else {
            return None;
        };
        Some(match problem {
            Problem::NotSixDigits => KeyProblem::Missing,
            Problem::Wait(until)
            | Problem::KeyMismatch {
                wait_until: Some(until),
            } => KeyProblem::WaitUntil(self.visit.civil(*until)),
            Problem::Exhausted => KeyProblem::Exhausted,
            Problem::CardBlocked => KeyProblem::CardBlocked,
            Problem::Passkey(_) => return None,
            _ => KeyProblem::Mismatch,
        })
    }
}

fn new_password_problem(refusal: PasswordRefusal) -> NewPasswordProblem {
    match refusal {
        PasswordRefusal::TooShort => NewPasswordProblem::TooShort,
        PasswordRefusal::TooLong => NewPasswordProblem::TooLong(count(MOST_BYTES)),
        PasswordRefusal::Common => NewPasswordProblem::Common,
        PasswordRefusal::ContainsUserId => NewPasswordProblem::ContainsUserId,
        PasswordRefusal::ContainsName => NewPasswordProblem::ContainsName,
        PasswordRefusal::ContainsNumber => NewPasswordProblem::ContainsNumber,
        PasswordRefusal::ContainsService => NewPasswordProblem::ContainsService,
        PasswordRefusal::SameAsTemporary => NewPasswordProblem::SameAsTemporary,
    }
}

const fn new_user_id_problem(refusal: NotAUserId) -> NewPasswordProblem {
    match refusal {
        NotAUserId::Length => NewPasswordProblem::UserIdLength,
        NotAUserId::Character => NewPasswordProblem::UserIdCharacter,
        NotAUserId::NationalNumber => NewPasswordProblem::UserIdNumber,
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
