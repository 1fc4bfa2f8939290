//! Values that go into statements and rows that come out of them: whole numbers, texts, bytes
//! and nothing. Whatever is richer is made of these in the module of its entity.

use crate::error::StoreError;
use lykill_core::id::{
    AuditId, CardId, ClientId, CompanyId, EidId, HeldOrderId, LetterId, LinkCodeId, LinkId,
    LoginId, OtpTokenId, OutboxId, PasskeyId, PersonId, RequestId, SessionId,
};
use lykill_core::{Lookup, Sealed, Timestamp};
use std::fmt;

/// One parameter of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number: counts, booleans as 0 and 1, moments in microseconds since the epoch.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes: ids, hashes, sealed values.
    Blob(&'a [u8]),
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(…)")
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u16> for Value<'_> {
    fn from(number: u16) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(moment: Timestamp) -> Self {
        Self::Int(moment.micros())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a, const LENGTH: usize> From<&'a [u8; LENGTH]> for Value<'a> {
    fn from(bytes: &'a [u8; LENGTH]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a> From<&'a Sealed> for Value<'a> {
    fn from(sealed: &'a Sealed) -> Self {
        Self::Blob(&sealed.0)
    }
}

impl<'a> From<&'a Lookup> for Value<'a> {
    fn from(lookup: &'a Lookup) -> Self {
        Self::Blob(&lookup.0)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What can be read back from bytes or text, each under its own type.
pub(crate) trait Id: Sized {
    /// The id of these bytes.
    fn from_stored(bytes: &[u8]) -> Option<Self>;
}

macro_rules! ids {
    ($($id:ty),+ $(,)?) => {$(
        impl<'a> From<&'a $id> for Value<'a> {
            fn from(id: &'a $id) -> Self {
                Self::Blob(id.as_bytes())
            }
        }

        impl Id for $id {
            fn from_stored(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes)
            }
        }
    )+};
}

ids!(
    AuditId,
    CardId,
    EidId,
    HeldOrderId,
    LetterId,
    LinkCodeId,
    LinkId,
    LoginId,
    OtpTokenId,
    OutboxId,
    PasskeyId,
    PersonId,
    RequestId,
    SessionId,
);

macro_rules! names {
    ($($name:ty),+ $(,)?) => {$(
        impl<'a> From<&'a $name> for Value<'a> {
            fn from(name: &'a $name) -> Self {
                Self::Text(name.as_str())
            }
        }
    )+};
}

names!(ClientId, CompanyId);

/// The parameters of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::value::Value::from($value)),*]
    };
}

pub(crate) use values;

/// One value of a row.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Cell {
    /// A parameter's value, kept.
    pub(crate) fn of(value: &Value<'_>) -> Self {
        match *value {
            Value::Null => Self::Null,
            Value::Int(number) => Self::Int(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Blob(bytes) => Self::Blob(bytes.to_owned()),
        }
    }

    /// As a parameter again.
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text),
            Self::Blob(bytes) => Value::Blob(bytes),
        }
    }
}

/// One row, in the order of the statement's columns.
#[derive(Clone, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Cell>);

impl Row {
    /// The first column when it is a whole number: what a count or a clock answers.
    pub(crate) fn number(&self) -> Result<i64, StoreError> {
        match self.0.first() {
            Some(Cell::Int(number)) => Ok(*number),
            _ => Err(StoreError::Database("a number was expected".to_owned())),
        }
    }

    /// Reads the columns from left to right as those of a row of `table`.
    pub(crate) fn of(self, table: &'static str) -> Fields {
        Fields {
            table,
            cells: self.0,
            next: 0,
        }
    }
}

/// Reads the columns of a row from left to right. Each is named for the error only: what is
/// read must stand in the order of the statement's columns.
pub(crate) struct Fields {
    table: &'static str,
    cells: Vec<Cell>,
    next: usize,
}

impl Fields {
    /// The refusal of this row for what stands in `column`.
    pub(crate) fn impossible(&self, column: &'static str) -> StoreError {
        let id = match self.cells.first() {
            Some(Cell::Blob(bytes)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Int(number)) => number.to_string(),
            Some(Cell::Null) | None => "unknown".to_owned(),
        };
        StoreError::Impossible {
            table: self.table,
            column,
            id,
        }
    }

    /// Takes the next cell; the first stays, since it names the row in a refusal.
    fn cell(&mut self) -> Cell {
        let index = self.next;
        self.next += 1;
        match self.cells.get_mut(index) {
            Some(first) if index == 0 => first.clone(),
            Some(cell) => std::mem::replace(cell, Cell::Null),
            None => Cell::Null,
        }
    }

