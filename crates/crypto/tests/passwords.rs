//! Passwords through the hasher with its real threads, at a cost that tests can afford.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use lykill_core::{Secret, random};
use lykill_crypto::engine::{
    HashError, HasherConfig, KeyFile, Keys, PasswordHasher, Peppers, SystemRng,
};
use lykill_crypto::pure::password::{Cost, PasswordHash, PasswordHashError};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

fn peppers() -> Peppers {
    let directory = tempfile::tempdir().expect("a directory");
    let file = KeyFile::create(&directory.path().join("keys.json"), &SystemRng);
    Keys::of(&file.expect("a key file")).password_peppers()
}

fn config(cost: Cost) -> HasherConfig {
    let permits = NonZeroUsize::MIN;
    HasherConfig {
        cost,
        permits,
        queue: 64,
        idle: Duration::from_millis(50),
    }
}

fn hasher() -> PasswordHasher {
    PasswordHasher::start(config(CHEAP), peppers()).expect("threads")
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

async fn stored(hasher: &PasswordHasher, password: &str) -> PasswordHash {
    let hash = hasher
        .hash(&secret(password), random::bytes(&SystemRng))
        .await;
    PasswordHash::parse(&hash.expect("a hash").to_string()).expect("what we store is read")
}

async fn opens(hasher: &PasswordHasher, password: &str, stored: &PasswordHash) -> bool {
    hasher
        .verify(&secret(password), stored)
        .await
        .expect("verified")
}

#[tokio::test]
async fn case_032_long_passwords_count_to_the_last_byte_and_too_long_ones_are_refused() {
    let hasher = hasher();
    for length in [8, 64, 128, 1024] {
        let password = "p".repeat(length);
        let hash = stored(&hasher, &password).await;
        assert!(opens(&hasher, &password, &hash).await, "{length}");
        assert!(!opens(&hasher, &password[1..], &hash).await, "{length}");
    }
    let hash = stored(&hasher, "p").await;
    for length in [1025, 4096, 10_000_000] {
        let long = secret(&"p".repeat(length));
        let refused = Err(HashError::TooLong(lykill_crypto::pure::password::TooLong));
        assert_eq!(hasher.hash(&long, [0; 16]).await.map(|_| ()), refused);
        assert_eq!(hasher.verify(&long, &hash).await.map(|_| ()), refused);
        assert_eq!(
            hasher.place().expect("a place").verify_nothing(&long).await,
            refused
        );
    }
}

#[tokio::test]
async fn case_033_nothing_is_cut_off_after_72_bytes() {
    let hasher = hasher();
    let hash = stored(&hasher, &format!("{}x", "a".repeat(72))).await;
    assert!(!opens(&hasher, &format!("{}y", "a".repeat(72)), &hash).await);
    assert!(!opens(&hasher, &"a".repeat(72), &hash).await);
    let nul = stored(&hasher, "a\0x").await;
    assert!(!opens(&hasher, "a\0y", &nul).await);
}

#[tokio::test]
async fn case_034_case_counts() {
    let hasher = hasher();
    let hash = stored(&hasher, "Fjellrev-42").await;
    assert!(opens(&hasher, "Fjellrev-42", &hash).await);
    assert!(!opens(&hasher, "fjellrev-42", &hash).await);
}

#[tokio::test]
async fn case_035_the_same_letters_open_however_a_keyboard_composes_them() {
    let hasher = hasher();
    let hash = stored(&hasher, "bl\u{e5}b\u{e6}r \u{fb01}sk").await;
    assert!(opens(&hasher, "bla\u{30a}b\u{e6}r fisk", &hash).await);
    let sharp = stored(&hasher, "Stra\u{1e9e}e").await;
    for other in ["Strasse", "StraSSe", "Stra\u{df}e"] {
        assert!(!opens(&hasher, other, &sharp).await, "{other}");
    }
}

#[tokio::test]
async fn the_pepper_protects_and_its_rotation_is_noticed() {
    let (one, other) = (hasher(), hasher());
    let hash = stored(&one, "password").await;
    let unknown = other.verify(&secret("password"), &hash).await;
    assert!(
        matches!(unknown, Err(HashError::UnknownPepper(_))),
        "{unknown:?}"
    );
    assert!(other.needs_rehash(&hash));
    assert!(!one.needs_rehash(&hash));
    let cost = Cost { passes: 2, ..CHEAP };
    let dearer = PasswordHasher::start(config(cost), peppers()).expect("threads");
    assert!(dearer.needs_rehash(&hash));
}

#[tokio::test]
async fn equal_passwords_have_different_hashes() {
    let hasher = hasher();
    let (a, b) = (stored(&hasher, "same").await, stored(&hasher, "same").await);
    assert_ne!(a.to_string(), b.to_string());
}

#[tokio::test]
async fn case_037_an_unknown_user_id_costs_a_hash() {
    let cost = Cost {
        memory_kib: 16 * 1024,
        passes: 2,
        lanes: 1,
    };
    let hasher = PasswordHasher::start(config(cost), peppers()).expect("threads");
    let hash = stored(&hasher, "password").await;
    let (mut known, mut unknown) = (vec![], vec![]);
    for _ in 0..15 {
        known.push(timed(async { hasher.verify(&secret("wrong"), &hash).await.map(|_| ()) }).await);
        let place = hasher.place().expect("a place");
        unknown.push(timed(place.verify_nothing(&secret("wrong"))).await);
    }
    known.sort();
    unknown.sort();
    let ratio = known[7].as_secs_f64() / unknown[7].as_secs_f64();
    assert!(
        (0.7..1.4).contains(&ratio),
        "medians {:?} and {:?}",
        known[7],
        unknown[7]
    );
}

#[expect(clippy::disallowed_methods, reason = "this test measures time")]
async fn timed(work: impl Future<Output = Result<(), HashError>>) -> Duration {
    let began = Instant::now();
    assert_eq!(work.await, Ok(()));
    began.elapsed()
}

#[tokio::test]
async fn case_050_beyond_the_queue_we_are_busy_and_then_we_go_on() {
    let cost = Cost {
        memory_kib: 8 * 1024,
        passes: 2,
        lanes: 1,
    };
    let config = HasherConfig {
        queue: 3,
        ..config(cost)
    };
    let hasher = PasswordHasher::start(config, peppers()).expect("threads");
    let hash = stored(&hasher, "password").await;
    let right = secret("password");
    let verify = || hasher.verify(&right, &hash);
    // One runs, three wait; the fifth and sixth are told at once.
    let answers = tokio::join!(verify(), verify(), verify(), verify(), verify(), verify());
    let answers = [
        answers.0, answers.1, answers.2, answers.3, answers.4, answers.5,
    ];
    let count = |expected| answers.iter().filter(|answer| **answer == expected).count();
    assert_eq!(count(Ok(true)), 4, "{answers:?}");
    assert_eq!(count(Err(HashError::Busy)), 2, "{answers:?}");
    assert_eq!((verify().await, hasher.waiting()), (Ok(true), 0));
}

#[tokio::test]
async fn a_caller_who_goes_away_frees_his_place() {
    let cost = Cost {
        memory_kib: 8 * 1024,
        passes: 2,
        lanes: 1,
    };
    let hasher = PasswordHasher::start(config(cost), peppers()).expect("threads");
    let hash = stored(&hasher, "password").await;
    for _ in 0..200 {
        let none = tokio::time::timeout(Duration::ZERO, hasher.verify(&secret("x"), &hash)).await;
        assert!(
            matches!(none, Err(_) | Ok(Ok(false) | Err(HashError::Busy))),
            "{none:?}"
        );
    }
    let mut answer = Err(HashError::Busy);
    while answer == Err(HashError::Busy) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        answer = hasher.verify(&secret("password"), &hash).await;
    }
    assert_eq!(answer, Ok(true));
}

