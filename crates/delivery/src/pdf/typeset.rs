//! Lines of text: shaped with kerning and marks, broken where the language's rules allow it.
//!
//! What is set is data: a text never names a font, a size or a command (security.md case 187).
//! Of one paragraph at most [`PARAGRAPH_MAX`] characters are looked at, so time and memory are
//! bounded whatever somebody is called.

use super::face::{FAMILY, Face};
use super::{PdfError, ink::Style};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::style::{
    FontFamily, FontWeight, LineHeight, OverflowWrap, StyleProperty, TextWrapMode,
};
use parley::{FontContext, Layout, LayoutContext};
use std::ops::Range;

/// Characters that are set of one paragraph: more than an A4 page holds.
const PARAGRAPH_MAX: usize = 4000;
/// Bytes of a group of digits that is kept on one line; no telephone number is longer.
const GROUP_MAX: usize = 24;

/// Sets text in our face.
pub(crate) struct Typesetter {
    face: Face,
    fonts: FontContext,
    layouts: LayoutContext<()>,
}

/// A text of which one part may stand in bold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    /// All of it.
    pub(crate) whole: &'a str,
    /// The part to make bold, by its words; the first time they occur.
    pub(crate) bold: &'a str,
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(whole: &'a str) -> Self {
        Self { whole, bold: "" }
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(whole: &'a String) -> Self {
        whole.as_str().into()
    }
}

/// A line that was set.
pub(crate) struct Line {
    /// What it says.
    pub(crate) text: String,
    /// Its glyphs, one run for each font.
    pub(crate) runs: Vec<Run>,
    /// In points, without the space at its end.
    pub(crate) width: f32,
}

/// Glyphs of one font.
pub(crate) struct Run {
    /// The font.
    pub(crate) font: Font,
    /// Where it begins, in points from the line's left end.
    pub(crate) left: f32,
    /// Its glyphs; their ranges are those of the line's text.
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

impl Typesetter {
    /// A typesetter with our face and no other.
    pub(crate) fn new() -> Result<Self, PdfError> {
        let face = Face::load()?;
        let fonts = face.context();
        Ok(Self {
            face,
            fonts,
            layouts: LayoutContext::new(),
        })
    }

    /// The text as lines of at most `width` points, and at most `room` of them: what is left over
    /// is marked with `…`.
    pub(crate) fn lines(
        &mut self,
        text: Text<'_>,
        style: Style,
        (width, room): (f32, usize),
    ) -> Vec<Line> {
        let cut: String = text.whole.chars().take(PARAGRAPH_MAX).collect();
        let whole = one_spaced(&self.face.printable(&cut));
        let bold = one_spaced(&self.face.printable(text.bold));
        let layout = self.layout(&whole, &bold, style, width);
        if layout.len() <= room && cut.len() == text.whole.len() {
            return self.set(&layout, &whole, style);
        }
        let last = room.min(layout.len()).saturating_sub(1);
        let range = layout.get(last).map_or(0..0, |line| line.text_range());
        let mut kept = whole.get(..range.end).unwrap_or_default().to_owned();
        loop {
            let marked = format!("{}…", kept.trim_end());
            let layout = self.layout(&marked, &bold, style, width);
            if layout.len() <= room || kept.pop().is_none() {
                return self.set(&layout, &marked, style);
            }
        }
    }

    fn layout(&mut self, text: &str, bold: &str, style: Style, width: f32) -> Layout<()> {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(FAMILY)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.0)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if style.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        for range in digit_groups(text) {
            builder.push(StyleProperty::TextWrapMode(TextWrapMode::NoWrap), range);
        }
        if let Some(at) = text.find(bold).filter(|_| !bold.is_empty()) {
            let range = at..at + bold.len();
            builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range);
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout
    }

    fn set(&self, layout: &Layout<()>, text: &str, style: Style) -> Vec<Line> {
        let lines = layout.lines();
        lines.map(|line| self.line(&line, text, style)).collect()
    }

    fn line(&self, line: &parley::Line<'_, ()>, text: &str, style: Style) -> Line {
        let range = line.text_range();
        let (mut runs, mut left) = (Vec::new(), 0.0);
        for run in line.runs() {
            if let Some(font) = self.face.drawn(&run.font().data) {
                let glyphs = glyphs(&run, range.start, style.size);
                runs.push(Run { font, left, glyphs });
            }
            left += run.advance();
        }
        let metrics = line.metrics();
        Line {
            text: text.get(range).unwrap_or_default().to_owned(),
            runs,
            width: metrics.advance - metrics.hanging_advance,
        }
    }
}

/// The glyphs of a run, in units of the font's size. A cluster without glyphs was drawn by the
/// one before it, whose text it becomes.
fn glyphs(run: &parley::Run<'_, ()>, line_start: usize, size: f32) -> Vec<KrillaGlyph> {
    let mut glyphs: Vec<KrillaGlyph> = Vec::new();
    for cluster in run.visual_clusters() {
        let text = cluster.text_range();
        let range = text.start.saturating_sub(line_start)..text.end.saturating_sub(line_start);
        let before = glyphs.len();
        glyphs.extend(cluster.glyphs().map(|glyph| {
            let id = GlyphId::new(glyph.id);
            let [x, y, advance] = [glyph.x, -glyph.y, glyph.advance].map(|length| length / size);
            KrillaGlyph::new(id, advance, x, y, 0.0, range.clone(), None)
        }));
        if glyphs.len() == before
            && let Some(last) = glyphs.last_mut()
        {
            last.text_range.end = range.end;
        }
    }
    glyphs
}

/// One space between words, none around them.
fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where groups of digits stand, with the spaces between them: `75 00 00 00` is one word.
fn digit_groups(text: &str) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut begun: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        match (&mut begun, c) {
            (Some(group), c) if c.is_ascii_digit() => group.end = at + 1,
            (None, c) if c.is_ascii_digit() => begun = Some(at..at + 1),
            (Some(group), ' ') if group.end == at => {}
            _ => groups.extend(begun.take()),
        }
    }
    groups.extend(begun);
    groups.retain(|group| group.len() <= GROUP_MAX);
    groups
}
