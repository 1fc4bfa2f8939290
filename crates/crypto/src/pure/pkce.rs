//! Proof Key for Code Exchange, method `S256` only (RFC 7636 section 4; RFC 9700 section 2.1.1).

use crate::pure::{b64, prf};

/// Whether `challenge` can be an `S256` challenge: 43 characters of base64url, which are a
/// SHA-256 (RFC 7636 section 4.2).
pub fn is_challenge(challenge: &str) -> bool {
    challenge.len() == 43 && b64::decode(challenge).is_ok()
}

/// Whether `verifier` has the form of RFC 7636 section 4.1: 43 to 128 unreserved characters.
pub fn is_verifier(verifier: &str) -> bool {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved)
}

/// Whether the verifier is the one that the challenge was made of (RFC 7636 section 4.6); false
/// too when the verifier has not its form.
pub fn check(verifier: &str, challenge: &str) -> bool {
    let made = b64::encode(&prf::sha256(verifier.as_bytes()));
    is_verifier(verifier) & prf::equal(made.as_bytes(), challenge.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_rfc_7636_appendix_b_is_accepted() {
        assert!(is_challenge(CHALLENGE));
        assert!(check(VERIFIER, CHALLENGE));
    }

    #[test]
    fn case_093_verifiers_of_42_and_129_characters_are_refused() {
        for length in [0, 42, 129] {
            let verifier = "a".repeat(length);
            let challenge = b64::encode(&prf::sha256(verifier.as_bytes()));
            assert!(!check(&verifier, &challenge), "{length}");
        }
        for length in [43, 128] {
            let verifier = "a".repeat(length);
            assert!(check(
                &verifier,
                &b64::encode(&prf::sha256(verifier.as_bytes()))
            ));
        }
    }

    #[test]
    fn case_093_a_plain_challenge_is_refused() {
        assert!(!check(VERIFIER, VERIFIER));
        assert!(!check(&format!("{}+", &VERIFIER[1..]), CHALLENGE));
        for bad in ["", "short", &"=".repeat(43), &"A".repeat(44)] {
            assert!(!is_challenge(bad), "{bad:?}");
        }
    }
}
