//! What the linking rule needs to know about a person at a client's company.

use lykill_broker::login::{EmployeeFacts, LinkFacts};
use lykill_issuer::types::{Employee, Person};
use lykill_oauth::types::Client;
use lykill_store::company::employee_by_national_id;
use lykill_store::link::{link_by_employee, link_find};
use lykill_store::{StoreError, Tx};

/// Looks the person up in the register of the client's company, by national number only: no
/// link is ever found or made by comparing e-mail addresses (security.md case 61).
pub(crate) async fn link_facts(
    tx: &mut Tx<'_>,
    client: &Client,
    person: &Person,
) -> Result<LinkFacts, StoreError> {
    let Some(company) = &client.lykill_company else {
        return Ok(LinkFacts {
            existing: None,
            employee: EmployeeFacts::None,
            taken_by_other: false,
        });
    };
    let existing = link_find(tx, person.id, company).await?;
    let rows = match &person.national_id {
        Some(number) => employee_by_national_id(tx, company, &number.lookup).await?,
        None => Vec::new(),
    };
    let taken_by_other = match rows.as_slice() {
        [row] => link_by_employee(tx, company, &row.employee_id)
            .await?
            .is_some_and(|link| link.person != person.id),
        _ => false,
    };
    Ok(LinkFacts { existing, employee: employee_facts(rows), taken_by_other })
}

fn employee_facts(mut rows: Vec<Employee>) -> EmployeeFacts {
    match (rows.pop(), rows.is_empty()) {
        (None, _) => EmployeeFacts::None,
        (Some(_), false) => EmployeeFacts::Several,
        (Some(row), true) => EmployeeFacts::One {
            company: row.company,
            employee_id: row.employee_id,
            work_email: row.work_email.as_str().to_owned(),
        },
    }
}
