//! Rectangles, in millimetres, and what the PDF library draws of them.

use super::sheet::PT;
use krilla::geom::{Path, PathBuilder, Rect};

/// What a quarter of a circle needs as a cubic curve.
const KAPPA: f32 = 0.5523;

/// A rectangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Area {
    /// The same, from `y` on, `height` high.
    pub(crate) const fn at(self, y: f32, height: f32) -> Self {
        Self { y, height, ..self }
    }
}

/// A rectangle's outline.
pub(crate) fn rectangle(area: Area) -> Option<Path> {
    let (x, y) = (area.x * PT, area.y * PT);
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, area.width * PT, area.height * PT)?);
    path.finish()
}

/// The outline of a rectangle with round corners.
pub(crate) fn rounded(area: Area, radius: f32) -> Option<Path> {
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
