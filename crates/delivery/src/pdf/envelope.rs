//! What every letter begins with: who sends it, and the address in the envelope's window.

use super::ink::{GREY, PETROL, Style};
use super::shape::Area;
use super::sheet::{PT, Sheet};
use crate::letterhead::Letterhead;
use krilla::tagging::{Tag, TagGroup};

/// What the windows of Nordic C5 and DL envelopes show of the sheet wherever it slides: windows
/// begin 15 mm from the left and 39 to 44 mm from the top, and are 30 to 35 mm high; the sheet,
/// folded to a half or a third, has 13 mm of room above or below it.
pub(crate) const WINDOW: Area = Area {
    x: 20.0,
    y: 44.0,
    width: 76.0,
    height: 21.5,
};
/// Lines of an address; a line that is too long takes two of them while there is room.
const LINES_MAX: usize = 6;
const SENDER_TOP: f32 = 17.0;
const RIGHT: f32 = 190.0;

/// Draws the sender and the address.
pub(crate) fn envelope(sheet: &mut Sheet<'_>, to: &[String], head: &Letterhead) {
    let name = Style::bold(12.0).in_color(PETROL);
    let mut sender = sheet.line((WINDOW.x, SENDER_TOP), name, head.issuer());
    for (line, y) in head.return_address().iter().zip([0.0, 4.0, 8.0, 12.0]) {
        let small = Style::regular(9.0).in_color(GREY);
        sender.extend(sheet.line_to((RIGHT, SENDER_TOP + y), small, line));
    }
    sheet.put(TagGroup::with_children(Tag::P, sender));
    address(sheet, to);
}

fn address(sheet: &mut Sheet<'_>, to: &[String]) {
    let lines: Vec<&String> = to.iter().filter(|line| !line.trim().is_empty()).collect();
    let lines = lines.get(..lines.len().min(LINES_MAX)).unwrap_or_default();
    let (style, rows) = if lines.len() < LINES_MAX {
        (Style::regular(10.5), LINES_MAX - 1)
    } else {
        (Style::regular(9.5), LINES_MAX)
    };
    let pitch = WINDOW.height / rows as f32;
    let mut spare = rows.saturating_sub(lines.len());
    let (mut row, mut nodes) = (0, Vec::new());
    for line in lines {
        let may = 1 + spare.min(1);
        let set = sheet.rows((WINDOW, pitch, row), style, (line, may));
        spare -= set.len().saturating_sub(1).min(spare);
        row += set.len();
        nodes.extend(set);
    }
    if !nodes.is_empty() {
        sheet.put(TagGroup::with_children(Tag::P, nodes));
    }
}

impl Sheet<'_> {
    /// A text on the rows of an area from `row` on, at most `may` of them.
    fn rows(
        &mut self,
        (area, pitch, row): (Area, f32, usize),
        style: Style,
        (text, may): (&str, usize),
    ) -> Vec<krilla::tagging::Node> {
        let lines = self
            .typesetter
            .lines(text.into(), style, (area.width * PT, may));
        let mut nodes = Vec::new();
        for (down, line) in (row..).zip(&lines) {
            let y = area.y + (down as f32 + 0.8) * pitch;
            nodes.push(self.draw((area.x, y), style, line));
        }
        nodes
    }
}
