//! Making a backup while the server serves.

use super::manifest::{Manifest, place};
use super::{BackupError, at, beside, postgres};
use crate::config::Config;
use lykill_operations::{Call, Context, audit};
use lykill_store::{Engine, backup, migrate};
use serde_json::{Value, json};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Writes a backup to `file`, which must be an absolute path where nothing is, and tells what it
/// wrote. `keys` also copies the key file, to `FILE.keys`. The audit row comes before the name: a
/// crash leaves a row without a backup, and never a backup without its row.
///
/// # Errors
/// [`BackupError`]; then nothing of it is left but, after a crash, files without a description
/// beside them, which no restore takes.
pub async fn make(
    ctx: &Context,
    call: &Call,
    config: &Config,
    (file, keys): (&Path, bool),
) -> Result<Value, BackupError> {
    let names = Names::of(file, keys);
    for taken in names.all() {
        if taken.exists() {
            return Err(BackupError::Taken(taken.clone()));
        }
    }
    let made = whole(ctx, call, config, &names).await;
    if made.is_err() {
        // What is half written must not look like a backup, nor fill the disk. Before, none of
        // the names was there.
        for path in names.all() {
            let _never_there = fs::remove_file(path);
        }
    }
    let manifest = made?;
    Ok(json!({
        "file": names.file,
        "manifest": names.manifest,
        "keys": names.keys,
        "bytes": manifest.bytes,
        "sha256": manifest.sha256,
        "made_at": manifest.made_at,
    }))
}

/// What a backup writes.
#[derive(Clone)]
struct Names {
    file: PathBuf,
    part: PathBuf,
    manifest: PathBuf,
    /// The copy of the key file, when it is asked for.
    keys: Option<PathBuf>,
}

impl Names {
    fn of(file: &Path, keys: bool) -> Self {
        Self {
            file: file.to_owned(),
            part: beside(file, ".part"),
            manifest: place(file),
            keys: keys.then(|| beside(file, ".keys")),
        }
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.file, &self.part, &self.manifest]
            .into_iter()
            .chain(&self.keys)
    }
}

async fn whole(
    ctx: &Context,
    call: &Call,
    config: &Config,
    names: &Names,
) -> Result<Manifest, BackupError> {
    let manifest = copy(ctx, config, &names.part).await?;
    let with = if names.keys.is_some() {
        "with the key file"
    } else {
        "without the key file"
    };
    let words = format!("sha256 {}, {with}", manifest.sha256);
    audit::backup_made(ctx, call, words)
        .await
        .map_err(BackupError::Audit)?;
    let (names, key_file) = (names.clone(), config.key_file.clone());
    blocking(move || {
        name(&names, &key_file, &manifest)?;
        Ok(manifest)
    })
    .await
}

/// Copies the database into a file that is no backup yet.
async fn copy(ctx: &Context, config: &Config, part: &Path) -> Result<Manifest, BackupError> {
    let made_at = ctx.now().to_jiff().to_string();
    let status = migrate::status(&ctx.db).await;
    let schema = status.map(|status| status.applied).unwrap_or_default();
    // An empty file of its own comes first, so that nobody else ever reads a byte of the copy.
    let mut options = File::options();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .write(true)
        .create_new(true)
        .open(part)
        .map_err(at(part))?;
    match ctx.db.engine() {
        Engine::Sqlite => backup::snapshot(&ctx.db, part.to_owned()).await?,
        Engine::Postgres => postgres::dump(&config.database, part).await?,
    }
    let (part, engine) = (part.to_owned(), ctx.db.engine().word());
    blocking(move || {
        fs::set_permissions(&part, Permissions::from_mode(0o600)).map_err(at(&part))?;
        File::open(&part)
            .and_then(|copy| copy.sync_all())
            .map_err(at(&part))?;
        Manifest::of(&part, engine, (schema, made_at))
    })
    .await
}

/// Makes a backup of the copy: its keys, its name, and last the description without which no
/// restore takes it.
fn name(names: &Names, key_file: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    if let Some(keys) = &names.keys {
        copy_keys(key_file, keys)?;
    }
    fs::rename(&names.part, &names.file).map_err(at(&names.file))?;
    manifest.write(&names.file)?;
    let folder = names.file.parent().unwrap_or(Path::new("/"));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(at(folder))
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let finished = tokio::task::spawn_blocking(job).await;
    finished.unwrap_or(Err(BackupError::Stopped))
}

fn copy_keys(from: &Path, to: &Path) -> Result<(), BackupError> {
    let text = fs::read(from).map_err(at(from))?;
    let mut options = File::options();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.write(true).create_new(true).open(to);
    let written = opened.and_then(|mut opened| {
        std::io::Write::write_all(&mut opened, &text).and_then(|()| opened.sync_all())
    });
    written.map_err(at(to))
}
