//! Transactions that PostgreSQL ends for others' sake: serialization failures, deadlocks, a
//! connection that is cut in the middle. A job runs again from its start, and counts once.

use crate::engines::{Place, leak};
use lykill_store::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// Jobs at the same time.
const JOBS: u32 = 12;

/// The place with settings of its own for every connection.
async fn open_with(place: &Place, options: &str) -> Db {
    let DatabaseConfig::Postgres { url, .. } = &place.config else {
        panic!("not PostgreSQL")
    };
    let options: String = url::form_urlencoded::byte_serialize(options.as_bytes()).collect();
    let url = format!("{url}?options={}", options.replace('+', "%20"));
    let config = DatabaseConfig::from_url(&url).unwrap();
    Db::open(&config)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Every job makes a text longer by one letter; none may get lost or count twice.
async fn count_up(isolation: &str) -> (usize, u32) {
    let place = Place::new(Engine::Postgres).await;
    drop(place.open_migrated().await);
    let db = open_with(
        &place,
        &format!("-c default_transaction_isolation={isolation}"),
    )
    .await;
    let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
    write!(db, tx => meta_save(tx, "count", "").await?);
    let jobs = (0..JOBS).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            write!(db, tx => {
                runs.fetch_add(1, Ordering::SeqCst);
                let before = meta_fetch(tx, "count").await?.unwrap_or_default();
                meta_save(tx, "count", &format!("{before}I")).await?;
            });
        })
    });
    for job in jobs.collect::<Vec<_>>() {
        job.await.unwrap();
    }
    let count = read!(db, tx => meta_fetch(tx, "count").await?);
    (count.unwrap().len(), runs.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn case_208_serialization_failures_are_tried_again() {
    for isolation in ["repeatable\\ read", "serializable"] {
        let (count, runs) = count_up(isolation).await;
        assert_eq!(count, JOBS as usize, "{isolation}");
        assert!(
            runs > JOBS,
            "{isolation}: nothing ever failed in {runs} runs"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_208_deadlocks_are_tried_again() {
    let place = Place::new(Engine::Postgres).await;
    drop(place.open_migrated().await);
    let db = open_with(&place, "-c deadlock_timeout=20ms").await;
    let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
    for key in ["a", "b"] {
        write!(db, tx => meta_save(tx, key, "").await?);
    }
    let jobs = (0..JOBS).map(|number| {
        let db = db.clone();
        let (first, second) = if number % 2 == 0 {
            ("a", "b")
        } else {
            ("b", "a")
        };
        tokio::spawn(async move {
            write!(db, tx => {
                runs.fetch_add(1, Ordering::SeqCst);
                meta_save(tx, first, "mine").await?;
                // Time for the other half to take its first row.
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
                meta_save(tx, second, "mine").await?;
                let key: &'static str = leak(format!("done {number}"));
                meta_save(tx, key, "once").await?;
            });
        })
    });
    for job in jobs.collect::<Vec<_>>() {
        job.await.unwrap();
    }
    for number in 0..JOBS {
        let key: &'static str = leak(format!("done {number}"));
        assert!(
            read!(db, tx => meta_fetch(tx, key).await?).is_some(),
            "{key}"
        );
    }
    let runs = runs.load(Ordering::SeqCst);
    assert!(runs > JOBS, "there was no deadlock in {runs} runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_208_a_connection_that_is_cut_in_the_middle_is_tried_again() {
    let place = Place::new(Engine::Postgres).await;
    let db = place.open_migrated().await;
    let DatabaseConfig::Postgres { url, .. } = &place.config else {
        panic!("not PostgreSQL")
    };
    let (other, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let other: &'static tokio_postgres::Client = leak(other);
    let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity \
               where pid <> pg_backend_pid() and datname = current_database()";
    write!(db, tx => {
        meta_save(tx, "first", "half").await?;
        if runs.fetch_add(1, Ordering::SeqCst) == 0 {
            other.query(cut, &[]).await.unwrap();
        }
        meta_save(tx, "second", "half").await?;
    });
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    for key in ["first", "second"] {
        assert!(
            read!(db, tx => meta_fetch(tx, key).await?).is_some(),
            "{key}"
        );
    }
}

/// What a node had locked when it froze is free before those who wait for it give up; and when the
/// node goes on, its transaction is not committed half.
#[tokio::test(flavor = "multi_thread")]
async fn case_230_what_a_frozen_node_locked_is_free_again() {
    let place = Place::new(Engine::Postgres).await;
    let (frozen, db) = (place.open_migrated().await, place.open().await);
    write!(db, tx => meta_save(tx, "first", "before").await?);
    let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
    let freezes = tokio::spawn(async move {
        write!(frozen, tx => {
            meta_save(tx, "first", "frozen").await?;
            if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                tokio::time::sleep(std::time::Duration::from_secs(8)).await;
            }
            meta_save(tx, "second", "frozen").await?;
        });
    });
    while runs.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    write!(db, tx => meta_save(tx, "first", "other").await?);
    assert!(!freezes.is_finished());
    assert_eq!(read!(db, tx => meta_fetch(tx, "second").await?), None);
    freezes.await.unwrap();
    assert_eq!(
        runs.load(Ordering::SeqCst),
        2,
        "it ran again from its start"
    );
    let second = read!(db, tx => meta_fetch(tx, "second").await?);
    assert_eq!(second.as_deref(), Some("frozen"));
}
