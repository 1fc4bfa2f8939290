//! Statements on a SQLite connection, prepared once each.

use crate::dialect::Sql;
use crate::error::StoreError;
use crate::value::{Cell, Row, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Runs a statement and counts the rows that it changed.
pub(crate) fn execute(
    connection: &Connection,
    sql: &Sql,
    values: &[Value<'_>],
) -> Result<u64, StoreError> {
    let changed = bound(connection, sql, values)?.raw_execute()?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// Runs a statement and gives its rows.
pub(crate) fn fetch(
    connection: &Connection,
    sql: &Sql,
    values: &[Value<'_>],
) -> Result<Vec<Row>, StoreError> {
    let mut statement = bound(connection, sql, values)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let cells: Result<_, StoreError> = (0..columns)
            .map(|index| cell(row.get_ref(index)?))
            .collect();
        found.push(Row(cells?));
    }
    Ok(found)
}

fn bound<'c>(
    connection: &'c Connection,
    sql: &Sql,
    values: &[Value<'_>],
) -> Result<CachedStatement<'c>, StoreError> {
    let mut statement = connection.prepare_cached(sql.sqlite)?;
    let wanted = statement.parameter_count();
    if wanted != values.len() {
        let given = values.len();
        return Err(StoreError::Database(format!(
            "{wanted} parameters needed, {given} given"
        )));
    }
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(statement)
}

fn cell(value: ValueRef<'_>) -> Result<Cell, StoreError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes);
            let text = text.map_err(|error| StoreError::Database(error.to_string()))?;
            Cell::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_owned()),
        ValueRef::Real(_) => {
            return Err(StoreError::Database("no column holds fractions".to_owned()));
        }
    })
}
