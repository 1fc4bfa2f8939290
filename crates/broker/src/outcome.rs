//! What follows an authentication: the answer to the service, the linking of a work account, or a
//! refusal that says why.

use crate::types::{AwaitedLink, Link, RefusedReason};
use lykill_core::id::CompanyId;
use lykill_core::level::meets;
use lykill_core::{Level, Proof, Rights};

/// What is known once somebody is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AfterProof {
    /// The level that the service asks for.
    pub asked: Level,
    /// The level that was reached: [`crate::level::of`] the proof, or the session's.
    pub reached: Level,
    /// What the rules of age and number let this person do at this service.
    pub rights: Result<Rights, RefusedReason>,
    /// What [`crate::network::permits`] says of the trusted peer address now.
    pub network_ok: bool,
    /// Whether the service demands a linked work account (`lykill_require_linked_email`).
    pub needs_link: bool,
    /// What is known of the person's work account at the service's company; for a service
    /// without a company, [`LinkFacts::default`].
    pub link: LinkFacts,
}

/// What is known of a person's work account at one company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFacts {
    /// The person's link at this company.
    pub existing: Option<Link>,
    /// The register's rows of this person at this company: those with the person's national
    /// number, and the row that an existing link names.
    pub employees: Vec<EmployeeRow>,
    /// Whether another person is linked to the one row. Decided again, by a unique key, when the
    /// link is made.
    pub taken_by_other: bool,
}

/// One row of the register, as far as linking needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeRow {
    /// The employer.
    pub company: CompanyId,
    /// The employer's id of the employee.
    pub employee_id: String,
    /// The address in the register now.
    pub work_email: String,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The login ends with a page that says why.
    Refuse(RefusedReason),
    /// The work account must be linked first.
    Link(AwaitedLink),
    /// The service gets its answer.
    Done {
        /// The linked address at the service's company, when there is one.
        work_email: Option<String>,
    },
}

/// Decides what follows a proof: network, level, age, link, in this order, so that somebody at a
/// forbidden place learns nothing of the person's records.
pub fn after_proof(proof: &Proof, facts: &AfterProof) -> Next {
    match decide(facts) {
        Decision::Refuse(reason) => Next::Refuse(reason),
        Decision::Done(work_email) => Next::Done { work_email },
        Decision::Link(row) => Next::Link(AwaitedLink {
            proof: proof.clone(),
            company: row.company,
            employee_id: row.employee_id,
            work_email: row.work_email,
            tries: 0,
        }),
    }
}

/// What of an earlier answer holds still, by the same decision: the linked address, when there is
/// one. A link that would have to be made anew has lapsed.
///
/// # Errors
/// [`RefusedReason`], [`RefusedReason::NotEmployed`] for a lapsed link.
pub fn still_holds(facts: &AfterProof) -> Result<Option<String>, RefusedReason> {
    match decide(facts) {
        Decision::Refuse(reason) => Err(reason),
        Decision::Done(work_email) => Ok(work_email),
        Decision::Link(_) => Err(RefusedReason::NotEmployed),
    }
}

/// The same decision without a proof at hand.
pub(crate) enum Decision {
    Refuse(RefusedReason),
    Link(EmployeeRow),
    Done(Option<String>),
}

pub(crate) fn decide(facts: &AfterProof) -> Decision {
    if !facts.network_ok {
        return Decision::Refuse(RefusedReason::Network);
    }
    if !meets(facts.reached, facts.asked) {
        return Decision::Refuse(RefusedReason::Level);
    }
    if let Err(reason) = facts.rights {
        return Decision::Refuse(reason);
    }
    match work_account(&facts.link) {
        Ok(WorkAccount::Linked(work_email)) => Decision::Done(Some(work_email)),
        _ if !facts.needs_link => Decision::Done(None),
        Ok(WorkAccount::ToLink(row)) => Decision::Link(row),
        Err(reason) => Decision::Refuse(reason),
    }
}

enum WorkAccount {
    Linked(String),
    ToLink(EmployeeRow),
}

