//! Sentences, words and how hard they are to read.

use std::iter::Sum;

/// A longer word counts as long in LIX (Björnsson 1968).
const SHORT_MOST: usize = 6;
/// What ends with a full stop and ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "kl.", "nr.", "f.eks.", "bl.a.", "osv.", "no.", "e.g.", "st.",
];

/// The sentences of a text. A line break followed by an empty line, or by the next line of a
/// list, ends one too.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for block in text.split('\n') {
        let mut sentence: Vec<&str> = Vec::new();
        let words: Vec<&str> = block.split_whitespace().collect();
        for (index, word) in words.iter().enumerate() {
            sentence.push(word);
            let next = words.get(index + 1).copied();
            if ends(word, next) {
                found.push(sentence.join(" "));
                sentence.clear();
            }
        }
        found.push(sentence.join(" "));
    }
    found.retain(|sentence| Counts::of(sentence).words > 0);
    found
}

fn ends(word: &str, next: Option<&str>) -> bool {
    let bare = word.trim_end_matches([')', '"', '»', '*']);
    if bare.ends_with(['?', '!', ':', '…']) {
        return true;
    }
    if !bare.ends_with('.') || ABBREVIATIONS.contains(&bare.to_lowercase().as_str()) {
        return false;
    }
    // "3. november" goes on; "4711. Read" does not.
    next.is_none_or(|next| {
        let first = next.chars().find(|c| c.is_alphanumeric() || *c == '{');
        let is_ordinal = bare
            .trim_end_matches('.')
            .ends_with(|c: char| c.is_numeric() || c == '}');
        !is_ordinal || first.is_none_or(char::is_uppercase)
    })
}

/// What is counted in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) sentences: usize,
    pub(super) words: usize,
    long: usize,
    syllables: usize,
}

impl Counts {
    /// Of one sentence.
    pub(super) fn of(sentence: &str) -> Self {
        let words: Vec<String> = sentence
            .split(|c: char| c.is_whitespace() || c == '/' || c == '·')
            .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect())
            .filter(|word: &String| !word.is_empty())
            .collect();
        Self {
            sentences: 1,
            words: words.len(),
            long: words
                .iter()
                .filter(|word| word.chars().count() > SHORT_MOST)
                .count(),
            syllables: words.iter().map(|word| syllables(word)).sum(),
        }
    }

    /// Of all sentences of a text.
    pub(super) fn of_text(text: &str) -> Self {
        sentences(text).iter().map(|one| Self::of(one)).sum()
    }

    /// Words a sentence and the share of long words in per cent.
    pub(super) fn lix(&self) -> f64 {
        self.words_a_sentence() + 100.0 * ratio(self.long, self.words)
    }

    /// The school grade in which the text is understood (Kincaid 1975).
    pub(super) fn flesch_kincaid(&self) -> f64 {
        let syllables_a_word = ratio(self.syllables, self.words);
        0.39 * self.words_a_sentence() + 11.8 * syllables_a_word - 15.59
    }

    fn words_a_sentence(&self) -> f64 {
        ratio(self.words, self.sentences)
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            sentences: sum.sentences + one.sentences,
            words: sum.words + one.words,
            long: sum.long + one.long,
            syllables: sum.syllables + one.syllables,
        })
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 {
        0.0
    } else {
        float(part) / float(whole)
    }
}

/// The syllables of an English word: groups of vowels, without a silent last `e`.
fn syllables(word: &str) -> usize {
    let lower = word.to_lowercase();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let (mut groups, mut inside) = (0, false);
    for letter in lower.chars() {
        groups += usize::from(is_vowel(letter) && !inside);
        inside = is_vowel(letter);
    }
    let silent = lower.ends_with('e') && !lower.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}
