//! Sealed values, stored hashes, passwords and key files.

use crate::input::{pieces, text};
use lykill_core::Rng;
use lykill_core::{Sealed, Secret};
use lykill_crypto::engine::key_file::KeyFile;
use lykill_crypto::pure::password::{PasswordHash, prepare};
use lykill_crypto::pure::ring::{Key, KeyId, KeyRing};
use lykill_crypto::pure::seal::{Aad, SealRing};
use lykill_issuer::password::{PasswordContext, judge};
use lykill_issuer::types::UserId;
use std::fs;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::sync::OnceLock;
use tempfile::TempDir;

const HERE: Aad<'static> = Aad {
    table: "fuzz",
    row: b"row",
    owner: b"owner",
};

fn ring() -> SealRing {
    let id = KeyId::parse("k1").expect("an id");
    SealRing::new(KeyRing::new(Key::new(id, Secret::new([7; 32])), Vec::new()))
}

/// Bytes do not open; what was sealed opens, and with one byte changed or elsewhere does not.
pub fn sealed(data: &[u8]) {
    let ring = ring();
    assert!(
        ring.open(&HERE, &Sealed(data.to_vec())).is_err(),
        "a forgery"
    );
    let sealed = ring.seal(&HERE, data, [1; 12]).expect("sealed");
    let opened = ring.open(&HERE, &sealed).expect("opened");
    assert_eq!(opened.expose(), data);
    let at = data.first().map_or(0, |byte| usize::from(*byte)) % sealed.0.len();
    let mut changed = sealed.clone();
    changed.0[at] ^= 1;
    assert!(ring.open(&HERE, &changed).is_err(), "byte {at}");
    let elsewhere = Aad { row: data, ..HERE };
    assert_eq!(ring.open(&elsewhere, &sealed).is_ok(), data == HERE.row);
}

/// A stored hash is written as it was read, whatever its parameters.
pub fn password_hash(data: &[u8]) {
    let Some(stored) = text(data) else { return };
    let Ok(hash) = PasswordHash::parse(stored) else {
        return;
    };
    let written = hash.to_string();
    let again = PasswordHash::parse(&written).expect("read back");
    assert!(again == hash, "written and read");
    let cost = stored.split('$').nth(3).unwrap_or_default();
    let memory = cost.split(',').next().unwrap_or_default();
    let kib = memory.trim_start_matches("m=").parse::<u64>();
    assert!(
        kib.is_ok_and(|kib| kib <= 262_144),
        "above the ceiling: {cost}"
    );
}

/// A password has one form, and is judged within its time.
pub fn password(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    if let Ok(once) = prepare(typed) {
        // Normalised text may be longer than what may be typed.
        if let Ok(twice) = prepare(once.expose()) {
            assert_eq!(once.expose(), twice.expose(), "one form");
        }
    }
    let user_id = UserId::from_normal("mette-hald".to_owned());
    let context = PasswordContext {
        user_id: &user_id,
        name: "Mette Hald",
        national_digits: Some("01018012345"),
        service_words: &["fjordvik"],
    };
    let judged = judge(typed, &context);
    assert!(judged.strength <= 4);
    assert!(judged.refusal.is_some() || !typed.to_lowercase().contains("mette-hald"));
}

/// A key file is taken whole or refused; a check value fits only the file that made it.
pub fn key_file(data: &[u8]) {
    let [check, file] = pieces::<2>(data);
    let folder = folder();
    let path = folder.path().join("fuzzed");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut writer = options.open(&path).expect("a file");
    std::io::Write::write_all(&mut writer, file).expect("written");
    let loaded = KeyFile::load(&path);
    if let Ok(loaded) = &loaded {
        assert!(loaded.matches(&loaded.check_value()), "its own check value");
    }
    let own = own_file();
    assert!(own.matches(&own.check_value()));
    let Some(check) = text(check) else { return };
    if own.matches(check) {
        let value = own.check_value();
        let known: Vec<&str> = value.split(' ').collect();
        assert!(
            check.split(' ').all(|word| known.contains(&word)),
            "{check}"
        );
    }
}

struct Count;

impl Rng for Count {
    fn fill(&self, bytes: &mut [u8]) {
        use std::sync::atomic::{AtomicU8, Ordering};
        static NEXT: AtomicU8 = AtomicU8::new(0);
        bytes.fill_with(|| NEXT.fetch_add(1, Ordering::Relaxed));
    }
}

fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder.path(), private).expect("a private folder");
        folder
    })
}

fn own_file() -> &'static KeyFile {
    static FILE: OnceLock<KeyFile> = OnceLock::new();
    FILE.get_or_init(|| KeyFile::create(&folder().path().join("own"), &Count).expect("a key file"))
}