    /// A text or nothing.
    pub(crate) fn maybe_text(&mut self, name: &'static str) -> Result<Option<String>, StoreError> {
        match self.cell() {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            Cell::Int(_) | Cell::Blob(_) => Err(self.impossible(name)),
        }
    }

    /// Bytes or nothing.
    pub(crate) fn maybe_blob(&mut self, name: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.cell() {
            Cell::Null => Ok(None),
            Cell::Blob(bytes) => Ok(Some(bytes)),
            Cell::Int(_) | Cell::Text(_) => Err(self.impossible(name)),
        }
    }

    /// A whole number or nothing.
    pub(crate) fn maybe_int(&mut self, name: &'static str) -> Result<Option<i64>, StoreError> {
        match self.cell() {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            Cell::Text(_) | Cell::Blob(_) => Err(self.impossible(name)),
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<String, StoreError> {
        self.maybe_text(name)?.ok_or_else(|| self.impossible(name))
    }

    /// Bytes.
    pub(crate) fn blob(&mut self, name: &'static str) -> Result<Vec<u8>, StoreError> {
        self.maybe_blob(name)?.ok_or_else(|| self.impossible(name))
    }

    /// A whole number.
    pub(crate) fn int(&mut self, name: &'static str) -> Result<i64, StoreError> {
        self.maybe_int(name)?.ok_or_else(|| self.impossible(name))
    }

    /// A whole number of a narrower type.
    pub(crate) fn count<N: TryFrom<i64>>(&mut self, name: &'static str) -> Result<N, StoreError> {
        let number = self.int(name)?;
        N::try_from(number).map_err(|_| self.impossible(name))
    }

    /// A moment.
    pub(crate) fn moment(&mut self, name: &'static str) -> Result<Timestamp, StoreError> {
        self.int(name).map(Timestamp::from_micros)
    }

    /// A moment or nothing.
    pub(crate) fn maybe_moment(
        &mut self,
        name: &'static str,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.maybe_int(name)?.map(Timestamp::from_micros))
    }

    /// A truth, stored as 0 or 1.
    pub(crate) fn truth(&mut self, name: &'static str) -> Result<bool, StoreError> {
        match self.int(name)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.impossible(name)),
        }
    }

    /// An id.
    pub(crate) fn id<T: Id>(&mut self, name: &'static str) -> Result<T, StoreError> {
        let bytes = self.blob(name)?;
        T::from_stored(&bytes).ok_or_else(|| self.impossible(name))
    }

    /// An id or nothing.
    pub(crate) fn maybe_id<T: Id>(&mut self, name: &'static str) -> Result<Option<T>, StoreError> {
        let bytes = self.maybe_blob(name)?;
        let id = bytes.map(|bytes| T::from_stored(&bytes).ok_or_else(|| self.impossible(name)));
        id.transpose()
    }

    /// A text that `read` understands.
    pub(crate) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let text = self.text(name)?;
        read(&text).ok_or_else(|| self.impossible(name))
    }

    /// A text that parses.
    pub(crate) fn parsed<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
    ) -> Result<T, StoreError> {
        self.read(name, |text| text.parse().ok())
    }

    /// A text that parses, or nothing.
    pub(crate) fn maybe_parsed<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text = self.maybe_text(name)?;
        let parsed = text.map(|text| text.parse().map_err(|_| self.impossible(name)));
        parsed.transpose()
    }

    /// A value that is stored as JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(
        &mut self,
        name: &'static str,
    ) -> Result<T, StoreError> {
        self.read(name, |text| serde_json::from_str(text).ok())
    }
}

/// The JSON under which a value is stored.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(cells: Vec<Cell>) -> Fields {
        Row(cells).of("card")
    }

    #[test]
    fn a_row_that_cannot_be_names_table_column_and_id() {
        let mut row = fields(vec![
            Cell::Blob(vec![0xab, 1]),
            Cell::Text("seven".to_owned()),
        ]);
        assert_eq!(row.blob("id").ok(), Some(vec![0xab, 1]));
        let error = row.int("used").unwrap_err();
        assert_eq!(error.to_string(), "impossible row: card.used of row ab01");
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_refused() {
        assert!(fields(vec![Cell::Null]).text("label").is_err());
        assert!(fields(vec![]).int("used").is_err());
        assert!(fields(vec![Cell::Int(-1)]).count::<u32>("used").is_err());
        assert!(
            fields(vec![Cell::Int(2)])
                .truth("successor_ordered")
                .is_err()
        );
        assert!(
            fields(vec![Cell::Blob(vec![1; 15])])
                .id::<CardId>("id")
                .is_err()
        );
        assert_eq!(fields(vec![Cell::Null]).maybe_int("pinned"), Ok(None));
    }

    #[test]
    fn a_value_never_shows_itself() {
        assert_eq!(format!("{:?}", Value::Text("hunter2")), "Value(…)");
    }
}
