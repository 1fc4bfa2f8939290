//! Made-up Norwegian national numbers with right check digits: the month is 80 too high, so no
//! living person has one.

use jiff::civil::Date;

/// A number for somebody born on `birth_date`; `serial` tells apart those born on one day. None
/// when no number of that day is left.
pub(super) fn synthetic(birth_date: Date, serial: u16) -> Option<String> {
    // The three digits after the date tell the century (Skatteetaten: 000-499 until 1999,
    // 500-999 from 2000 on).
    let first = if birth_date.year() >= 2000 { 500 } else { 0 };
    (first + serial..first + 500).find_map(|individual| number(birth_date, individual))
}

fn number(birth_date: Date, individual: u16) -> Option<String> {
    let year = birth_date.year().rem_euclid(100);
    let text = format!(
        "{:02}{:02}{year:02}{individual:03}",
        birth_date.day(),
        birth_date.month() + 80
    );
    let first = check_digit(&text, &[3, 7, 6, 1, 8, 9, 4, 5, 2])?;
    let text = format!("{text}{first}");
    let second = check_digit(&text, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])?;
    Some(format!("{text}{second}"))
}

/// The check digit modulo 11; a remainder that would need two digits is no number.
fn check_digit(digits: &str, weights: &[u32]) -> Option<u32> {
    let values = digits.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = values
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_check_sums_are_multiples_of_eleven() {
        for (born, serial) in [(date(1984, 6, 15), 0), (date(2012, 8, 14), 7)] {
            let number = synthetic(born, serial).expect("one is left");
            assert_eq!(number.len(), 11);
            let weighted = |weights: &[u32]| {
                let digits = number.chars().filter_map(|digit| digit.to_digit(10));
                digits
                    .zip(weights)
                    .map(|(digit, weight)| digit * weight)
                    .sum::<u32>()
                    % 11
            };
            assert_eq!(weighted(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]), 0, "{number}");
            assert_eq!(weighted(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]), 0, "{number}");
            assert!(number[2..4].parse::<u8>().expect("digits") > 80);
        }
    }

    #[test]
    fn those_born_on_one_day_have_different_numbers() {
        let born = date(1990, 1, 1);
        assert_ne!(synthetic(born, 0), synthetic(born, 20));
    }
}
