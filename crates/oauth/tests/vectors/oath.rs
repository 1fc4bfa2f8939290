//! Codes of tokens.

use crate::file::Vector;
use lykill_core::{OathDigits, OathHash};
use lykill_crypto::pure::oath::{code, shown, step};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    secret: String,
    counter: Option<u64>,
    seconds: Option<i64>,
    period_s: Option<u32>,
    hash: String,
    digits: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    code: String,
}

/// `crypto::pure::oath::code`, at a counter or at a moment.
pub fn run(vector: &Vector) {
    let input: Token = vector.input();
    let counter = match (input.counter, input.seconds, input.period_s) {
        (Some(counter), None, None) => counter,
        (None, Some(seconds), Some(period_s)) => step(seconds, period_s),
        _ => panic!("{}: a counter, or seconds and period_s", vector.name),
    };
    let hash = OathHash::from_word(&input.hash).expect(&vector.name);
    let digits = OathDigits::from_count(input.digits).expect(&vector.name);
    let pairs = (0..input.secret.len()).step_by(2);
    let byte = |at| u8::from_str_radix(input.secret.get(at..at + 2)?, 16).ok();
    let secret: Option<Vec<u8>> = pairs.map(byte).collect();
    let found = code(&secret.expect(&vector.name), counter, hash, digits);
    let expected: Answer = vector.expected();
    assert_eq!(shown(found, digits), expected.code, "{}", vector.name);
}
