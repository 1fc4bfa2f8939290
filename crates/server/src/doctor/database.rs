//! The database, as its holder sees it. That it could be opened proves the rest: the SQLite
//! version, the lock, PostgreSQL's `synchronous_commit`, the key file and the signing key are
//! checked on the way.

use super::Finding;
use crate::serve::ready;
use lykill_operations::{Context, job, key, receipt};
use lykill_store::{Engine, Integrity, OutboxState, logout_given_up, migrate, outbox_counts};

/// Looks at an open database.
pub async fn database(ctx: &Context) -> Vec<Finding> {
    let engine = match ctx.db.engine() {
        Engine::Sqlite => "SQLite: lock, version and synchronous=FULL are right",
        Engine::Postgres => "PostgreSQL: version and synchronous_commit are right",
    };
    let answers = ctx.db.ready().await.map(|()| engine.to_owned());
    let clock = ready::clock(ctx)
        .await
        .map(|()| "within 2 s of the database's".to_owned());
    let mut findings = vec![
        Finding::of("database", answers.map_err(|error| error.to_string())),
        Finding::ok("key_file", "belongs to this database"),
        schema(ctx).await,
        integrity(ctx).await,
        Finding::of("clock", clock),
        Finding::of(
            "outbox",
            ready::outbox(ctx)
                .await
                .map(|()| "nothing is stuck".to_owned()),
        ),
    ];
    findings.extend(dead_letters(ctx).await);
    findings.extend(old_keys(ctx).await);
    findings.extend(unheard(ctx).await);
    findings.extend(print_queues(ctx).await);
    findings.extend(receipts(ctx).await);
    findings
}

/// Whether text messages arrive.
async fn receipts(ctx: &Context) -> Option<Finding> {
    let receipts = match receipt::load(ctx).await {
        Ok(receipts) => receipts?,
        Err(error) => return Some(Finding::problem("receipts", error.to_string())),
    };
    let what = format!(
        "text messages of the last 24 hours: {} arrived, {} failed, of {} nothing was heard",
        receipts.delivered, receipts.failed, receipts.unknown
    );
    Some(match receipts.is_alarm() {
        true => Finding::problem("receipts", what),
        false => Finding::ok("receipts", what),
    })
}

/// Whether the print house keeps up.
async fn print_queues(ctx: &Context) -> Vec<Finding> {
    let loads = match job::print_load(ctx).await {
        Ok(loads) => loads,
        Err(error) => return vec![Finding::problem("print queue", error.to_string())],
    };
    let finding = |load: job::PrintLoad| {
        let (queue, hours) = (load.queue.word(), ctx.settings.print_alarm.as_secs() / 3600);
        if load.stuck == 0 {
            return Finding::ok("print queue", format!("{queue}: {} jobs wait", load.queued));
        }
        let what = format!(
            "{queue}: {} jobs were not acknowledged within {hours} h; see `lykill print list`",
            load.stuck
        );
        Finding::problem("print queue", what)
    };
    loads.map(finding).into()
}

/// Whether what is stored is damaged, as far as that shows (security.md case 223).
async fn integrity(ctx: &Context) -> Finding {
    let check = "integrity";
    match ctx.db.integrity().await {
        Ok(Integrity::Compared) => Finding::ok(check, "every page, row and index of the file fits"),
        Ok(Integrity::PagesOnly) => Finding::ok(
            check,
            "every page and row of the file fits; its indexes are not compared above 64 MiB",
        ),
        Ok(Integrity::Checksums) => Finding::ok(check, "PostgreSQL checks each page that it reads"),
        Ok(Integrity::NoChecksums) => Finding::deviation(
            check,
            "PostgreSQL does not see that a page is damaged; see pg_checksums --enable",
        ),
        Err(error) => Finding::problem(check, error.to_string()),
    }
}

async fn schema(ctx: &Context) -> Finding {
    match migrate::status(&ctx.db).await {
        Ok(status) if status.waiting.is_empty() => Finding::ok(
            "schema",
            format!("{} migrations ran, none waits", status.applied.len()),
        ),
        Ok(status) => {
            let what = format!(
                "{} migrations wait; run `lykill migrate`",
                status.waiting.len()
            );
            Finding::problem("schema", what)
        }
        Err(error) => Finding::problem("schema", error.to_string()),
    }
}

/// What could not be delivered is somebody's lost letter.
async fn dead_letters(ctx: &Context) -> Option<Finding> {
    let counts = ctx
        .db
        .read_long(|tx| Box::pin(async move { outbox_counts(tx).await }))
        .await;
    let counts = counts.ok()?;
    let (_, dead) = counts
        .iter()
        .find(|(state, _)| *state == OutboxState::Dead)?;
    let what = format!("{dead} deliveries were given up; see `lykill outbox list --state dead`");
    (*dead > 0).then(|| Finding::deviation("outbox", what))
}

/// A key that nears its greatest age, and that no other one follows (security.md case 228).
async fn old_keys(ctx: &Context) -> Vec<Finding> {
    let ages = match key::ages(ctx).await {
        Ok(ages) => ages,
        Err(error) => return vec![Finding::problem("keys", error.to_string())],
    };
    let tell = |age: &key::KeyAge| {
        let (purpose, days) = (age.purpose, age.days_left);
        let kind = match purpose {
            "signing" => "signing",
            "seal" => "sealing",
            _ => "pepper",
        };
        let command = format!("run `lykill key rotate {kind}`");
        match age.alarm() {
            None => Finding::ok(
                "keys",
                format!("{purpose}: {days} days until its greatest age"),
            ),
            Some(_) if days < 0 => Finding::problem(
                "keys",
                format!("{purpose}: {} days past its greatest age; {command}", -days),
            ),
            Some(1 | 7) => Finding::problem(
                "keys",
                format!("{purpose}: {days} days until its greatest age; {command}"),
            ),
            Some(_) => Finding::deviation(
                "keys",
                format!("{purpose}: {days} days until its greatest age; {command}"),
            ),
        }
    };
    ages.iter().map(tell).collect()
}

/// Services that do not answer when a session ends keep people logged in.
async fn unheard(ctx: &Context) -> Option<Finding> {
    let since = ctx.now() - lykill_core::time::days(1);
    let count = ctx
        .db
        .read_long(move |tx| Box::pin(logout_given_up(tx, since)));
    let count = count.await.ok().filter(|count| *count > 0)?;
    let what = format!(
        "{count} logouts were not heard by their services in the last 24 hours; \
         `lykill client logouts CLIENT` tells why"
    );
    Some(Finding::deviation("logout", what))
}
