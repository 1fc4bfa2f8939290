//! One A4 page to draw on. Lengths are in millimetres from the top left corner, font sizes in
//! points.

use super::PdfError;
use super::face::Face;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use lykill_core::{Language, Secret};

/// Points in a millimetre.
const PT: f32 = 72.0 / 25.4;
const A4: (f32, f32) = (210.0, 297.0);
/// Characters that are set of one paragraph: more than an A4 page holds.
const PARAGRAPH_MAX: usize = 4000;
/// What a quarter of a circle needs as a cubic curve.
const KAPPA: f32 = 0.5523;

/// A colour as 0xRRGGBB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ink(u32);

pub(crate) const BLACK: Ink = Ink(0x14_1e_24);
pub(crate) const GREY: Ink = Ink(0x6b_76_7d);
pub(crate) const WHITE: Ink = Ink(0xff_ff_ff);
pub(crate) const TEAL: Ink = Ink(0x0d_5c_63);
pub(crate) const MIST: Ink = Ink(0xe4_ee_ee);
pub(crate) const SAND: Ink = Ink(0xf4_ea_da);

impl Ink {
    fn color(self) -> rgb::Color {
        let [_, red, green, blue] = self.0.to_be_bytes();
        rgb::Color::new(red, green, blue)
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Bold or regular.
    pub(crate) bold: bool,
    /// In points.
    pub(crate) size: f32,
    /// The colour.
    pub(crate) color: Ink,
}

impl Style {
    pub(crate) const fn regular(size: f32) -> Self {
        Self {
            bold: false,
            size,
            color: BLACK,
        }
    }

    pub(crate) const fn bold(size: f32) -> Self {
        Self {
            bold: true,
            size,
            color: BLACK,
        }
    }

    pub(crate) const fn in_color(self, color: Ink) -> Self {
        Self { color, ..self }
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// A page that is being drawn.
pub(crate) struct Sheet<'page> {
    surface: Surface<'page>,
    regular: Face,
    bold: Face,
}

/// A PDF of one A4 page. The bytes may hold a password or keys, so they are kept as a secret.
pub(crate) fn page(
    title: &str,
    language: Language,
    draw: impl FnOnce(&mut Sheet<'_>),
) -> Result<Secret<Vec<u8>>, PdfError> {
    let mut document = Document::new();
    let metadata = Metadata::new().title(title.to_owned());
    document.set_metadata(metadata.language(language.tag().to_owned()));
    let size = PageSettings::from_wh(A4.0 * PT, A4.1 * PT).ok_or(PdfError::Refused)?;
    let (regular, bold) = (Face::regular()?, Face::bold()?);
    let mut page = document.start_page_with(size);
    draw(&mut Sheet {
        surface: page.surface(),
        regular,
        bold,
    });
    page.finish();
    document
        .finish()
        .map(Secret::new)
        .map_err(|_| PdfError::Refused)
}

impl Sheet<'_> {
    const fn face(&self, style: Style) -> &Face {
        if style.bold {
            &self.bold
        } else {
            &self.regular
        }
    }

    /// How wide a text is, in millimetres.
    pub(crate) fn width(&self, style: Style, text: &str) -> f32 {
        let face = self.face(style);
        face.width(&face.printable(text)) * style.size / PT
    }

    /// A line that begins at `x` and stands on `y`.
    pub(crate) fn text(&mut self, (x, y): (f32, f32), style: Style, text: &str) {
        let face = self.face(style);
        let text = face.printable(text);
        let (glyphs, font) = (face.glyphs(&text), face.font());
        let at = Point::from_xy(x * PT, y * PT);
        self.ink(style.color);
        self.surface
            .draw_glyphs(at, &glyphs, font, &text, style.size, false);
    }

    /// A line that ends at `x` and stands on `y`.
    pub(crate) fn text_to(&mut self, (x, y): (f32, f32), style: Style, text: &str) {
        let width = self.width(style, text);
        self.text((x - width, y), style, text);
    }

    /// A paragraph whose first line stands on the area's `y`. What does not fit in the area's
    /// height is left out and marked with `…`. Gives where the line after it would stand.
    pub(crate) fn paragraph(&mut self, area: Area, style: Style, text: &str) -> f32 {
        let pitch = style.size * 1.4 / PT;
        let mut y = area.y;
        for line in self.lines(area, pitch, style, text) {
            self.text((area.x, y), style, &line);
            y += pitch;
        }
        y
    }

    fn lines(&self, area: Area, pitch: f32, style: Style, text: &str) -> Vec<String> {
        let face = self.face(style);
        let fits = |line: &str| face.width(line) * style.size / PT <= area.width;
        let room = (area.height / pitch).floor().max(1.0) as usize;
        let mut lines: Vec<String> = Vec::new();
        let text: String = text.chars().take(PARAGRAPH_MAX).collect();
        let text = whole_numbers(&face.printable(&text));
        let words = text.split(' ').filter(|word| !word.is_empty());
        for word in words.flat_map(|word| pieces(word, fits)) {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| fits(line)) {
                Some(longer) => {
                    lines.pop();
                    lines.push(longer);
                }
                None => lines.push(word),
            }
            if lines.len() > room {
                lines.pop();
                end_early(&mut lines, fits);
                break;
            }
        }
        lines
    }

