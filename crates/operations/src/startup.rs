//! What is checked and made before a server answers its first request.

use crate::job::CLOCK;
use crate::key::{self, Signers, new_signing_key, open_signers};
use lykill_core::{Clock, Profile, Rng, Timestamp};
use lykill_crypto::engine::Keys;
use lykill_store::meta::{meta_fetch, meta_insert};
use lykill_store::signing_key::{signing_key_insert, signing_key_list};
use lykill_store::{Commit, Db, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// Why a server must not start; each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot answer.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// The key file is not the one with which this database was made.
    #[error(
        "key file: it does not belong to this database; restore the key file that was made \
         with it, or point `database.url` at the other database"
    )]
    WrongKeyFile,
    /// A key that the database needs is not in the key file.
    #[error(
        "key file: it lacks the key {0}, with which values in this database are made; bring the \
         newest copy of the key file to this machine"
    )]
    LackingKey(String),
    /// The database was made for another profile.
    #[error(
        "profile: the database holds a `{recorded}` deployment, the configuration says `{configured}`"
    )]
    Profile {
        /// What the database records.
        recorded: String,
        /// What the configuration says.
        configured: String,
    },
    /// A demo's database is served, or the other way round.
    #[error(
        "deployment: the database was made by `lykill {recorded}`; it is not used by `lykill {configured}`"
    )]
    Deployment {
        /// What the database records.
        recorded: String,
        /// What is being started.
        configured: String,
    },
    /// The clock was set back since the database was last served.
    #[error(
        "clock: it is {minutes} minutes behind the last moment that the database has seen; set it right"
    )]
    Clock {
        /// How far behind.
        minutes: u64,
    },
    /// The signing key cannot be made or opened.
    #[error("signing key: {0}")]
    SigningKey(&'static str),
}

/// What is being started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployment {
    /// `lykill serve` and the commands beside it.
    Serve,
    /// `lykill demo`.
    Demo,
}

impl Deployment {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Demo => "demo",
        }
    }
}

/// Whether a database was ever served: only then must its key file exist already.
///
/// # Errors
/// [`StartError`] when the database cannot answer.
pub async fn is_new(db: &Db) -> Result<bool, StartError> {
    let check = db.read(|tx| Box::pin(async move { meta_fetch(tx, "key-check").await }));
    Ok(check.await?.is_none())
}

/// Checks that database, key file, profile and kind of deployment belong together, records them
/// at the first start, and opens the signing keys, of which the first start makes one. `keys` makes
/// new values with the keys that the database names from then on.
///
/// # Errors
/// [`StartError`], one line each.
pub async fn prepare(
    db: &Db,
    keys: &Keys,
    (profile, deployment): (Profile, Deployment),
    (clock, rng): (&dyn Clock, &dyn Rng),
) -> Result<Signers, StartError> {
    let file = keys.file();
    let recorded = record(db, "key-check", file.check_value()).await?;
    if !file.matches(&recorded) {
        return Err(StartError::WrongKeyFile);
    }
    let recorded = record(db, "profile", profile.word().to_owned()).await?;
    if recorded != profile.word() {
        return Err(StartError::Profile {
            recorded,
            configured: profile.word().to_owned(),
        });
    }
    let recorded = record(db, "deployment", deployment.word().to_owned()).await?;
    if recorded != deployment.word() {
        let configured = deployment.word().to_owned();
        return Err(StartError::Deployment {
            recorded,
            configured,
        });
    }
    check_clock(db, clock.now()).await?;
    if let Err(id) = key::belongs(db, &file, clock.now()).await? {
        return Err(StartError::LackingKey(id));
    }
    key::follow(db, keys).await?;
    signers(db, keys, (clock, rng)).await
}

/// How far behind the last moment seen a clock may be: a code lives no longer for it.
const CLOCK_BACK: Duration = Duration::from_secs(300);

async fn check_clock(db: &Db, now: Timestamp) -> Result<(), StartError> {
    let seen = db
        .read(|tx| Box::pin(async move { meta_fetch(tx, CLOCK).await }))
        .await?;
    let seen = seen.and_then(|text| text.parse().ok());
    match seen.map(|micros| Timestamp::from_micros(micros).since(now)) {
        Some(behind) if behind > CLOCK_BACK => Err(StartError::Clock {
            minutes: behind.as_secs() / 60,
        }),
        _ => Ok(()),
    }
}

/// The value that the database records: `value` when it records none yet.
async fn record(db: &Db, key: &'static str, value: String) -> Result<String, StoreError> {
    let known = db
        .read(move |tx| Box::pin(async move { meta_fetch(tx, key).await }))
        .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let value = Arc::new(value);
    db.write(move |tx| {
        let value = Arc::clone(&value);
        Box::pin(async move {
            let _another_node_first = meta_insert(tx, key, &value).await?;
            let recorded = meta_fetch(tx, key).await?;
            Ok(Commit(recorded.unwrap_or_default()))
        })
    })
    .await
}

async fn signers(
    db: &Db,
    keys: &Keys,
    (clock, rng): (&dyn Clock, &dyn Rng),
) -> Result<Signers, StartError> {
    if let Some(signers) = stored_signers(db, keys).await? {
        return Ok(signers);
    }
    let now = clock.now();
    let row = new_signing_key(keys, rng, (now, now)).map_err(StartError::SigningKey)?;
    let row = Arc::new(row);
    db.write(move |tx| {
        let row = Arc::clone(&row);
        Box::pin(async move {
            // Two nodes may start together: the first key of the list serves both.
            if signing_key_list(tx).await?.is_empty() {
                let _taken = signing_key_insert(tx, &row).await?;
            }
            Ok(Commit(()))
        })
    })
    .await?;
    stored_signers(db, keys)
        .await?
        .ok_or(StartError::SigningKey("it was not stored"))
}

async fn stored_signers(db: &Db, keys: &Keys) -> Result<Option<Signers>, StartError> {
    let rows = db
        .read(|tx| Box::pin(async move { signing_key_list(tx).await }))
        .await?;
    open_signers(keys, &rows).map_err(StartError::SigningKey)
}