/// A link holds only while the register agrees with it. When the employer changed the address or
/// gave the row away, the old address may be somebody else's mailbox by now, and a silent new
/// link is what an attacker with access to the register would wish for (domain.md V4). So it is
/// refused with the words that say which link stands in the way, until `lykill link release`.
fn work_account(facts: &LinkFacts) -> Result<WorkAccount, RefusedReason> {
    if let Some(link) = &facts.existing {
        let mut rows = facts.employees.iter();
        let row =
            rows.find(|row| row.company == link.company && row.employee_id == link.employee_id);
        let row = match (row, facts.employees.is_empty()) {
            (Some(row), _) => row,
            (None, true) => return Err(RefusedReason::NotEmployed),
            (None, false) => return Err(RefusedReason::LinkedElsewhere),
        };
        return if row.work_email.eq_ignore_ascii_case(&link.work_email) {
            Ok(WorkAccount::Linked(link.work_email.clone()))
        } else {
            Err(RefusedReason::LinkedElsewhere)
        };
    }
    match facts.employees.as_slice() {
        [_] if facts.taken_by_other => Err(RefusedReason::EmployeeTaken),
        [row] => Ok(WorkAccount::ToLink(row.clone())),
        // Of several rows only the employer can say which one is meant.
        _ => Err(RefusedReason::NotEmployed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, person, proof};
    use Level::{High, Low, Substantial};
    use RefusedReason::{
        EmployeeTaken, LinkedElsewhere, Network, NoNationalId, NotEmployed, TooYoung,
    };
    use lykill_core::id::LinkId;

    const MINE: &str = "mette@fjordvik.example";

    fn row(employee_id: &str, work_email: &str) -> EmployeeRow {
        EmployeeRow {
            company: "fjordvik".parse().unwrap(),
            employee_id: employee_id.to_owned(),
            work_email: work_email.to_owned(),
        }
    }

    fn link() -> Link {
        Link {
            id: LinkId::from_slice(&[6; 16]).unwrap(),
            person: person(),
            company: "fjordvik".parse().unwrap(),
            employee_id: "1001".to_owned(),
            work_email: MINE.to_owned(),
            linked_at: at(1),
        }
    }

    fn facts(link: LinkFacts) -> AfterProof {
        AfterProof {
            asked: Substantial,
            reached: Substantial,
            rights: Ok(Rights::Full),
            network_ok: true,
            needs_link: true,
            link,
        }
    }

    fn known(existing: Option<Link>, employees: &[EmployeeRow], taken_by_other: bool) -> LinkFacts {
        LinkFacts {
            existing,
            employees: employees.to_vec(),
            taken_by_other,
        }
    }

    fn short(next: &Next) -> Result<String, RefusedReason> {
        match next {
            Next::Refuse(reason) => Err(*reason),
            Next::Link(link) => Ok(format!("link {} {}", link.employee_id, link.work_email)),
            Next::Done { work_email } => Ok(format!("done {work_email:?}")),
        }
    }

    #[test]
    fn case_066_each_state_of_the_register_has_its_answer() {
        let (mine, other) = (("1001", MINE), ("2", "m2@fjordvik.example"));
        let capital = ("1001", "Mette@fjordvik.example");
        let renamed = ("1001", "new@fjordvik.example");
        let (to_link, done) = (
            format!("link 1001 {MINE}"),
            format!("done {:?}", Some(MINE)),
        );
        type Rows<'a> = &'a [(&'a str, &'a str)];
        type Case<'a> = (
            &'a str,
            bool,
            Rows<'a>,
            bool,
            Result<&'a str, RefusedReason>,
        );
        let table: [Case<'_>; 10] = [
            ("not employed", false, &[], false, Err(NotEmployed)),
            ("first time", false, &[mine], false, Ok(&to_link)),
            (
                "the row is another's",
                false,
                &[mine],
                true,
                Err(EmployeeTaken),
            ),
            ("two rows", false, &[mine, other], false, Err(NotEmployed)),
            ("linked", true, &[mine], false, Ok(&done)),
            ("linked, other case", true, &[capital], false, Ok(&done)),
            ("linked, two rows", true, &[other, mine], false, Ok(&done)),
            (
                "the address changed",
                true,
                &[renamed],
                false,
                Err(LinkedElsewhere),
            ),
            (
                "a second row instead",
                true,
                &[other],
                false,
                Err(LinkedElsewhere),
            ),
            ("left the job", true, &[], false, Err(NotEmployed)),
        ];
        for (what, is_linked, rows, taken, expected) in table {
            let rows: Vec<_> = rows.iter().map(|(id, address)| row(id, address)).collect();
            let known = known(is_linked.then(link), &rows, taken);
            let found = short(&after_proof(&proof(), &facts(known)));
            assert_eq!(
                found.as_deref().map_err(|reason| *reason),
                expected,
                "{what}"
            );
        }
    }

    #[test]
    fn a_service_that_needs_no_link_learns_a_sound_one_only() {
        let of = |known| {
            let facts = AfterProof {
                needs_link: false,
                ..facts(known)
            };
            short(&after_proof(&proof(), &facts)).unwrap()
        };
        assert_eq!(of(LinkFacts::default()), "done None");
        assert_eq!(of(known(None, &[row("1001", MINE)], false)), "done None");
        let sound = known(Some(link()), &[row("1001", MINE)], false);
        assert_eq!(of(sound), format!("done {:?}", Some(MINE)));
        let stale = known(Some(link()), &[row("1001", "new@fjordvik.example")], false);
        assert_eq!(of(stale), "done None");
    }

    #[test]
    fn refusals_come_in_an_order_that_tells_strangers_least() {
        let base = facts(LinkFacts::default());
        let young = AfterProof {
            rights: Err(TooYoung),
            ..base.clone()
        };
        let low = AfterProof {
            reached: Low,
            ..young.clone()
        };
        let inside = AfterProof {
            network_ok: false,
            ..low.clone()
        };
        let no_number = AfterProof {
            rights: Err(NoNationalId),
            ..base.clone()
        };
        let table = [
            (inside, Network),
            (low, RefusedReason::Level),
            (young, TooYoung),
            (no_number, NoNationalId),
            (base, NotEmployed),
        ];
        for (facts, reason) in table {
            assert_eq!(after_proof(&proof(), &facts), Next::Refuse(reason));
        }
    }

    #[test]
    fn case_104_no_level_below_the_asked_one_is_ever_done() {
        for asked in Level::ALL {
            for reached in Level::ALL {
                let link = known(Some(link()), &[row("1001", MINE)], false);
                let facts = AfterProof {
                    asked,
                    reached,
                    ..facts(link)
                };
                let is_done = matches!(after_proof(&proof(), &facts), Next::Done { .. });
                let expected = match asked {
                    Low => true,
                    Substantial => reached != Low,
                    High => reached == High,
                };
                assert_eq!(is_done, expected, "{reached} for {asked}");
            }
        }
    }
}
