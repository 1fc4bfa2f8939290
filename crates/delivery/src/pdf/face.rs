//! The two fonts, and text cut into their glyphs.

use super::PdfError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

const REGULAR: &[u8] = include_bytes!("../../fonts/inter-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/inter-bold.ttf");

/// Stands for a character that the font has not.
const MISSING: char = '?';

/// A font, with what is needed to set a line: each character's glyph and how wide it is.
pub(crate) struct Face {
    font: Font,
    /// Glyph and advance in em.
    glyphs: HashMap<char, (GlyphId, f32)>,
}

impl Face {
    /// The regular weight.
    pub(crate) fn regular() -> Result<Self, PdfError> {
        Self::load(REGULAR)
    }

    /// The bold weight.
    pub(crate) fn bold() -> Result<Self, PdfError> {
        Self::load(BOLD)
    }

    fn load(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let font = Font::new(bytes.into(), 0).ok_or(PdfError::Font)?;
        let table = FontRef::new(bytes).map_err(|_| PdfError::Font)?;
        let metrics = table.glyph_metrics(Size::unscaled(), LocationRef::default());
        let em = font.units_per_em();
        let mut glyphs = HashMap::new();
        for (code, glyph) in table.charmap().mappings() {
            let advance = metrics.advance_width(glyph).unwrap_or(0.0) / em;
            if let Some(c) = char::from_u32(code) {
                glyphs.insert(c, (GlyphId::new(glyph.to_u32()), advance));
            }
        }
        if glyphs.contains_key(&MISSING) && glyphs.contains_key(&' ') {
            Ok(Self { font, glyphs })
        } else {
            Err(PdfError::Font)
        }
    }

    /// The font for the PDF library.
    pub(crate) fn font(&self) -> Font {
        self.font.clone()
    }

    /// What can be printed of a text: composed (NFC), any white space as a space, and `?` for
    /// each character that the font has not.
    pub(crate) fn printable(&self, text: &str) -> String {
        let shown = |c: char| match c {
            c if c.is_whitespace() || c.is_control() => ' ',
            c if self.glyphs.contains_key(&c) => c,
            _ => MISSING,
        };
        text.nfc().map(shown).collect()
    }

    /// How wide a printable text is, in em.
    pub(crate) fn width(&self, text: &str) -> f32 {
        text.chars()
            .filter_map(|c| self.glyphs.get(&c))
            .map(|(_, advance)| advance)
            .sum()
    }

    /// The glyphs of a printable text, one for each character.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .filter_map(|(at, c)| {
                let (glyph, advance) = self.glyphs.get(&c)?;
                let range = at..at + c.len_utf8();
                Some(KrillaGlyph::new(
                    *glyph, *advance, 0.0, 0.0, 0.0, range, None,
                ))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_letter_of_the_nordic_languages() {
        let letters = "ÆØÅæøåÄÖäöÐÞðþÁÉÍÓÚÝáéíóúýČĐŊŠŦŽčđŋšŧžǤǦǨƷǮǥǧǩʒǯʹõÕüÜ€×·–—…“”‘’";
        for face in [Face::regular(), Face::bold()] {
            let face = face.expect("a font");
            assert_eq!(face.printable(letters), letters);
        }
    }

    #[test]
    fn case_187_what_the_font_has_not_becomes_a_question_mark() {
        let face = Face::regular().expect("a font");
        assert_eq!(face.printable("a😀b\u{202e}c\nd"), "a?b?c d");
        assert_eq!(face.printable("A\u{30a}se"), "Åse");
    }

    #[test]
    fn all_digits_are_equally_wide() {
        for face in [Face::regular(), Face::bold()] {
            let face = face.expect("a font");
            let one = face.width("1");
            assert!((0..10).all(|digit| face.width(&digit.to_string()) == one));
        }
    }
}
