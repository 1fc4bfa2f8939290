//! The alphabet of SMS (3GPP TS 23.038 sections 6.2.1 and 6.2.1.1): a text within it takes one
//! message of 160 septets; one letter outside it leaves 70.

/// Septets in one message.
#[cfg(test)]
pub(crate) const MESSAGE_SEPTETS: usize = 160;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each of these takes an escape, too.
#[cfg(test)]
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many septets a text takes; none when a letter is not in the alphabet.
#[cfg(test)]
pub(crate) fn septets(text: &str) -> Option<usize> {
    let one = |c: char| match c {
        c if BASIC.contains(c) => Some(1),
        c if EXTENDED.contains(c) => Some(2),
        _ => None,
    };
    text.chars().map(one).sum()
}

/// A word that somebody else chose, as far as the alphabet writes it, cut at `most` septets: what
/// is not in it becomes `?`.
pub(crate) fn fitted(word: &str, most: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in word.chars() {
        let known = BASIC.contains(c) && !c.is_control();
        let c = if known { c } else { '?' };
        used += 1;
        if used > most {
            break;
        }
        out.push(c);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_the_standards() {
        assert_eq!(
            BASIC.chars().count(),
            127,
            "128 places, one of them the escape"
        );
        assert_eq!(EXTENDED.chars().count(), 10);
        assert_eq!(septets("æøåÆØÅéÉ"), Some(8));
        assert_eq!(septets("a€b"), Some(4));
        assert_eq!(septets("[x]"), Some(5));
        for outside in ["“", "–", "š", "ê", "…", "\u{200b}", "ı"] {
            assert_eq!(septets(outside), None, "{outside}");
        }
    }

    #[test]
    fn case_188_a_chosen_word_stays_short_and_in_the_alphabet() {
        assert_eq!(fitted("Min lønn", 20), "Min lønn");
        assert_eq!(fitted("Áile\r\n{{x}}", 20), "?ile????x??");
        assert_eq!(fitted("a".repeat(40).as_str(), 20).len(), 20);
        assert_eq!(septets(&fitted("[€]\u{202e}", 20)), Some(4));
    }
}
