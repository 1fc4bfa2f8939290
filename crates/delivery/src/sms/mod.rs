//! How SMS leaves: to a gateway by HTTP, or as files into a folder.

mod folder;
mod gateway;
mod gsm7;
mod text;

pub use folder::SmsFolder;
pub use gateway::{BadTemplate, Gateway, Named, Taken, Template};
pub use text::SmsHead;

pub(crate) use gateway::number;
pub(crate) use text::{Sms, sms};

use crate::fault::Fault;
use lykill_core::Timestamp;
use lykill_core::id::{OutboxId, PersonId};
use lykill_fetch::Fetcher;
use std::time::Duration;

/// A way for SMS to leave.
#[derive(Debug, Clone)]
pub enum Texter {
    /// There is none: nothing is ordered, and what is ordered nevertheless waits.
    None,
    /// To a gateway.
    Gateway(Box<Gateway>),
    /// Into a folder: the demo.
    Folder(SmsFolder),
}

/// An SMS that is ready to leave.
#[derive(Debug, Clone)]
pub(crate) struct OutgoingSms {
    /// The outbox row.
    pub(crate) id: OutboxId,
    /// Whom it concerns.
    pub(crate) person: PersonId,
    /// When this attempt is made.
    pub(crate) sent_at: Timestamp,
    /// What it says and to whom.
    pub(crate) sms: Sms,
}

impl Texter {
    /// Hands one SMS over, within `limit`. Gives the name under which its receipt will come.
    pub(crate) async fn send(
        &self,
        fetcher: &Fetcher,
        sms: OutgoingSms,
        limit: Duration,
    ) -> Result<Option<String>, Fault> {
        match self {
            Self::None => Err(Fault::NoGateway),
            Self::Gateway(gateway) => gateway.send(fetcher, (sms.id, &sms.sms), limit).await,
            Self::Folder(folder) => folder.put(sms).await.map(|()| None),
        }
    }
}
