//! How e-mail leaves: to an SMTP server, or as files into a folder.

mod folder;
mod html;
mod message;
mod smtp;

pub use folder::MailFolder;
pub use message::{NotASender, Sender};
pub use smtp::{Smtp, SmtpConfigError};

pub(crate) use message::Outgoing;

use crate::fault::Fault;
use std::time::Duration;

/// A way for e-mail to leave.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder: the demo, and operators whose own program picks the files up.
    Folder(MailFolder),
}

impl Mailer {
    /// Hands one e-mail over, within `limit`.
    pub(crate) async fn send(&self, mail: Outgoing, limit: Duration) -> Result<(), Fault> {
        match self {
            Self::Smtp(smtp) => smtp.send(&mail, limit).await,
            Self::Folder(folder) => folder.put(mail).await,
        }
    }
}
