//! Codes of tokens against a library that is not ours.

use lykill_core::{OathDigits, OathHash};
use lykill_crypto::pure::oath::{code, shown, step};
use proptest::prelude::*;
use totp_rs::{Algorithm, Builder};

proptest! {
    #[test]
    fn codes_are_those_of_another_implementation(
        secret in prop::collection::vec(any::<u8>(), 16..=64),
        seconds in 0..100_000_000_000_u64,
        period in 10..=120_u32,
        hash in 0..3_usize,
        eight: bool,
    ) {
        let (hash, theirs) = [
            (OathHash::Sha1, Algorithm::SHA1),
            (OathHash::Sha256, Algorithm::SHA256),
            (OathHash::Sha512, Algorithm::SHA512),
        ][hash];
        let digits = if eight { OathDigits::Eight } else { OathDigits::Six };
        let other = Builder::new()
            .with_algorithm(theirs)
            .with_digits(digits.count())
            .with_step_duration(u64::from(period))
            .with_secret(secret.clone())
            .build()
            .expect("a token");
        let here = step(i64::try_from(seconds).expect("seconds"), period);
        let ours = shown(code(&secret, here, hash, digits), digits);
        prop_assert_eq!(ours, other.generate(seconds).to_string());
    }
}

#[test]
fn a_moment_before_1970_and_a_period_of_nothing_have_no_step_of_their_own() {
    assert_eq!(
        (step(-1, 30), step(59, 30), step(60, 30), step(60, 0)),
        (0, 1, 2, 0)
    );
}
