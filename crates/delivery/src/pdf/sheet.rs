//! One A4 page to draw on. Lengths are in millimetres from the top left corner, font sizes in
//! points. Text is tagged with what it is; lines and areas are decoration, which nobody reads
//! aloud.

use super::book::{Heading, Structure};
use super::ink::{GREY, Ink, PETROL, Style};
use super::shape::{self, Area};
use super::typeset::{Line, Text, Typesetter};
use krilla::geom::{Path, PathBuilder, Point};
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, ListNumbering, Node, SpanTag, Tag, TagGroup,
};
use std::num::NonZeroU16;

/// Points in a millimetre.
pub(crate) const PT: f32 = 72.0 / 25.4;
/// Width and height of a page.
pub(crate) const A4: (f32, f32) = (210.0, 297.0);
/// From one line of a paragraph to the next, in font sizes.
const PITCH: f32 = 1.4;

/// A page that is being drawn.
pub(crate) struct Sheet<'page> {
    pub(super) surface: Surface<'page>,
    pub(super) typesetter: &'page mut Typesetter,
    pub(super) structure: &'page mut Structure,
    pub(super) page: usize,
}

/// Text that was set and is not tagged yet.
pub(crate) struct Placed {
    /// Its lines.
    pub(crate) nodes: Vec<Node>,
    /// What they say: the text as far as it was set.
    pub(crate) text: String,
    /// Where the line after it would stand.
    pub(crate) next: f32,
}

