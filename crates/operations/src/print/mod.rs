//! The print house: what it has, what it posted, what came back, what is printed anew.

mod acknowledge;
mod list;
mod reprint;
mod returned;

pub use acknowledge::{Acknowledged, acknowledge};
pub use list::{Filter, PrintSummary, list};
pub use reprint::{Reprinted, reprint};
pub use returned::{Returned, returned};

use lykill_core::id::OutboxId;

/// Why nothing can be done with a print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrintRefusal {
    /// There is no such job.
    #[error("no print job has this id; `lykill print list` shows them")]
    NoSuchJob,
    /// It came back from the post.
    #[error("this job came back from the post; it was voided then")]
    Returned,
    /// It was replaced, or its card was blocked.
    #[error("this job is void: it was replaced, or its card was blocked; destroy the paper")]
    Void,
    /// The holder has it and uses it.
    #[error("this was received and used; order a new card instead")]
    InUse,
    /// The letters were used, or newer ones were ordered.
    #[error("what this letter carried was used or replaced; nothing is to be printed anew")]
    Spent,
    /// The address was changed lately: a second person approves what goes there.
    #[error(
        "the address is newer than 14 days: order anew with `lykill card order` or \
         `lykill person reissue-letter`, which a second person approves"
    )]
    AddressIsNew,
    /// Something came back from the person's address.
    #[error("post to this person came back; give the right address with `lykill person address`")]
    PostHeld,
}

/// A job's id as it was typed.
fn job_id(text: &str) -> Result<OutboxId, PrintRefusal> {
    text.trim().parse().map_err(|_| PrintRefusal::NoSuchJob)
}
