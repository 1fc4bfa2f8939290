//! Keyed and plain hashes: HMAC-SHA-256 (RFC 2104, FIPS 198-1) and SHA-256 (FIPS 180-4).

use aws_lc_rs::{constant_time, digest, hmac as mac};

/// SHA-256 of `data`. Stored forms of generated secrets (256 bits of randomness) are this.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    first_32(digest::digest(&digest::SHA256, data).as_ref())
}

/// SHA-256 of data that comes piece by piece.
pub struct Sha256(digest::Context);

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Sha256 {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Takes a piece.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The hash.
    pub fn finish(self) -> [u8; 32] {
        first_32(self.0.finish().as_ref())
    }

    /// The hash in hexadecimal, as `sha256sum` tells it.
    pub fn finish_hex(self) -> String {
        let digits = self.finish().into_iter();
        digits.map(|byte| format!("{byte:02x}")).collect()
    }
}

/// HMAC-SHA-256 of `data` under `key`.
pub fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    hmac_parts(key, &[data])
}

/// HMAC-SHA-256 of the parts one after the other; nothing marks where one part ends, so parts of
/// varying length must carry their length.
pub(crate) fn hmac_parts(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = mac::Context::with_key(&mac::Key::new(mac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    first_32(context.sign().as_ref())
}

/// Whether `a` and `b` are equal, in a time that depends on their lengths only.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// An endless stream of pseudo-random 32-bit numbers: HMAC in counter mode (NIST SP 800-108r1
/// section 4.1), eight numbers a block.
pub(crate) struct Stream<'a> {
    key: &'a [u8],
    label: &'a [u8],
    block: [u8; 32],
    counter: u32,
    used: usize,
}

impl<'a> Stream<'a> {
    /// A stream that is another for each key and each label.
    pub(crate) const fn new(key: &'a [u8], label: &'a [u8]) -> Self {
        Self {
            key,
            label,
            block: [0; 32],
            counter: 0,
            used: 32,
        }
    }

    fn number(&mut self) -> u32 {
        if self.used >= self.block.len() {
            self.counter = self.counter.wrapping_add(1);
            self.block = hmac_parts(self.key, &[&self.counter.to_be_bytes(), self.label]);
            self.used = 0;
        }
        let four = self.block.iter().skip(self.used).take(4);
        self.used += 4;
        four.fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// The next whole number from 0 up to and without `end` (not 0). Draws that would favour the
    /// low numbers are passed over, so there is no modulo bias.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let fair = u32::MAX - u32::MAX % end;
        loop {
            let drawn = self.number();
            if drawn < fair {
                return drawn % end;
            }
        }
    }
}

fn first_32(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn sha256_is_that_of_fips_180() {
        assert_eq!(
            hex(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn hmac_is_that_of_rfc_4231_case_2() {
        assert_eq!(
            hex(&hmac(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn equality_needs_the_same_length() {
        assert!(equal(b"", b""));
        assert!(equal(b"key", b"key"));
        assert!(!equal(b"key", b"kex"));
        assert!(!equal(b"key", b"key\0"));
    }

    #[test]
    fn streams_of_other_labels_and_keys_differ() {
        let draw = |key: &[u8], label: &[u8]| {
            let mut stream = Stream::new(key, label);
            std::array::from_fn::<u32, 12, _>(|_| stream.below(1_000_000))
        };
        assert_eq!(draw(b"k", b"a"), draw(b"k", b"a"));
        assert_ne!(draw(b"k", b"a"), draw(b"k", b"b"));
        assert_ne!(draw(b"k", b"a"), draw(b"l", b"a"));
    }
}
