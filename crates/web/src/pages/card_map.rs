//! A small map of the key card with the asked number's place on it.

use super::key_card::CardPlace;
use std::fmt;

/// The map as SVG: a card with two folds, 4 columns, 12 + 13 + 12 rows. All lengths are tenths of
/// its unit, so they are whole numbers.
#[derive(Debug, Clone, Copy)]
pub struct CardMap(pub CardPlace);

/// The first row's top edge and the rows of each panel.
const PANELS: [(u32, u32); 3] = [(58, 12), (442, 13), (854, 12)];
/// The left edge of each column.
const COLUMNS: [u32; 4] = [70, 325, 580, 835];
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
        for (top, rows) in PANELS {
            for left in COLUMNS {
                let height = rows * ROW - ROW / 2;
                write!(f, "M{} {top}v{height}", left + WIDTH / 2)?;
            }
        }
        f.write_str("\"/><path class=\"f\" d=\"M20 411h1080M20 819h1080\"/>")?;
        let index = |at: u8| usize::from(at.saturating_sub(1));
        let column = COLUMNS.get(index(self.0.column));
        let panel = PANELS.get(index(self.0.panel));
        if let (Some(left), Some((top, _))) = (column, panel) {
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
