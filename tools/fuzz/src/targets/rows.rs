//! What comes out of the database: rows and the effects that wait in them.

use lykill_core::EffectKind;
use lykill_store::{Cell, StoreError, fuzz};

/// A row that cannot be is refused by table and column, whatever stands in it.
pub fn row(data: &[u8]) {
    let Some((table, rest)) = data.split_first() else {
        return;
    };
    let Some(Err(error)) = fuzz::decode(usize::from(*table), cells(rest)) else {
        return;
    };
    assert!(matches!(error, StoreError::Impossible { .. }), "{error}");
}

/// Cells: a kind, a length in one byte, and so many bytes; numbers take eight.
fn cells(mut rest: &[u8]) -> Vec<Cell> {
    let mut cells = Vec::new();
    while let [kind, length, after @ ..] = rest {
        let length = match kind % 4 {
            0 => 0,
            1 => 8,
            _ => usize::from(*length),
        };
        let (bytes, after) = after.split_at(length.min(after.len()));
        cells.push(match kind % 4 {
            0 => Cell::Null,
            1 => Cell::Int(
                bytes
                    .iter()
                    .fold(0, |sum, byte| (sum << 8) | i64::from(*byte)),
            ),
            2 => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
            _ => Cell::Blob(bytes.to_vec()),
        });
        rest = after;
    }
    cells
}

/// An effect is written as it is read.
pub fn effect(data: &[u8]) {
    if let Ok(effect) = serde_json::from_slice::<EffectKind>(data) {
        let written = serde_json::to_vec(&effect).expect("JSON");
        assert_eq!(
            serde_json::from_slice::<EffectKind>(&written).ok(),
            Some(effect)
        );
    }
}
