//! E-mail as files: `ID.eml` (RFC 5322) and `ID.json` beside it.

use super::message::{Outgoing, Sender};
use crate::drop_folder::DropFolder;
use crate::fault::Fault;
use crate::manifest::{Manifest, ManifestFile, PostKind};
use std::io;
use std::path::Path;

/// A folder for e-mail.
#[derive(Debug, Clone)]
pub struct MailFolder {
    folder: DropFolder,
    from: Sender,
}

impl MailFolder {
    /// Writes e-mail from `from` into `dir`, which is made (0700) where it is missing.
    ///
    /// # Errors
    /// [`io::Error`] when the folder cannot be made.
    pub fn open(dir: &Path, from: Sender) -> io::Result<Self> {
        Ok(Self {
            folder: DropFolder::open(dir)?,
            from,
        })
    }

    pub(super) async fn put(&self, mail: Outgoing) -> Result<(), Fault> {
        let this = self.clone();
        let written = tokio::task::spawn_blocking(move || this.write(&mail));
        written
            .await
            .map_err(|_| Fault::File(io::ErrorKind::Other))?
    }

    fn write(&self, mail: &Outgoing) -> Result<(), Fault> {
        let message = mail.message(&self.from)?;
        let name = DropFolder::name(mail.id, "eml");
        self.folder.put(&name, &message.formatted())?;
        let file = ManifestFile {
            name,
            content_type: "message/rfc822".to_owned(),
        };
        let manifest = Manifest {
            id: mail.id,
            kind: PostKind::Email,
            document: None,
            person: mail.person,
            to: mail.mail.to.clone(),
            created_at: mail.sent_at,
            subject: mail.mail.subject.clone(),
            text: mail.mail.text.clone(),
            pages: None,
            card: None,
            attachments: vec![file],
        };
        Ok(manifest.put(&self.folder)?)
    }
}
