use super::*;
use crate::types::CARD_KEYS;
use lykill_core::id::EidId;
use lykill_core::{Sealed, Timestamp};
use proptest::collection::vec;
use proptest::sample::subsequence;
use proptest::{prop_assert, prop_assert_eq, prop_assert_ne, proptest};
use std::collections::BTreeSet;

fn card_id(n: u8) -> CardId {
    CardId::from_slice(&[n; 16]).unwrap()
}

fn card(n: u8, state: CardState, used: u32) -> Card {
    Card {
        id: card_id(n),
        eid: EidId::from_slice(&[7; 16]).unwrap(),
        kind: CardKind::KeyCard,
        label: label([n, 0, 0, n]),
        secret: Sealed(Vec::new()),
        state,
        pinned: None,
        used,
        successor_ordered: false,
        ordered_at: Timestamp::from_seconds(i64::from(n)),
    }
}

fn blocked() -> CardState {
    let (at, reason) = (Timestamp::from_seconds(9), "lost".to_owned());
    CardState::Blocked { at, reason }
}

#[test]
fn the_panels_hold_all_pairs_and_each_place_once() {
    let count = |place: &Place| u32::from(place.panel < 3);
    let places: Vec<Place> = (0..=300).filter_map(place_of_index).collect();
    assert_eq!(places.iter().map(count).sum::<u32>(), CARD_KEYS);
    let distinct: BTreeSet<_> = places.iter().map(|p| (p.panel, p.column, p.row)).collect();
    assert_eq!(distinct.len(), 148);
    assert_eq!(place_of_index(148), None);
}

#[test]
fn numbers_run_down_the_columns_of_each_panel() {
    let at = |index| {
        let place = place_of_index(index).unwrap();
        (place.panel, place.column, place.row)
    };
    let table = [
        (0, (0, 0, 0)),
        (11, (0, 0, 11)),
        (12, (0, 1, 0)),
        (47, (0, 3, 11)),
        (48, (1, 0, 0)),
        (60, (1, 0, 12)),
        (61, (1, 1, 0)),
        (78, (1, 2, 4)),
        (99, (1, 3, 12)),
        (100, (2, 0, 0)),
        (147, (2, 3, 11)),
    ];
    for (index, expected) in table {
        assert_eq!(at(index), expected, "{index}");
    }
    let numbers: Vec<u16> = (0..148).map(|n| n * 60 + 7).collect();
    assert_eq!(place(&numbers, 78 * 60 + 7), place_of_index(78));
    assert_eq!(place(&numbers, 8), None);
}

#[test]
fn case_017_only_six_ascii_digits_are_a_key() {
    let key = |text: &str| read_key(text).ok();
    for typed in [
        "012345",
        " 012 345 ",
        "012.345",
        "012-345",
        "0 1 2 3 4 5",
        "01-23-45",
    ] {
        assert_eq!(key(typed), Some(12_345), "{typed}: the leading zero counts");
    }
    let long = "1".repeat(1_000_000);
    let spaces = " ".repeat(1_000_000) + "123456";
    let bad = [
        "",
        "12345",
        "1234567",
        "１２３４５６",
        "١٢٣٤٥٦",
        "12345\0",
        "123456\0",
        "12345a",
        "+12345",
        "123\u{a0}456",
        "123\t456",
        "123456\n",
        "1234_56",
        "½23456",
        &long,
        &spaces,
    ];
    for typed in bad {
        assert_eq!(read_key(typed), Err(NotAKey), "{typed:.20?}");
    }
}

#[test]
fn case_012_a_threshold_is_ten_to_a_hundred_and_nothing_else() {
    for (text, number) in [("10", 10), ("20", 20), ("99", 99), ("100", 100)] {
        assert_eq!(threshold(text), Ok(number));
    }
    let bad = [
        "",
        "0",
        "9",
        "101",
        "148",
        "149",
        "-1",
        "+20",
        "20 ",
        " 20",
        "020",
        "2e1",
        "२०",
        "9223372036854775808",
        "ten",
    ];
    for text in bad {
        assert_eq!(threshold(text), Err(NotAThreshold), "{text:?}");
    }
}

#[test]
fn case_011_the_next_card_is_ordered_at_the_threshold_and_once() {
    let table = [
        (21, 20, false, false),
        (20, 20, false, true),
        (20, 20, true, false),
        (19, 20, false, true),
        (0, 20, false, true),
        (0, 20, true, false),
        (41, 40, false, false),
        (40, 40, false, true),
        (10, 10, false, true),
        (11, 10, false, false),
    ];
    for (left, at, ordered, expected) in table {
        assert_eq!(
            order_next(left, at, ordered),
            expected,
            "{left} left, {at}, {ordered}"
        );
    }
}

#[test]
fn case_013_three_extra_cards_are_the_most() {
    assert_eq!(
        [0, 1, 2, 3, 4].map(|count| extra_allowed(CardKind::KeyCard, count)),
        [true, true, true, false, false]
    );
}

#[test]
fn case_014_without_a_usable_card_none_is_asked() {
    let of = |cards: &[Card]| which_card(cards, false);
    assert_eq!(of(&[]), WhichCard::None);
    assert_eq!(of(&[card(1, CardState::Active, 148)]), WhichCard::None);
    assert_eq!(
        of(&[card(1, CardState::Active, 147)]),
        WhichCard::Ask(card_id(1))
    );
    assert_eq!(
        of(&[card(1, CardState::Retired, 3), card(2, blocked(), 0)]),
        WhichCard::None
    );
}

