//! Links between people and their work addresses. The schema itself allows one living link for
//! a person at a company, and one for an employee of it (security.md case 66).

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_broker::types::Link;
use lykill_core::id::{CompanyId, LinkId, PersonId};
use lykill_core::{Spend, Timestamp};

macro_rules! columns {
    () => {
        "id, person, company, employee_id, work_email, linked_at"
    };
}

pub(crate) fn load(row: Row) -> Result<Link, StoreError> {
    let mut row = row.of("link");
    Ok(Link {
        id: row.id("id")?,
        person: row.id("person")?,
        company: row.parsed("company")?,
        employee_id: row.text("employee_id")?,
        work_email: row.text("work_email")?,
        linked_at: row.moment("linked_at")?,
    })
}

/// Makes a link; [`Spend::AlreadySpent`] when the person or the employee has a living one at
/// this company.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when there is no such person or
/// company.
pub async fn link_insert(tx: &mut Tx<'_>, link: &Link) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into link (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
    );
    let values = values![
        &link.id,
        &link.person,
        &link.company,
        &link.employee_id,
        &link.work_email,
        link.linked_at,
    ];
    spend(tx, insert, values).await
}

/// A person's living link at a company.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn link_find(
    tx: &mut Tx<'_>,
    person: PersonId,
    company: &CompanyId,
) -> Result<Option<Link>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from link where person = $1 and company = $2 and released_at is null"
    );
    one(tx, select, values![&person, company], load).await
}

/// The living link of an employee of a company.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn link_by_employee(
    tx: &mut Tx<'_>,
    company: &CompanyId,
    employee_id: &str,
) -> Result<Option<Link>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from link where company = $1 and employee_id = $2 and released_at is null"
    );
    one(tx, select, values![company, employee_id], load).await
}

/// Living links, oldest first: of a person, of a company, of both, or all.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn link_list(
    tx: &mut Tx<'_>,
    person: Option<PersonId>,
    company: Option<&CompanyId>,
) -> Result<Vec<Link>, StoreError> {
    macro_rules! living {
        ($($condition:literal)?) => {
            sql!(
                "select ",
                columns!(),
                " from link where released_at is null ",
                $($condition,)?
                " order by linked_at, id"
            )
        };
    }
    match (person, company) {
        (None, None) => all(tx, living!(), &[], load).await,
        (Some(person), None) => all(tx, living!("and person = $1"), values![&person], load).await,
        (None, Some(company)) => all(tx, living!("and company = $1"), values![company], load).await,
        (Some(person), Some(company)) => {
            let select = living!("and person = $1 and company = $2");
            all(tx, select, values![&person, company], load).await
        }
    }
}

/// Releases a living link; the row stays as history.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn link_release(tx: &mut Tx<'_>, id: LinkId, at: Timestamp) -> Result<Spend, StoreError> {
    let update = sql!("update link set released_at = $2 where id = $1 and released_at is null");
    spend(tx, update, values![&id, at]).await
}
