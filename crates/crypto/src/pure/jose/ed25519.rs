//! What a point of Ed25519 must be before anything is verified with it (security.md case 127).
//!
//! RFC 8032 section 5.1.7 leaves two doors open that the library leaves open too: a public key
//! of small order, under which one signature fits every message, and `R` of small order, which
//! gives the private key away. RFC 8032 section 5.1.3 wants the coordinate below the prime, so
//! that a point has one spelling.

/// `y` of the five points whose order divides 8, little-endian, without the bit for `x`: the
/// neutral element, the one of order 2, both of order 4 (one `y`), and those of order 8.
const SMALL_ORDER: [[u8; 32]; 5] = [
    little_endian(1),
    MINUS_ONE,
    little_endian(0),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// p - 1 with p = 2^255 - 19.
const MINUS_ONE: [u8; 32] = {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xec;
    bytes[31] = 0x7f;
    bytes
};

const fn little_endian(number: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = number;
    bytes
}

/// Whether 32 bytes write a point in its one spelling, and its order is not small.
pub(in crate::pure) fn is_strict_point(point: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(point) else {
        return false;
    };
    y[31] &= 0x7f;
    let is_canonical = y.iter().rev().le(MINUS_ONE.iter().rev());
    is_canonical && !SMALL_ORDER.contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_127_points_of_small_order_are_refused_with_either_sign() {
        for point in SMALL_ORDER {
            let mut negative = point;
            negative[31] |= 0x80;
            assert!(!is_strict_point(&point) && !is_strict_point(&negative));
        }
    }

    #[test]
    fn case_127_y_stands_below_the_prime() {
        for low in 0xed..=0xff {
            let mut y = MINUS_ONE;
            y[0] = low;
            assert!(!is_strict_point(&y), "{low:x}");
        }
        let mut below = MINUS_ONE;
        below[0] = 0xeb;
        assert!(is_strict_point(&below));
        assert!(!is_strict_point(&[2; 31]) && is_strict_point(&[2; 32]));
    }
}
