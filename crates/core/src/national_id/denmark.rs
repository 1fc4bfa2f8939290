//! Danish numbers: the CPR number, ten digits (CPR-kontoret, "Personnummeret i CPR-systemet").
//!
//! Six digits of the date, then a serial number whose first digit tells the century together
//! with the year. The last digit was a check digit once; since 2007 there are numbers that do not
//! fit it, so it is not looked at (security.md case 29).

use super::NotANationalId;
use jiff::civil::Date;

/// A made-up number adds this to the day, as CPR-kontoret advises for numbers of one's own.
const SYNTHETIC: i8 = 60;

/// What a number's digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// The date of birth that the number tells.
    pub(super) birth_date: Date,
    /// Whether nobody living has it.
    pub(super) is_synthetic: bool,
}

/// Reads ten digits.
///
/// # Errors
/// [`NotANationalId::Date`].
pub(super) fn read(digits: &[u8; 10]) -> Result<Parts, NotANationalId> {
    let [d1, d2, m1, m2, y1, y2, century, ..] = *digits;
    let two = |tens: u8, ones: u8| i8::try_from(tens * 10 + ones).unwrap_or(i8::MAX);
    let (day, month) = (two(d1, d2), two(m1, m2));
    let is_synthetic = day > SYNTHETIC;
    let day = if is_synthetic { day - SYNTHETIC } else { day };
    let year = year(i16::from(y1) * 10 + i16::from(y2), century);
    Ok(Parts {
        birth_date: Date::new(year, month, day).map_err(|_| NotANationalId::Date)?,
        is_synthetic,
    })
}

/// The year of two digits and the seventh digit of the number.
const fn year(two_digits: i16, seventh: u8) -> i16 {
    let century = match (seventh, two_digits) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (5..=8, 58..) => 1800,
        _ => 2000,
    };
    century + two_digits
}

/// The `serial`-th made-up number, from 0, of somebody born on `birth_date`. None when that day
/// has no more, or its century no numbers.
pub(super) fn synthetic(birth_date: Date, serial: usize) -> Option<String> {
    let mut serials = match birth_date.year() {
        1900..=1999 => 0..4000,
        1858..=1899 | 2000..=2057 => 5000..9000,
        _ => return None,
    };
    let serial = serials.nth(serial)?;
    let (day, month) = (birth_date.day() + SYNTHETIC, birth_date.month());
    let year = birth_date.year().rem_euclid(100);
    Some(format!("{day:02}{month:02}{year:02}{serial:04}"))
}
