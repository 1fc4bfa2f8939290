//! Companies: the tenants.

use crate::dialect::sql;
use crate::person::display_name;
use crate::tx::{all, one, spend};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::Spend;
use lykill_core::id::CompanyId;
use lykill_issuer::types::Company;

pub(crate) fn load(row: Row) -> Result<Company, StoreError> {
    let mut row = row.of("company");
    Ok(Company {
        id: row.parsed("id")?,
        name: display_name(&mut row)?,
        payroll: row.json("payroll")?,
        created_at: row.moment("created_at")?,
    })
}

/// Adds a company; [`Spend::AlreadySpent`] when its id is taken.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn company_insert(tx: &mut Tx<'_>, company: &Company) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into company (id, name, payroll, created_at) values ($1, $2, $3, $4) ",
        "on conflict do nothing"
    );
    let payroll = json(&company.payroll)?;
    let values = values![
        &company.id,
        company.name.as_str(),
        &payroll,
        company.created_at
    ];
    spend(tx, insert, values).await
}

/// A company.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn company_fetch(tx: &mut Tx<'_>, id: &CompanyId) -> Result<Option<Company>, StoreError> {
    let select = sql!("select id, name, payroll, created_at from company where id = $1");
    one(tx, select, values![id], load).await
}

/// All companies in the order of their ids.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn company_list(tx: &mut Tx<'_>) -> Result<Vec<Company>, StoreError> {
    all(
        tx,
        sql!("select id, name, payroll, created_at from company order by id"),
        &[],
        load,
    )
    .await
}
