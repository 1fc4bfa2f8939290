//! The key file on a real disk.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use lykill_core::{Rng, Secret};
use lykill_crypto::engine::{KeyFile, KeyFileError, Keys, Purpose, SystemRng};
use lykill_crypto::pure::seal::Aad;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const HERE: Aad<'_> = Aad {
    table: "t",
    row: b"r",
    owner: b"o",
};

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("keys.json");
    (directory, path)
}

fn rewrite(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).expect("text");
    let changed = change(&text);
    assert_ne!(text, changed, "the change changes something");
    fs::write(path, changed).expect("written");
}

#[test]
fn what_was_sealed_before_a_restart_opens_after_it() {
    let (_directory, path) = place();
    let made = Keys::of(&KeyFile::create(&path, &SystemRng).expect("made"));
    let loaded = Keys::of(&KeyFile::load(&path).expect("loaded"));
    let sealed = made.seal().seal(&HERE, b"secret", [1; 12]).expect("sealed");
    assert_eq!(
        loaded.seal().open(&HERE, &sealed).expect("opens").expose(),
        b"secret"
    );
    let value = |keys: &Keys| keys.lookup().lookup("user-id", b"x");
    assert_eq!(value(&made), value(&loaded));
    let card = made.card().secret([7; 32]);
    assert_eq!(made.card().pairs(&card), loaded.card().pairs(&card));
}

#[test]
fn a_new_file_is_private_whole_and_alone() {
    let (directory, path) = place();
    let _file = KeyFile::create(&path, &SystemRng).expect("made");
    let mode = fs::metadata(&path).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let names: Vec<_> = fs::read_dir(directory.path())
        .expect("a directory")
        .collect();
    assert_eq!(names.len(), 1);
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let (_directory, path) = place();
    let first = KeyFile::create(&path, &SystemRng).expect("made");
    let error = KeyFile::create(&path, &SystemRng).expect_err("refused");
    assert_eq!(error, KeyFileError::Exists { path: path.clone() });
    assert!(
        KeyFile::load(&path)
            .expect("loaded")
            .matches(&first.check_value())
    );
}

#[test]
fn a_missing_file_and_a_missing_directory_are_told_apart() {
    let (_directory, path) = place();
    let error = KeyFile::load(&path).expect_err("missing");
    assert_eq!(error, KeyFileError::Missing { path: path.clone() });
    let nowhere = path.join("keys.json");
    let error = KeyFile::create(&nowhere, &SystemRng).expect_err("no directory");
    assert!(matches!(error, KeyFileError::Io { .. }), "{error}");
}

#[test]
fn a_file_that_others_may_read_is_refused_with_the_remedy() {
    let (_directory, path) = place();
    let _file = KeyFile::create(&path, &SystemRng).expect("made");
    for mode in [0o640, 0o604, 0o660, 0o602, 0o777] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("set");
        let error = KeyFile::load(&path).expect_err("refused");
        assert_eq!(
            error,
            KeyFileError::WrongMode {
                path: path.clone(),
                mode
            }
        );
        let words = error.to_string();
        assert!(
            words.contains(&format!("chmod 600 {}", path.display())),
            "{words}"
        );
        assert_eq!(words.lines().count(), 1);
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).expect("set");
    assert!(KeyFile::load(&path).is_ok());
}

#[test]
fn a_damaged_file_is_refused_in_one_line_without_its_secrets() {
    let changes: [&dyn Fn(&str) -> String; 7] = [
        &|text| text[..text.len() / 2].to_owned(),
        &|text| text.replace("\"version\": 1", "\"version\": 2"),
        &|text| text.replace("\"lookup\"", "\"seal\""),
        &|text| text.replace("\"secret\": \"", "\"secret\": \"A"),
        &|text| text.replace("\"purpose\"", "\"for\""),
        &|text| text.replacen("\"id\": \"", "\"id\": \"/", 1),
        &|_| String::new(),
    ];
    for (number, change) in changes.iter().enumerate() {
        let (_directory, path) = place();
        let _file = KeyFile::create(&path, &SystemRng).expect("made");
        let secret = fs::read_to_string(&path).expect("text");
        let secret = secret.split("\"secret\": \"").nth(1).expect("a secret");
        let secret = secret[..43].to_owned();
        rewrite(&path, change);
        let error = KeyFile::load(&path).expect_err("damaged");
        assert!(
            matches!(error, KeyFileError::Malformed { .. }),
            "{number}: {error}"
        );
        let words = error.to_string();
        assert_eq!(words.lines().count(), 1, "{number}: {words}");
        assert!(!words.contains(&secret), "{number}");
    }
}

