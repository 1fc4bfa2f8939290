//! Concludes deliveries, each with its audit row; those that ended together in one transaction.

use crate::backoff::{ATTEMPTS_MAX, LOGOUT_ATTEMPTS_MAX, next_attempt};
use crate::beside::Beside;
use crate::deliver::{Delivery, Outcome};
use crate::fault::Fault;
use crate::worker::{Ended, Worker};
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, OutboxId, PersonId, RequestId};
use lykill_core::{Spend, Timestamp};
use lykill_fetch::FetchError;
use lykill_issuer::types::PrintJob;
use lykill_store::{Commit, OutboxRow, StoreError, Tx};
use lykill_store::{audit_insert, outbox_dead, outbox_done, outbox_expire};
use lykill_store::{outbox_release, outbox_retry, print_lock};
use std::sync::Arc;
use std::time::Duration;

/// A row whose peer is busy is tried again after so long: by then whoever holds a place there has
/// been answered or given up.
const BUSY: Duration = lykill_fetch::LIMIT;
/// Rows whose time is over that one transaction erases; logins pass in between.
const EXPIRE: u32 = 100;

impl Worker {
    pub(crate) async fn conclude(&self, ended: Vec<Ended>) {
        let (mut delivered, mut busy) = (Vec::new(), Vec::new());
        for one in ended {
            let Ok((outcome, row)) = one else {
                tracing::error!("a delivery panicked; its row is taken again after its lease");
                continue;
            };
            let concluded = match outcome {
                Outcome::Delivered => {
                    delivered.push((row, Beside::Nothing));
                    continue;
                }
                Outcome::Queued(job) => {
                    delivered.push((row, Beside::Print(job)));
                    continue;
                }
                Outcome::Taken(reference) => {
                    let receipt = self.receipt_row(&row);
                    delivered.push((row, Beside::Message { reference, receipt }));
                    continue;
                }
                Outcome::Late => self.expire(self.delivery.clock.now()).await,
                Outcome::Failed(Fault::Fetch(FetchError::Busy)) => {
                    busy.push(row.id);
                    continue;
                }
                Outcome::Failed(fault) => self.failed(&row, fault).await,
            };
            if let Err(error) = concluded {
                unconcluded(row.id, &error);
            }
        }
        if let Err(error) = self.done(&delivered).await {
            for (row, _) in &delivered {
                unconcluded(row.id, &error);
            }
        }
        let busy: Arc<[_]> = busy.into();
        if let Err(error) = self.release(&busy).await {
            for id in busy.iter() {
                unconcluded(*id, &error);
            }
        }
    }

    /// Erases whatever is over its time, a chunk a transaction.
    pub(crate) async fn expire(&self, now: Timestamp) -> Result<(), StoreError> {
        loop {
            let delivery = Arc::clone(&self.delivery);
            let expire = self.delivery.db.write(move |tx| {
                let delivery = Arc::clone(&delivery);
                Box::pin(async move {
                    let expired = outbox_expire(tx, now, EXPIRE).await?;
                    for id in &expired.undelivered {
                        let what = format!("{id}");
                        let row = delivery.audit_row(AuditKind::DeliveryExpired, None, what);
                        audit_insert(tx, &row).await?;
                    }
                    Ok(Commit(expired))
                })
            });
            let expired = expire.await?;
            self.counters.expired(expired.undelivered.len());
            for id in expired.undelivered {
                tracing::info!(outbox.id = %id, "not delivered within its time");
            }
            if !expired.more {
                return Ok(());
            }
        }
    }

    /// Concludes what was delivered, all in one transaction.
    async fn done(&self, rows: &[(OutboxRow, Beside)]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let now = self.delivery.clock.now();
        let with_audit = rows.iter().map(|(row, beside)| {
            let what = format!("{} {}", row.id, row.kind);
            let person = Some(row.person);
            let audit = self.delivery.audit_row(AuditKind::Delivered, person, what);
            (row.id, audit, beside.clone())
        });
        let with_audit: Arc<[_]> = with_audit.collect();
        let conclude = self.delivery.db.write(move |tx| {
            let with_audit = Arc::clone(&with_audit);
            Box::pin(async move {
                let mut ended = Vec::new();
                for one in with_audit.iter() {
                    ended.push(end(tx, one, now).await?);
                }
                Ok(Commit(ended))
            })
        });
        let ended = conclude.await?;
        for ((row, beside), ended) in rows.iter().zip(ended) {
            match (ended, beside) {
                (End::Here, _) => {
                    self.counters.delivered();
                    tracing::info!(outbox.id = %row.id, outbox.kind = %row.kind, "delivered");
                }
                (End::Withdrawn, Beside::Print(job)) => self.withdrawn(job).await,
                (End::Withdrawn | End::Elsewhere, _) => {}
            }
        }
        Ok(())
    }

