//! Where a pair stands on a key card: the one map that the page, the paper and every other format
//! of the card follow (design.md section 4).

/// Rows of each of the three panels that the card folds into; each row has [`COLUMNS`] pairs.
pub const PANEL_ROWS: [u8; 3] = [12, 13, 12];
/// Columns of each panel.
pub const COLUMNS: u8 = 4;

/// Where a pair stands on the card. All three count from 0; pages and braille count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which panel from the top: 0, 1 or 2.
    pub panel: u8,
    /// Which column of the panel from the left: 0 to 3.
    pub column: u8,
    /// Which row of the panel from the top: 0 to 11, in the middle panel 0 to 12.
    pub row: u8,
}

/// Where a number stands: the numbers run up, column by column within each panel. None when the
/// number is not on the card.
pub fn place(numbers_sorted: &[u16], number: u16) -> Option<Place> {
    let index = numbers_sorted.binary_search(&number).ok()?;
    place_of_index(u16::try_from(index).ok()?)
}

/// Where the pair stands that has `index` pairs before it; none from 148 on.
pub fn place_of_index(index: u16) -> Option<Place> {
    let mut rest = index;
    for (panel, rows) in (0..).zip(PANEL_ROWS) {
        let on_panel = u16::from(rows) * u16::from(COLUMNS);
        if rest < on_panel {
            let column = u8::try_from(rest / u16::from(rows)).ok()?;
            let row = u8::try_from(rest % u16::from(rows)).ok()?;
            return Some(Place { panel, column, row });
        }
        rest -= on_panel;
    }
    None
}