#[test]
fn a_wrong_file_and_a_changed_key_are_recognised() {
    let ((_one, path), (_two, other)) = (place(), place());
    let file = KeyFile::create(&path, &SystemRng).expect("made");
    let check = file.check_value();
    assert!(file.matches(&check));
    assert!(
        !KeyFile::create(&other, &SystemRng)
            .expect("made")
            .matches(&check)
    );
    for bad in [
        "",
        " ",
        check.split(' ').next().expect("an id"),
        &check[..check.len() - 1],
    ] {
        assert!(!file.matches(bad), "{bad:?}");
    }
    // The same id with another secret.
    rewrite(&path, |text| {
        let mut parts: Vec<&str> = text.split("\"secret\": \"").collect();
        parts.swap(1, 2);
        let ids = |part: &str| part.split_once('"').map(|(secret, _)| secret.to_owned());
        let (a, b) = (
            ids(parts[1]).expect("a secret"),
            ids(parts[2]).expect("a secret"),
        );
        text.replace(&a, "#").replace(&b, &a).replace('#', &b)
    });
    let changed = KeyFile::load(&path).expect("well formed");
    assert!(!changed.matches(&check));
}

#[test]
fn the_check_value_holds_no_secret() {
    let (_directory, path) = place();
    let check = KeyFile::create(&path, &SystemRng)
        .expect("made")
        .check_value();
    let text = fs::read_to_string(&path).expect("text");
    for part in text.split("\"secret\": \"").skip(1) {
        assert!(!check.contains(&part[..43]));
    }
}

#[test]
fn a_key_that_was_added_becomes_current_and_the_old_check_still_matches() {
    let (_directory, path) = place();
    let file = KeyFile::create(&path, &SystemRng).expect("made");
    let (old, check) = (Keys::of(&file), file.check_value());
    let sealed = old.seal().seal(&HERE, b"secret", [1; 12]).expect("sealed");
    let secret = Secret::new(lykill_crypto::pure::b64::encode(&[9; 32]));
    let added = format!(
        ",{{\"id\":\"new-1\",\"purpose\":\"seal\",\"secret\":\"{}\"}}]}}",
        secret.expose()
    );
    rewrite(&path, |text| {
        let end = text.rfind(']').expect("a list");
        format!("{}{added}", &text[..end])
    });
    let file = KeyFile::load(&path).expect("loaded");
    assert!(file.matches(&check));
    let keys = Keys::of(&file);
    assert_eq!(keys.seal().current_id().as_str(), "new-1");
    assert!(keys.seal().is_outdated(&sealed));
    assert_eq!(
        keys.seal().open(&HERE, &sealed).expect("opens").expose(),
        b"secret"
    );
}

#[test]
fn two_keys_with_one_id_are_refused() {
    struct Zeros;
    impl Rng for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }
    let (_directory, path) = place();
    let error = KeyFile::create(&path, &Zeros).expect_err("a broken source of randomness");
    assert!(error.to_string().contains("stands twice"), "{error}");
    assert!(!path.exists());
}

/// A node reads its file again every few seconds, and a rotation may begin at any of them.
#[test]
fn a_key_that_was_added_is_never_lost_to_somebody_who_reads_the_file_meanwhile() {
    let (_directory, path) = place();
    let keys = Keys::of(&KeyFile::create(&path, &SystemRng).expect("made"));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::SeqCst) {
                    keys.reload().expect("a file");
                    keys.make_current(vec!["none".to_owned()]);
                    keys.make_current(Vec::new());
                }
            });
        }
        let lost = (0..100).find(|_| {
            let added = keys.add(&[Purpose::Seal], &SystemRng).expect("a file");
            !keys.file().ids().contains(&added[0])
        });
        done.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(lost, None);
    });
}
