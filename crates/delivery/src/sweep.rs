//! Erases the files of paper that nobody may print any more.

use crate::spool::Spools;
use crate::worker::Worker;
use lykill_core::id::OutboxId;
use lykill_issuer::types::{PrintJob, PrintQueue};
use lykill_store::{Commit, StoreError};
use lykill_store::{outbox_left_paper, print_erasable, print_erased};
use std::io;
use std::sync::Arc;

/// Print jobs whose files are erased in one sweep, and files that are asked about in one question.
const SWEEP: u8 = 64;

impl Worker {
    /// Erases the files of print jobs that were acknowledged, came back or are void. Gives how
    /// many jobs that were.
    ///
    /// # Errors
    /// [`StoreError`] when the jobs cannot be read or noted; a file that cannot be erased is tried
    /// again with the next call.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        let delivery = &self.delivery;
        if delivery.spools.letters.is_letter_box() {
            return Ok(0);
        }
        let erasable = delivery
            .db
            .read(move |tx| Box::pin(async move { print_erasable(tx, SWEEP.into()).await }));
        let erasable = erasable.await?;
        if erasable.is_empty() {
            return Ok(0);
        }
        let spools = delivery.spools.clone();
        let erased = tokio::task::spawn_blocking(move || erase(&spools, &erasable)).await;
        let erased: Arc<[OutboxId]> = erased.unwrap_or_default().into();
        let (count, now) = (erased.len(), delivery.clock.now());
        let note = delivery.db.write(move |tx| {
            let erased = Arc::clone(&erased);
            Box::pin(async move {
                for id in erased.iter() {
                    print_erased(tx, *id, now).await?;
                }
                Ok(Commit(()))
            })
        });
        note.await?;
        Ok(count)
    }

    /// As [`Worker::sweep_left_paper`]; what cannot be done is done the next time.
    pub(crate) async fn clear_up(&self) {
        match self.sweep_left_paper().await {
            Ok(0) => {}
            Ok(jobs) => tracing::warn!(jobs, "paper was erased that nobody may print any more"),
            Err(error) => tracing::warn!(%error, "the print queues cannot be compared"),
        }
    }

    /// Erases files of rows that ended without a print job, or whose job's files were erased: they
    /// were withdrawn, or their time was over, after a crash between the paper and its conclusion;
    /// or a worker that was frozen made the paper once more. Gives how many rows that were.
    ///
    /// # Errors
    /// [`StoreError`] when the rows cannot be read.
    pub async fn sweep_left_paper(&self) -> Result<usize, StoreError> {
        let delivery = &self.delivery;
        if delivery.spools.letters.is_letter_box() {
            return Ok(0);
        }
        let mut count = 0;
        for queue in PrintQueue::ALL {
            let spool = delivery.spools.of(queue).clone();
            let listed = tokio::task::spawn_blocking({
                let spool = spool.clone();
                move || spool.jobs()
            });
            let listed = listed.await;
            let listed = listed.map_err(io::Error::other).flatten();
            let jobs = listed.unwrap_or_else(|error| {
                tracing::error!(queue = queue.word(), %error, "a print queue cannot be listed");
                Vec::new()
            });
            for some in jobs.chunks(SWEEP.into()) {
                let left = self.left(some).await?;
                let rows = left.len();
                match spool.clone().erase_aside(left).await {
                    Ok(()) => count += rows,
                    Err(error) => {
                        tracing::error!(queue = queue.word(), %error, "files cannot be erased");
                    }
                }
            }
        }
        Ok(count)
    }

    /// Those of these rows that ended without a print job.
    async fn left(&self, rows: &[OutboxId]) -> Result<Vec<OutboxId>, StoreError> {
        let rows: Arc<[OutboxId]> = rows.into();
        let ask = self.delivery.db.read(move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move {
                let mut left = Vec::new();
                for id in rows.iter() {
                    if outbox_left_paper(tx, *id).await? {
                        left.push(*id);
                    }
                }
                Ok(left)
            })
        });
        ask.await
    }
}

/// Erases the files of these jobs; gives those whose files are gone.
fn erase(spools: &Spools, jobs: &[PrintJob]) -> Vec<OutboxId> {
    let mut gone = Vec::new();
    for queue in PrintQueue::ALL {
        let of_queue = jobs.iter().filter(|job| job.queue == queue);
        let ids: Vec<OutboxId> = of_queue.map(|job| job.id).collect();
        match spools.of(queue).erase(&ids) {
            Ok(()) => gone.extend(ids),
            Err(error) => {
                tracing::error!(queue = queue.word(), %error, "print files cannot be erased");
            }
        }
    }
    gone
}
