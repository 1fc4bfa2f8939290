//! A small map of the key card with the asked number's place on it.

use super::key_card::CardPlace;
use lykill_issuer::types::card_place::{COLUMNS, PANEL_ROWS};
use std::fmt;

/// The map as SVG: a card with two folds, its columns and rows those of the paper. All lengths are
/// tenths of its unit, so they are whole numbers.
#[derive(Debug, Clone, Copy)]
pub struct CardMap(pub CardPlace);

/// The first row's top edge on each panel.
const TOPS: [u32; PANEL_ROWS.len()] = [58, 442, 854];
/// The left edge of each column.
const LEFTS: [u32; COLUMNS as usize] = [70, 325, 580, 835];
/// The width of a column.
const WIDTH: u32 = 210;
/// From one row to the next.
const ROW: u32 = 27;

impl fmt::Display for CardMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<svg class=\"lk-map\" viewBox=\"0 0 1120 1200\" aria-hidden=\"true\">")?;
        f.write_str(
            "<rect class=\"c\" x=\"10\" y=\"10\" width=\"1100\" height=\"1180\" rx=\"60\"/>",
        )?;
        // One thick line a column, dashed into its rows.
        f.write_str("<path class=\"r\" d=\"")?;
        for (top, rows) in TOPS.into_iter().zip(PANEL_ROWS) {
            for left in LEFTS {
                let height = u32::from(rows) * ROW - ROW / 2;
                write!(f, "M{} {top}v{height}", left + WIDTH / 2)?;
            }
        }
        f.write_str("\"/><path class=\"f\" d=\"M20 411h1080M20 819h1080\"/>")?;
        let index = |at: u8| usize::from(at.saturating_sub(1));
        let column = LEFTS.get(index(self.0.column));
        let panel = TOPS.get(index(self.0.panel));
        if let (Some(left), Some(top)) = (column, panel) {
            let middle = top + u32::from(self.0.row.saturating_sub(1)) * ROW + ROW / 4;
            let (x, y) = (left - 30, middle - 35);
            write!(
                f,
                "<rect class=\"x\" x=\"{x}\" y=\"{y}\" width=\"270\" height=\"70\" rx=\"20\"/>"
            )?;
        }
        f.write_str("</svg>")
    }
}

impl askama::filters::HtmlSafe for CardMap {}