#[test]
fn case_051_a_configured_cost_above_the_ceiling_does_not_start() {
    for cost in [
        Cost {
            memory_kib: 262_145,
            ..CHEAP
        },
        Cost { passes: 0, ..CHEAP },
    ] {
        let error = PasswordHasher::start(config(cost), peppers()).expect_err("refused");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
    let above = PasswordHashError::ParametersAboveCeiling;
    assert_eq!(
        Cost {
            passes: 11,
            ..CHEAP
        }
        .check(),
        Err(above)
    );
}

#[tokio::test]
async fn hash_memory_is_given_back_when_unused() {
    for memory_kib in [19_456, 96 * 1024] {
        let cost = Cost {
            memory_kib,
            passes: 1,
            lanes: 1,
        };
        let permits = NonZeroUsize::new(2).expect("two");
        let config = HasherConfig {
            permits,
            ..config(cost)
        };
        let hasher = PasswordHasher::start(config, peppers()).expect("threads");
        let before = resident_kib();
        // Several rounds: an allocator that learnt to keep such memory would show here.
        for _ in 0..3 {
            let both = tokio::join!(stored(&hasher, "one"), stored(&hasher, "two"));
            assert!(opens(&hasher, "two", &both.1).await);
            tokio::time::sleep(Duration::from_millis(300)).await;
            let grown = resident_kib().saturating_sub(before);
            assert!(grown < 4 * 1024, "{grown} KiB stay of {memory_kib}");
        }
    }
}

#[tokio::test]
async fn hash_memory_is_kept_while_in_use() {
    let cost = Cost {
        memory_kib: 19_456,
        passes: 1,
        lanes: 1,
    };
    let config = HasherConfig {
        idle: Duration::from_secs(60),
        ..config(cost)
    };
    let hasher = PasswordHasher::start(config, peppers()).expect("threads");
    let before = resident_kib();
    let _ = stored(&hasher, "password").await;
    let grown = resident_kib().saturating_sub(before);
    assert!((19_000..24_000).contains(&grown), "{grown} KiB are held");
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("VmRSS");
    let number = line.split_whitespace().nth(1).expect("a number");
    number.parse().expect("KiB")
}