#[test]
fn case_009_only_the_active_or_the_oldest_new_card_is_asked() {
    use CardState::{Active, Dormant, Retired};
    let cards = [
        card(1, Retired, 148),
        card(4, Dormant, 0),
        card(2, Active, 100),
        card(3, Dormant, 0),
        card(5, blocked(), 0),
    ];
    assert_eq!(which_card(&cards, false), WhichCard::Ask(card_id(2)));
    assert_eq!(which_card(&cards, true), WhichCard::Ask(card_id(3)));
    let empty = [card(2, Active, 148), card(3, Dormant, 0)];
    assert_eq!(which_card(&empty, false), WhichCard::Ask(card_id(3)));
    let only = [card(2, Active, 5)];
    assert_eq!(
        which_card(&only, true),
        WhichCard::Ask(card_id(2)),
        "none has arrived"
    );
}

#[test]
fn the_first_key_of_a_new_card_retires_the_one_before() {
    use CardState::{Active, Dormant, Retired};
    let cards = [
        card(1, Active, 130),
        card(2, Dormant, 0),
        card(3, Dormant, 0),
    ];
    assert_eq!(
        after_key(&cards, card_id(2)),
        [(card_id(1), Retired), (card_id(2), Active)]
    );
    assert_eq!(after_key(&cards, card_id(1)), []);
    assert_eq!(after_key(&cards, card_id(9)), []);
}

#[test]
fn case_014_the_last_key_retires_its_card() {
    let cards = [card(1, CardState::Active, 147), card(2, blocked(), 3)];
    assert_eq!(
        after_key(&cards, card_id(1)),
        [(card_id(1), CardState::Retired)]
    );
}

#[test]
fn case_018_a_blocked_card_stays_blocked() {
    let cards = [card(1, blocked(), 3), card(2, CardState::Retired, 148)];
    assert_eq!(after_key(&cards, card_id(1)), []);
    assert_eq!(after_key(&cards, card_id(2)), []);
}

#[test]
fn a_label_is_a_letter_and_six_digits() {
    assert_eq!(label([0, 0, 0, 0]).0, "A000-000");
    assert_eq!(label([0xff, 0xff, 0xff, 0xff]).0, "Y999-999");
    assert_eq!(label([0x1a, 0x80, 0, 0]).0, "R500-000");
}

#[test]
fn every_unused_number_is_chosen_equally_often() {
    let numbers: Vec<u16> = (1000..1010).collect();
    let mut counts = [0_u32; 10];
    for step in 0..10_000_u32 {
        let draw = step * (u32::MAX / 10_000);
        let number = choose_number(&numbers, &[1003, 1007], draw).unwrap();
        counts[usize::from(number - 1000)] += 1;
    }
    assert_eq!((counts[3], counts[7]), (0, 0));
    let unused: Vec<u32> = counts.into_iter().filter(|count| *count > 0).collect();
    assert!(
        unused.iter().all(|count| (1248..=1252).contains(count)),
        "{counts:?}"
    );
}

proptest! {
    #[test]
    fn a_chosen_number_is_on_the_card_and_unused(
        used in subsequence((0..148_u16).map(|n| n * 61 + 5).collect::<Vec<_>>(), 0..=148),
        draw: u32,
    ) {
        let numbers: Vec<u16> = (0..148).map(|n| n * 61 + 5).collect();
        match choose_number(&numbers, &used, draw) {
            Some(number) => {
                prop_assert!(numbers.contains(&number) && !used.contains(&number));
            }
            None => prop_assert_eq!(used.len(), 148),
        }
    }

    #[test]
    fn case_017_whatever_is_typed_a_key_is_below_a_million(text in "\\PC{0,40}") {
        if let Ok(key) = read_key(&text) {
            prop_assert!(key < 1_000_000);
            prop_assert_eq!(text.bytes().filter(u8::is_ascii_digit).count(), 6);
        }
    }

    #[test]
    fn case_009_one_card_at_most_is_active_after_any_keys(answers in vec(1..6_u8, 0..40)) {
        let mut cards: Vec<Card> = (1..6).map(|n| card(n, CardState::Dormant, 140)).collect();
        cards[4].state = blocked();
        for n in answers {
            for (id, state) in after_key(&cards, card_id(n)) {
                let changed = cards.iter_mut().find(|card| card.id == id).unwrap();
                prop_assert_ne!(&changed.state, &CardState::Retired);
                changed.state = state;
            }
            cards[usize::from(n) - 1].used += 1;
            let active = cards.iter().filter(|card| card.state == CardState::Active).count();
            prop_assert!(active <= 1);
            prop_assert_eq!(&cards[4].state, &blocked());
        }
    }
}

#[test]
fn a_letter_has_twenty_numbers_and_one_may_be_on_its_way() {
    let numbers = pin_numbers();
    assert_eq!(
        (numbers.len(), numbers.first(), numbers.last()),
        (20, Some(&1), Some(&20))
    );
    assert!(extra_allowed(CardKind::PinLetter, 0) && !extra_allowed(CardKind::PinLetter, 1));
    let mut letter = card(1, CardState::Active, 15);
    letter.kind = CardKind::PinLetter;
    assert_eq!(letter.keys_left(), 5);
    assert!(order_next(letter.keys_left(), PIN_THRESHOLD, false));
    // The first code of a new letter ends the old one, and no card.
    let key_card = card(2, CardState::Active, 3);
    let mut next = card(3, CardState::Dormant, 0);
    next.kind = CardKind::PinLetter;
    let cards = [letter.clone(), key_card, next.clone()];
    let changes = [
        (letter.id, CardState::Retired),
        (next.id, CardState::Active),
    ];
    assert_eq!(after_key(&cards, next.id), changes);
}
