//! The path to a trusted issuer, and what a certificate says.

use crate::{Fjord, KARI, in_days, now};
use lykill_core::time::days;
use lykill_crypto::pure::x509::{BadTrust, Refusal, TrustList, check};
use lykill_testkit::authority::{Authority, ISSUER, PERSON};
use std::time::Instant;

#[test]
fn what_openssl_verifies_is_verified_and_says_who_it_is() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    assert_eq!(checked.holder.number.as_deref(), Some("PNONO-29828000045"));
    assert_eq!(checked.holder.policies, ["1.2.3.4.1"]);
    let ends_in = checked.holder.ends_at.since(now());
    assert!(days(299) < ends_in && ends_in <= days(300), "{ends_in:?}");
    let between = [fjord.issuer.file("ca.pem")];
    assert!(fjord.root.verifies(&fjord.kari.certificate, &between));
    // Whoever trusts the one below needs no root.
    let below = TrustList::from_pem(&fjord.issuer.pem()).unwrap();
    let alone = std::slice::from_ref(&fjord.kari.der);
    assert!(check(alone, &below, now()).is_ok());
    assert_eq!(format!("{:?}", checked.holder).matches("2982").count(), 0);
}

#[test]
fn case_173_a_path_that_is_over_or_not_yet_is_refused() {
    let fjord = Fjord::new();
    let refused = |at| check(&fjord.shown(), &fjord.trust, at).map(drop);
    assert_eq!(refused(in_days(299)), Ok(()));
    assert_eq!(refused(in_days(301)), Err(Refusal::Ended));
    assert_eq!(refused(now() - days(1)), Err(Refusal::Ended));

    // An issuer whose time ends before that of whom it names.
    let short = Authority::under(&fjord.root, "Short", ISSUER, 20);
    let long = short.issue("long", KARI, PERSON, 300);
    let shown = [long.der.clone(), short.own()];
    assert!(check(&shown, &fjord.trust, in_days(19)).is_ok());
    let late = check(&shown, &fjord.trust, in_days(21)).map(drop);
    assert_eq!(late, Err(Refusal::Ended));
    // A root whose time ends: rustls-webpki alone would trust it for ever.
    let root = Authority::root("Old", 20);
    let old = root.issue("old", KARI, PERSON, 300);
    let trust = TrustList::from_pem(&root.pem()).unwrap();
    assert!(check(std::slice::from_ref(&old.der), &trust, in_days(19)).is_ok());
    let late = check(&[old.der], &trust, in_days(21)).map(drop);
    assert_eq!(late, Err(Refusal::Untrusted));
}

#[test]
fn case_173_a_certificate_for_something_else_is_refused() {
    let fjord = Fjord::new();
    let uses = [
        (
            "server",
            "extendedKeyUsage = serverAuth\nkeyUsage = digitalSignature\n",
        ),
        ("no-eku", "keyUsage = digitalSignature\n"),
        ("no-usage", "extendedKeyUsage = clientAuth\n"),
        (
            "signature",
            "extendedKeyUsage = clientAuth\nkeyUsage = nonRepudiation\n",
        ),
        ("issuer", ISSUER),
    ];
    for (name, extensions) in uses {
        let issued = fjord.issuer.issue(name, KARI, extensions, 30);
        let found = check(&[issued.der, fjord.issuer.own()], &fjord.trust, now());
        assert_eq!(found.map(drop), Err(Refusal::WrongUse), "{name}");
    }
}

#[test]
fn case_173_who_may_not_issue_issues_nothing() {
    let fjord = Fjord::new();
    // Kari's own key, a branch that may not have one below it, one outside its names, one whose
    // key may not sign certificates.
    let leaf = Authority::under(&fjord.issuer, "Leaf", PERSON, 30);
    let narrow = format!("{ISSUER}nameConstraints = permitted;dirName:own\n[own]\nC = SE\n");
    let narrow = Authority::under(&fjord.root, "Narrow", &narrow, 30);
    let lists = "basicConstraints = critical,CA:true\nkeyUsage = cRLSign,digitalSignature\n";
    let lists = Authority::under(&fjord.root, "Lists", lists, 30);
    let last = "basicConstraints = critical,CA:true,pathlen:0\nkeyUsage = keyCertSign\n";
    let last = Authority::under(&fjord.root, "Last", last, 30);
    let below = Authority::under(&last, "Below", ISSUER, 30);
    let stranger = Authority::root("Fjord root", 900);
    let chains: [(&str, &[&Authority]); 5] = [
        ("a person", &[&leaf, &fjord.issuer]),
        ("names", &[&narrow]),
        ("lists only", &[&lists]),
        ("path length", &[&below, &last]),
        ("the same name", &[&stranger]),
    ];
    for (name, chain) in chains {
        let issued = chain[0].issue("kari", KARI, PERSON, 20);
        let own = chain.iter().map(|authority| authority.own());
        let shown: Vec<_> = std::iter::once(issued.der).chain(own).collect();
        let found = check(&shown, &fjord.trust, now()).map(drop);
        assert!(
            matches!(found, Err(Refusal::Untrusted | Refusal::WrongUse)),
            "{name}: {found:?}"
        );
        let between: Vec<_> = chain.iter().map(|one| one.file("ca.pem")).collect();
        assert!(
            !fjord.root.verifies(&issued.certificate, &between),
            "{name}: openssl"
        );
    }
}

