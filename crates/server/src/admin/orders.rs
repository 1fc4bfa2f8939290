//! The commands about orders that wait for a second person.

use super::command::AdminReply;
use super::execute::answer;
use super::wanted::OrderToDecide;
use lykill_operations::order::{self, Approved, OrderSummary, Placed};
use lykill_operations::{Call, Context, Error};
use serde_json::{Value, json};

/// What came of an order: what was made, or what waits.
pub(super) fn placed<T>(placed: Placed<T>, made: impl FnOnce(T) -> Value) -> Value {
    match placed {
        Placed::Made(thing) => made(thing),
        Placed::Held(held) => json!({
            "held": held.order,
            "expires_at": held.expires_at.to_jiff().to_string(),
            "next": format!("another person: lykill order approve {}", held.order),
        }),
    }
}

pub(super) async fn list(ctx: &Context, limit: u32) -> Result<AdminReply, Error> {
    let row = |OrderSummary { order, user_id }: OrderSummary| {
        json!({
            "order": order.id,
            "user_id": user_id,
            "kind": order.what.word(),
            "ordered_by": order.asked_by.as_str(),
            "by_telephone": order.by_telephone,
            "ordered_at": order.asked_at.to_jiff().to_string(),
            "expires_at": order.expires_at.to_jiff().to_string(),
        })
    };
    let rows = order::list(ctx, limit).await?.into_iter().map(row);
    Ok(AdminReply::Done {
        result: rows.collect(),
    })
}

pub(super) async fn approve(
    ctx: &Context,
    call: &Call,
    wanted: &OrderToDecide,
) -> Result<AdminReply, Error> {
    let id = &wanted.order;
    let approved = order::approve(ctx, call, id, &wanted.by).await?;
    Ok(answer(approved.map(|approved| match approved {
        Approved::Card(label) => json!({ "approved": id, "label": label }),
        Approved::Letters(until) => {
            json!({ "approved": id, "valid_until": until.to_jiff().to_string() })
        }
    })))
}

pub(super) async fn refuse(
    ctx: &Context,
    call: &Call,
    wanted: &OrderToDecide,
) -> Result<AdminReply, Error> {
    let id = &wanted.order;
    let refused = order::refuse(ctx, call, id, &wanted.by).await?;
    Ok(answer(refused.map(|()| json!({ "refused": id }))))
}
