//! Files and folders: who may read them, whether they can be written, how much room is left.

use super::Finding;
use crate::admin::Place;
use crate::config::{Config, MailTransport, SmsTransport};
use crate::inodes;
use lykill_crypto::engine::KeyFile;
use rustix::fs::{Access, access, statvfs};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// Below this the database is about to stop.
const PROBLEM_BYTES: u64 = 100 * 1024 * 1024;
/// Below this somebody should look.
const DEVIATION_BYTES: u64 = 1024 * 1024 * 1024;
/// The same of files that can still be made.
const PROBLEM_INODES: u64 = 1000;
const DEVIATION_INODES: u64 = 10_000;

/// What a look at the disk shows.
pub(super) fn look(config: &Config, place: &Place) -> Vec<Finding> {
    let mut findings = vec![
        private("data_dir", &config.data_dir),
        writable("data_dir", &config.data_dir),
        space("data_dir", &config.data_dir),
        files("data_dir", &config.data_dir),
        key_file(config),
    ];
    if let Place::Config(file) = place {
        findings.push(config_file(file));
    }
    if let Some(path) = config.database.url.expose().strip_prefix("sqlite:") {
        let path = Path::new(path.strip_prefix("//").unwrap_or(path));
        if path.exists() {
            findings.push(private("database file", path));
        }
    }
    let queues = [
        ("print.cards_dir", &config.print.cards),
        ("print.letters_dir", &config.print.letters),
    ];
    for (check, folder) in queues.into_iter().filter(|(_, queue)| queue.path.exists()) {
        findings.push(writable(check, &folder.path));
        findings.push(match folder.group {
            None => private(check, &folder.path),
            Some(group) => of_group(check, &folder.path, group),
        });
        findings.push(space(check, &folder.path));
        findings.push(files(check, &folder.path));
    }
    findings.extend(secrets(config).map(|(check, file)| private(check, file)));
    if let MailTransport::Folder(folder) = &config.mail.transport
        && folder.exists()
    {
        findings.push(writable("mail.folder", folder));
    }
    findings
}

/// The files with one secret each, and the configuration's key of each.
fn secrets(config: &Config) -> impl Iterator<Item = (&'static str, &Path)> {
    let token = config.management.token_file.as_deref();
    let credential = match &config.sms {
        SmsTransport::Gateway(gateway) => gateway.credential.as_ref(),
        SmsTransport::None | SmsTransport::Folder(_) => None,
    };
    let receipts = config.sms.receipts();
    let voice = config.voice.as_ref();
    let voice = voice.and_then(|gateway| gateway.credential.as_ref());
    [
        ("management.token_file", token),
        (
            "sms.secret_file",
            credential.map(|(_, file)| file.as_path()),
        ),
        (
            "sms.voice.secret_file",
            voice.map(|(_, file)| file.as_path()),
        ),
        (
            "sms.receipts.secret_file",
            receipts.map(|receipts| receipts.secret_file.as_path()),
        ),
    ]
    .into_iter()
    .filter_map(|(check, file)| Some((check, file?)))
}

fn mode(path: &Path) -> Result<u32, String> {
    let about = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(about.permissions().mode() & 0o777)
}

/// Nobody but the owner may read or write.
fn private(check: &str, path: &Path) -> Finding {
    let found = mode(path).and_then(|mode| match mode & 0o077 {
        0 => Ok(format!("{} is the owner's alone", path.display())),
        _ => Err(format!(
            "{} is open to others (mode {mode:03o}); run: chmod go= {}",
            path.display(),
            path.display()
        )),
    });
    Finding::of(check, found)
}

/// Nobody but the owner writes; a group reads; others do neither.
fn of_group(check: &str, path: &Path, group: u32) -> Finding {
    let found = match (mode(path), std::fs::metadata(path)) {
        (Ok(mode), Ok(about)) if mode & 0o027 == 0 && about.gid() == group => {
            Ok(format!("{} is read by group {group} only", path.display()))
        }
        (Ok(mode), Ok(about)) => Err(format!(
            "{} has group {} and mode {mode:03o}; run: chgrp {group} {2} && chmod 0750 {2}",
            path.display(),
            about.gid(),
            path.display()
        )),
        (Err(what), _) => Err(what),
        (_, Err(error)) => Err(format!("{}: {error}", path.display())),
    };
    Finding::of(check, found)
}

fn writable(check: &str, path: &Path) -> Finding {
    let found = access(path, Access::WRITE_OK | Access::EXEC_OK);
    let found = found.map_err(|error| format!("{}: cannot be written: {error}", path.display()));
    Finding::of(
        check,
        found.map(|()| format!("{} can be written", path.display())),
    )
}

fn space(check: &str, path: &Path) -> Finding {
    let about = match statvfs(path) {
        Ok(about) => about,
        Err(error) => return Finding::problem(check, format!("{}: {error}", path.display())),
    };
    let bytes = about.f_bavail.saturating_mul(about.f_frsize);
    let what = format!(
        "{} MiB are left at {}",
        bytes / (1024 * 1024),
        path.display()
    );
    if bytes < PROBLEM_BYTES {
        Finding::problem(check, what)
    } else if bytes < DEVIATION_BYTES {
        Finding::deviation(check, what)
    } else {
        Finding::ok(check, what)
    }
}

/// How many more files the disk takes: each paper and each e-mail in a folder is some.
fn files(check: &str, path: &Path) -> Finding {
    let Some(left) = inodes::left(path) else {
        return Finding::ok(
            check,
            format!("{} takes any number of files", path.display()),
        );
    };
    let what = format!("{left} inodes are left at {}", path.display());
    if left < PROBLEM_INODES {
        Finding::problem(check, what)
    } else if left < DEVIATION_INODES {
        Finding::deviation(check, what)
    } else {
        Finding::ok(check, what)
    }
}

fn key_file(config: &Config) -> Finding {
    match KeyFile::load(&config.key_file) {
        Ok(_) => Finding::ok(
            "key_file",
            format!("{} can be read", config.key_file.display()),
        ),
        Err(error) => Finding::problem("key_file", error.to_string()),
    }
}

/// The file may hold passwords of the database and the mail server.
fn config_file(path: &Path) -> Finding {
    match mode(path) {
        Ok(mode) if mode & 0o022 != 0 => {
            let what = format!(
                "{} can be changed by others (mode {mode:03o})",
                path.display()
            );
            Finding::problem("configuration file", what)
        }
        Ok(mode) if mode & 0o004 != 0 => {
            let what = format!(
                "{} can be read by everybody (mode {mode:03o})",
                path.display()
            );
            Finding::deviation("configuration file", what)
        }
        Ok(_) => Finding::ok(
            "configuration file",
            format!("{} is private", path.display()),
        ),
        Err(what) => Finding::problem("configuration file", what),
    }
}