    /// A filled rectangle.
    pub(crate) fn fill(&mut self, area: Area, color: Ink) {
        self.ink(color);
        if let Some(path) = rectangle(area) {
            self.surface.draw_path(&path);
        }
    }

    /// Draws inside a rounded rectangle, then its outline.
    pub(crate) fn rounded(&mut self, area: Area, radius: f32, inside: impl FnOnce(&mut Self)) {
        let Some(path) = rounded(area, radius) else {
            return;
        };
        self.surface.push_clip_path(&path, &FillRule::NonZero);
        inside(self);
        self.surface.pop();
        self.line(TEAL, 0.9, None);
        self.surface.draw_path(&path);
    }

    /// A dashed line from left to right.
    pub(crate) fn dashes(&mut self, (x, y): (f32, f32), width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(x * PT, y * PT);
        path.line_to((x + width) * PT, y * PT);
        self.line(GREY, 0.6, Some(vec![2.4, 2.0]));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn ink(&mut self, color: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: color.color().into(),
            ..Fill::default()
        }));
    }

    fn line(&mut self, color: Ink, width: f32, dash: Option<Vec<f32>>) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: color.color().into(),
            width,
            dash: dash.map(|array| StrokeDash { array, offset: 0.0 }),
            ..Stroke::default()
        }));
    }
}

fn rectangle(area: Area) -> Option<Path> {
    let (x, y) = (area.x * PT, area.y * PT);
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, area.width * PT, area.height * PT)?);
    path.finish()
}

fn rounded(area: Area, radius: f32) -> Option<Path> {
    let (left, top) = (area.x * PT, area.y * PT);
    let (right, bottom) = (left + area.width * PT, top + area.height * PT);
    let r = radius * PT;
    let k = r * (1.0 - KAPPA);
    let mut path = PathBuilder::new();
    path.move_to(left + r, top);
    path.line_to(right - r, top);
    path.cubic_to(right - k, top, right, top + k, right, top + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(left + r, bottom);
    path.cubic_to(left + k, bottom, left, bottom - k, left, bottom - r);
    path.line_to(left, top + r);
    path.cubic_to(left, top + k, left + k, top, left + r, top);
    path.close();
    path.finish()
}

/// Keeps groups of digits together: no line ends inside a telephone number.
fn whole_numbers(text: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = text.chars().peekable();
    let mut before = None;
    let mut out = String::with_capacity(text.len() + 8);
    while let Some(c) = rest.next() {
        let inside = c == ' ' && digit(before) && digit(rest.peek().copied());
        out.push(if inside { '\u{a0}' } else { c });
        before = Some(c);
    }
    out
}

/// A word, cut where it is wider than a line.
fn pieces(word: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let Some(mut piece) = pieces.pop() else { break };
        piece.push(c);
        if piece.len() > c.len_utf8() && !fits(&piece) {
            piece.pop();
            pieces.push(piece);
            piece = c.to_string();
        }
        pieces.push(piece);
    }
    pieces
}

/// Marks the last line as cut.
fn end_early(lines: &mut [String], fits: impl Fn(&str) -> bool) {
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && !fits(&format!("{last}…")) {
            last.pop();
        }
        last.push('…');
    }
}
