//! Every column that holds a sealed value, so that all are sealed anew after a rotation. A test of
//! the operations fails when a sealed value stands in a column that is not here.

use crate::dialect::{Sql, sql};
use crate::tx::{all, spend};
use crate::value::{Row, Value, values};
use crate::{StoreError, Tx};
use lykill_core::{Lookup, Sealed, Spend};

/// A column with sealed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealedColumn {
    /// `person.national_id_sealed`, with its look-up value.
    PersonNumber,
    /// `employee.national_id_sealed`, with its look-up value.
    EmployeeNumber,
    /// `card.secret`.
    CardSecret,
    /// `otp_token.secret`.
    OtpSecret,
    /// `signing_key.sealed`.
    SigningKey,
    /// `outbox.body`.
    OutboxBody,
    /// `upstream_key.sealed`.
    UpstreamKey,
}

/// A row's key, in the type of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKey {
    /// An id.
    Id(Vec<u8>),
    /// A word.
    Word(String),
    /// Company and employee id.
    Employee(String, String),
}

/// A row with a sealed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Which row.
    pub key: RowKey,
    /// Whose value it is, where the row says so.
    pub owner: Vec<u8>,
    /// The value.
    pub sealed: Sealed,
    /// The look-up value beside it, where there is one.
    pub lookup: Option<Lookup>,
}

impl SealedColumn {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::PersonNumber,
        Self::EmployeeNumber,
        Self::CardSecret,
        Self::OtpSecret,
        Self::SigningKey,
        Self::OutboxBody,
        Self::UpstreamKey,
    ];

    /// Table and column.
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::PersonNumber => ("person", "national_id_sealed"),
            Self::EmployeeNumber => ("employee", "national_id_sealed"),
            Self::CardSecret => ("card", "secret"),
            Self::OtpSecret => ("otp_token", "secret"),
            Self::SigningKey => ("signing_key", "sealed"),
            Self::OutboxBody => ("outbox", "body"),
            Self::UpstreamKey => ("upstream_key", "sealed"),
        }
    }

    /// Where a walk through the column begins.
    pub fn beginning(self) -> RowKey {
        match self {
            Self::PersonNumber | Self::CardSecret | Self::OtpSecret | Self::OutboxBody => {
                RowKey::Id(Vec::new())
            }
            Self::SigningKey | Self::UpstreamKey => RowKey::Word(String::new()),
            Self::EmployeeNumber => RowKey::Employee(String::new(), String::new()),
        }
    }

    fn page(self) -> &'static Sql {
        match self {
            Self::PersonNumber => sql!(
                "select id, id, national_id_sealed, national_id_lookup from person ",
                "where id > $1 and national_id_sealed is not null order by id limit $2"
            ),
            Self::EmployeeNumber => sql!(
                "select company, employee_id, national_id_sealed, national_id_lookup ",
                "from employee where national_id_sealed is not null ",
                "and (company > $1 or company = $1 and employee_id > $2) ",
                "order by company, employee_id limit $3"
            ),
            Self::CardSecret => {
                sql!("select id, eid, secret from card where id > $1 order by id limit $2")
            }
            Self::OtpSecret => {
                sql!("select id, secret from otp_token where id > $1 order by id limit $2")
            }
            Self::SigningKey => {
                sql!("select kid, sealed from signing_key where kid > $1 order by kid limit $2")
            }
            Self::OutboxBody => sql!(
                "select id, person, body from outbox where id > $1 and body is not null ",
                "order by id limit $2"
            ),
            Self::UpstreamKey => sql!(
                "select method, sealed from upstream_key where method > $1 ",
                "order by method limit $2"
            ),
        }
    }

    fn save(self) -> &'static Sql {
        match self {
            Self::PersonNumber => sql!(
                "update person set national_id_sealed = $2, national_id_lookup = $3 ",
                "where id = $4 and national_id_sealed = $1"
            ),
            Self::EmployeeNumber => sql!(
                "update employee set national_id_sealed = $2, national_id_lookup = $3 ",
                "where company = $4 and employee_id = $5 and national_id_sealed = $1"
            ),
            Self::CardSecret => {
                sql!("update card set secret = $2 where id = $3 and secret = $1")
            }
            Self::OtpSecret => {
                sql!("update otp_token set secret = $2 where id = $3 and secret = $1")
            }
            Self::SigningKey => {
                sql!("update signing_key set sealed = $2 where kid = $3 and sealed = $1")
            }
            Self::OutboxBody => sql!("update outbox set body = $2 where id = $3 and body = $1"),
            Self::UpstreamKey => {
                sql!("update upstream_key set sealed = $2 where method = $3 and sealed = $1")
            }
        }
    }

    fn count(self) -> &'static Sql {
        macro_rules! count {
            ($table:literal, $column:literal) => {
                sql!(
                    "select count(*) from ",
                    $table,
                    " where ",
                    $column,
                    " >= $1 and ",
                    $column,
                    " < $2"
                )
            };
        }
        match self {
            Self::PersonNumber => count!("person", "national_id_sealed"),
            Self::EmployeeNumber => count!("employee", "national_id_sealed"),
            Self::CardSecret => count!("card", "secret"),
            Self::OtpSecret => count!("otp_token", "secret"),
            Self::SigningKey => count!("signing_key", "sealed"),
            Self::OutboxBody => count!("outbox", "body"),
            Self::UpstreamKey => count!("upstream_key", "sealed"),
        }
    }

    fn load(self, row: Row) -> Result<SealedRow, StoreError> {
        let (table, column) = self.name();
        let mut row = row.of(table);
        let (key, owner) = match self {
            Self::PersonNumber | Self::CardSecret | Self::OutboxBody => {
                (RowKey::Id(row.blob("id")?), row.blob("owner")?)
            }
            Self::OtpSecret => (RowKey::Id(row.blob("id")?), Vec::new()),
            Self::SigningKey => (RowKey::Word(row.text("kid")?), Vec::new()),
            Self::UpstreamKey => (RowKey::Word(row.text("method")?), Vec::new()),
            Self::EmployeeNumber => {
                let key = RowKey::Employee(row.text("company")?, row.text("employee_id")?);
                (key, Vec::new())
            }
        };
        let sealed = Sealed(row.blob(column)?);
        let lookup = match self {
            Self::PersonNumber | Self::EmployeeNumber => {
                Some(Lookup(row.blob("national_id_lookup")?))
            }
            Self::CardSecret
            | Self::OtpSecret
            | Self::SigningKey
            | Self::OutboxBody
            | Self::UpstreamKey => None,
        };
        Ok(SealedRow {
            key,
            owner,
            sealed,
            lookup,
        })
    }
}

