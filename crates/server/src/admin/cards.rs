//! The commands about key cards.

use super::command::AdminReply;
use super::execute::answer;
use super::orders::placed;
use super::wanted::{CardToOrder, asked};
use lykill_operations::card::{self, CardSummary};
use lykill_operations::{Call, Context, Error};
use serde_json::json;

pub(super) async fn order(
    ctx: &Context,
    call: &Call,
    wanted: CardToOrder,
) -> Result<AdminReply, Error> {
    let how = (wanted.format, asked(wanted.by, wanted.by_telephone));
    let ordered = card::order(ctx, call, &wanted.user_id, how).await?;
    let made = |card: card::CardOrdered| json!({ "card": card.card, "label": card.label });
    Ok(answer(ordered.map(|ordered| placed(ordered, made))))
}

pub(super) async fn block(
    ctx: &Context,
    call: &Call,
    (label, reason): (&str, &str),
) -> Result<AdminReply, Error> {
    let blocked = card::block(ctx, call, label, reason).await?;
    Ok(answer(blocked.map(|()| json!({ "blocked": label }))))
}

pub(super) async fn list(ctx: &Context, user_id: &str) -> Result<AdminReply, Error> {
    let cards = card::list(ctx, user_id).await?;
    let row = |card: CardSummary| {
        json!({
            "label": card.label,
            "state": card.state,
            "keys_left": card.keys_left,
            "ordered_at": card.ordered_at.to_jiff().to_string(),
        })
    };
    Ok(answer(
        cards.map(|cards| cards.into_iter().map(row).collect()),
    ))
}

pub(super) async fn threshold(
    ctx: &Context,
    call: &Call,
    (user_id, keys_left): (&str, &str),
) -> Result<AdminReply, Error> {
    let set = card::set_threshold(ctx, call, user_id, keys_left).await?;
    Ok(answer(set.map(
        |keys_left| json!({ "user_id": user_id, "next_card_at": keys_left }),
    )))
}
