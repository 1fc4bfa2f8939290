//! The print queue: a folder with one `ID.pdf` and one `ID.json` for each job, both 0600, named
//! by the outbox row, so a repeat replaces its own files. Who printed a job deletes both: that is
//! the acknowledgement, and then no key and no password of it stands outside the paper.

use crate::drop_folder::DropFolder;
use crate::fault::Fault;
use crate::manifest::{Manifest, ManifestFile, PostKind};
use lykill_core::id::{CardId, OutboxId, PersonId};
use lykill_core::{Secret, Timestamp};
use std::io;
use std::path::Path;

/// The print queue.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: DropFolder,
    keeps_texts: bool,
}

/// One job.
#[derive(Debug)]
pub(crate) struct PrintJob {
    pub(crate) id: OutboxId,
    pub(crate) kind: PostKind,
    pub(crate) person: PersonId,
    pub(crate) to: Vec<String>,
    pub(crate) printed_at: Timestamp,
    pub(crate) paper: Paper,
    pub(crate) card: Option<CardId>,
}

/// What is printed.
#[derive(Debug)]
pub(crate) struct Paper {
    /// What the job is called; no name and no secret.
    pub(crate) subject: String,
    /// What the paper says, without the keys of a card.
    pub(crate) text: Secret<String>,
    /// The PDF, one page.
    pub(crate) pdf: Secret<Vec<u8>>,
}

impl Spool {
    /// A queue in `dir`, which is made (0700) where it is missing.
    ///
    /// # Errors
    /// [`io::Error`] when the folder cannot be made.
    pub fn open(dir: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: DropFolder::open(dir)?,
            keeps_texts: false,
        })
    }

    /// Also writes what a letter says into its manifest, temporary passwords among it: for the
    /// demo, whose letters are read on a page. Without this a secret stands in the PDF only.
    #[must_use]
    pub fn keeping_texts(self) -> Self {
        Self {
            keeps_texts: true,
            ..self
        }
    }

    /// Puts a job into the queue.
    pub(crate) fn put(&self, job: &PrintJob) -> Result<(), Fault> {
        let name = DropFolder::name(job.id, "pdf");
        self.folder.put(&name, job.paper.pdf.expose())?;
        let file = ManifestFile {
            name,
            content_type: "application/pdf".to_owned(),
        };
        let text = Some(&job.paper.text).filter(|_| self.keeps_texts);
        let manifest = Manifest {
            id: job.id,
            kind: job.kind,
            person: job.person,
            to: job.to.join("\n"),
            created_at: job.printed_at,
            subject: job.paper.subject.clone(),
            text: text.map(|text| text.expose().clone()).unwrap_or_default(),
            pages: Some(1),
            card: job.card,
            attachments: vec![file],
        };
        Ok(manifest.put(&self.folder)?)
    }
}
