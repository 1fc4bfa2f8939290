//! What is written down together with the end of a delivery, in its transaction.

use lykill_core::audit::AuditRow;
use lykill_core::id::OutboxId;
use lykill_core::{Receipt, Timestamp};
use lykill_issuer::types::PrintJob;
use lykill_store::{StoreError, Tx, audit_insert, print_insert, text_message_taken};

/// What there is besides the end itself.
#[derive(Debug, Clone)]
pub(crate) enum Beside {
    /// Nothing.
    Nothing,
    /// Paper lies in a print queue.
    Print(Box<PrintJob>),
    /// A gateway took a message and names it so.
    Message {
        /// The name under which its receipt comes.
        reference: String,
        /// The audit row of a receipt that was faster than this; its detail is still empty.
        receipt: Box<AuditRow>,
    },
}

impl Beside {
    /// Writes it down.
    pub(crate) async fn save(
        &self,
        tx: &mut Tx<'_>,
        id: OutboxId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match self {
            Self::Nothing => Ok(()),
            Self::Print(job) => print_insert(tx, job).await.map(drop),
            Self::Message { reference, receipt } => {
                match text_message_taken(tx, reference, id, now).await? {
                    Some(Receipt::Unknown) => Ok(()),
                    Some(told) => {
                        let mut row = receipt.as_ref().clone();
                        row.detail = format!("{id} {}", told.word());
                        audit_insert(tx, &row).await
                    }
                    None => {
                        tracing::warn!(outbox.id = %id, "the gateway gave two messages one name");
                        Ok(())
                    }
                }
            }
        }
    }
}