    /// The audit row of a receipt that came before the gateway's answer was written down.
    fn receipt_row(&self, row: &OutboxRow) -> Box<AuditRow> {
        let (kind, person) = (AuditKind::TextReceipt, Some(row.person));
        Box::new(self.delivery.audit_row(kind, person, String::new()))
    }

    /// A row was withdrawn while its paper was made: nobody may print that.
    async fn withdrawn(&self, job: &PrintJob) {
        let spool = self.delivery.spools.of(job.queue).clone();
        if let Err(error) = spool.erase_aside(vec![job.id]).await {
            tracing::error!(outbox.id = %job.id, %error, "a withdrawn print cannot be erased");
        }
    }

    async fn failed(&self, row: &OutboxRow, fault: Fault) -> Result<(), StoreError> {
        let now = self.delivery.clock.now();
        let most = match row.kind.as_str() {
            "logout-token" => LOGOUT_ATTEMPTS_MAX,
            _ => ATTEMPTS_MAX,
        };
        let next = next_attempt(now, row.attempts, most).filter(|_| !fault.is_permanent());
        match next {
            Some(at) => self.retry(row, fault, at).await,
            None => self.dead(row, fault, now).await,
        }
    }

    /// Their peers had no place for them: nothing was tried, so nothing is counted.
    async fn release(&self, rows: &Arc<[OutboxId]>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let (rows, at) = (Arc::clone(rows), self.delivery.clock.now() + BUSY);
        let release = self.delivery.db.write(move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move {
                for id in rows.iter() {
                    outbox_release(tx, *id, at).await?;
                }
                Ok(Commit(()))
            })
        });
        release.await
    }

    async fn retry(&self, row: &OutboxRow, fault: Fault, at: Timestamp) -> Result<(), StoreError> {
        let (id, error) = (row.id, fault.to_string());
        tracing::warn!(outbox.id = %id, outbox.kind = %row.kind, %error, "not delivered yet");
        let conclude = self.delivery.db.write(move |tx| {
            let error = error.clone();
            Box::pin(async move {
                outbox_retry(tx, id, at, &error).await?;
                Ok(Commit(()))
            })
        });
        conclude.await?;
        self.counters.retried();
        Ok(())
    }

    async fn dead(&self, row: &OutboxRow, fault: Fault, now: Timestamp) -> Result<(), StoreError> {
        let (id, error) = (row.id, fault.to_string());
        let what = format!("{id} {}: {error}", row.kind);
        let audit = self
            .delivery
            .audit_row(AuditKind::DeliveryFailed, Some(row.person), what);
        tracing::error!(outbox.id = %id, outbox.kind = %row.kind, %error, "given up");
        let conclude = self.delivery.db.write(move |tx| {
            let (audit, error) = (audit.clone(), error.clone());
            Box::pin(async move {
                let spend = outbox_dead(tx, id, now, &error).await?;
                if spend.is_spent() {
                    audit_insert(tx, &audit).await?;
                }
                Ok(Commit(spend))
            })
        });
        if conclude.await? == Spend::Spent {
            self.counters.dead();
        }
        Ok(())
    }
}

/// How a delivered row ended.
enum End {
    /// By this worker.
    Here,
    /// By another worker, after this one's lease: the paper is the other's too.
    Elsewhere,
    /// It is not to be delivered any more, or nobody prints it any more.
    Withdrawn,
}

/// Ends one row, with its audit row and whatever stands beside it.
async fn end(
    tx: &mut Tx<'_>,
    (id, audit, beside): &(OutboxId, AuditRow, Beside),
    now: Timestamp,
) -> Result<End, StoreError> {
    if outbox_done(tx, *id, now).await?.is_spent() {
        audit_insert(tx, audit).await?;
        beside.save(tx, *id, now).await?;
        return Ok(End::Here);
    }
    let noted = print_lock(tx, *id).await?;
    // Of a job that was acknowledged meanwhile, or came back, nothing may lie in the queue. What
    // was put into a letter box is noted as acknowledged, and lies there.
    Ok(match (noted, beside) {
        (Some(noted), Beside::Print(job)) if noted.state == job.state => End::Elsewhere,
        _ => End::Withdrawn,
    })
}

/// The lease ends and the row is delivered once more, as the same message.
fn unconcluded(id: OutboxId, error: &StoreError) {
    tracing::warn!(outbox.id = %id, %error, "a delivery could not be concluded");
}

impl Delivery {
    fn audit_row(&self, kind: AuditKind, person: Option<PersonId>, detail: String) -> AuditRow {
        let now = self.clock.now();
        AuditRow {
            id: AuditId::new(now, self.rng.as_ref()),
            at: now,
            request: RequestId::new(now, self.rng.as_ref()),
            kind,
            person,
            eid: None,
            client: None,
            company: None,
            login: None,
            detail,
        }
    }
}