impl Sheet<'_> {
    /// Tags what follows in the reading order.
    pub(crate) fn put(&mut self, part: TagGroup) {
        self.structure.parts.push(part.into());
    }

    /// A line that begins at `x` and stands on `y`.
    pub(crate) fn line<'a>(
        &mut self,
        (x, y): (f32, f32),
        style: Style,
        text: impl Into<Text<'a>>,
    ) -> Vec<Node> {
        let area = Area {
            x,
            y,
            width: A4.0 - x,
            height: 0.0,
        };
        self.block(area, style, text.into()).nodes
    }

    /// A line that ends at `x` and stands on `y`.
    pub(crate) fn line_to(&mut self, (x, y): (f32, f32), style: Style, text: &str) -> Vec<Node> {
        let lines = self.typesetter.lines(text.into(), style, (x * PT, 1));
        let mut nodes = Vec::new();
        for line in &lines {
            nodes.push(self.draw((x - line.width / PT, y), style, line));
        }
        nodes
    }

    /// A paragraph whose first line stands on the area's `y`. What does not fit in the area's
    /// height is left out and marked with `…`. Gives where the line after it would stand.
    pub(crate) fn paragraph<'a>(
        &mut self,
        area: Area,
        style: Style,
        text: impl Into<Text<'a>>,
    ) -> f32 {
        let placed = self.block(area, style, text.into());
        self.put(TagGroup::with_children(Tag::P, placed.nodes));
        placed.next
    }

    /// A paragraph that is a heading of level 1 or 2 and stands in the outline.
    pub(crate) fn heading(&mut self, area: Area, (level, style): (u16, Style), text: &str) -> f32 {
        let placed = self.block(area, style, text.into());
        let above = area.y - style.size / PT;
        self.head((level, &placed.text), above, placed.nodes);
        placed.next
    }

    /// Tags lines as a heading of level 1 or 2 that stands in the outline.
    pub(crate) fn head(&mut self, (level, title): (u16, &str), y: f32, nodes: Vec<Node>) {
        let depth = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        let tag = Tag::Hn(depth, Some(title.to_owned()));
        self.put(TagGroup::with_children(tag, nodes));
        self.structure.headings.push(Heading {
            level,
            title: title.to_owned(),
            page: self.page,
            y,
        });
    }

    /// A numbered list; `indent` is from the number to the text. Gives where the line after it
    /// would stand.
    pub(crate) fn steps(
        &mut self,
        area: Area,
        (style, indent): (Style, f32),
        steps: &[String],
    ) -> f32 {
        let mut list = TagGroup::new(Tag::L(ListNumbering::Decimal));
        let mut y = area.y;
        for (number, step) in (1..).zip(steps) {
            let bold = Style {
                bold: true,
                ..style
            };
            let label = self.line((area.x, y), bold, &format!("{number}."));
            let beside = Area {
                x: area.x + indent,
                y,
                width: area.width - indent,
                ..area
            };
            let placed = self.block(beside, style, step.into());
            let mut item = TagGroup::new(Tag::LI);
            item.push(TagGroup::with_children(Tag::Lbl, label));
            item.push(TagGroup::with_children(Tag::LBody, placed.nodes));
            list.push(item);
            y = placed.next + style.size * 0.4 / PT;
        }
        self.put(list);
        y
    }

    /// Text, not tagged yet, its first line on the area's `y`.
    pub(crate) fn block(&mut self, area: Area, style: Style, text: Text<'_>) -> Placed {
        let pitch = style.size * PITCH / PT;
        let room = (area.height / pitch).floor().max(1.0) as usize;
        let lines = self.typesetter.lines(text, style, (area.width * PT, room));
        let (mut nodes, mut next) = (Vec::new(), area.y);
        for line in &lines {
            nodes.push(self.draw((area.x, next), style, line));
            next += pitch;
        }
        let text = lines.iter().map(|line| line.text.as_str()).collect();
        Placed { nodes, text, next }
    }

    pub(super) fn draw(&mut self, at: (f32, f32), style: Style, line: &Line) -> Node {
        self.ink(style.color);
        let tagged = self
            .surface
            .start_tagged(ContentTag::Span(SpanTag::empty()));
        self.glyphs(at, style, line);
        self.surface.end_tagged();
        tagged.into()
    }

    fn glyphs(&mut self, (x, y): (f32, f32), style: Style, line: &Line) {
        for run in &line.runs {
            let at = Point::from_xy(x * PT + run.left, y * PT);
            let font = run.font.clone();
            self.surface
                .draw_glyphs(at, &run.glyphs, font, &line.text, style.size, false);
        }
    }

    /// A small text that is decoration: it says again what the structure says.
    pub(crate) fn mark(&mut self, at: (f32, f32), style: Style, text: &str) {
        let lines = self.typesetter.lines(text.into(), style, (f32::MAX, 1));
        self.ink(style.color);
        self.decoration(|sheet| {
            for line in &lines {
                sheet.glyphs(at, style, line);
            }
        });
    }

    /// A filled rectangle.
    pub(crate) fn fill(&mut self, area: Area, color: Ink) {
        self.ink(color);
        self.path(shape::rectangle(area));
    }

    /// Draws inside a rounded rectangle, then its outline.
    pub(crate) fn rounded(&mut self, area: Area, radius: f32, inside: impl FnOnce(&mut Self)) {
        let Some(path) = shape::rounded(area, radius) else {
            return;
        };
        self.surface.push_clip_path(&path, &FillRule::NonZero);
        inside(self);
        self.surface.pop();
        self.pen(PETROL, 0.9, None);
        self.path(Some(path));
    }

    /// A dashed line from left to right.
    pub(crate) fn dashes(&mut self, (x, y): (f32, f32), width: f32) {
        self.pen(GREY, 0.6, Some(vec![2.4, 2.0]));
        self.stroke((x, y), width);
    }

    /// A thin line from left to right.
    pub(crate) fn rule(&mut self, at: (f32, f32), width: f32) {
        self.pen(GREY, 0.5, None);
        self.stroke(at, width);
    }

    fn stroke(&mut self, (x, y): (f32, f32), width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(x * PT, y * PT);
        path.line_to((x + width) * PT, y * PT);
        self.path(path.finish());
    }

    fn path(&mut self, path: Option<Path>) {
        if let Some(path) = path {
            self.decoration(|sheet| sheet.surface.draw_path(&path));
        }
    }

    fn decoration(&mut self, draw: impl FnOnce(&mut Self)) {
        let artifact = Artifact::with_kind(ArtifactType::Layout);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        draw(self);
        self.surface.end_tagged();
    }

    fn ink(&mut self, color: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: color.color().into(),
            ..Fill::default()
        }));
    }

    fn pen(&mut self, color: Ink, width: f32, dash: Option<Vec<f32>>) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: color.color().into(),
            width,
            dash: dash.map(|array| StrokeDash { array, offset: 0.0 }),
            ..Stroke::default()
        }));
    }
}
