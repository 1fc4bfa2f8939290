//! Orders of paper that wait for a second person (security.md case 20): whoever changed an address,
//! or only called, does not get a card by convincing one clerk.

use crate::letter::{TELEPHONE_WAITS, address_settled};
use crate::types::{Clerk, HeldOrder, HeldState};
use lykill_core::Timestamp;
use lykill_core::time::days;
use std::time::Duration;

/// An order that nobody approves is over after so long.
pub const APPROVED_WITHIN: Duration = days(7);

/// The longest name of a clerk, in bytes.
const CLERK_BYTES: usize = 64;

/// How an order came to be held, or that it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It is made at once.
    No,
    /// It waits for a second person.
    Waits,
    /// Nobody can order this on the telephone.
    Never,
}

/// Whether an order waits for a second person: while the address is new, and when nobody knows who
/// asks. Both together are refused.
pub fn is_held(by_telephone: bool, moved: Option<Timestamp>, now: Timestamp) -> Held {
    let is_new = moved.is_some_and(|moved| now < address_settled(moved));
    match (by_telephone, is_new) {
        (true, true) => Held::Never,
        (false, false) => Held::No,
        _ => Held::Waits,
    }
}

/// From when what was ordered may be posted: what a caller asked for waits, approved or not.
pub fn posted_from(order: &HeldOrder) -> Option<Timestamp> {
    order
        .by_telephone
        .then_some(order.asked_at + TELEPHONE_WAITS)
}

/// What was given is nobody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to 64 letters A to Z, digits or . _ @ - name who gives a command")]
pub struct NotAClerk;

/// The name of who gives a command. Capitals do not make another person of somebody, and no letter
/// looks like another one.
///
/// # Errors
/// [`NotAClerk`] for what is no such name.
pub fn clerk(text: &str) -> Result<Clerk, NotAClerk> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte);
    let is_name = (1..=CLERK_BYTES).contains(&text.len()) && text.bytes().all(allowed);
    let name = is_name.then(|| Clerk::from_normal(text.to_ascii_lowercase()));
    name.ok_or(NotAClerk)
}

/// Why an order cannot be decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// Whoever ordered it approves it.
    #[error("who ordered this cannot approve it; another person must")]
    SamePerson,
    /// It was approved, refused or voided.
    #[error("this order waits no more; `lykill order list` shows those that do")]
    Over,
    /// Its time is over.
    #[error("nobody approved this order in time; order it anew")]
    Expired,
}

/// Whether an order waits still.
///
/// # Errors
/// [`Undecided`] when it does not.
pub fn waits(order: &HeldOrder, now: Timestamp) -> Result<(), Undecided> {
    if order.state != HeldState::Waiting {
        return Err(Undecided::Over);
    }
    if now >= order.expires_at {
        return Err(Undecided::Expired);
    }
    Ok(())
}

/// Whether somebody may approve an order.
///
/// # Errors
/// [`Undecided`] when they may not.
pub fn approve(order: &HeldOrder, by: &Clerk, now: Timestamp) -> Result<(), Undecided> {
    waits(order, now)?;
    if order.asked_by == *by {
        return Err(Undecided::SamePerson);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Ordered;
    use lykill_core::Rng;
    use lykill_core::id::{EidId, HeldOrderId};

    const NOW: Timestamp = Timestamp::from_seconds(1_793_712_720);

    struct Ones;
    impl Rng for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(1);
        }
    }

    fn order() -> HeldOrder {
        HeldOrder {
            id: HeldOrderId::new(NOW, &Ones),
            eid: EidId::new(NOW, &Ones),
            what: Ordered::KeyCard,
            format: None,
            reason: String::new(),
            by_telephone: false,
            asked_by: clerk("kari").expect("a name"),
            asked_at: NOW,
            expires_at: NOW + APPROVED_WITHIN,
            state: HeldState::Waiting,
            ended_at: None,
        }
    }

    #[test]
    fn case_020_a_new_address_and_a_caller_wait_and_both_together_never_get_anything() {
        let moved = |ago: u64| Some(NOW - days(ago));
        let table = [
            (false, None, Held::No),
            (false, moved(14), Held::No),
            (false, moved(13), Held::Waits),
            (true, None, Held::Waits),
            (true, moved(14), Held::Waits),
            (true, moved(13), Held::Never),
        ];
        for (by_telephone, moved, held) in table {
            assert_eq!(is_held(by_telephone, moved, NOW), held, "{moved:?}");
        }
        let caller = HeldOrder {
            by_telephone: true,
            ..order()
        };
        assert_eq!(posted_from(&order()), None);
        assert_eq!(posted_from(&caller), Some(NOW + TELEPHONE_WAITS));
    }

    #[test]
    fn case_020_nobody_approves_their_own_order_however_they_write_their_name() {
        let by = |name: &str| approve(&order(), &clerk(name).expect("a name"), NOW);
        for own in ["kari", "KARI", "Kari"] {
            assert_eq!(by(own), Err(Undecided::SamePerson));
        }
        assert_eq!(by("per"), Ok(()));
        let long = "k".repeat(65);
        for bad in ["", " kari", "kari ", "kаri", "kari\n", "kari per", &long] {
            assert_eq!(clerk(bad), Err(NotAClerk), "{bad:?}");
        }
    }

    #[test]
    fn case_020_an_order_is_decided_once_and_in_time() {
        let per = clerk("per").expect("a name");
        for state in [HeldState::Approved, HeldState::Refused, HeldState::Void] {
            let over = HeldOrder { state, ..order() };
            assert_eq!(approve(&over, &per, NOW), Err(Undecided::Over));
        }
        let last = Timestamp::from_micros((NOW + APPROVED_WITHIN).micros() - 1);
        assert_eq!(approve(&order(), &per, last), Ok(()));
        let late = approve(&order(), &per, NOW + APPROVED_WITHIN);
        assert_eq!(late, Err(Undecided::Expired));
    }
}
