//! Passkeys at the level of bytes: what an authenticator in software answers, and what becomes of
//! each lie (security.md cases 154 to 160).

use lykill_crypto::pure::webauthn::{
    Asserted, Assertion, Created, Creation, RelyingParty, StoredKey, WebauthnError, asserted,
    created,
};
use lykill_testkit::authenticator::{
    Ask, BACKED_UP, BACKUP_ELIGIBLE, PRESENT, Passkey, VERIFIED, attestation_object, text,
};
use proptest::prelude::*;
use serde_json::json;

const HOST: &str = "id.example";
const ORIGIN: &str = "https://id.example";
const CHALLENGE: &[u8] = &[5; 32];
const PARTY: RelyingParty<'static> = RelyingParty {
    id: HOST,
    origin: ORIGIN,
};

fn ask() -> Ask {
    Ask::new(HOST, ORIGIN, &text(CHALLENGE))
}

fn creation(key: &Passkey, ask: &Ask) -> Creation {
    let (client_data, attestation_object) = key.create(ask);
    Creation {
        client_data,
        attestation_object,
    }
}

/// A creation whose authenticator data are these.
fn around(data: &[u8]) -> Creation {
    Creation {
        attestation_object: attestation_object(data),
        ..creation(&Passkey::synced(), &ask())
    }
}

fn assertion(key: &mut Passkey, ask: &Ask) -> Assertion {
    let used = key.get(ask);
    Assertion {
        client_data: used.client_data,
        authenticator_data: used.authenticator_data,
        signature: used.signature,
    }
}

fn check(key: &Passkey, shown: &Assertion) -> Result<Asserted, WebauthnError> {
    let stored = StoredKey {
        key: &key.cose(),
        backup_eligible: key.flags & BACKUP_ELIGIBLE != 0,
    };
    asserted(PARTY, CHALLENGE, stored, shown)
}

#[test]
fn what_an_authenticator_says_is_told() {
    let mut key = Passkey::in_hardware();
    let made = created(PARTY, CHALLENGE, &creation(&key, &ask())).unwrap();
    assert_eq!((&made.credential, &made.key), (&key.id, &key.cose()));
    assert_eq!((made.counter, made.aaguid), (1, [7; 16]));
    assert!(!made.backup_eligible && !made.backed_up);
    let shown = assertion(&mut key, &ask());
    let expected = Asserted {
        counter: 2,
        backed_up: false,
    };
    assert_eq!(check(&key, &shown), Ok(expected));
    let synced = Passkey::synced();
    let made = created(PARTY, CHALLENGE, &creation(&synced, &ask())).unwrap();
    assert!(made.backup_eligible && made.backed_up);
}

#[test]
fn case_154_another_challenge_or_ceremony_is_refused() {
    let mut key = Passkey::synced();
    let other = Ask::new(HOST, ORIGIN, &text(&[6; 32]));
    let short = Ask::new(HOST, ORIGIN, &text(&CHALLENGE[..31]));
    for ask in [&other, &short] {
        let refused = created(PARTY, CHALLENGE, &creation(&key, ask));
        assert_eq!(refused, Err(WebauthnError::Challenge));
        let shown = assertion(&mut key, ask);
        assert_eq!(check(&key, &shown), Err(WebauthnError::Challenge));
    }
    let made = creation(&key, &ask());
    let mut shown = assertion(&mut key, &ask());
    let crossed = Creation {
        client_data: shown.client_data.clone(),
        ..made.clone()
    };
    let refused = created(PARTY, CHALLENGE, &crossed);
    assert_eq!(refused, Err(WebauthnError::Ceremony));
    shown.signature = key.sign(&shown.authenticator_data, &made.client_data);
    shown.client_data = made.client_data;
    assert_eq!(check(&key, &shown), Err(WebauthnError::Ceremony));
}

#[test]
fn case_155_only_pages_of_our_origin_ask_and_none_in_a_frame() {
    let key = Passkey::synced();
    for origin in [
        "http://id.example",
        "https://id.example/",
        "https://id.example:443",
        "https://ID.example",
        "https://www.id.example",
        "https://badid.example",
        "https://id.example.evil.example",
        "",
    ] {
        let ask = Ask::new(HOST, origin, &text(CHALLENGE));
        let refused = created(PARTY, CHALLENGE, &creation(&key, &ask));
        assert_eq!(refused, Err(WebauthnError::Origin), "{origin}");
    }
    for (more, expected) in [
        (json!({"crossOrigin": true}), WebauthnError::CrossOrigin),
        (json!({"topOrigin": ORIGIN}), WebauthnError::CrossOrigin),
        (json!({"crossOrigin": "false"}), WebauthnError::ClientData),
        (json!({"type": 1}), WebauthnError::ClientData),
        (json!({"challenge": "a b"}), WebauthnError::ClientData),
    ] {
        let ask = Ask { more, ..ask() };
        let refused = created(PARTY, CHALLENGE, &creation(&key, &ask));
        assert_eq!(refused, Err(expected), "{:?}", ask.more);
    }
    for host in ["example", "www.id.example", "id.example.", ""] {
        let ask = Ask::new(host, ORIGIN, &text(CHALLENGE));
        let refused = created(PARTY, CHALLENGE, &creation(&key, &ask));
        assert_eq!(refused, Err(WebauthnError::RelyingParty), "{host}");
    }
}

