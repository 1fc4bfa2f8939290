//! SMS as files: a manifest each, which says it all.

use super::OutgoingSms;
use super::gateway::number;
use crate::drop_folder::DropFolder;
use crate::fault::Fault;
use crate::manifest::{Manifest, PostKind};
use std::io;
use std::path::Path;

/// A folder for SMS.
#[derive(Debug, Clone)]
pub struct SmsFolder(DropFolder);

impl SmsFolder {
    /// Writes SMS into `dir`, which is made (0700) where it is missing.
    ///
    /// # Errors
    /// [`io::Error`] when the folder cannot be made.
    pub fn open(dir: &Path) -> io::Result<Self> {
        DropFolder::open(dir).map(Self)
    }

    pub(super) async fn put(&self, sms: OutgoingSms) -> Result<(), Fault> {
        let this = self.clone();
        let written = tokio::task::spawn_blocking(move || this.write(sms));
        written
            .await
            .map_err(|_| Fault::File(io::ErrorKind::Other))?
    }

    fn write(&self, sms: OutgoingSms) -> Result<(), Fault> {
        let manifest = Manifest {
            id: sms.id,
            kind: PostKind::Sms,
            document: None,
            person: sms.person,
            to: number(&sms.sms.to)?,
            created_at: sms.sent_at,
            subject: "SMS".to_owned(),
            text: sms.sms.text,
            pages: None,
            card: None,
            attachments: Vec::new(),
        };
        Ok(manifest.put(&self.0)?)
    }
}
