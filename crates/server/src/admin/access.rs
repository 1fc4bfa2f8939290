//! The commands by which support lets somebody in again, or keeps them out.

use super::command::AdminReply;
use super::execute::answer;
use super::orders::placed;
use super::wanted::{LettersAndWhy, PhoneToChange, WhoAndWhy, asked};
use lykill_core::Timestamp;
use lykill_operations::order::Placed;
use lykill_operations::person;
use lykill_operations::{Call, Context, Error};
use serde_json::json;
use std::fmt::Display;

pub(super) async fn block(
    ctx: &Context,
    call: &Call,
    wanted: &WhoAndWhy,
) -> Result<AdminReply, Error> {
    let WhoAndWhy { user_id, reason } = wanted;
    let blocked = person::block(ctx, call, user_id, reason).await?;
    Ok(answer(blocked.map(|()| json!({ "blocked": user_id }))))
}

pub(super) async fn phone(
    ctx: &Context,
    call: &Call,
    wanted: &PhoneToChange,
) -> Result<AdminReply, Error> {
    let PhoneToChange { user_id, phone } = wanted;
    let changed = person::change_phone(ctx, call, user_id, phone.as_deref()).await?;
    Ok(answer(changed.map(|changed| {
        let codes_from = changed.codes_from.to_jiff().to_string();
        json!({
            "user_id": user_id,
            "codes_from": phone.as_ref().map(|_| codes_from),
            "told": changed.told,
        })
    })))
}

pub(super) async fn unblock(
    ctx: &Context,
    call: &Call,
    wanted: LettersAndWhy,
) -> Result<AdminReply, Error> {
    if wanted.by_telephone {
        return Ok(AdminReply::refused(
            "a blocked eID is opened only by new proofing, never for a caller",
        ));
    }
    let how = (wanted.reason.as_str(), wanted.by);
    let opened = person::unblock(ctx, call, &wanted.user_id, how).await?;
    Ok(letters(&wanted.user_id, opened))
}

pub(super) async fn end_password(
    ctx: &Context,
    call: &Call,
    wanted: LettersAndWhy,
) -> Result<AdminReply, Error> {
    let how = (
        wanted.reason.as_str(),
        asked(wanted.by, wanted.by_telephone),
    );
    let ended = person::end_password(ctx, call, &wanted.user_id, how).await?;
    Ok(letters(&wanted.user_id, ended))
}

pub(super) async fn reopen(
    ctx: &Context,
    call: &Call,
    wanted: &WhoAndWhy,
) -> Result<AdminReply, Error> {
    let WhoAndWhy { user_id, reason } = wanted;
    let reopened = person::reopen(ctx, call, user_id, reason).await?;
    Ok(answer(reopened.map(
        |failures| json!({ "user_id": user_id, "failures": failures }),
    )))
}

/// The letters that were ordered, or the order that waits.
pub(super) fn letters<E: Display>(
    user_id: &str,
    outcome: Result<Placed<Timestamp>, E>,
) -> AdminReply {
    let made = |until: Timestamp| {
        let until = until.to_jiff().to_string();
        json!({ "user_id": user_id, "valid_until": until })
    };
    answer(outcome.map(|outcome| placed(outcome, made)))
}
