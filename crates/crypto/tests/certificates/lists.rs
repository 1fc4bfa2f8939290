//! What an issuer's list says.

use crate::{Fjord, in_days, now};
use lykill_core::time::days;
use lykill_crypto::pure::x509::{BadCrl, Crl, Standing};
use lykill_testkit::authority::{Authority, ISSUER};
use std::time::Duration;

const NO_GRACE: Duration = Duration::ZERO;

#[test]
fn case_173_the_list_of_the_issuer_says_who_was_revoked() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let says = |list: &[u8], at, grace| {
        let list = Crl::read(list).unwrap();
        checked.by_lists(&[&list], &fjord.trust, (at, grace))
    };
    let before = fjord.issuer.list(2);
    assert!(matches!(
        says(&before, now(), NO_GRACE),
        Ok(Standing::Good { .. })
    ));
    fjord.issuer.revoke("kari");
    let after = fjord.issuer.list(2);
    assert_eq!(says(&after, now(), NO_GRACE), Ok(Standing::Revoked));

    // Over, within the grace, after it; from the future.
    assert_eq!(says(&before, in_days(3), NO_GRACE), Err(BadCrl::Stale));
    assert!(says(&before, in_days(3), days(2)).is_ok());
    assert_eq!(says(&before, in_days(5), days(2)), Err(BadCrl::Stale));
    assert_eq!(says(&before, now() - days(1), NO_GRACE), Err(BadCrl::Stale));
}

#[test]
fn case_173_a_list_of_somebody_else_says_nothing() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let says = |list: &[u8]| {
        let list = Crl::read(list).unwrap();
        checked.by_lists(&[&list], &fjord.trust, (now(), NO_GRACE))
    };
    let other = Authority::under(&fjord.root, "Other", ISSUER, 60);
    let same_name = Authority::under(&fjord.root, "Fjord person", ISSUER, 60);
    assert_eq!(says(&other.list(2)), Err(BadCrl::NotTheirs));
    assert_eq!(says(&same_name.list(2)), Err(BadCrl::NotTheirs));
    assert_eq!(says(&fjord.root.list(2)), Err(BadCrl::NotTheirs));
    let mut bent = fjord.issuer.list(2);
    let last = bent.len() - 5;
    bent[last] ^= 1;
    assert_eq!(says(&bent), Err(BadCrl::NotTheirs));
    let none = checked.by_lists(&[], &fjord.trust, (now(), NO_GRACE));
    assert_eq!(none, Err(BadCrl::Stale));
}

#[test]
fn case_173_a_revoked_issuer_issues_for_nobody() {
    let fjord = Fjord::new();
    let own = Crl::read(&fjord.issuer.list(2)).unwrap();
    fjord.root.revoke("Fjord person");
    let above = Crl::read(&fjord.root.list(2)).unwrap();
    let found = fjord
        .checked()
        .by_lists(&[&own, &above], &fjord.trust, (now(), NO_GRACE));
    assert_eq!(found, Ok(Standing::Revoked));
}

#[test]
fn case_173_each_list_is_asked_by_itself() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let same_name = Authority::under(&fjord.root, "Fjord person", ISSUER, 60);
    let strange = Crl::read(&same_name.list(2)).unwrap();
    let before = Crl::read(&fjord.issuer.list(2)).unwrap();
    let says = |lists: &[&Crl]| checked.by_lists(lists, &fjord.trust, (now(), NO_GRACE));
    // One of the same name that somebody else signed hides none that the issuer signed.
    for lists in [[&strange, &before], [&before, &strange]] {
        assert!(matches!(says(&lists), Ok(Standing::Good { .. })));
    }
    fjord.issuer.revoke("kari");
    let after = Crl::read(&fjord.issuer.list(2)).unwrap();
    for lists in [[&before, &after], [&after, &before], [&strange, &after]] {
        assert_eq!(says(&lists), Ok(Standing::Revoked));
    }
}

#[test]
fn case_173_lists_above_speak_of_issuers_and_the_grace_of_a_list_ends_with_it() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let below = |list: &Crl| checked.is_below_revoked(&[list], &fjord.trust, (now(), NO_GRACE));
    let before = Crl::read(&fjord.root.list(2)).unwrap();
    fjord.issuer.revoke("kari");
    let own = Crl::read(&fjord.issuer.list(2)).unwrap();
    fjord.root.revoke("Fjord person");
    let after = Crl::read(&fjord.root.list(2)).unwrap();
    assert!(!below(&before) && !below(&own) && below(&after));

    // Whoever remembers an answer of a list remembers it until the next list was promised.
    let other = Fjord::new();
    let list = Crl::read(&other.issuer.list(2)).unwrap();
    let late = other
        .checked()
        .by_lists(&[&list], &other.trust, (in_days(3), days(2)));
    let (since, until) = (list.made_at, list.next_at);
    assert_eq!(late, Ok(Standing::Good { since, until }));
}

#[test]
fn what_is_no_list_is_not_read() {
    let fjord = Fjord::new();
    let list = fjord.issuer.list(2);
    for bad in [
        b"".as_slice(),
        b"\x30\x00",
        &list[..list.len() - 1],
        &fjord.kari.der,
    ] {
        assert_eq!(Crl::read(bad).map(drop), Err(BadCrl::Unreadable));
    }
    let read = Crl::read(&list).unwrap();
    assert!(read.made_at <= now() && now() < read.next_at);
}
