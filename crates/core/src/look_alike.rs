//! Names that look like other names: with what cannot be seen in them, or with letters of another
//! alphabet among their own (security.md case 85).

use unicode_normalization::UnicodeNormalization;

/// What makes a name look like one that it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookAlike {
    /// A character that takes no place and shows nothing.
    #[error("a character in it cannot be seen")]
    Invisible,
    /// A letter that is another one in other clothes: wide, mathematical, in a circle.
    #[error("a letter in it is a form of another letter; write the letter itself")]
    Disguised,
    /// One word in two alphabets.
    #[error("a word of it mixes letters of several alphabets")]
    Mixed,
}

/// Whether a name looks like another one. A word that is wholly of another alphabet does not count:
/// it may be a name there.
pub fn look_alike(name: &str) -> Option<LookAlike> {
    if name.chars().any(is_invisible) {
        return Some(LookAlike::Invisible);
    }
    let is_disguised = |c: char| c.is_alphabetic() && !std::iter::once(c).nfkc().eq([c]);
    if name.nfc().any(is_disguised) {
        return Some(LookAlike::Disguised);
    }
    let is_mixed = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some_and(|first| {
            let first = is_latin(first);
            letters.any(|letter| is_latin(letter) != first)
        })
    };
    let normal: String = name.nfc().collect();
    let mut words = normal.split(|c: char| !c.is_alphanumeric());
    words.any(is_mixed).then_some(LookAlike::Mixed)
}

/// The letters of European names. Phonetic and other rare ones, which look like them, are not
/// among them.
fn is_latin(letter: char) -> bool {
    let ranges = ['\u{c0}'..='\u{24f}', '\u{1e00}'..='\u{1eff}'];
    letter.is_ascii_alphabetic() || ranges.iter().any(|range| range.contains(&letter))
}

fn is_invisible(c: char) -> bool {
    let ranges = [
        '\u{ad}'..='\u{ad}',
        '\u{34f}'..='\u{34f}',
        '\u{115f}'..='\u{1160}',
        '\u{17b4}'..='\u{17b5}',
        '\u{180b}'..='\u{180f}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{3164}'..='\u{3164}',
        '\u{fe00}'..='\u{fe0f}',
        '\u{feff}'..='\u{feff}',
        '\u{ffa0}'..='\u{ffa0}',
        '\u{fff0}'..='\u{fffb}',
        '\u{e0000}'..='\u{e0fff}',
    ];
    ranges.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_085_a_name_that_looks_like_another_one_is_found() {
        let found = [
            ("Skatte\u{200b}etaten", LookAlike::Invisible),
            ("Skatte\u{ad}etaten", LookAlike::Invisible),
            ("Skatteetaten\u{feff}", LookAlike::Invisible),
            ("Skatteetaten\u{3164}", LookAlike::Invisible),
            ("Skatteetaten\u{e0041}", LookAlike::Invisible),
            ("Ｓｋａｔｔｅｅｔａｔｅｎ", LookAlike::Disguised),
            ("𝐒katteetaten", LookAlike::Disguised),
            ("ﬁnans Norge", LookAlike::Disguised),
            // Cyrillic a, Greek omicron, phonetic a, Cherokee.
            ("Sk\u{430}tteetaten", LookAlike::Mixed),
            ("P\u{3bf}rtalen", LookAlike::Mixed),
            ("Sk\u{251}tteetaten", LookAlike::Mixed),
            ("\u{13da}katteetaten", LookAlike::Mixed),
        ];
        for (name, what) in found {
            assert_eq!(look_alike(name), Some(what), "{name:?}");
        }
    }

    #[test]
    fn what_services_are_called_is_left_alone() {
        for name in [
            "Skatteetaten",
            "Sámediggi – Sametinget",
            "Ægir & Łukasz A/S (nr. 7)",
            "Min side: lønn, fravær og «ferie»",
            "Ελληνική Πρεσβεία",
            "Посольство Украины",
            "Klinikk for β-celler",
            "Sa\u{30a}stad kommune",
            "東京 Oslo",
            "Café ½ pris ☕",
        ] {
            assert_eq!(look_alike(name), None, "{name}");
        }
    }
}
