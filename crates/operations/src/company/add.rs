//! Adding a company: its payroll contact is required, since the linking page names it.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::DisplayName;
use lykill_core::audit::AuditKind;
use lykill_core::id::{CompanyId, NotAName};
use lykill_core::name::NotADisplayName;
use lykill_issuer::company::{NotAnEmail, email};
use lykill_issuer::types::{Company, PayrollContact};
use lykill_store::company::{company_insert, company_list};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// A company as the operator adds it.
#[derive(Debug, Clone)]
pub struct NewCompany {
    /// Its id, chosen by the operator.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whom an employee asks who cannot read the work mailbox.
    pub payroll_name: String,
    /// That contact's address.
    pub payroll_email: String,
    /// That contact's telephone number.
    pub payroll_phone: String,
}

/// Why a company cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompanyRefusal {
    /// The id has other characters or is too long.
    #[error("company id: {0}")]
    Id(#[from] NotAName),
    /// A name cannot be shown.
    #[error("name: {0}")]
    Name(#[from] NotADisplayName),
    /// The contact's address is none.
    #[error("payroll e-mail: {0}")]
    Email(#[from] NotAnEmail),
    /// There is a company of this id.
    #[error("company id: it is taken")]
    Taken,
}

/// Adds a company.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn add(
    ctx: &Context,
    call: &Call,
    new: NewCompany,
) -> Result<Result<CompanyId, CompanyRefusal>, Error> {
    let company = match check(ctx, &new) {
        Ok(company) => company,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let job = Arc::new((ctx.clone(), *call, company));
    let added = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, company) = job.as_ref();
            save(tx, ctx, call, company).await
        })
    });
    Ok(added.await?)
}

fn check(ctx: &Context, new: &NewCompany) -> Result<Company, CompanyRefusal> {
    let phone: String = DisplayName::parse(&new.payroll_phone)?.into();
    let name = DisplayName::parse(&new.payroll_name)?;
    let payroll = PayrollContact {
        name,
        email: email(&new.payroll_email)?,
        phone,
    };
    let (id, name) = (new.id.parse()?, DisplayName::parse(&new.name)?);
    Ok(Company {
        id,
        name,
        payroll,
        created_at: ctx.now(),
    })
}

async fn save(
    tx: &mut Tx<'_>,
    ctx: &Context,
    call: &Call,
    company: &Company,
) -> Result<Commit<Result<CompanyId, CompanyRefusal>>, Rollback> {
    if !company_insert(tx, company).await?.is_spent() {
        return Ok(Commit(Err(CompanyRefusal::Taken)));
    }
    let row = Record::new(ctx, call, company.created_at, AuditKind::CompanyAdded);
    row.company(&company.id).save(tx).await?;
    Ok(Commit(Ok(company.id.clone())))
}

/// All companies, by id.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context) -> Result<Vec<Company>, Error> {
    let companies = ctx
        .db
        .read_long(|tx| Box::pin(async move { company_list(tx).await }));
    Ok(companies.await?)
}
