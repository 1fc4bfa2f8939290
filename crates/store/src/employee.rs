//! The registers of the companies: who works there under which address.

use crate::dialect::sql;
use crate::person::{display_name, national_id};
use crate::tx::{all, one};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::Lookup;
use lykill_core::id::CompanyId;
use lykill_issuer::types::{EmailAddress, Employee};

macro_rules! columns {
    () => {
        "company, employee_id, name, national_id_sealed, national_id_lookup, work_email"
    };
}

pub(crate) fn load(row: Row) -> Result<Employee, StoreError> {
    let mut row = row.of("employee");
    Ok(Employee {
        company: row.parsed("company")?,
        employee_id: row.text("employee_id")?,
        name: display_name(&mut row)?,
        national_id: national_id(&mut row)?,
        work_email: EmailAddress::from_checked(row.text("work_email")?),
    })
}

/// Stores a row of the register, new or changed.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when there is no such company.
pub async fn employee_save(tx: &mut Tx<'_>, employee: &Employee) -> Result<(), StoreError> {
    let save = sql!(
        "insert into employee (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6) on conflict (company, employee_id) do update ",
        "set name = excluded.name, national_id_sealed = excluded.national_id_sealed, ",
        "national_id_lookup = excluded.national_id_lookup, work_email = excluded.work_email"
    );
    let national_id = employee.national_id.as_ref();
    let values = values![
        &employee.company,
        &employee.employee_id,
        employee.name.as_str(),
        national_id.map(|number| &number.sealed),
        national_id.map(|number| &number.lookup),
        employee.work_email.as_str(),
    ];
    tx.send(save, values).await
}

/// The rows of a company's register with this national number; several when one person is
/// employed there twice.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn employee_by_national_id(
    tx: &mut Tx<'_>,
    company: &CompanyId,
    lookup: &Lookup,
) -> Result<Vec<Employee>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from employee where company = $1 and national_id_lookup = $2 order by employee_id"
    );
    all(tx, select, values![company, lookup], load).await
}

/// One row of a company's register.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn employee_fetch(
    tx: &mut Tx<'_>,
    company: &CompanyId,
    employee_id: &str,
) -> Result<Option<Employee>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from employee where company = $1 and employee_id = $2"
    );
    one(tx, select, values![company, employee_id], load).await
}

/// A company's register in the order of its employee ids.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn employee_list(
    tx: &mut Tx<'_>,
    company: &CompanyId,
) -> Result<Vec<Employee>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from employee where company = $1 order by employee_id"
    );
    all(tx, select, values![company], load).await
}
