//! The cards of a user id, for the operator.

use super::CardRefusal;
use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_issuer::types::{Card, CardKind, CardState};
use lykill_issuer::user_id;
use lykill_store::card::card_list_of;
use lykill_store::eid::eid_by_user_id;
use std::sync::Arc;

/// A card as the operator may see it: never its secret, never a number or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSummary {
    /// Its name on paper.
    pub label: String,
    /// `dormant`, `active`, `retired` or `blocked`.
    pub state: &'static str,
    /// Keys that are left.
    pub keys_left: u32,
    /// When it was ordered.
    pub ordered_at: Timestamp,
}

/// Lists the cards of a user id, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(
    ctx: &Context,
    typed: &str,
) -> Result<Result<Vec<CardSummary>, CardRefusal>, Error> {
    list_of(ctx, CardKind::KeyCard, typed).await
}

/// [`list`] of cards or letters of codes.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub(crate) async fn list_of(
    ctx: &Context,
    kind: CardKind,
    typed: &str,
) -> Result<Result<Vec<CardSummary>, CardRefusal>, Error> {
    let Ok(user_id) = user_id::parse(typed) else {
        return Ok(Err(CardRefusal::NoSuchUserId));
    };
    let user_id = Arc::new(user_id);
    let cards = ctx.db.read_long(move |tx| {
        let user_id = Arc::clone(&user_id);
        Box::pin(async move {
            match eid_by_user_id(tx, &user_id).await? {
                Some(eid) => Ok(Some(card_list_of(tx, eid.id, kind).await?)),
                None => Ok(None),
            }
        })
    });
    let cards = cards.await?.ok_or(CardRefusal::NoSuchUserId);
    Ok(cards.map(|cards| cards.iter().map(summary).collect()))
}

fn summary(card: &Card) -> CardSummary {
    CardSummary {
        label: card.label.to_string(),
        state: match card.state {
            CardState::Dormant => "dormant",
            CardState::Active => "active",
            CardState::Retired => "retired",
            CardState::Blocked { .. } => "blocked",
        },
        keys_left: card.keys_left(),
        ordered_at: card.ordered_at,
    }
}
