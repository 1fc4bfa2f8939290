//! Importing a company's register: every row is right, or nothing is imported.

use crate::person::sealed_number;
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::id::CompanyId;
use lykill_crypto::pure::seal::SealError;
use lykill_issuer::company::{RegisterRow, RowError, parse_register};
use lykill_issuer::types::Employee;
use lykill_store::company::company_fetch;
use lykill_store::employee::employee_save;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Rows that one transaction takes, so that logins pass between two of them.
const CHUNK_ROWS: usize = 50;

/// How much was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Rows that were added or changed.
    pub rows: usize,
}

/// Why a register cannot be imported. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// There is no company of this id.
    #[error("no company has this id; `lykill company list` shows them")]
    NoSuchCompany,
    /// Rows of the file are wrong.
    #[error("{} rows of the file are wrong; nothing was imported", .0.len())]
    Rows(Vec<RowError>),
}

/// Reads a register without importing it; gives the number of rows.
///
/// # Errors
/// [`ImportRefusal::Rows`] with every wrong row.
pub fn check_employees(ctx: &Context, csv: &[u8]) -> Result<usize, ImportRefusal> {
    let rows = parse_register(csv, ctx.settings.profile).map_err(ImportRefusal::Rows)?;
    Ok(rows.len())
}

/// Imports a register: adds new rows and changes known ones by `employee_id`. Rows that the
/// file lacks stay; links are never changed by an import.
///
/// # Errors
/// [`Error`] when the database cannot answer; then some rows may be imported, and the same file
/// can be imported again.
pub async fn import_employees(
    ctx: &Context,
    call: &Call,
    company: &str,
    csv: &[u8],
) -> Result<Result<Imported, ImportRefusal>, Error> {
    let rows = match parse_register(csv, ctx.settings.profile) {
        Ok(rows) => rows,
        Err(errors) => return Ok(Err(ImportRefusal::Rows(errors))),
    };
    let Ok(company) = company.parse::<CompanyId>() else {
        return Ok(Err(ImportRefusal::NoSuchCompany));
    };
    let known = company.clone();
    let found = ctx.db.read_long(move |tx| {
        let known = known.clone();
        Box::pin(async move { company_fetch(tx, &known).await })
    });
    if found.await?.is_none() {
        return Ok(Err(ImportRefusal::NoSuchCompany));
    }
    for chunk in rows.chunks(CHUNK_ROWS) {
        let employees = chunk.iter().map(|row| employee(ctx, &company, row));
        let employees = employees.collect::<Result<_, _>>()?;
        save(ctx, call, &company, employees).await?;
    }
    Ok(Ok(Imported { rows: rows.len() }))
}

fn employee(ctx: &Context, company: &CompanyId, row: &RegisterRow) -> Result<Employee, SealError> {
    let key = format!("{company}\n{}", row.employee_id);
    let number = row.national_id.as_ref();
    let seal = |number| sealed_number(ctx, "employee", key.as_bytes(), number);
    Ok(Employee {
        company: company.clone(),
        employee_id: row.employee_id.clone(),
        name: row.name.clone(),
        national_id: number.map(seal).transpose()?,
        work_email: row.work_email.clone(),
    })
}

async fn save(
    ctx: &Context,
    call: &Call,
    company: &CompanyId,
    employees: Vec<Employee>,
) -> Result<(), Error> {
    let job = Arc::new((ctx.clone(), *call, company.clone(), employees));
    let saved = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, company, employees) = job.as_ref();
            save_chunk(tx, (ctx, call), company, employees).await
        })
    });
    Ok(saved.await?)
}

async fn save_chunk(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    company: &CompanyId,
    employees: &[Employee],
) -> Result<Commit<()>, Rollback> {
    for employee in employees {
        employee_save(tx, employee).await?;
    }
    Record::new(ctx, call, ctx.now(), AuditKind::EmployeesImported)
        .company(company)
        .detail(format!("{} rows", employees.len()))
        .save(tx)
        .await?;
    Ok(Commit(()))
}
