//! The 148 pairs of a key card: a 4-digit number asks for a 6-digit key (seed 2, seed 3).
//!
//! Numbers and keys are derived from one random secret a card and a pepper that stands outside
//! the database (design.md section 4). Keys are never stored: who has the database only, finds
//! none of them (security.md case 16).

use crate::pure::prf::{self, Stream};
use crate::pure::ring::{KeyId, KeyRing, UnknownKey};
use lykill_core::Secret;

/// Pairs on a card.
pub const PAIRS: usize = 148;
/// The lowest number that stands on a card; the highest is 9999.
const FIRST_NUMBER: u16 = 1000;
const NUMBERS: u32 = 9000;
const KEYS: u32 = 1_000_000;

/// The random secret of one card, and which pepper it goes with.
#[derive(Debug, Clone)]
pub struct CardSecret {
    pepper: KeyId,
    random: Secret<[u8; 32]>,
}

/// The stored bytes are no card secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the secret of a key card")]
pub struct NotACardSecret;

impl CardSecret {
    /// Reads the bytes that [`CardSecret::to_bytes`] wrote, after they were opened.
    ///
    /// # Errors
    /// [`NotACardSecret`] when they have another form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotACardSecret> {
        let (pepper, random) = KeyId::read(bytes).ok_or(NotACardSecret)?;
        let random = random.try_into().map_err(|_| NotACardSecret)?;
        Ok(Self {
            pepper,
            random: Secret::new(random),
        })
    }

    /// The bytes to seal: length of the pepper's id (1 byte), the id, 32 random bytes.
    pub fn to_bytes(&self) -> Secret<Vec<u8>> {
        let mut out = Vec::with_capacity(64);
        self.pepper.write(&mut out);
        out.extend_from_slice(self.random.expose());
        Secret::new(out)
    }
}

/// One line of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// What the login page asks for: 1000 to 9999, each at most once on a card.
    pub number: u16,
    /// What the holder answers: 0 to 999999, written with six digits.
    pub key: u32,
}

/// The peppers of key cards.
#[derive(Debug, Clone)]
pub struct CardRing(KeyRing);

impl CardRing {
    /// Derives cards with these peppers, which are used for nothing else.
    pub const fn new(ring: KeyRing) -> Self {
        Self(ring)
    }

    /// The secret of a new card, out of 32 freshly drawn bytes, bound to the current pepper.
    pub fn secret(&self, random: [u8; 32]) -> CardSecret {
        CardSecret {
            pepper: self.0.current().id().clone(),
            random: Secret::new(random),
        }
    }

    /// All pairs of a card, lowest number first, as they are printed.
    ///
    /// # Errors
    /// [`UnknownKey`] when the pepper of the card is not in the ring.
    pub fn pairs(&self, secret: &CardSecret) -> Result<[Pair; PAIRS], UnknownKey> {
        let card = self.card_key(secret)?;
        let pair = |number| Pair {
            number,
            key: key(card.expose(), number),
        };
        Ok(numbers(card.expose()).map(pair))
    }

    /// The numbers of a card alone, lowest first: from them the asked one is drawn.
    ///
    /// # Errors
    /// [`UnknownKey`] when the pepper of the card is not in the ring.
    pub fn numbers(&self, secret: &CardSecret) -> Result<[u16; PAIRS], UnknownKey> {
        Ok(numbers(self.card_key(secret)?.expose()))
    }

    /// The key that answers `number`, without deriving the rest of the card. Whether the number
    /// stands on the card is for the caller to know: it was asked from there.
    ///
    /// # Errors
    /// [`UnknownKey`] when the pepper of the card is not in the ring.
    pub fn key(&self, secret: &CardSecret, number: u16) -> Result<u32, UnknownKey> {
        Ok(key(self.card_key(secret)?.expose(), number))
    }

    fn card_key(&self, secret: &CardSecret) -> Result<Secret<[u8; 32]>, UnknownKey> {
        let pepper = self.0.get(&secret.pepper)?;
        Ok(Secret::new(prf::hmac(
            pepper.expose(),
            secret.random.expose(),
        )))
    }
}

fn numbers(card: &[u8; 32]) -> [u16; PAIRS] {
    let mut stream = Stream::new(card, b"numbers");
    let mut numbers = [0_u16; PAIRS];
    for filled in 0..PAIRS {
        let fresh = fresh_number(&mut stream, &numbers);
        if let Some(place) = numbers.get_mut(filled) {
            *place = fresh;
        }
    }
    numbers.sort_unstable();
    numbers
}

