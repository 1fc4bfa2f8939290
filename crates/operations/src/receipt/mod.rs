//! A gateway tells what became of a text message that it took. It proves itself with a secret that
//! the operator gave it; whatever it then says of a message changes at most that message's state,
//! and what it says twice changes nothing.

pub mod fuzz;
mod list;
mod rules;

pub use list::{ListFilter, list, load};
pub use rules::{Fields, GatewayProof, ReceiptRules};

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::Receipt;
use lykill_core::audit::AuditKind;
use lykill_store::Commit;
use lykill_store::text_message::{TextTold, text_message_tell};
use std::sync::Arc;

/// How a receipt is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptAnswer {
    /// Whoever sent it has not shown to be the gateway; or no gateway has a secret here.
    NotProven,
    /// The gateway sent it, but it names no message or no state.
    Unreadable,
    /// It was read. A message that nobody knows is answered alike.
    Read,
}

/// Takes a receipt. `proof` is the value of the header that the operator named.
///
/// # Errors
/// [`Error`] when the database cannot answer; the gateway will tell it again.
pub async fn take(
    ctx: &Context,
    call: &Call,
    proof: Option<&str>,
    body: &[u8],
) -> Result<ReceiptAnswer, Error> {
    let rules = ctx.settings.receipts.as_ref();
    let Some(rules) = rules.filter(|rules| proof.is_some_and(|proof| rules.proves(proof, body)))
    else {
        return Ok(ReceiptAnswer::NotProven);
    };
    let Some((message, receipt)) = rules.read(body) else {
        tracing::warn!(request_id = %call.request, "a receipt of the gateway cannot be read");
        return Ok(ReceiptAnswer::Unreadable);
    };
    if receipt != Receipt::Unknown {
        tell(ctx, *call, message, receipt).await?;
    }
    Ok(ReceiptAnswer::Read)
}

async fn tell(ctx: &Context, call: Call, message: String, receipt: Receipt) -> Result<(), Error> {
    let job = Arc::new((ctx.clone(), message));
    let told = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, message) = job.as_ref();
            let now = ctx.now();
            let told = text_message_tell(tx, message, receipt, now).await?;
            if let TextTold::Message(outbox, person) = told {
                Record::new(ctx, &call, now, AuditKind::TextReceipt)
                    .person(person)
                    .detail(format!("{outbox} {}", receipt.word()))
                    .save(tx)
                    .await?;
            }
            Ok(Commit(()))
        })
    });
    Ok(told.await?)
}
