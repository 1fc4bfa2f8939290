//! How long the order of a next card may wait. A card that was ordered and cannot come any more,
//! or post that is held, gives the order back to a later key: to the next one that is accepted.

use std::collections::{BTreeMap, BTreeSet};

/// What was given back, and which cards had a key accepted since.
#[derive(Debug, Default)]
pub struct Refills {
    people: BTreeMap<usize, Refill>,
}

#[derive(Debug, Default)]
struct Refill {
    /// Whatever gives orders back, and nobody knows yet whether it did.
    under_way: usize,
    /// Their post is held, as far as is known: whoever asks for the address heard of none.
    held: bool,
    /// How often it began.
    times: usize,
    /// Cards of which a key was accepted since the last time.
    answered: BTreeSet<String>,
}

impl Refills {
    /// Something begins that may give somebody's order back: a block, a return.
    pub fn begins(&mut self, person: usize) {
        let refill = self.people.entry(person).or_default();
        refill.under_way += 1;
        refill.times += 1;
        refill.answered.clear();
    }

    /// Somebody asks where this person lives: until that is known their post is held.
    pub fn asks_address(&mut self, person: usize) {
        let refill = self.people.entry(person).or_default();
        refill.held = true;
        refill.times += 1;
        refill.answered.clear();
    }

    /// The address is known.
    pub fn has_address(&mut self, person: usize) {
        self.people.entry(person).or_default().held = false;
    }

    /// It is over.
    pub fn ends(&mut self, person: usize) {
        let refill = self.people.entry(person).or_default();
        refill.under_way = refill.under_way.saturating_sub(1);
    }

    /// A key is about to be typed: when no order is given back until it is accepted, the order is
    /// this key's to make. None while nobody can know.
    pub fn typed(&self, person: usize) -> Option<usize> {
        match self.people.get(&person) {
            Some(refill) => (refill.under_way == 0 && !refill.held).then_some(refill.times),
            None => Some(0),
        }
    }

    /// The key of a card was accepted, `typed` as it was before.
    pub fn accepted(&mut self, person: usize, card: &str, typed: Option<usize>) {
        let refill = self.people.entry(person).or_default();
        if typed == Some(refill.times) {
            refill.answered.insert(card.to_owned());
        }
    }

    /// Whether a key that was accepted must have made a card's order.
    pub fn is_made(&self, person: usize, card: &str) -> bool {
        let refill = self.people.get(&person);
        refill.is_some_and(|refill| refill.answered.contains(card))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_waits_for_the_next_key_and_no_longer() {
        let mut refills = Refills::default();
        refills.begins(3);
        let meanwhile = refills.typed(3);
        refills.ends(3);
        refills.accepted(3, "K1", meanwhile);
        assert!(!refills.is_made(3, "K1"), "typed before the order was back");
        let before = refills.typed(3);
        refills.begins(3);
        refills.accepted(3, "K1", before);
        assert!(
            !refills.is_made(3, "K1"),
            "given back before it was accepted"
        );
        refills.ends(3);
        let afterwards = refills.typed(3);
        refills.accepted(3, "K1", afterwards);
        assert!(refills.is_made(3, "K1") && !refills.is_made(3, "K2") && !refills.is_made(4, "K1"));
        refills.begins(3);
        assert!(!refills.is_made(3, "K1"), "given back once more");
    }

    #[test]
    fn an_address_that_was_asked_for_twice_is_known_when_it_is_known() {
        let mut refills = Refills::default();
        refills.asks_address(3);
        refills.asks_address(3);
        assert_eq!(refills.typed(3), None);
        refills.has_address(3);
        let typed = refills.typed(3);
        refills.accepted(3, "K1", typed);
        assert!(refills.is_made(3, "K1"));
    }
}
