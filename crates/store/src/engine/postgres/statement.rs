//! Statements on a PostgreSQL connection, prepared once for each connection.

use crate::error::StoreError;
use crate::value::{Cell, Row, Value};
use bytes::BytesMut;
use deadpool_postgres::Object;
use std::error::Error;
use tokio_postgres::Statement;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(number)?.to_sql(ty, out),
            Self::Text(text) if <&str as ToSql>::accepts(ty) => text.to_sql(ty, out),
            Self::Blob(bytes) if *ty == Type::BYTEA => bytes.to_sql(ty, out),
            Self::Int(_) | Self::Text(_) | Self::Blob(_) => {
                Err(format!("a parameter of type {ty} was given another kind of value").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Parameters that outlive the statement's caller.
pub(super) struct Params(Vec<Cell>);

impl Params {
    pub(super) fn of(values: &[Value<'_>]) -> Self {
        Self(values.iter().map(Cell::of).collect())
    }

    /// As the driver takes them.
    pub(super) fn each(&self) -> impl ExactSizeIterator<Item = Value<'_>> {
        self.0.iter().map(Cell::value)
    }
}

fn parameters<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// A statement that the connection has prepared, for so many parameters.
pub(super) async fn prepared(
    client: &Object,
    text: &str,
    given: usize,
) -> Result<Statement, StoreError> {
    let statement = client.prepare_cached(text).await?;
    let wanted = statement.params().len();
    if wanted == given {
        Ok(statement)
    } else {
        Err(StoreError::Database(format!(
            "{wanted} parameters needed, {given} given"
        )))
    }
}

/// Runs a statement and counts the rows that it changed.
pub(super) async fn execute(
    client: &Object,
    text: &str,
    values: &[Value<'_>],
) -> Result<u64, StoreError> {
    let statement = prepared(client, text, values.len()).await?;
    Ok(client.execute(&statement, &parameters(values)).await?)
}

/// Runs a statement and gives its rows.
pub(super) async fn fetch(
    client: &Object,
    text: &str,
    values: &[Value<'_>],
) -> Result<Vec<Row>, StoreError> {
    let statement = prepared(client, text, values.len()).await?;
    let rows = client.query(&statement, &parameters(values)).await?;
    rows.iter().map(row).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let cells = row.columns().iter().enumerate().map(|(index, column)| {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(Cell::Int),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(index)?
                .map(|number| Cell::Int(i64::from(number))),
            Type::TEXT => row.try_get::<_, Option<String>>(index)?.map(Cell::Text),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map(Cell::Blob),
            ref other => {
                let name = column.name();
                return Err(StoreError::Database(format!(
                    "column {name} has type {other}"
                )));
            }
        };
        Ok(cell.unwrap_or(Cell::Null))
    });
    cells.collect::<Result<_, _>>().map(Row)
}
