//! What the linking rule needs to know about a person at a client's company.

use crate::Context;
use crate::person::number_lookups;
use lykill_broker::outcome::{EmployeeRow, LinkFacts};
use lykill_core::Lookup;
use lykill_issuer::types::{Employee, Person};
use lykill_oauth::types::Client;
use lykill_store::employee::{employee_by_national_id, employee_fetch};
use lykill_store::link::{link_by_employee, link_find};
use lykill_store::{StoreError, Tx};

/// Looks the person up in the register of the client's company, by national number only: no
/// link is ever found or made by comparing e-mail addresses (security.md case 61).
pub(crate) async fn link_facts(
    tx: &mut Tx<'_>,
    ctx: &Context,
    client: &Client,
    person: &Person,
) -> Result<LinkFacts, StoreError> {
    let Some(company) = &client.lykill_company else {
        return Ok(LinkFacts::default());
    };
    let existing = link_find(tx, person.id, company).await?;
    let own = number_lookups(ctx, person)?;
    let mut rows = Vec::new();
    for lookup in &own {
        rows.extend(employee_by_national_id(tx, company, lookup).await?);
    }
    if let Some(link) = &existing
        && !rows.iter().any(|row| row.employee_id == link.employee_id)
    {
        let linked = employee_fetch(tx, company, &link.employee_id).await?;
        rows.extend(linked.filter(|row| may_be(row, &own)));
    }
    let taken_by_other = match rows.as_slice() {
        [row] => link_by_employee(tx, company, &row.employee_id)
            .await?
            .is_some_and(|link| link.person != person.id),
        _ => false,
    };
    let employees = rows.into_iter().map(row).collect();
    Ok(LinkFacts {
        existing,
        employees,
        taken_by_other,
    })
}

/// Whether a row that is linked may still be this person's: one that bears another's number was
/// given away (security.md case 66).
fn may_be(row: &Employee, own: &[Lookup]) -> bool {
    row.national_id
        .as_ref()
        .is_none_or(|number| own.contains(&number.lookup))
}

fn row(employee: Employee) -> EmployeeRow {
    EmployeeRow {
        company: employee.company,
        employee_id: employee.employee_id,
        work_email: employee.work_email.as_str().to_owned(),
    }
}
