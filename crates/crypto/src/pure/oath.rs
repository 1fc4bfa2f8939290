//! One-time codes of tokens: HOTP (RFC 4226) and, over a count of time steps, TOTP (RFC 6238).

use aws_lc_rs::hmac;
use lykill_core::oath::{OathDigits, OathHash};

/// The code of a counter, or of a time step (RFC 4226 section 5.3).
pub fn code(secret: &[u8], counter: u64, hash: OathHash, digits: OathDigits) -> u32 {
    let tag = mac(hash, secret, &counter.to_be_bytes());
    truncate(&tag) % digits.modulus()
}

/// Dynamic truncation: four bytes from where the low bits of the last byte say, without the sign.
fn truncate(tag: &[u8]) -> u32 {
    let offset = usize::from(tag.last().copied().unwrap_or(0) & 0x0f);
    let four = tag.iter().skip(offset).take(4);
    four.fold(0, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff
}

/// The time step of a moment, in seconds since 1970 (RFC 6238 section 4.2; T0 is 0). 0 before it,
/// and for a period of 0.
pub fn step(seconds: i64, period_s: u32) -> u64 {
    let seconds = u64::try_from(seconds).unwrap_or(0);
    seconds.checked_div(u64::from(period_s)).unwrap_or(0)
}

/// A code as a token shows it, with its leading zeros.
pub fn shown(code: u32, digits: OathDigits) -> String {
    let width = usize::from(digits.count());
    format!("{code:0width$}")
}

/// What [`code`] needs, for who imports tokens: shorter secrets are refused (RFC 4226 section 4,
/// R6).
pub const LEAST_SECRET_BYTES: usize = 16;
/// Longer secrets bring nothing: the block of SHA-512.
pub const MOST_SECRET_BYTES: usize = 128;

/// HMAC of `data` (RFC 2104), under codes and under the checksums of seed files.
pub fn mac(hash: OathHash, key: &[u8], data: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        OathHash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        OathHash::Sha256 => hmac::HMAC_SHA256,
        OathHash::Sha512 => hmac::HMAC_SHA512,
    };
    hmac::sign(&hmac::Key::new(algorithm, key), data)
        .as_ref()
        .to_vec()
}
