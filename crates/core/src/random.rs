//! The trait through which random bytes are drawn.

/// A cryptographic source of random bytes. The server passes the system's, tests a seeded one.
pub trait Rng: Send + Sync {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes.
pub fn bytes<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut out = [0_u8; N];
    rng.fill(&mut out);
    out
}

/// A whole number from 0 up to and without `end`, each equally likely: values that would favour
/// the low ones are drawn again. `end` 0 gives 0.
pub fn below(rng: &dyn Rng, end: u32) -> u32 {
    if end == 0 {
        return 0;
    }
    let fair = u32::MAX - u32::MAX % end;
    loop {
        let drawn = u32::from_be_bytes(bytes(rng));
        if drawn < fair {
            return drawn % end;
        }
    }
}

/// A code of `digits` decimal digits with its leading zeros; at most 9 digits.
pub fn digits(rng: &dyn Rng, digits: u32) -> String {
    let digits = digits.min(9);
    let width = digits as usize;
    format!("{:0width$}", below(rng, 10_u32.pow(digits)))
}

/// A secret of 256 bits as 43 characters of base64url: client secrets, codes, tokens, cookies.
pub fn token(rng: &dyn Rng) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes::<32>(rng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Script(AtomicU32, Vec<u32>);
    impl Rng for Script {
        fn fill(&self, bytes: &mut [u8]) {
            let turn = self.0.fetch_add(1, Ordering::Relaxed) as usize;
            bytes.copy_from_slice(&self.1[turn].to_be_bytes());
        }
    }

    #[test]
    fn a_draw_that_would_be_unfair_is_drawn_again() {
        let rng = Script(AtomicU32::new(0), vec![u32::MAX, 1_000_007]);
        assert_eq!(below(&rng, 1_000_000), 7);
    }

    #[test]
    fn a_code_keeps_its_leading_zeros() {
        let rng = Script(AtomicU32::new(0), vec![42]);
        assert_eq!(digits(&rng, 6), "000042");
    }
}
