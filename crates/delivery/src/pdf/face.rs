//! The face: two weights of our subset of Inter, and what of a text they can print.

use super::PdfError;
use krilla::text::Font;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashSet;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

const REGULAR: &[u8] = include_bytes!("../../fonts/inter-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/inter-bold.ttf");

/// The family's name inside both files.
pub(crate) const FAMILY: &str = "Inter";
/// Stands for a character that the face has not.
const MISSING: char = '□';

/// One weight, as the two libraries know it: the one that shapes and the one that draws.
struct Weight {
    shaped: Blob<u8>,
    drawn: Font,
}

impl Weight {
    fn load(bytes: &'static [u8]) -> Result<Self, PdfError> {
        Ok(Self {
            shaped: Blob::new(Arc::new(bytes)),
            drawn: Font::new(bytes.into(), 0).ok_or(PdfError::Font)?,
        })
    }
}

/// The face.
pub(crate) struct Face {
    weights: [Weight; 2],
    covered: HashSet<char>,
}

impl Face {
    /// Loads what is compiled in.
    pub(crate) fn load() -> Result<Self, PdfError> {
        let weights = [Weight::load(REGULAR)?, Weight::load(BOLD)?];
        let regular = FontRef::new(REGULAR).map_err(|_| PdfError::Font)?;
        let codes = regular.charmap().mappings().map(|(code, _)| code);
        let covered: HashSet<char> = codes.filter_map(char::from_u32).collect();
        if covered.contains(&MISSING) && covered.contains(&' ') {
            Ok(Self { weights, covered })
        } else {
            Err(PdfError::Font)
        }
    }

    /// This face, and no other font of the machine, for the library that shapes.
    pub(crate) fn context(&self) -> FontContext {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for weight in &self.weights {
            collection.register_fonts(weight.shaped.clone(), None);
        }
        FontContext {
            collection,
            ..FontContext::default()
        }
    }

    /// The font that draws what was shaped with this one.
    pub(crate) fn drawn(&self, shaped: &Blob<u8>) -> Option<Font> {
        let mut weights = self.weights.iter();
        let weight = weights.find(|weight| weight.shaped.id() == shaped.id())?;
        Some(weight.drawn.clone())
    }

    /// What can be printed of a text, a white space or control character being a space. A letter
    /// that the face has in parts only is written in its parts, and anything else it has not
    /// becomes `□`, one for each character.
    pub(crate) fn printable(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.nfc() {
            if c.is_whitespace() || c.is_control() {
                out.push(' ');
            } else if self.covered.contains(&c) {
                out.push(c);
            } else {
                self.push_parts(&mut out, c);
            }
        }
        out
    }

    fn push_parts(&self, out: &mut String, letter: char) {
        let mut parts = String::new();
        decompose_canonical(letter, |part| parts.push(part));
        if parts.chars().all(|part| self.covered.contains(&part)) {
            out.push_str(&parts);
        } else {
            out.push(MISSING);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_face_has_every_letter_of_the_nordic_languages_in_both_weights() {
        let letters = "ÆØÅæøåÄÖäöÐÞðþÁÉÍÓÚÝáéíóúýČĐŊŠŦŽčđŋšŧžǤǦǨƷǮǥǧǩʒǯʹõÕüÜ€×·–—…“”‘’□";
        let face = Face::load().expect("a face");
        assert_eq!(face.printable(letters), letters);
        let bold = FontRef::new(BOLD).expect("a font").charmap();
        assert!(face.covered.iter().all(|c| bold.map(*c).is_some()));
    }

    #[test]
    fn case_187_what_the_face_has_not_becomes_a_box_and_a_letter_in_parts_stays_one() {
        let face = Face::load().expect("a face");
        assert_eq!(face.printable("a😀b\u{202e}c\nd\0e"), "a□b□c d e");
        assert_eq!(face.printable("A\u{30a}se"), "Åse");
        assert_eq!(face.printable("ḥ"), "h\u{323}");
    }

    #[test]
    fn all_digits_are_equally_wide() {
        use skrifa::instance::{LocationRef, Size};
        for bytes in [REGULAR, BOLD] {
            let font = FontRef::new(bytes).expect("a font");
            let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
            let width = |c| metrics.advance_width(font.charmap().map(c).expect("a digit"));
            assert!(('0'..='9').all(|digit| width(digit) == width('0')));
        }
    }
}