#[test]
fn case_156_flags_that_do_not_suffice_or_cannot_be_are_refused() {
    for (flags, expected) in [
        (VERIFIED, WebauthnError::NotPresent),
        (PRESENT, WebauthnError::NotVerified),
        (PRESENT | VERIFIED | BACKED_UP, WebauthnError::BackupFlags),
    ] {
        let mut key = Passkey::synced().saying(flags);
        let refused = created(PARTY, CHALLENGE, &creation(&key, &ask()));
        assert_eq!(refused, Err(expected));
        let shown = assertion(&mut key, &ask());
        assert_eq!(check(&key, &shown), Err(expected));
    }
    let mut key = Passkey::in_hardware();
    let shown = assertion(&mut key, &ask());
    let stored = StoredKey {
        key: &key.cose(),
        backup_eligible: true,
    };
    let refused = asserted(PARTY, CHALLENGE, stored, &shown);
    assert_eq!(refused, Err(WebauthnError::BackupFlags), "it flipped");
}

#[test]
fn case_160_objects_and_data_in_another_form_are_refused() {
    let key = Passkey::synced();
    let whole = key.data(HOST, true);
    let malformed: Result<Created, _> = Err(WebauthnError::AuthenticatorData);
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(created(PARTY, CHALLENGE, &around(&longer)), malformed);
    for length in [0, 36, 37, 54, 55, 60, whole.len() - 1] {
        let refused = created(PARTY, CHALLENGE, &around(&whole[..length]));
        assert!(refused.is_err(), "{length}");
    }
    assert_eq!(
        created(PARTY, CHALLENGE, &around(&key.data(HOST, false))),
        malformed
    );
    let mut short_id = key.clone();
    short_id.id.truncate(15);
    let refused = created(PARTY, CHALLENGE, &around(&short_id.data(HOST, true)));
    assert_eq!(refused, malformed, "a credential id of 15 bytes");
    // A use that brings a credential along, rightly signed.
    let mut shown = assertion(&mut key.clone(), &ask());
    shown.signature = key.sign(&whole, &shown.client_data);
    shown.authenticator_data = whole;
    assert_eq!(check(&key, &shown).map(drop), malformed.clone().map(drop));
    // Extensions are read and passed over; what is no map is not.
    let mut shown = assertion(&mut key.clone(), &ask());
    for (extensions, is_right) in [(&[0xa0_u8][..], true), (&[0x01], false), (&[], false)] {
        let mut data = shown.authenticator_data[..37].to_vec();
        data[32] |= 0x80;
        data.extend(extensions);
        shown.signature = key.sign(&data, &shown.client_data);
        let shown = Assertion {
            authenticator_data: data,
            ..shown.clone()
        };
        assert_eq!(check(&key, &shown).is_ok(), is_right, "{extensions:?}");
    }
}

