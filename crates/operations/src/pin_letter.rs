//! Letters of numbered codes: a card of a kind of its own. What makes, asks, spends, refills,
//! prints and voids a card does so here, too; this is what the operator does with them.

use crate::card::{CardOrdered, CardRefusal, CardSummary, block_of, list_of, order_of};
use crate::order::{Asked, Placed};
use crate::{Call, Context, Error};
use lykill_issuer::types::{CardKind, Ordered};

/// Orders a letter for a user id: one may be on its way. To an address that is new, or for a caller
/// on the telephone, it waits for a second person (security.md case 20).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn order(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    asked: Asked,
) -> Result<Result<Placed<CardOrdered>, CardRefusal>, Error> {
    order_of(ctx, call, user_id, (Ordered::PinLetter, None, asked)).await
}

/// Blocks a letter at once; sessions and tokens of its eID end with it (security.md case 30).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn block(
    ctx: &Context,
    call: &Call,
    label: &str,
    reason: &str,
) -> Result<Result<(), CardRefusal>, Error> {
    block_of(ctx, call, CardKind::PinLetter, (label, reason)).await
}

/// Lists the letters of a user id, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(
    ctx: &Context,
    user_id: &str,
) -> Result<Result<Vec<CardSummary>, CardRefusal>, Error> {
    list_of(ctx, CardKind::PinLetter, user_id).await
}
