//! The key card step (ux screen L3): a number on the screen, its key on the card.

use super::card_map::CardMap;
use super::new_password::strength_word;
use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, PasskeyForm, Problem, Shell, Shown, Steps};
use crate::words::{Key, Lang};
use askama::Template;
use jiff::civil::DateTime;

/// How many pairs a card has.
const KEYS_ON_A_CARD: u32 = 148;

/// Asks for the `key` that belongs to a number; posts it with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "key_card.html")]
pub struct KeyCardPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted, with `action=answer` or `use-new-card`.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The user id, masked: `m•••••d`.
    pub user_id: String,
    /// The asked number, four digits.
    pub number: String,
    /// The label of the card: `R413-882`.
    pub card: Shown,
    /// Where the number stands on that card.
    pub place: CardPlace,
    /// Keys left on that card.
    pub left: u32,
    /// At how many keys the next card is ordered.
    pub threshold: u32,
    /// A first key of a card that was never used.
    pub first_of_card: bool,
    /// How strong the password is that was just chosen, from 0 to 4.
    pub strength: Option<u8>,
    /// The next card, which is on its way or has arrived.
    pub new_card: Option<Shown>,
    /// What was typed.
    pub typed: String,
    /// What a passkey may answer in its place.
    pub passkey: Option<PasskeyForm>,
    /// What went wrong.
    pub problem: Option<KeyProblem>,
}

/// Where a number stands on a card: 3 panels of 4 columns with 12, 13 and 12 rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPlace {
    /// 1 (top) to 3 (bottom).
    pub panel: u8,
    /// 1 (left) to 4 (right).
    pub column: u8,
    /// 1 (top) to 12 or 13, within the panel.
    pub row: u8,
}

/// What can be wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyProblem {
    /// The field is empty.
    Missing,
    /// It is not the key of this number. The number stays.
    Mismatch,
    /// The lane is exhausted or waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
    /// The card that was asked before was blocked meanwhile; this one is asked now.
    CardBlocked,
}

impl KeyCardPage {
    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        if let Some(problem) = self.passkey.as_ref().and_then(|form| form.problem(shell)) {
            return Some(problem);
        }
        let card = shell.with("number", &self.number).with("card", &self.card);
        Some(match self.problem.as_ref()? {
            KeyProblem::Missing => Problem::at("key", card.t("key-missing")),
            KeyProblem::Mismatch => Problem::at("key", card.t("key-mismatch")),
            KeyProblem::WaitUntil(until) => {
                Problem::general(shell.with("until", shell.at(*until)).t("key-wait"))
            }
            KeyProblem::Exhausted => Problem::general(shell.t("key-exhausted")),
            KeyProblem::CardBlocked => Problem::at("key", card.t("key-card-blocked")),
        })
    }

    /// "Strength of your new password: strong", from the estimate on the server.
    fn strength_text(&self) -> Option<String> {
        let word = strength_word(&self.shell, self.strength?);
        Some(self.shell.with("word", word).t("new-password-strength"))
    }

    const fn panel(&self) -> Key {
        match self.place.panel {
            1 => Key("panel-top"),
            2 => Key("panel-middle"),
            _ => Key("panel-bottom"),
        }
    }

    fn place_text(&self) -> String {
        let words = self.shell.words();
        words
            .with("panel", words.key(self.panel()))
            .num("column", self.place.column)
            .num("row", self.place.row)
            .t("key-place")
    }

    const fn map(&self) -> CardMap {
        CardMap(self.place)
    }

    const fn all(&self) -> u32 {
        KEYS_ON_A_CARD
    }
}

impl Page for KeyCardPage {
    const NAME: &'static str = "key-card";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let normal = sample(lang);
        let low = Self {
            left: 19,
            new_card: Some(Shown::new("K207-514")),
            ..normal.clone()
        };
        let new_card = Self {
            card: Shown::new("K207-514"),
            number: "0382".to_owned(),
            place: place(1, 1, 1),
            left: 148,
            first_of_card: true,
            ..normal.clone()
        };
        let first_card = Self {
            steps: Steps { now: 3, of: 3 },
            strength: Some(3),
            place: place(3, 4, 12),
            ..new_card.clone()
        };
        let wrong = |problem, typed: &str| Self {
            problem: Some(problem),
            typed: typed.to_owned(),
            ..normal.clone()
        };
        let wait = KeyProblem::WaitUntil(sample_time(14, 32));
        let with_passkey = Self {
            passkey: Some(PasskeyForm::sample(None)),
            ..normal.clone()
        };
        vec![
            ("low-card", low),
            ("new-card", new_card),
            ("first-card", first_card),
            ("error-missing", wrong(KeyProblem::Missing, "")),
            ("error-mismatch", wrong(KeyProblem::Mismatch, "482 917")),
            ("error-wait", wrong(wait, "")),
            ("error-exhausted", wrong(KeyProblem::Exhausted, "")),
            ("error-card-blocked", wrong(KeyProblem::CardBlocked, "")),
            ("with-passkey", with_passkey),
            ("normal", normal),
        ]
    }
}

fn sample(lang: Lang) -> KeyCardPage {
    KeyCardPage {
        shell: sample_shell(lang, "/login/4f2a9c/key"),
        action: Href::new("/login/4f2a9c/key"),
        steps: Steps { now: 2, of: 2 },
        user_id: "m•••••d".to_owned(),
        number: "4711".to_owned(),
        card: Shown::new("R413-882"),
        place: place(2, 3, 5),
        left: 37,
        threshold: 20,
        first_of_card: false,
        strength: None,
        new_card: None,
        typed: String::new(),
        passkey: None,
        problem: None,
    }
}

const fn place(panel: u8, column: u8, row: u8) -> CardPlace {
    CardPlace { panel, column, row }
}
