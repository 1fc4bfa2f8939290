//! The people who live here: what each knows, holds and is used to.

use crate::dice::Dice;
use crate::visitor::{Jar, Visitor};
use lykill_core::{Language, Level, Secret};
use lykill_operations::person::NewPerson;
use std::collections::BTreeMap;

/// A printed card that somebody holds.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its name.
    pub label: String,
    /// What stands on it.
    pub keys: BTreeMap<u16, String>,
}

/// Somebody.
pub struct Citizen {
    /// The name on letters.
    pub name: String,
    /// The national number.
    pub number: String,
    /// The user id, which others may know.
    pub user_id: String,
    /// The password that the person would type.
    pub password: String,
    /// Own address for notices.
    pub email: Option<String>,
    /// The company that employs the person.
    pub company: Option<usize>,
    /// The addresses that the company's register had for the person, the newest last.
    pub work_emails: Vec<String>,
    /// Errands in a thousand days.
    pub habit: usize,
    /// Slips in a thousand things that are typed.
    pub slips: usize,
    /// Whether the person comes with an own password, typed at the desk.
    pub at_the_desk: bool,
    /// The number of the welcome letter, once that has come.
    pub letter_number: Option<String>,
    /// Temporary passwords of letters that are void.
    pub void_passwords: Vec<String>,
    /// The temporary password, once its letter has come.
    pub temporary: Option<String>,
    /// Whether the person has used the own password since.
    pub activated: bool,
    /// Whether an administrator has registered the person.
    pub registered: bool,
    /// Whether the eID was blocked for good.
    pub blocked: bool,
    /// The cards at hand.
    pub papers: Vec<Paper>,
    /// The browsers at home.
    pub browsers: Vec<Jar>,
}

impl Citizen {
    /// Somebody new.
    pub fn new(index: usize, dice: &Dice) -> Self {
        let company = dice.permille(600).then(|| dice.below(2));
        // So busy that a card is used up within two months.
        let busy = index % 8 == 1;
        Self {
            name: format!("Kari Nordmann {index}"),
            number: national_number(index),
            user_id: format!("bruker-{index:05}"),
            password: format!("korall-vindu-trapp-{index}"),
            email: dice
                .permille(900)
                .then(|| format!("kari{index}@post.example")),
            company,
            work_emails: vec![format!("kari{index}.0@jobb.example")],
            habit: if busy { 2500 } else { 60 + dice.below(300) },
            slips: 10 + dice.below(150),
            at_the_desk: dice.permille(700),
            registered: false,
            blocked: false,
            papers: Vec::new(),
            browsers: (0..=dice.below(3)).map(Visitor::at_home).collect(),
            letter_number: None,
            void_passwords: Vec::new(),
            temporary: None,
            activated: false,
        }
    }

    /// What the administrator types.
    pub fn registration(&self) -> NewPerson {
        NewPerson {
            name: self.name.clone(),
            birth_date: jiff::civil::date(1980, 1, self.number[..2].parse().unwrap_or(1)),
            is_protected: false,
            birth_date_from_register: false,
            national_id: Some(self.number.clone()),
            email: self.email.clone(),
            phone: None,
            address: vec!["Storgata 1".to_owned(), "8001 Nordvik".to_owned()],
            language: Language::Nb,
            user_id: Some(self.user_id.clone()),
            password: self.at_the_desk.then(|| Secret::new(self.password.clone())),
            proofed: Level::Substantial,
        }
    }

    /// The key of a number, when that card is at hand.
    pub fn reads(&self, label: &str, number: u16) -> Option<String> {
        let paper = self.papers.iter().find(|paper| paper.label == label)?;
        paper.keys.get(&number).cloned()
    }
}

/// The synthetic number (80 on the month) of somebody born on 1 January 1980, with both check
/// digits right; `index` picks one.
fn national_number(index: usize) -> String {
    let right = (0..100_000_u32).filter_map(|serial| {
        let body = format!("018180{:03}", serial % 500);
        let day = 1 + serial / 500;
        let body = format!("{day:02}{}", &body[2..]);
        with_check_digits(&body)
    });
    right
        .filter(|number| number.len() == 11)
        .nth(index)
        .expect("a number for everybody")
}

/// The two check digits of a Norwegian national number, modulo 11; none when one would be 10.
fn with_check_digits(nine: &str) -> Option<String> {
    let digit = |text: &str, weights: &[u32]| {
        let values = text.bytes().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = values
            .zip(weights)
            .map(|(value, weight)| value * weight)
            .sum();
        match 11 - sum % 11 {
            11 => Some(0),
            10 => None,
            check => Some(check),
        }
    };
    let first = digit(nine, &[3, 7, 6, 1, 8, 9, 4, 5, 2])?;
    let ten = format!("{nine}{first}");
    let second = digit(&ten, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])?;
    Some(format!("{ten}{second}"))
}
