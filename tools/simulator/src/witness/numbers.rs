//! No number is shopped for, no key is accepted twice.

use std::collections::{BTreeMap, BTreeSet};

/// What became of a right key that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It was accepted.
    Accepted,
    /// It was refused.
    Refused,
    /// Nobody heard.
    Lost,
}

#[derive(Default)]
struct Number {
    accepted: bool,
    lost: bool,
    on_the_way: u32,
}

#[derive(Default)]
struct Card {
    last: Option<u16>,
    numbers: BTreeMap<u16, Number>,
}

/// The numbers that were asked, by the label of their card.
#[derive(Default)]
pub struct Numbers(BTreeMap<String, Card>);

impl Numbers {
    /// A page asks for a number. One that was never asked before is asked only after the one
    /// before it was answered: whoever restarts logins sees one number and no other.
    pub fn shown(&mut self, label: &str, number: u16) -> Result<(), String> {
        let card = self.0.entry(label.to_owned()).or_default();
        if card.numbers.contains_key(&number) {
            return Ok(());
        }
        let before = card.last.replace(number);
        card.numbers.insert(number, Number::default());
        let answered = before.and_then(|before| card.numbers.get(&before));
        match answered {
            Some(n) if !n.accepted && !n.lost && n.on_the_way == 0 => Err(format!(
                "card {label} asks for {number}, and {before:?} was never answered"
            )),
            _ => Ok(()),
        }
    }

    /// Somebody offers the right key of a number.
    pub fn offered(&mut self, label: &str, number: u16) {
        self.number(label, number).on_the_way += 1;
    }

    /// What became of it.
    pub fn heard(&mut self, label: &str, number: u16, offer: Offer) -> Result<(), String> {
        let seen = self.number(label, number);
        seen.on_the_way -= 1;
        match offer {
            Offer::Accepted if seen.accepted => {
                return Err(format!("the key of {number} on {label} was accepted twice"));
            }
            Offer::Accepted => seen.accepted = true,
            Offer::Lost => seen.lost = true,
            Offer::Refused => {}
        }
        Ok(())
    }

    /// The numbers whose key was accepted, for sure.
    pub fn accepted(&self, label: &str) -> BTreeSet<u16> {
        let numbers = self.0.get(label).map(|card| card.numbers.iter());
        let accepted = numbers
            .into_iter()
            .flatten()
            .filter(|(_, seen)| seen.accepted);
        accepted.map(|(number, _)| *number).collect()
    }

    /// The number that must be pinned still: the last that was asked, when nobody can have
    /// answered it.
    pub fn pinned(&self, label: &str) -> Option<u16> {
        let card = self.0.get(label)?;
        let last = card.last?;
        let seen = card.numbers.get(&last)?;
        let open = !seen.accepted && !seen.lost && seen.on_the_way == 0;
        open.then_some(last)
    }

    fn number(&mut self, label: &str, number: u16) -> &mut Number {
        let card = self.0.entry(label.to_owned()).or_default();
        card.numbers.entry(number).or_default()
    }
}
