//! Whether this node may get logins: database, clock, keys, outbox.

use lykill_operations::Context;
use lykill_store::StoreError;
use serde::Serialize;
use std::time::Duration;

/// A clock that is further from the database's is not to be trusted with codes (design.md
/// section 4, "Time").
const CLOCK_APART_MAX: Duration = Duration::from_secs(2);
/// A row of the outbox that nobody took for so long is stuck.
const STUCK_AFTER: Duration = Duration::from_secs(300);

/// What `/health/ready` tells; `ok`, or one line that says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Whether all is well.
    pub ready: bool,
    /// The process was not told to stop.
    pub process: String,
    /// Reads are answered and writes are taken, durably.
    pub database: String,
    /// This machine's clock is within 2 s of the database's.
    pub clock: String,
    /// The key file was loaded.
    pub keys: String,
    /// Nothing waits in the outbox that nobody takes.
    pub outbox: String,
}

impl Readiness {
    /// Of a node that was told to stop: it answers who comes, and nobody new is to come.
    pub fn stopping() -> Self {
        let not_asked = || "not asked".to_owned();
        Self {
            ready: false,
            process: "stopping".to_owned(),
            database: not_asked(),
            clock: not_asked(),
            keys: not_asked(),
            outbox: not_asked(),
        }
    }
}

/// Looks now; each part has 2 seconds.
pub async fn look(ctx: &Context) -> Readiness {
    let answers = async { ctx.db.ready().await.map_err(|error| error.to_string()) };
    let parts = (within(answers), within(clock(ctx)), within(outbox(ctx)));
    let (database, clock, outbox) = tokio::join!(parts.0, parts.1, parts.2);
    let ready = database.is_ok() && clock.is_ok() && outbox.is_ok();
    let word = |found: Result<(), String>| found.err().unwrap_or_else(|| "ok".to_owned());
    Readiness {
        ready,
        process: "ok".to_owned(),
        database: word(database),
        clock: word(clock),
        // Without its keys the process would not have started.
        keys: "ok".to_owned(),
        outbox: word(outbox),
    }
}

/// Who asks for health waits no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

async fn within(look: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let looked = tokio::time::timeout(PATIENCE, look).await;
    looked.unwrap_or_else(|_| Err("no answer within 2 s".to_owned()))
}

/// Whether the two clocks agree.
pub(crate) async fn clock(ctx: &Context) -> Result<(), String> {
    let before = ctx.now();
    let theirs = ctx.db.clock().await.map_err(|error| error.to_string())?;
    let after = ctx.now();
    // The database looked at its clock at some moment between the two.
    let apart = theirs.since(after).max(before.since(theirs));
    if apart > CLOCK_APART_MAX {
        return Err(format!(
            "{} s apart from the database's clock",
            apart.as_secs()
        ));
    }
    Ok(())
}

/// Whether something waits that nobody takes.
pub(crate) async fn outbox(ctx: &Context) -> Result<(), String> {
    let before = ctx.now() - STUCK_AFTER;
    let overdue = ctx
        .db
        .read(move |tx| Box::pin(lykill_store::outbox_overdue(tx, before)));
    match overdue.await {
        Ok(0) => Ok(()),
        Ok(count) => Err(format!(
            "{count} rows were due 5 minutes ago and nobody took them"
        )),
        Err(error) => Err(StoreError::to_string(&error)),
    }
}