fn fresh_number(stream: &mut Stream<'_>, taken: &[u16]) -> u16 {
    loop {
        let drawn = u16::try_from(stream.below(NUMBERS)).unwrap_or(0);
        let number = FIRST_NUMBER + drawn;
        if !taken.contains(&number) {
            return number;
        }
    }
}

fn key(card: &[u8; 32], number: u16) -> u32 {
    let [high, low] = number.to_be_bytes();
    let label = [b'k', b'e', b'y', high, low];
    Stream::new(card, &label).below(KEYS)
}

/// A key as it is printed: six digits, leading zeros kept.
pub fn format_key(key: u32) -> String {
    format!("{key:06}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::ring::test_ring;

    fn cards(pepper: u8) -> CardRing {
        CardRing::new(test_ring(pepper, &[]))
    }

    #[test]
    fn a_card_has_148_different_numbers_in_order() {
        let pairs = cards(1).pairs(&cards(1).secret([5; 32])).expect("pairs");
        assert!(pairs.windows(2).all(|two| two[0].number < two[1].number));
        assert!(
            pairs
                .iter()
                .all(|pair| (1000..=9999).contains(&pair.number))
        );
        assert!(pairs.iter().all(|pair| pair.key < 1_000_000));
    }

    #[test]
    fn one_key_is_that_of_the_whole_card() {
        let (ring, secret) = (cards(1), cards(1).secret([6; 32]));
        let pairs = ring.pairs(&secret).expect("pairs");
        assert_eq!(ring.numbers(&secret), Ok(pairs.map(|pair| pair.number)));
        for pair in pairs {
            assert_eq!(ring.key(&secret, pair.number), Ok(pair.key));
        }
    }

    #[test]
    fn case_015_digits_are_even_and_leading_zeros_stay() {
        let mut counts = [[0_u32; 10]; 6];
        let ring = cards(1);
        for n in 0..200_u8 {
            let secret = ring.secret([n; 32]);
            for pair in ring.pairs(&secret).expect("pairs") {
                let key = format_key(pair.key);
                assert_eq!(key.len(), 6);
                for (place, digit) in key.bytes().enumerate() {
                    counts[place][usize::from(digit - b'0')] += 1;
                }
            }
        }
        let expected = f64::from(200 * 148) / 10.0;
        for place in counts {
            let term = |count: u32| (f64::from(count) - expected).powi(2) / expected;
            let chi_square: f64 = place.into_iter().map(term).sum();
            assert!(
                chi_square < 33.7,
                "9 degrees of freedom, p = 0.0001: {chi_square}"
            );
        }
    }

    #[test]
    fn case_016_without_the_pepper_no_key_is_found() {
        let thousand = |ring: &CardRing, made_by: &CardRing| -> Vec<u32> {
            let card = |n: u8| ring.pairs(&made_by.secret([n; 32])).expect("pairs");
            (0..7)
                .flat_map(card)
                .map(|pair| pair.key)
                .take(1000)
                .collect()
        };
        let real = thousand(&cards(1), &cards(1));
        let found = |guess: &[u32]| guess.iter().zip(&real).filter(|(a, b)| a == b).count();
        assert_eq!(found(&thousand(&cards(1), &cards(1))), 1000);
        let wrong_pepper = CardRing::new({
            let id = KeyId::parse("key-1").expect("a key id");
            KeyRing::new(
                crate::pure::ring::Key::new(id, Secret::new([2; 32])),
                vec![],
            )
        });
        assert!(found(&thousand(&wrong_pepper, &cards(1))) <= 1);
        assert!(cards(2).pairs(&cards(1).secret([0; 32])).is_err());
    }

    #[test]
    fn the_secret_survives_storage_and_keeps_its_pepper() {
        let secret = cards(1).secret([7; 32]);
        let stored = secret.to_bytes();
        let read = CardSecret::from_bytes(stored.expose()).expect("a secret");
        let rotated = CardRing::new(test_ring(2, &[1]));
        assert_eq!(rotated.pairs(&read), cards(1).pairs(&secret));
        assert_eq!(CardSecret::from_bytes(b"\x01a").err(), Some(NotACardSecret));
    }
}
