//! The people of a deployment, for the operator.

use crate::{Context, Error};
use lykill_core::id::PersonId;
use lykill_issuer::types::EidState;
use lykill_store::eid::eid_by_person;
use lykill_store::person::person_list;

/// A person with an eID, without what the list does not need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// The person.
    pub person: PersonId,
    /// The name; none for a protected identity.
    pub name: Option<String>,
    /// The user id of the eID.
    pub user_id: String,
    /// `awaits-activation`, `active` or `blocked`.
    pub state: &'static str,
}

/// Lists at most `limit` people with their eIDs, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, limit: u32) -> Result<Vec<PersonSummary>, Error> {
    let people = ctx.db.read_long(move |tx| {
        Box::pin(async move {
            let mut rows = Vec::new();
            for person in person_list(tx, limit, None).await? {
                for eid in eid_by_person(tx, person.id).await? {
                    rows.push(PersonSummary {
                        person: person.id,
                        name: person.told_name().map(ToString::to_string),
                        user_id: eid.user_id.as_str().to_owned(),
                        state: state_word(&eid.state),
                    });
                }
            }
            Ok(rows)
        })
    });
    Ok(people.await?)
}

const fn state_word(state: &EidState) -> &'static str {
    match state {
        EidState::AwaitsActivation { .. } => "awaits-activation",
        EidState::Active { .. } => "active",
        EidState::Blocked { .. } => "blocked",
    }
}
