//! The key card: 148 pairs of a 4-digit number and a 6-digit key (seed 2; domain.md P3, P4).
//! Which card and which number is asked, where it stands on paper, what was typed, when the
//! next card is ordered. The pairs themselves are derived in the crypto crate.

pub use crate::types::card_place::{COLUMNS, PANEL_ROWS, Place, place, place_of_index};
use crate::types::{Card, CardKind, CardLabel, CardState};
use lykill_core::id::CardId;

/// Keys left at which the next card is ordered, unless the holder chose otherwise.
pub const DEFAULT_THRESHOLD: u32 = 20;
/// What a holder may choose (design.md section 4).
pub const THRESHOLDS: std::ops::RangeInclusive<u32> = 10..=100;
/// Codes left at which the next letter of codes is ordered.
pub const PIN_THRESHOLD: u32 = 5;
/// Extra cards that may be outstanding at a time.
pub const EXTRA_CARDS: u32 = 3;

/// Digits of a key.
const KEY_DIGITS: usize = 6;
/// The longest text that is looked at: a key with room for people's separators.
const KEY_TEXT_BYTES: usize = 32;

/// A number that was not used yet, each equally likely for an even `draw` (to within 148 in 2³²).
/// None when all are used. The caller pins it to the card until it is answered (security.md
/// finding 1).
pub fn choose_number(numbers: &[u16], used: &[u16], draw: u32) -> Option<u16> {
    let unused: Vec<u16> = numbers
        .iter()
        .copied()
        .filter(|n| !used.contains(n))
        .collect();
    let scaled = (u64::from(draw) * unused.len() as u64) >> 32;
    unused.get(usize::try_from(scaled).ok()?).copied()
}

/// What was typed is no key; nothing is counted and nothing hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key has 6 digits")]
pub struct NotAKey;

/// The key that was typed: six ASCII digits, a leading zero among them, between which ASCII
/// spaces, dots and hyphens may stand (security.md case 17).
///
/// # Errors
/// [`NotAKey`] for anything else, before a try is counted.
pub fn read_key(text: &str) -> Result<u32, NotAKey> {
    if text.len() > KEY_TEXT_BYTES {
        return Err(NotAKey);
    }
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-'))
        .collect();
    if digits.len() != KEY_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotAKey);
    }
    digits.parse().map_err(|_| NotAKey)
}

/// Whether the next card is to be ordered now: when so few keys are left and none was ordered
/// for this card before (security.md case 11).
pub fn order_next(keys_left: u32, threshold: u32, successor_ordered: bool) -> bool {
    keys_left <= threshold && !successor_ordered
}

/// What was typed is no threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the next card can be ordered at 10 to 100 keys left")]
pub struct NotAThreshold;

/// The holder's own threshold: 10 to 100, as plain digits (security.md case 12).
///
/// # Errors
/// [`NotAThreshold`] for anything else, also for signs, spaces and leading zeros.
pub fn threshold(text: &str) -> Result<u32, NotAThreshold> {
    let plain = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    if !plain || text.starts_with('0') {
        return Err(NotAThreshold);
    }
    let number = text.parse().map_err(|_| NotAThreshold)?;
    if THRESHOLDS.contains(&number) {
        Ok(number)
    } else {
        Err(NotAThreshold)
    }
}

/// Whether one more of a kind may be ordered while so many are outstanding: three cards
/// (security.md case 13), and one letter of codes (domain.md row N3). The caller holds the person's
/// version, so that two orders do not both see one too few.
pub const fn extra_allowed(kind: CardKind, outstanding: u32) -> bool {
    match kind {
        CardKind::KeyCard => outstanding < EXTRA_CARDS,
        CardKind::PinLetter => outstanding == 0,
    }
}

/// The numbers of a letter of codes: from 1 on, as they are printed.
pub fn pin_numbers() -> Vec<u16> {
    (1..=CardKind::PinLetter.keys())
        .filter_map(|number| u16::try_from(number).ok())
        .collect()
}

/// Letters of a label that are not taken for a digit or for each other; 4 bits choose one.
const LABEL_LETTERS: [char; 16] = [
    'A', 'C', 'E', 'F', 'H', 'J', 'K', 'M', 'N', 'P', 'R', 'T', 'V', 'W', 'X', 'Y',
];

/// A card's name, such as `R413-882`. It tells two cards apart and is no secret.
pub fn label(random: [u8; 4]) -> CardLabel {
    let [letter, high, middle, low] = random;
    let letter = LABEL_LETTERS
        .get(usize::from(letter & 0x0f))
        .copied()
        .unwrap_or('A');
    let number = (u64::from(u32::from_be_bytes([0, high, middle, low])) * 1_000_000) >> 24;
    CardLabel(format!("{letter}{:03}-{:03}", number / 1000, number % 1000))
}

/// Which card a login asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichCard {
    /// A number of this card.
    Ask(CardId),
    /// None: no card can be used. The page offers what can (security.md case 14).
    None,
}

/// The card to ask, out of those of one kind: the active one. A card that was not used yet is
/// asked, the oldest first, when the active one is empty or when the holder says that the new one
/// has arrived.
pub fn which_card(cards: &[Card], holder_says_new: bool) -> WhichCard {
    let mut active = cards
        .iter()
        .filter(|card| is_active(card) && card.keys_left() > 0);
    let active = active.next();
    let dormant = cards.iter().filter(|card| card.state == CardState::Dormant);
    let oldest = dormant.min_by_key(|card| (card.ordered_at, card.id));
    let asked = if holder_says_new {
        oldest.or(active)
    } else {
        active.or(oldest)
    };
    asked.map_or(WhichCard::None, |card| WhichCard::Ask(card.id))
}

/// What the cards of an eID become when a key of `answered` was right, before that key is
/// counted in [`Card::used`]: only the changes. Its first key makes a dormant card the active
/// one and retires the one before; the last key retires the card itself. A card that cannot be
/// asked changes nothing.
pub fn after_key(cards: &[Card], answered: CardId) -> Vec<(CardId, CardState)> {
    let Some(card) = cards.iter().find(|card| card.id == answered) else {
        return Vec::new();
    };
    let becomes = if card.used.saturating_add(1) >= card.kind.keys() {
        CardState::Retired
    } else {
        CardState::Active
    };
    match card.state {
        CardState::Retired | CardState::Blocked { .. } => Vec::new(),
        CardState::Active if becomes == CardState::Active => Vec::new(),
        CardState::Active => vec![(answered, becomes)],
        CardState::Dormant => {
            let before = cards
                .iter()
                .filter(|one| is_active(one) && one.kind == card.kind);
            let mut changes: Vec<_> = before.map(|card| (card.id, CardState::Retired)).collect();
            changes.push((answered, becomes));
            changes
        }
    }
}

fn is_active(card: &Card) -> bool {
    card.state == CardState::Active
}

#[cfg(test)]
mod tests;
