//! Who watches. The witness knows what the actors asked, what they heard, and at which access;
//! from that alone it says what cannot be. It never asks the rules that it watches.

mod families;
mod inside;
mod lanes;
mod numbers;
mod records;
mod refills;

pub use families::Families;
pub use inside::{Inside, Redeemable, Refreshable, Usable};
pub use lanes::{Ended, Lanes, What};
pub use numbers::{Numbers, Offer};
pub use records::{Records, review};
pub use refills::Refills;

use std::collections::BTreeMap;

/// All that was seen.
#[derive(Default)]
pub struct Witness {
    /// The first thing that cannot be.
    pub violation: Option<String>,
    /// Numbers and keys of cards.
    pub numbers: Numbers,
    /// Attempts and waits.
    pub lanes: Lanes,
    /// Sessions, codes and tokens.
    pub inside: Inside,
    /// Refresh tokens.
    pub families: Families,
    /// What the audit log must hold.
    pub records: Records,
    /// How long orders of next cards may wait.
    pub refills: Refills,
    subjects: BTreeMap<(usize, String), String>,
    owners: BTreeMap<String, (usize, String)>,
}

impl Witness {
    /// Notes the first thing that cannot be.
    pub fn violated(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }

    /// A token called somebody so in a sector: always the same, and never somebody else.
    pub fn called(&mut self, person: usize, sector: &str, sub: &str) -> Result<(), String> {
        let key = (person, sector.to_owned());
        let before = self
            .subjects
            .entry(key.clone())
            .or_insert_with(|| sub.to_owned());
        if before != sub {
            return Err(format!(
                "person {person} was {before} in {sector} and is {sub} now"
            ));
        }
        let owner = self
            .owners
            .entry(sub.to_owned())
            .or_insert_with(|| key.clone());
        if *owner != key {
            return Err(format!("{sub} names {owner:?} and {key:?}"));
        }
        Ok(())
    }
}
