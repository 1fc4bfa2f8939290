//! The commands about what leaves the house.

use super::command::{AdminReply, OutboxToList};
use lykill_operations::receipt::{ListFilter, list as list_rows};
use lykill_operations::{Context, Error};
use lykill_store::{OutboxListed, OutboxState};
use serde_json::json;

pub(super) async fn list(ctx: &Context, wanted: OutboxToList) -> Result<AdminReply, Error> {
    let Some(state) = OutboxState::from_word(&wanted.state) else {
        return Ok(AdminReply::refused(format!(
            "state: {:?} is none",
            wanted.state
        )));
    };
    let person = wanted.person.as_deref().map(str::parse).transpose();
    let Ok(person) = person else {
        return Ok(AdminReply::refused("person: this is no person's id"));
    };
    let filter = ListFilter {
        state,
        person,
        kind: wanted.kind,
        limit: wanted.limit,
    };
    let rows = list_rows(ctx, filter).await?.into_iter();
    Ok(AdminReply::Done {
        result: rows.map(row).collect(),
    })
}

fn row(listed: OutboxListed) -> serde_json::Value {
    json!({
        "id": listed.id,
        "kind": listed.kind,
        "state": listed.state.word(),
        "person": listed.person,
        "attempts": listed.attempts,
        "last_error": listed.last_error,
        "created_at": listed.created_at.to_jiff().to_string(),
        "ended_at": listed.ended_at.map(|at| at.to_jiff().to_string()),
        "receipt": listed.receipt.map(|receipt| receipt.word()),
        "told_at": listed.told_at.map(|at| at.to_jiff().to_string()),
    })
}