impl RowKey {
    fn values(&self) -> Vec<Value<'_>> {
        match self {
            Self::Id(id) => vec![Value::Blob(id)],
            Self::Word(word) => vec![Value::Text(word)],
            Self::Employee(company, id) => vec![Value::Text(company), Value::Text(id)],
        }
    }
}

/// At most `limit` rows of a column in the order of their keys, after a key.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn sealed_page(
    tx: &mut Tx<'_>,
    column: SealedColumn,
    after: &RowKey,
    limit: u32,
) -> Result<Vec<SealedRow>, StoreError> {
    let mut values = after.values();
    values.push(limit.into());
    all(tx, column.page(), &values, |row| column.load(row)).await
}

/// Puts another sealed value, and look-up value, into a row that still holds `was`.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn sealed_save(
    tx: &mut Tx<'_>,
    column: SealedColumn,
    was: &Sealed,
    row: &SealedRow,
) -> Result<Spend, StoreError> {
    let mut values = values![was, &row.sealed].to_vec();
    if let Some(lookup) = &row.lookup {
        values.push(lookup.into());
    }
    values.extend(row.key.values());
    spend(tx, column.save(), &values).await
}

/// How many values of a column begin with these bytes: those that one key sealed.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn sealed_count(
    tx: &mut Tx<'_>,
    column: SealedColumn,
    beginning: &[u8],
) -> Result<u64, StoreError> {
    counted(tx, column.count(), beginning).await
}

/// How many look-up values of national numbers and of letters' numbers begin with these bytes.
/// Those of letters are never made anew, since the numbers are on paper only: they end with their
/// letters.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn number_lookup_count(tx: &mut Tx<'_>, beginning: &[u8]) -> Result<u64, StoreError> {
    let people = sql!(
        "select count(*) from person ",
        "where national_id_lookup >= $1 and national_id_lookup < $2"
    );
    let employees = sql!(
        "select count(*) from employee ",
        "where national_id_lookup >= $1 and national_id_lookup < $2"
    );
    let letters = sql!("select count(*) from letter where number >= $1 and number < $2");
    let mut sum = 0;
    for table in [people, employees, letters] {
        sum += counted(tx, table, beginning).await?;
    }
    Ok(sum)
}

/// How many passwords and temporary passwords were hashed with the pepper of this id.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn pepper_count(tx: &mut Tx<'_>, id: &str) -> Result<u64, StoreError> {
    let people = sql!("select count(*) from eid where password like $1 or temporary like $1");
    // A letter that was used or replaced still tells its holder so.
    let letters = sql!("select count(*) from letter where temporary like $1");
    let hashed = format!("{id}$%");
    let hashed = values![&hashed];
    Ok(number(tx, people, hashed).await? + number(tx, letters, hashed).await?)
}

/// How many cards that may still be used were ordered before a moment.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn card_count_before(
    tx: &mut Tx<'_>,
    before: lykill_core::Timestamp,
) -> Result<u64, StoreError> {
    let select =
        sql!("select count(*) from card where state in ('active', 'dormant') and ordered_at <= $1");
    number(tx, select, values![before]).await
}

async fn counted(tx: &mut Tx<'_>, sql: &Sql, beginning: &[u8]) -> Result<u64, StoreError> {
    // Bytes compare from the left, so what begins with them lies before their successor.
    let mut end = beginning.to_vec();
    if let Some(last) = end.last_mut() {
        *last = last.saturating_add(1);
    }
    number(tx, sql, values![beginning, end.as_slice()]).await
}

async fn number(tx: &mut Tx<'_>, sql: &Sql, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let row = tx.fetch_one(sql, values).await?;
    let count = row.map(|row| row.number()).transpose()?.unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}