#[test]
fn case_173_whoever_is_bound_to_names_of_a_directory_issues_nothing() {
    let fjord = Fjord::new();
    // rustls-webpki cannot compare such names, and refuses what openssl finds right.
    let bound = format!("{ISSUER}nameConstraints = permitted;dirName:own\n[own]\nC = NO\n");
    let bound = Authority::under(&fjord.root, "Bound", &bound, 30);
    let issued = bound.issue("kari", "/C=NO", PERSON, 20);
    let shown = [issued.der, bound.own()];
    let found = check(&shown, &fjord.trust, now()).map(drop);
    assert_eq!(found, Err(Refusal::Untrusted));
    let between = [bound.file("ca.pem")];
    assert!(fjord.root.verifies(&issued.certificate, &between));
}

#[test]
fn case_173_a_path_has_five_certificates_at_most() {
    let root = Authority::root("Deep", 90);
    let trust = TrustList::from_pem(&root.pem()).unwrap();
    let mut chain = vec![Authority::under(&root, "1", ISSUER, 80)];
    for (name, fits) in [("2", true), ("3", true), ("4", false)] {
        let next = Authority::under(chain.last().unwrap(), name, ISSUER, 80);
        chain.push(next);
        let issued = chain.last().unwrap().issue("kari", KARI, PERSON, 70);
        let own = chain.iter().rev().map(Authority::own);
        let shown: Vec<_> = std::iter::once(issued.der).chain(own).collect();
        assert_eq!(check(&shown, &trust, now()).is_ok(), fits, "{name}");
    }
}

#[test]
fn case_173_loops_and_heaps_of_certificates_are_soon_refused() {
    let fjord = Fjord::new();
    // Issuers of one name, none of which leads anywhere, each able to be below the other.
    let parent = Authority::root("Loop", 90);
    let loops: Vec<_> = (0..4)
        .map(|_| Authority::under(&parent, "Loop", ISSUER, 80).own())
        .collect();
    let kari = Authority::under(&parent, "Loop", ISSUER, 80).issue("kari", KARI, PERSON, 70);
    let shown: Vec<_> = std::iter::once(kari.der).chain(loops).collect();
    #[expect(
        clippy::disallowed_methods,
        reason = "the test measures how long it takes"
    )]
    let began = Instant::now();
    let found = check(&shown, &fjord.trust, now()).map(drop);
    assert_eq!(found, Err(Refusal::Untrusted));
    let took = began.elapsed();
    assert!(took.as_millis() < 50, "{took:?}");

    for many in [5, 10_000] {
        let heap = vec![fjord.issuer.own(); many];
        let shown: Vec<_> = std::iter::once(fjord.kari.der.clone())
            .chain(heap)
            .collect();
        let found = check(&shown, &fjord.trust, now()).map(drop);
        assert_eq!(found, Err(Refusal::Unreadable), "{many}");
    }
}

#[test]
fn what_cannot_be_read_or_says_two_things_is_refused() {
    let fjord = Fjord::new();
    let found = |shown: &[Vec<u8>]| check(shown, &fjord.trust, now()).map(drop);
    assert_eq!(found(&[]), Err(Refusal::Nothing));
    assert_eq!(found(&[Vec::new()]), Err(Refusal::Unreadable));
    assert_eq!(found(&[vec![0x30; 40]]), Err(Refusal::Unreadable));
    let der = &fjord.kari.der;
    for cut in [1, 10, der.len() / 2, der.len() - 1] {
        assert!(found(&[der[..cut].to_vec(), fjord.issuer.own()]).is_err());
    }
    for at in (0..der.len()).step_by(7) {
        let mut bent = der.clone();
        bent[at] ^= 0x10;
        assert!(found(&[bent, fjord.issuer.own()]).is_err(), "byte {at}");
    }
    let two = format!("{KARI}/serialNumber=PNONO-11111111111");
    let two = fjord.issuer.issue("two", &two, PERSON, 30);
    assert_eq!(
        found(&[two.der, fjord.issuer.own()]),
        Err(Refusal::Unreadable)
    );
    let none = fjord.issuer.issue("none", "/CN=Kari", PERSON, 30);
    let none = check(&[none.der, fjord.issuer.own()], &fjord.trust, now()).unwrap();
    assert_eq!(none.holder.number, None);
}

#[test]
fn only_certificates_of_issuers_are_trusted() {
    let fjord = Fjord::new();
    let pem = |path: &std::path::Path| std::fs::read(path).unwrap();
    let refused = |pem: &[u8]| TrustList::from_pem(pem).map(drop);
    assert_eq!(refused(b""), Err(BadTrust::Empty));
    assert_eq!(refused(&pem(&fjord.kari.key)), Err(BadTrust::Empty));
    assert_eq!(
        refused(&pem(&fjord.kari.certificate)),
        Err(BadTrust::NotAnIssuer)
    );
    let bent = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    assert_eq!(refused(bent.as_bytes()), Err(BadTrust::Unreadable));
    let mut both = TrustList::from_pem(&fjord.root.pem()).unwrap();
    both.join(TrustList::from_pem(&fjord.issuer.pem()).unwrap());
    assert_eq!(both.names().len(), 2);
    assert!(both.ends_at().unwrap() <= in_days(600));
}