#[test]
fn case_160_statements_that_are_not_taken() {
    let key = Passkey::synced();
    let (client_data, object) = key.create(&ask());
    let data = key.data(HOST, true);
    let with = |statement: &[u8]| {
        let mut object = b"\xa3\x63fmt".to_vec();
        object.extend(statement);
        object.extend(b"\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(&data);
        let attestation_object = object;
        let client_data = client_data.clone();
        created(
            PARTY,
            CHALLENGE,
            &Creation {
                client_data,
                attestation_object,
            },
        )
    };
    let own = key.sign(&data, &client_data);
    let packed = |alg: u8, signature: &[u8]| {
        let mut statement = b"\x66packed\x67attStmt\xa2\x63alg".to_vec();
        statement.push(alg);
        statement.extend(b"\x63sig\x58");
        statement.push(u8::try_from(signature.len()).unwrap());
        statement.extend(signature);
        statement
    };
    assert!(with(b"\x64none\x67attStmt\xa0").is_ok());
    assert!(
        with(&packed(0x26, &own)).is_ok(),
        "signed by the credential"
    );
    let refused = Err(WebauthnError::Attestation);
    assert_eq!(with(&packed(0x27, &own)), refused, "another algorithm");
    let other = Passkey::synced().sign(&data, &client_data);
    assert_eq!(with(&packed(0x26, &other)), refused, "another key");
    assert_eq!(with(b"\x64none\x67attStmt\xa1\x01\x01"), refused);
    assert_eq!(with(b"\x63tpm\x67attStmt\xa0"), refused);
    assert_eq!(with(b"\x66packed\x67attStmt\xa0"), refused);
    assert_eq!(with(b"\x64none\x67attStmt\x80"), refused, "a list");
    let twice = Creation {
        attestation_object: [object.as_slice(), &object].concat(),
        client_data: client_data.clone(),
    };
    let refused = created(PARTY, CHALLENGE, &twice);
    assert_eq!(refused, Err(WebauthnError::AuthenticatorData));
}

/// A creation with this key in COSE.
fn with_key(cose: &[u8]) -> Result<(), WebauthnError> {
    let key = Passkey::synced();
    let mut data = key.data(HOST, true);
    data.truncate(data.len() - key.cose().len());
    data.extend(cose);
    created(PARTY, CHALLENGE, &around(&data)).map(drop)
}

#[test]
fn case_160_keys_that_are_not_taken() {
    let good = Passkey::synced().cose();
    assert_eq!(with_key(&good), Ok(()));
    let changed = |index: usize, byte: u8| {
        let mut key = good.clone();
        key[index] = byte;
        with_key(&key)
    };
    let refused = Err(WebauthnError::Key);
    assert_eq!(changed(2, 3), refused, "kty RSA");
    assert_eq!(changed(4, 0x27), refused, "alg EdDSA");
    assert_eq!(changed(6, 2), refused, "P-384");
    assert_eq!(changed(12, good[12] ^ 1), refused, "not on the curve");
    // RS1: RSA with SHA-1, -65535, and what has no algorithm at all.
    let rs1 = b"\xa4\x01\x03\x03\x39\xff\xfe\x20\x41\x01\x21\x43\x01\x00\x01";
    assert_eq!(with_key(rs1), refused);
    assert_eq!(with_key(b"\xa1\x01\x02"), refused);
    // RSA whose modulus is short, even, or whose exponent is 3.
    let rsa = |n: &[u8], e: &[u8]| {
        let mut key = b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59".to_vec();
        key.extend(u16::try_from(n.len()).unwrap().to_be_bytes());
        key.extend(n);
        key.extend([0x21, 0x40 | u8::try_from(e.len()).unwrap()]);
        key.extend(e);
        with_key(&key)
    };
    assert_eq!(rsa(&[0xff; 256], &[1, 0, 1]), Ok(()));
    assert_eq!(rsa(&[0x7f; 256], &[1, 0, 1]), refused);
    assert_eq!(rsa(&[0xfe; 256], &[1, 0, 1]), refused);
    assert_eq!(rsa(&[0xff; 256], &[3]), refused);
    // Ed25519, and its neutral element.
    let okp = |x: [u8; 32]| {
        let mut key = b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".to_vec();
        key.extend(x);
        with_key(&key)
    };
    let mut base = [0x66; 32];
    base[0] = 0x58;
    assert_eq!(okp(base), Ok(()), "the base point");
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert_eq!(okp(neutral), refused);
}

#[test]
fn every_algorithm_signs_as_it_should() {
    use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize, PublicKeyComponents};
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};
    let ask = ask();
    let shown = assertion(&mut Passkey::synced(), &ask);
    let hashed = lykill_crypto::pure::prf::sha256(&shown.client_data);
    let message = [shown.authenticator_data.as_slice(), &hashed].concat();
    let take = |key: &[u8], signature: &[u8]| {
        let stored = StoredKey {
            key,
            backup_eligible: true,
        };
        let shown = Assertion {
            signature: signature.to_vec(),
            ..shown.clone()
        };
        asserted(PARTY, CHALLENGE, stored, &shown).map(drop)
    };
    let pair = Ed25519KeyPair::generate().unwrap();
    let mut key = b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".to_vec();
    key.extend(pair.public_key().as_ref());
    let signature = pair.sign(&message);
    assert_eq!(take(&key, signature.as_ref()), Ok(()));
    assert_eq!(take(&key, &[0; 64]), Err(WebauthnError::Signature));

    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
    let mut key = b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00".to_vec();
    key.extend(&parts.n);
    key.extend(b"\x21\x43\x01\x00\x01");
    let mut signature = vec![0; pair.public_modulus_len()];
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &message);
    let signed = pair.sign_digest(&RSA_PKCS1_SHA256, &digest, &mut signature);
    signed.unwrap();
    assert_eq!(take(&key, &signature), Ok(()));
    signature[9] ^= 1;
    assert_eq!(take(&key, &signature), Err(WebauthnError::Signature));
}

proptest! {
    #[test]
    fn a_flipped_bit_anywhere_is_never_taken(byte in 0_usize..37, bit in 0_u8..8, part in 0_u8..3) {
        let mut key = Passkey::in_hardware();
        let mut shown = assertion(&mut key, &ask());
        let field = match part {
            0 => &mut shown.authenticator_data,
            1 => &mut shown.signature,
            _ => &mut shown.client_data,
        };
        field[byte] ^= 1 << bit;
        prop_assert!(check(&key, &shown).is_err());
    }

    #[test]
    fn whatever_comes_is_answered(client_data: Vec<u8>, object: Vec<u8>) {
        let random = Creation { client_data, attestation_object: object.clone() };
        prop_assert!(created(PARTY, CHALLENGE, &random).is_err());
        let honest = creation(&Passkey::synced(), &ask());
        let inside = Creation { attestation_object: object, ..honest };
        prop_assert!(created(PARTY, CHALLENGE, &inside).is_err());
    }
}
