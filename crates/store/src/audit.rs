//! The audit log: rows that are added and read, never changed.

use crate::dialect::sql;
use crate::tx::all;
use crate::value::{Row, Value, values};
use crate::{StoreError, Tx};
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{LoginId, PersonId};

macro_rules! columns {
    () => {
        "id, at, request, kind, person, eid, client, company, login, detail"
    };
}

/// Which rows to list. What is left out does not limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditFilter {
    /// Rows about this person.
    pub person: Option<PersonId>,
    /// Rows of this kind.
    pub kind: Option<AuditKind>,
    /// Rows of this login.
    pub login: Option<LoginId>,
    /// At most so many rows, the newest.
    pub limit: u32,
}

impl Default for AuditFilter {
    fn default() -> Self {
        Self {
            person: None,
            kind: None,
            login: None,
            limit: 100,
        }
    }
}

pub(crate) fn load(row: Row) -> Result<AuditRow, StoreError> {
    let mut row = row.of("audit");
    Ok(AuditRow {
        id: row.id("id")?,
        at: row.moment("at")?,
        request: row.id("request")?,
        kind: row.read("kind", AuditKind::from_word)?,
        person: row.maybe_id("person")?,
        eid: row.maybe_id("eid")?,
        client: row.maybe_parsed("client")?,
        company: row.maybe_parsed("company")?,
        login: row.maybe_id("login")?,
        detail: row.text("detail")?,
    })
}

/// Adds a row.
///
/// # Errors
/// [`StoreError`] of the database; then the job must not commit what the row is about.
pub async fn audit_insert(tx: &mut Tx<'_>, row: &AuditRow) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into audit (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values = values![
        &row.id,
        row.at,
        &row.request,
        row.kind.word(),
        row.person.as_ref(),
        row.eid.as_ref(),
        row.client.as_ref(),
        row.company.as_ref(),
        row.login.as_ref(),
        &row.detail,
    ];
    tx.send(insert, values).await
}

/// Lists rows, newest first; those of one millisecond stand in no order.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn audit_list(
    tx: &mut Tx<'_>,
    filter: &AuditFilter,
) -> Result<Vec<AuditRow>, StoreError> {
    macro_rules! rows {
        ($condition:literal) => {
            sql!(
                "select ",
                columns!(),
                " from audit where ",
                $condition,
                " and ($2 = '' or kind = $2) order by id desc limit $1"
            )
        };
    }
    let kind = Value::Text(filter.kind.map_or("", AuditKind::word));
    let limit = Value::from(filter.limit);
    match (&filter.person, &filter.login) {
        (None, None) => all(tx, rows!("1 = 1"), &[limit, kind], load).await,
        (Some(person), None) => {
            all(
                tx,
                rows!("person = $3"),
                &[limit, kind, person.into()],
                load,
            )
            .await
        }
        (None, Some(login)) => {
            all(tx, rows!("login = $3"), &[limit, kind, login.into()], load).await
        }
        (Some(person), Some(login)) => {
            let select = rows!("person = $3 and login = $4");
            all(
                tx,
                select,
                &[limit, kind, person.into(), login.into()],
                load,
            )
            .await
        }
    }
}
