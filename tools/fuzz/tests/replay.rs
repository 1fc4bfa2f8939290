//! Every file of every corpus, and every input that once broke something, on the pinned toolchain.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and measure real time"
)]

use lykill_fuzz::TARGETS;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No input may take longer; the engine's own bound is the same.
const LONGEST: Duration = Duration::from_secs(1);
/// Every target has so many files at least, also after its corpus was reduced.
const FEWEST: usize = 3;

fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(kind)
        .join(target);
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

/// Runs the files of one target.
fn replay(name: &str) {
    let (_, target) = TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target");
    let corpus = files("corpus", name);
    assert!(corpus.len() >= FEWEST, "{name}: {} files", corpus.len());
    for file in corpus.into_iter().chain(files("regressions", name)) {
        let data = fs::read(&file).expect("a file");
        let begun = Instant::now();
        if std::panic::catch_unwind(|| target(&data)).is_err() {
            panic!("{} breaks a promise", file.display());
        }
        let taken = begun.elapsed();
        assert!(taken < LONGEST, "{}: {taken:?}", file.display());
    }
}

macro_rules! replays {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })*

        #[test]
        fn every_target_is_replayed_and_every_folder_is_a_targets() {
            let tested = BTreeSet::from([$(stringify!($name)),*]);
            let targets: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(tested, targets);
            assert_eq!(targets.len(), TARGETS.len());
            for kind in ["corpus", "regressions"] {
                for folder in files(kind, "") {
                    let name = folder.file_name().expect("a name").to_string_lossy();
                    assert!(targets.contains(&*name), "{kind}/{name} is no target's");
                }
            }
        }
    };
}

replays! {
    accept_language, admin_command, anchor, authorize, backup_manifest, base64url, bearer,
    card_chain, card_list, card_ocsp,
    client_assertion, client_auth, client_metadata, config_environment, config_toml, content_type,
    cookies, database_address, display_name, effect, email, fetch_address, form, forwarded_for, ids,
    json, jwk, jws_compact, jws_signed, key_file, letter_number, logout, national_id, networks,
    params, password, password_hash, redirect_uri, refresh_token, register_csv, row, sealed,
    seed_csv, seed_pskc, sms_answer, sms_receipt, token_query, typed, upstream_answer,
    upstream_claims, upstream_metadata, webauthn_client_data, webauthn_object, words,
}
