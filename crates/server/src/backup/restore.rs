//! Bringing a backup back, into an empty place only.

use super::manifest::Manifest;
use super::{BackupError, at, beside, postgres};
use crate::config::Config;
use crate::wiring::{self, Opening};
use lykill_operations::restored::{FRESH, Unspent};
use lykill_operations::startup::Deployment;
use lykill_store::restored::{loading_begin, loading_end};
use lykill_store::{Commit, DatabaseConfig, backup, migrate};
use std::fs::{self, File};
use std::path::Path;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// How long the copy was, in bytes.
    pub bytes: u64,
    /// What was ended and ordered anew.
    pub unspent: Unspent,
}

/// Brings a backup back, ends what was open in it, and orders new key cards (security.md case
/// 222). Nothing serves the deployment meanwhile.
///
/// # Errors
/// [`BackupError`]. A place that is not empty is never touched; what a restore that failed left
/// is removed by hand before the next one.
pub async fn restore(
    config: &Config,
    deployment: Deployment,
    file: &Path,
) -> Result<Restored, BackupError> {
    if !config.key_file.exists() {
        return Err(BackupError::NoKeyFile(config.key_file.clone()));
    }
    let checked = file.to_owned();
    let manifest = tokio::task::spawn_blocking(move || Manifest::check(&checked)).await;
    let manifest = manifest.unwrap_or(Err(BackupError::Stopped))?;
    let wanted = if config.database.is_sqlite() {
        "sqlite"
    } else {
        "postgres"
    };
    if manifest.engine != wanted {
        return Err(BackupError::Engine {
            found: manifest.engine,
            wanted: wanted.to_owned(),
        });
    }
    let address = DatabaseConfig::from_url(config.database.url.expose());
    match address.map_err(wiring::WireError::from)? {
        DatabaseConfig::Sqlite { path } => {
            let from = file.to_owned();
            let placed = tokio::task::spawn_blocking(move || place(&from, &path)).await;
            placed.unwrap_or(Err(BackupError::Stopped))?;
        }
        DatabaseConfig::Postgres { .. } => load(config, file).await?,
    }
    let opening = Opening {
        deployment,
        migrate: true,
    };
    let (_, unspent) = wiring::open_restored(config, opening, false).await?;
    Ok(Restored {
        bytes: manifest.bytes,
        unspent: unspent.unwrap_or_default(),
    })
}

/// Does to a database that came back by other means, such as a copied file or PostgreSQL's own
/// tools, what [`restore`] does after the copy. No server serves it meanwhile.
///
/// # Errors
/// [`BackupError`].
pub async fn adopt(config: &Config, deployment: Deployment) -> Result<Restored, BackupError> {
    let opening = Opening {
        deployment,
        migrate: true,
    };
    let (_, unspent) = wiring::open_restored(config, opening, true).await?;
    Ok(Restored {
        bytes: 0,
        unspent: unspent.unwrap_or_default(),
    })
}

/// Puts a marked copy where the database belongs; under that name it is whole and marked, or not
/// there.
fn place(from: &Path, to: &Path) -> Result<(), BackupError> {
    let draft = beside(to, ".restoring");
    for taken in [to, &draft, &beside(to, "-wal"), &beside(to, "-shm")] {
        if taken.exists() {
            return Err(BackupError::Taken(taken.to_owned()));
        }
    }
    let folder = to.parent().unwrap_or(Path::new("/"));
    wiring::folder(folder)?;
    fs::copy(from, &draft).map_err(at(&draft))?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&draft, mode).map_err(at(&draft))?;
    backup::mark_restored(&draft)?;
    File::open(&draft)
        .and_then(|copy| copy.sync_all())
        .map_err(at(&draft))?;
    fs::rename(&draft, to).map_err(at(to))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(at(folder))
}

async fn load(config: &Config, file: &Path) -> Result<(), BackupError> {
    let db = wiring::database(config).await?;
    let status = migrate::status(&db)
        .await
        .map_err(wiring::WireError::from)?;
    if !status.applied.is_empty() {
        return Err(BackupError::Taken("the database".into()));
    }
    // Said before: a crash after the loading leaves no database that looks like any other.
    loading_begin(&db).await?;
    postgres::load(&config.database, file).await?;
    let marked = db.write(|tx| Box::pin(async move { Ok(Commit(loading_end(tx, FRESH).await?)) }));
    Ok(marked.await?)
}
