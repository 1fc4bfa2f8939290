//! The commands about key cards and letters of codes.

use super::command::AdminReply;
use super::execute::answer;
use super::orders::placed;
use super::wanted::{CardToOrder, LabelAndWhy, LettersToOrder, ThresholdToSet, asked};
use lykill_operations::card::{self, CardSummary};
use lykill_operations::{Call, Context, Error, pin_letter};
use serde_json::{Value, json};

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
    wanted: &LabelAndWhy,
) -> Result<AdminReply, Error> {
    let LabelAndWhy { label, reason } = wanted;
    let blocked = card::block(ctx, call, label, reason).await?;
    Ok(answer(blocked.map(|()| json!({ "blocked": label }))))
}

pub(super) async fn list(ctx: &Context, user_id: &str) -> Result<AdminReply, Error> {
    let cards = card::list(ctx, user_id).await?;
    let rows = |cards: Vec<_>| cards.iter().map(|card| row(card, "keys_left")).collect();
    Ok(answer(cards.map(rows)))
}

fn row(card: &CardSummary, left: &str) -> Value {
    json!({
        "label": card.label,
        "state": card.state,
        left: card.keys_left,
        "ordered_at": card.ordered_at.to_jiff().to_string(),
    })
}

pub(super) async fn order_letter(
    ctx: &Context,
    call: &Call,
    wanted: LettersToOrder,
) -> Result<AdminReply, Error> {
    let how = asked(wanted.by, wanted.by_telephone);
    let ordered = pin_letter::order(ctx, call, &wanted.user_id, how).await?;
    let made = |letter: card::CardOrdered| json!({ "letter": letter.card, "label": letter.label });
    Ok(answer(ordered.map(|ordered| placed(ordered, made))))
}

pub(super) async fn block_letter(
    ctx: &Context,
    call: &Call,
    wanted: &LabelAndWhy,
) -> Result<AdminReply, Error> {
    let LabelAndWhy { label, reason } = wanted;
    let blocked = pin_letter::block(ctx, call, label, reason).await?;
    Ok(answer(blocked.map(|()| json!({ "blocked": label }))))
}

pub(super) async fn list_letters(ctx: &Context, user_id: &str) -> Result<AdminReply, Error> {
    let letters = pin_letter::list(ctx, user_id).await?;
    let rows = |letters: Vec<_>| letters.iter().map(|one| row(one, "codes_left")).collect();
    Ok(answer(letters.map(rows)))
}

pub(super) async fn threshold(
    ctx: &Context,
    call: &Call,
    wanted: &ThresholdToSet,
) -> Result<AdminReply, Error> {
    let ThresholdToSet { user_id, keys_left } = wanted;
    let set = card::set_threshold(ctx, call, user_id, keys_left).await?;
    Ok(answer(set.map(
        |keys_left| json!({ "user_id": user_id, "next_card_at": keys_left }),
    )))
}
