//! The simulation in the test suite: 10 000 user-days, both engines, and seeds that once found
//! something.
#![expect(clippy::panic, reason = "tests stop at the first surprise")]

use lykill_simulator::{EngineChoice, Options, Report, run};

fn options(seed: u64, days: u64, people: usize) -> Options {
    Options {
        seed,
        days,
        people,
        engine: EngineChoice::Sqlite,
        faults: true,
        aloud: false,
    }
}

/// Runs it; a failure prints the end of the trace and the command that replays it.
async fn simulate(options: Options) -> Report {
    let failure = match run(options, |_| ()).await {
        Ok(report) => return report,
        Err(failure) => failure,
    };
    for line in &failure.tail {
        eprintln!("  {line}");
    }
    let seed = options.seed;
    let command = options.replay();
    panic!("{}\nseed {seed} replays it: {command}", failure.what);
}

fn count(report: &Report, what: &str) -> u64 {
    report.counts.get(what).copied().unwrap_or(0)
}

/// A quarter of the 10 000 user-days. What is counted here happens in every such run, so that no
/// run passes because nothing happened in it.
async fn a_quarter(seed: u64) {
    let report = simulate(options(seed, 100, 25)).await;
    for what in [
        "codes redeemed",
        "logouts",
        "replays",
        "cards blocked",
        "tokens refused",
        "tokens refreshed",
        "refresh tokens replayed",
        "prints acknowledged",
        "blocked while inside",
        "crashes",
    ] {
        assert!(count(&report, what) > 0, "{what}: {report:#?}");
    }
    assert!(count(&report, "logins") > 200, "{report:#?}");
}

#[tokio::test]
async fn ten_thousand_user_days_first_quarter() {
    a_quarter(1).await;
}

#[tokio::test]
async fn ten_thousand_user_days_second_quarter() {
    a_quarter(2).await;
}

#[tokio::test]
async fn ten_thousand_user_days_third_quarter() {
    a_quarter(5).await;
}

#[tokio::test]
async fn ten_thousand_user_days_fourth_quarter() {
    a_quarter(6).await;
}

/// All that writes. What is missing here is not simulated: docs/simulator.md says what.
const EFFECTS: [&str; 34] = [
    "acknowledge",
    "add client",
    "add company",
    "add person",
    "approve",
    "authorize",
    "block card",
    "block eID",
    "cancel",
    "change address",
    "choose",
    "code",
    "confirm logout",
    "deliver: done",
    "deliver: expire",
    "deliver: give up",
    "deliver: retry",
    "deliver: take",
    "finish",
    "import",
    "key",
    "logout",
    "new card",
    "new password",
    "order card",
    "password",
    "purge",
    "redeem",
    "refresh",
    "reissue letters",
    "release link",
    "returned",
    "send code",
    "watch prints",
];

/// What is handed to a gateway.
const HANDED: [&str; 5] = [
    "key-card",
    "link-code-email",
    "notice-email",
    "temporary-password-letter",
    "welcome-letter",
];

#[tokio::test]
async fn case_206_every_effect_fails_stored_and_not_stored() {
    let points = ["error, not stored", "error, stored"].map(|way| {
        let gateways = HANDED.map(|kind| format!("gateway: {kind}: {way}"));
        let effects = EFFECTS.map(|what| format!("{what}: {way}"));
        [gateways.to_vec(), effects.to_vec()].concat()
    });
    let mut missing = points.concat();
    let mut approved = 0;
    for seed in 206..214 {
        let report = simulate(options(seed, 50, 20)).await;
        missing.retain(|point| count(&report, point) == 0);
        approved += count(&report, "orders approved");
        if missing.is_empty() {
            assert!(approved > 0, "no second person said yes");
            return;
        }
    }
    panic!("these never failed: {missing:?}");
}

#[tokio::test]
async fn case_227_a_seed_gives_one_trace() {
    let first = simulate(options(227, 8, 10)).await;
    for _ in 0..15 {
        let again = simulate(options(227, 8, 10)).await;
        assert_eq!((&first.hash, &first.counts), (&again.hash, &again.counts));
    }
    let other = simulate(options(228, 8, 10)).await;
    assert_ne!(first.hash, other.hash);
    assert!(first.lines > 100, "{first:#?}");
}

#[tokio::test]
async fn case_227_both_engines_give_one_trace() {
    let sqlite = simulate(options(11, 12, 12)).await;
    let engine = EngineChoice::Postgres;
    let postgres = simulate(Options {
        engine,
        ..options(11, 12, 12)
    })
    .await;
    assert_eq!(sqlite.counts, postgres.counts);
    assert_eq!(sqlite.hash, postgres.hash);
    assert!(sqlite.lines > 100, "{sqlite:#?}");
}
