//! The orders that wait for a second person.

use crate::record::impossible;
use crate::{Context, Error};
use lykill_issuer::types::HeldOrder;
use lykill_store::eid::eid_fetch;
use lykill_store::held_order::held_order_list;

/// An order as whoever decides on it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSummary {
    /// The order.
    pub order: HeldOrder,
    /// The user id for which it is.
    pub user_id: String,
}

/// Lists at most `limit` orders that wait, the oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, limit: u32) -> Result<Vec<OrderSummary>, Error> {
    let now = ctx.now();
    let orders = ctx.db.read_long(move |tx| {
        Box::pin(async move {
            let mut rows = Vec::new();
            for order in held_order_list(tx, now, limit).await? {
                let lost = || impossible("held_order", "eid", &order.id);
                let eid = eid_fetch(tx, order.eid).await?.ok_or_else(lost)?;
                let user_id = eid.user_id.as_str().to_owned();
                rows.push(OrderSummary { order, user_id });
            }
            Ok(rows)
        })
    });
    Ok(orders.await?)
}
