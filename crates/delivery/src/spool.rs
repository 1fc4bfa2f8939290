//! A print queue: a folder with the files of each job and one `ID.json` that is written last, all
//! 0600 (or 0640 for the group that prints), named by the outbox row. What stands there is never
//! written again; when the print house acknowledged a job, its files are erased, and then no key
//! and no password of it stands outside the paper.

use crate::card_paper::CardFile;
use crate::drop_folder::DropFolder;
use crate::fault::Fault;
use crate::manifest::{Manifest, ManifestFile, PostKind};
use lykill_core::id::{CardId, OutboxId, PersonId};
use lykill_core::{Secret, Timestamp};
use lykill_issuer::types::PrintQueue;
use std::io;
use std::path::Path;

/// Both print queues: nobody who prints one needs to see the other.
#[derive(Debug, Clone)]
pub struct Spools {
    /// For key cards.
    pub cards: Spool,
    /// For welcome letters and temporary passwords.
    pub letters: Spool,
}

impl Spools {
    pub(crate) const fn of(&self, queue: PrintQueue) -> &Spool {
        match queue {
            PrintQueue::Cards => &self.cards,
            PrintQueue::Letters => &self.letters,
        }
    }
}

/// A print queue.
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
    /// Which letter it is: the word of its effect.
    pub(crate) document: String,
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
    /// The PDF.
    pub(crate) pdf: Secret<Vec<u8>>,
    /// Pages of the PDF.
    pub(crate) pages: u32,
    /// What is embossed or recorded beside it.
    pub(crate) beside: Option<CardFile>,
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

    /// Lets a group read the queue: the people who print it.
    ///
    /// # Errors
    /// [`io::Error`] when the folder cannot be given to that group: only its owner can do that, and
    /// only with a group that the owner is in.
    pub fn for_group(self, group: u32) -> io::Result<Self> {
        Ok(Self {
            folder: self.folder.for_group(group)?,
            ..self
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

    /// Whether there is no print house: whoever looks at the folder has the post already.
    pub(crate) const fn is_letter_box(&self) -> bool {
        self.keeps_texts
    }

    /// Whether a job stands in the queue, whole. It is not written again: whoever prints may have
    /// begun.
    pub(crate) fn has(&self, id: OutboxId) -> bool {
        self.folder.has(&DropFolder::name(id, "json"))
    }

    /// All jobs of which anything stands in the queue, whole or not.
    pub(crate) fn jobs(&self) -> io::Result<Vec<OutboxId>> {
        self.folder.rows()
    }

    /// Erases the files of these jobs.
    pub(crate) fn erase(&self, jobs: &[OutboxId]) -> io::Result<()> {
        self.folder.erase(jobs)
    }

    /// As [`Spool::erase`], where it keeps nobody waiting.
    pub(crate) async fn erase_aside(self, jobs: Vec<OutboxId>) -> io::Result<()> {
        let erased = tokio::task::spawn_blocking(move || self.erase(&jobs)).await;
        erased.map_err(io::Error::other).flatten()
    }

    /// Puts a job into the queue.
    pub(crate) fn put(&self, job: &PrintJob) -> Result<(), Fault> {
        let name = DropFolder::name(job.id, "pdf");
        self.folder.put(&name, job.paper.pdf.expose())?;
        let file = ManifestFile {
            name,
            content_type: "application/pdf".to_owned(),
        };
        let mut files = vec![file];
        if let Some(beside) = &job.paper.beside {
            let name = DropFolder::name(job.id, beside.extension);
            self.folder.put(&name, beside.bytes.expose())?;
            files.push(ManifestFile {
                name,
                content_type: beside.content_type.to_owned(),
            });
        }
        let text = Some(&job.paper.text).filter(|_| self.keeps_texts);
        let manifest = Manifest {
            id: job.id,
            kind: job.kind,
            document: Some(job.document.clone()),
            person: job.person,
            to: job.to.join("\n"),
            created_at: job.printed_at,
            subject: job.paper.subject.clone(),
            text: text.map(|text| text.expose().clone()).unwrap_or_default(),
            pages: Some(job.paper.pages),
            card: job.card,
            attachments: files,
        };
        Ok(manifest.put(&self.folder)?)
    }
}
