//! The schema, step by step. Each step is a file of `migrations/`, one text for both engines; it
//! runs once, in order, and is never changed after. What ran is recorded with a checksum, so a
//! binary and a database that do not fit together are found at the start.
//!
//! A step first expands the schema, a later one contracts it: in between, the binary before and
//! the binary after both run. The first line of a file says from which number of steps on a
//! binary still runs after it: `-- min-compatible: N`.

use crate::dialect::{CLOCK, TABLE_EXISTS, migration_lock, resolve, sql};
use crate::value::values;
use crate::{Commit, Db, Rollback, StoreError, Tx};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its file name without the ending, number first.
    pub name: &'static str,
    /// Its text, with the marks of the dialect.
    pub text: &'static str,
}

macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        &[$(Migration {
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

/// All steps of this binary, in order.
pub const MIGRATIONS: &[Migration] = migrations![
    "0001_people",
    "0002_logins",
    "0003_companies",
    "0004_records",
    "0005_post",
    "0007_refresh",
    "0008_logout",
    "0010_keys",
    "0011_server_keys",
    "0012_protected_and_sources",
    "0013_telephone",
    "0014_audit_gaps",
    "0015_text_messages",
    "0016_method_names",
    "0017_isolated_sessions",
    "0018_held_orders",
    "0019_otp_tokens",
    "0020_upstream",
    "0021_passkeys",
    "0022_phone_changed",
    "0023_pin_letters",
];

/// Why the database and this binary do not fit together; one line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrateError {
    /// A step was changed after it ran.
    #[error("migration {0} was changed after it ran on this database; restore its text")]
    Changed(String),
    /// The database ran a step that this binary should know and does not.
    #[error("migration {0} ran on this database and is missing here; restore its file")]
    Missing(String),
    /// The database is ahead of what this binary can run on.
    #[error("the database needs a binary with at least {needed} migrations; this one has {known}")]
    TooNew {
        /// How many steps a binary must know.
        needed: usize,
        /// How many this one knows.
        known: usize,
    },
    /// Steps are waiting.
    #[error("{0} migrations are waiting; run `lykill migrate`")]
    Waiting(usize),
    /// The first line of a step does not say from which binary on it is compatible.
    #[error("migration {0} does not begin with `-- min-compatible: N`")]
    Unmarked(&'static str),
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`migrate`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The names of the steps that ran now, in order.
    pub applied: Vec<String>,
}

/// Where a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The names of the steps that ran, in order; also those that only a newer binary knows.
    pub applied: Vec<String>,
    /// The names of the steps that wait.
    pub waiting: Vec<String>,
}

/// Runs all steps that wait, in one transaction and one process at a time.
///
/// # Errors
/// [`MigrateError`]; then nothing was changed.
pub async fn migrate(db: &Db) -> Result<Report, MigrateError> {
    migrate_to(db, MIGRATIONS).await
}

/// As [`migrate`], with these steps instead of all.
///
/// # Errors
/// As [`migrate`].
pub async fn migrate_to(db: &Db, steps: &'static [Migration]) -> Result<Report, MigrateError> {
    let outcome = db.write_unmarked(move |tx| {
        Box::pin(async move {
            match apply(tx, steps).await {
                Ok(report) => Ok(Commit(Ok(report))),
                Err(MigrateError::Store(error)) => Err(Rollback::Error(error)),
                Err(refused) => Ok(Commit(Err(refused))),
            }
        })
    });
    outcome.await?
}

/// Where the database stands.
///
/// # Errors
/// [`MigrateError`] when it and this binary do not fit together.
pub async fn status(db: &Db) -> Result<Status, MigrateError> {
    let outcome = db.read(move |tx| {
        Box::pin(async move {
            let recorded = recorded(tx).await?;
            Ok(compare(&recorded, MIGRATIONS))
        })
    });
    outcome.await?
}

/// Whether this binary can serve the database as it is.
///
/// # Errors
/// [`MigrateError`] when it cannot; [`MigrateError::Waiting`] when steps wait.
pub async fn check(db: &Db) -> Result<(), MigrateError> {
    match status(db).await?.waiting.len() {
        0 => Ok(()),
        count => Err(MigrateError::Waiting(count)),
    }
}

/// A step as the database recorded it.
struct Recorded {
    number: usize,
    name: String,
    checksum: String,
    min_compatible: usize,
}

async fn apply(tx: &mut Tx<'_>, steps: &[Migration]) -> Result<Report, MigrateError> {
    let engine = tx.engine();
    tx.script(migration_lock(engine)).await?;
    let done = recorded(tx).await?;
    compare(&done, steps)?;
    let compatible = steps
        .iter()
        .map(min_compatible)
        .collect::<Result<Vec<_>, _>>()?;
    tx.script(&resolve(engine, RECORD)).await?;
    let now = tx
        .fetch_one(&CLOCK, &[])
        .await?
        .map(|row| row.number())
        .transpose()?
        .unwrap_or(0);
    let mut applied = Vec::new();
    let numbered = steps.iter().zip(compatible).enumerate().skip(done.len());
    for (index, (step, min_compatible)) in numbered {
        let (number, min_compatible) = (stored(index + 1), stored(min_compatible));
        tx.script(&resolve(engine, step.text)).await?;
        let insert = sql!(
            "insert into schema_migration (number, name, checksum, min_compatible, applied_at) ",
            "values ($1, $2, $3, $4, $5)"
        );
        let checksum = checksum(step.text);
        let values = values![number, step.name, &checksum, min_compatible, now];
        tx.execute(insert, values).await?;
        applied.push(step.name.to_owned());
    }
    Ok(Report { applied })
}

const RECORD: &str = "create table if not exists schema_migration (
    number {int} not null primary key,
    name text not null,
    checksum text not null,
    min_compatible {int} not null,
    applied_at {int} not null
){end};";

async fn recorded(tx: &mut Tx<'_>) -> Result<Vec<Recorded>, StoreError> {
    let exists = tx
        .fetch_one(&TABLE_EXISTS, values!["schema_migration"])
        .await?;
    if exists.map(|row| row.number()).transpose()? != Some(1) {
        return Ok(Vec::new());
    }
    let select =
        sql!("select number, name, checksum, min_compatible from schema_migration order by number");
    crate::tx::all(tx, select, values![], |row| {
        let mut row = row.of("schema_migration");
        Ok(Recorded {
            number: row.count("number")?,
            name: row.text("name")?,
            checksum: row.text("checksum")?,
            min_compatible: row.count("min_compatible")?,
        })
    })
    .await
}

fn compare(recorded: &[Recorded], steps: &[Migration]) -> Result<Status, MigrateError> {
    let needed = recorded
        .iter()
        .map(|one| one.min_compatible)
        .max()
        .unwrap_or(0);
    if needed > steps.len() {
        return Err(MigrateError::TooNew {
            needed,
            known: steps.len(),
        });
    }
    for (index, one) in recorded.iter().enumerate() {
        if one.number != index + 1 {
            return Err(MigrateError::Missing(format!("{:04}", index + 1)));
        }
        // What lies beyond the last known step is a newer binary's, and compatible.
        let Some(step) = steps.get(index) else { break };
        if step.name != one.name {
            return Err(MigrateError::Missing(one.name.clone()));
        }
        if checksum(step.text) != one.checksum {
            return Err(MigrateError::Changed(one.name.clone()));
        }
    }
    Ok(Status {
        applied: recorded.iter().map(|one| one.name.clone()).collect(),
        waiting: steps
            .iter()
            .skip(recorded.len())
            .map(|step| step.name.to_owned())
            .collect(),
    })
}

fn min_compatible(step: &Migration) -> Result<usize, MigrateError> {
    let line = step
        .text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("-- min-compatible: "));
    let number = line.and_then(|number| number.trim().parse().ok());
    number.ok_or(MigrateError::Unmarked(step.name))
}

fn stored(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// FNV-1a, 64 bits, of the text with the dialect's marks, as 16 hexadecimal digits: it finds a
/// file that was changed by mistake; nothing rests on it against an attacker, who could as well
/// change the record.
fn checksum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_fnv_1a() {
        assert_eq!(checksum(""), "cbf29ce484222325");
        assert_eq!(checksum("foobar"), "85944171f73967e8");
    }

    #[test]
    fn steps_are_numbered_and_marked() {
        // Numbers may leave gaps: what counts is the order.
        let names: Vec<_> = MIGRATIONS.iter().map(|step| step.name).collect();
        assert!(
            names.is_sorted_by(|one, next| one[..5] < next[..5]),
            "{names:?}"
        );
        for (index, step) in MIGRATIONS.iter().enumerate() {
            let number: usize = step.name[..4].parse().unwrap();
            assert!(
                number > index && step.name[4..].starts_with('_'),
                "{}",
                step.name
            );
            let compatible = min_compatible(step).unwrap();
            assert!((1..=index + 1).contains(&compatible), "{}", step.name);
        }
    }
}
