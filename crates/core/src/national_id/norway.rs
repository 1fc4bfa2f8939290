//! Norwegian numbers: fødselsnummer and D-number, eleven digits (folkeregisterforskriften
//! section 2-2-1; Skatteetaten, "Nytt fødselsnummer fra 2032").
//!
//! Six digits of the date (a D-number adds 40 to the day), three individual digits, two check
//! digits. Until 2031 the individual digits tell the century and the first check sum is a
//! multiple of 11; numbers issued from 2032 on leave a remainder of 0, 1, 2 or 3 there and tell
//! neither century nor sex. Both kinds are valid side by side for good.

use super::NotANationalId;
use jiff::civil::Date;

/// The weights of the first check sum, that of the check digit itself included.
const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
/// The weights of the second check sum.
const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
/// A D-number adds this to the day.
const D_NUMBER: i8 = 40;
/// A made-up number adds this to the month (Skatteetaten's test population, Tenor).
const SYNTHETIC: i8 = 80;
/// An institution's help number adds this to the month; the register knows none of them.
const HELP: i8 = 40;

/// What a number's digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    day: i8,
    month: i8,
    /// The last two digits of the year.
    year: i16,
    individual: i16,
    /// What the first check sum leaves modulo 11: 0 before 2032, 0 to 3 after.
    remainder: u32,
    /// Whether nobody living has it.
    pub(super) is_synthetic: bool,
}

/// Reads eleven digits.
///
/// # Errors
/// [`NotANationalId`]: no date, a help number, or check digits that do not fit.
pub(super) fn read(digits: &[u8; 11]) -> Result<Parts, NotANationalId> {
    let [d1, d2, m1, m2, y1, y2, i1, i2, i3, ..] = *digits;
    let two = |tens: u8, ones: u8| i8::try_from(tens * 10 + ones).unwrap_or(i8::MAX);
    let (day, month) = (two(d1, d2), two(m1, m2));
    if day > D_NUMBER + 31 || (HELP + 1..=HELP + 12).contains(&month) {
        return Err(NotANationalId::Help);
    }
    let is_synthetic = month > SYNTHETIC;
    let parts = Parts {
        day: if day > D_NUMBER { day - D_NUMBER } else { day },
        month: if is_synthetic {
            month - SYNTHETIC
        } else {
            month
        },
        year: i16::from(y1) * 10 + i16::from(y2),
        individual: i16::from(i1) * 100 + i16::from(i2) * 10 + i16::from(i3),
        remainder: sum(digits, &FIRST) % 11,
        is_synthetic,
    };
    if !parts.dates().any(|date| date.is_some()) {
        return Err(NotANationalId::Date);
    }
    if parts.remainder > 3 || !sum(digits, &SECOND).is_multiple_of(11) {
        return Err(NotANationalId::CheckDigits);
    }
    Ok(parts)
}

fn sum(digits: &[u8], weights: &[u32]) -> u32 {
    let pairs = digits.iter().zip(weights);
    pairs
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum()
}

impl Parts {
    /// Whether somebody born on `birth_date` may have this number, as the rules stand `today`.
    pub(super) fn fits(&self, birth_date: Date, today: Date) -> bool {
        if today < Date::constant(2032, 1, 1) {
            self.remainder == 0 && self.date_before_2032() == Some(birth_date)
        } else {
            self.dates().any(|date| date == Some(birth_date))
        }
    }

    /// The dates that these digits can mean.
    fn dates(&self) -> impl Iterator<Item = Option<Date>> {
        let parts = *self;
        let centuries = [1800, 1900, 2000, 2100];
        centuries
            .into_iter()
            .map(move |century| parts.in_century(century))
    }

    fn date_before_2032(&self) -> Option<Date> {
        let century = match (self.individual, self.year) {
            (0..=499, _) => 1900,
            (500..=749, 54..=99) => 1800,
            (500..=999, 0..=39) => 2000,
            (900..=999, 40..=99) => 1900,
            _ => return None,
        };
        self.in_century(century)
    }

    fn in_century(&self, century: i16) -> Option<Date> {
        Date::new(century + self.year, self.month, self.day).ok()
    }
}

/// The `serial`-th made-up number, from 0, of somebody born on `birth_date`, by the rules before
/// 2032. None when that day has no more, or its century no numbers.
pub(super) fn synthetic(birth_date: Date, serial: usize) -> Option<String> {
    let individuals = match birth_date.year() {
        1900..=1999 => 0..500,
        2000..=2039 => 500..1000,
        _ => return None,
    };
    individuals
        .filter_map(|individual| with_check_digits(birth_date, individual))
        .nth(serial)
}

fn with_check_digits(birth_date: Date, individual: u16) -> Option<String> {
    let (day, month) = (birth_date.day(), birth_date.month() + SYNTHETIC);
    let year = birth_date.year().rem_euclid(100);
    let nine = format!("{day:02}{month:02}{year:02}{individual:03}");
    let ten = format!("{nine}{}", check_digit(&nine, &FIRST)?);
    let second = check_digit(&ten, &SECOND)?;
    Some(format!("{ten}{second}"))
}

/// The digit that makes the sum a multiple of 11; none when it would need two places.
fn check_digit(text: &str, weights: &[u32]) -> Option<u32> {
    let digits: Vec<u8> = text.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    let digit = (11 - sum(&digits, weights) % 11) % 11;
    (digit < 10).then_some(digit)
}
