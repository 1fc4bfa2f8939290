//! What an issuer's responder answers: questions and answers against the program `openssl`.

use crate::{Fjord, KARI, in_days, now};
use lykill_core::time::days;
use lykill_crypto::pure::x509::ocsp::{BadOcsp, question, standing};
use lykill_crypto::pure::x509::{Checked, Standing, check};
use lykill_testkit::authority::{Authority, PERSON, RESPONDER};
use std::path::Path;

const NONCE: [u8; 32] = [7; 32];
const DAY: [&str; 2] = ["-ndays", "1"];

fn asked(checked: &Checked) -> Vec<u8> {
    question(checked, &NONCE).unwrap()
}

fn answered(fjord: &Fjord, checked: &Checked, signer: &Path) -> Vec<u8> {
    fjord.issuer.answer(&asked(checked), signer, &DAY)
}

#[test]
fn case_173_openssl_understands_the_question_and_we_its_answer() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let own = fjord.issuer.file("ca.pem");
    let good = answered(&fjord, &checked, &own);
    let found = standing(&good, &checked, &NONCE, now()).unwrap();
    let Standing::Good { until, .. } = found else {
        panic!("{found:?}");
    };
    assert!(now() < until && until <= in_days(1));

    fjord.issuer.revoke("kari");
    let revoked = answered(&fjord, &checked, &own);
    assert_eq!(
        standing(&revoked, &checked, &NONCE, now()),
        Ok(Standing::Revoked)
    );

    // One whom the issuer's books do not name.
    std::fs::write(fjord.issuer.file("index.txt"), "").unwrap();
    let unknown = answered(&fjord, &checked, &own);
    assert_eq!(
        standing(&unknown, &checked, &NONCE, now()),
        Ok(Standing::Unknown)
    );
}

#[test]
fn case_173_whoever_answers_must_be_appointed_by_the_issuer() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let said = |signer: &Path, at| {
        let answer = answered(&fjord, &checked, signer);
        standing(&answer, &checked, &NONCE, at)
    };
    let appointed = fjord
        .issuer
        .issue("responder", "/CN=Responder", RESPONDER, 10);
    assert!(said(&appointed.certificate, now()).is_ok());

    let person = fjord.issuer.issue("ola", "/CN=Ola", PERSON, 10);
    let by_root = fjord
        .root
        .issue("responder", "/CN=Responder", RESPONDER, 10);
    let stranger = Authority::root("Fjord person", 10);
    let by_stranger = stranger.issue("responder", "/CN=Responder", RESPONDER, 10);
    let wrong = [
        &person.certificate,
        &by_root.certificate,
        &by_stranger.certificate,
    ];
    for signer in wrong {
        assert_eq!(
            said(signer, now()),
            Err(BadOcsp::Signature),
            "{}",
            signer.display()
        );
    }
    let itself = stranger.file("ca.pem");
    assert_eq!(said(&itself, now()), Err(BadOcsp::Signature));

    // One whose appointment is over.
    let answer = fjord
        .issuer
        .answer(&asked(&checked), &appointed.certificate, &["-ndays", "30"]);
    let late = standing(&answer, &checked, &NONCE, in_days(11));
    assert_eq!(late, Err(BadOcsp::Signature));
    assert!(standing(&answer, &checked, &NONCE, in_days(9)).is_ok());
}

#[test]
fn case_173_an_answer_is_of_its_time_question_and_certificate() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let own = fjord.issuer.file("ca.pem");
    let answer = answered(&fjord, &checked, &own);
    let at = |at| standing(&answer, &checked, &NONCE, at);
    assert_eq!(at(in_days(2)), Err(BadOcsp::Stale));
    assert_eq!(at(now() - days(1)), Err(BadOcsp::Stale));
    assert_eq!(
        standing(&answer, &checked, &[8; 32], now()),
        Err(BadOcsp::Nonce)
    );

    // Signed beforehand, for whoever asks; without a promise of the next one, for an hour.
    let before = fjord
        .issuer
        .answer(&fjord.issuer.question("kari"), &own, &[]);
    assert!(standing(&before, &checked, &NONCE, now()).is_ok());
    let later = standing(&before, &checked, &NONCE, in_days(1));
    assert_eq!(later, Err(BadOcsp::Stale));

    let ola = fjord.issuer.issue("ola", KARI, PERSON, 30);
    let ola = check(&[ola.der, fjord.issuer.own()], &fjord.trust, now()).unwrap();
    let found = standing(&before, &ola, &NONCE, now());
    assert_eq!(found, Err(BadOcsp::OtherCertificate));
}

#[test]
fn what_is_no_answer_is_not_believed() {
    let fjord = Fjord::new();
    let checked = fjord.checked();
    let answer = answered(&fjord, &checked, &fjord.issuer.file("ca.pem"));
    let said = |answer: &[u8]| standing(answer, &checked, &NONCE, now());
    // tryLater, without anything more (section 4.2.1).
    assert_eq!(said(&[0x30, 3, 0x0a, 1, 3]), Err(BadOcsp::Refused));
    assert_eq!(said(&[0x30, 3, 0x0a, 1, 0]), Err(BadOcsp::Unreadable));
    assert_eq!(said(b""), Err(BadOcsp::Unreadable));
    for at in (0..answer.len()).step_by(5) {
        let mut bent = answer.clone();
        bent[at] ^= 0x08;
        // What stands beside the signed part is not looked at, and changes nothing.
        let found = said(&bent);
        assert!(
            found.is_err() || found == said(&answer),
            "byte {at}: {found:?}"
        );
        assert!(said(&answer[..at]).is_err());
    }
}
