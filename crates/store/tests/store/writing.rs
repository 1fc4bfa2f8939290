use crate::engines::{Place, leak, on_both_engines};
use crate::samples::{NOW, eid, login, person, request};
use lykill_store::*;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_undoes_its_own_job_and_no_other() {
    on_both_engines(async |db| {
        let jobs = (0..100).map(|number: u32| {
            let db = db.clone();
            tokio::spawn(async move {
                let key: &'static str = leak(format!("key {number}"));
                try_write!(db, tx => {
                    meta_save(tx, key, "value").await?;
                    if number.is_multiple_of(3) {
                        return Err(Rollback::Error(StoreError::Busy));
                    }
                })
            })
        });
        for (number, job) in jobs.collect::<Vec<_>>().into_iter().enumerate() {
            let kept = number % 3 != 0;
            let expected = if kept { Ok(()) } else { Err(StoreError::Busy) };
            assert_eq!(job.await.unwrap(), expected);
            let key: &'static str = leak(format!("key {number}"));
            assert_eq!(
                read!(db, tx => meta_fetch(tx, key).await?).is_some(),
                kept,
                "{key}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_the_error_of_its_own_job() {
    on_both_engines(async |db| {
        let jobs = (0..20).map(|number: u32| {
            let db = db.clone();
            tokio::spawn(async move {
                let key: &'static str = leak(format!("key {number}"));
                try_write!(db, tx => {
                    meta_save(tx, key, "value").await?;
                    assert!(number != 7, "this job panics on purpose");
                })
            })
        });
        for (number, job) in jobs.collect::<Vec<_>>().into_iter().enumerate() {
            let expected = if number == 7 {
                Err(StoreError::Panicked)
            } else {
                Ok(())
            };
            assert_eq!(job.await.unwrap(), expected, "{number}");
        }
        assert_eq!(read!(db, tx => meta_fetch(tx, "key 7").await?), None);
        assert!(read!(db, tx => meta_fetch(tx, "key 8").await?).is_some());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_waits_for_something_else_is_refused() {
    let place = Place::new(Engine::Sqlite).await;
    let db = place.open_migrated().await;
    let outcome = try_write!(db, tx => {
        meta_save(tx, "key", "value").await?;
        tokio::task::yield_now().await;
    });
    assert_eq!(outcome, Err(StoreError::Waited));
    assert_eq!(read!(db, tx => meta_fetch(tx, "key").await?), None);
}

#[tokio::test]
async fn a_job_that_goes_on_after_an_error_is_not_committed() {
    on_both_engines(async |db| {
        let nobodys = leak(eid(&person(1), 1));
        let outcome = try_write!(db, tx => {
            meta_save(tx, "key", "value").await?;
            let refused = eid_insert(tx, nobodys).await;
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        });
        assert_eq!(outcome, Err(StoreError::Unheeded));
        assert_eq!(read!(db, tx => meta_fetch(tx, "key").await?), None);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_asks_for_it_runs_again_from_its_start() {
    on_both_engines(async |db| {
        let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
        let answer = write!(db, tx => {
            meta_save(tx, "runs", "value").await?;
            let run = runs.fetch_add(1, Ordering::SeqCst);
            if run < 2 {
                return Err(Rollback::Retry);
            }
            run
        });
        assert_eq!(answer, 2);
        let tries: &'static AtomicU32 = leak(AtomicU32::new(0));
        let outcome = try_write!(db, tx => {
            meta_save(tx, "never", "value").await?;
            tries.fetch_add(1, Ordering::SeqCst);
            if tries.load(Ordering::SeqCst) > 0 {
                return Err(Rollback::Retry);
            }
        });
        assert!(
            matches!(outcome, Err(StoreError::Contended(_))),
            "{outcome:?}"
        );
        assert_eq!(tries.load(Ordering::SeqCst), 11);
        assert_eq!(read!(db, tx => meta_fetch(tx, "never").await?), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_jobs_share_a_commit() {
    let place = Place::new(Engine::Sqlite).await;
    let db = place.open_migrated().await;
    let before = db.grouped().unwrap();
    let jobs = (0..640).map(|number: u32| {
        let db = db.clone();
        tokio::spawn(async move {
            let key: &'static str = leak(format!("key {number}"));
            write!(db, tx => meta_save(tx, key, "value").await?);
        })
    });
    for job in jobs.collect::<Vec<_>>() {
        job.await.unwrap();
    }
    let after = db.grouped().unwrap();
    let (jobs, commits) = (after.jobs - before.jobs, after.commits - before.commits);
    assert_eq!(jobs, 640);
    assert!((10..=320).contains(&commits), "{commits} commits");
}

#[tokio::test]
async fn a_reading_job_cannot_write() {
    on_both_engines(async |db| {
        let outcome = db
            .read(|tx| Box::pin(async move { meta_save(tx, "key", "value").await }))
            .await;
        assert!(
            matches!(outcome, Err(StoreError::Database(_))),
            "{outcome:?}"
        );
        assert_eq!(read!(db, tx => meta_fetch(tx, "key").await?), None);
        // Nor by a statement that nobody waits for.
        let (one, asked) = (leak(login(1)), leak(request()));
        let outcome = db
            .read(move |tx| Box::pin(async move { login_insert(tx, one, asked).await }))
            .await;
        assert!(
            matches!(outcome, Err(StoreError::Database(_))),
            "{outcome:?}"
        );
        assert_eq!(read!(db, tx => login_fetch(tx, one.id).await?), None);
    })
    .await;
}

#[tokio::test]
async fn whoever_goes_away_while_waiting_for_a_lock_holds_nobody_up() {
    let place = Place::new(Engine::Postgres).await;
    let db = place.open_migrated().await;
    let (one, asked) = (leak(login(1)), leak(request()));
    write!(db, tx => login_insert(tx, one, asked).await?);
    let holder = db.clone();
    let held = tokio::spawn(async move {
        let job = holder.write(move |tx| {
            Box::pin(async move {
                login_lock(tx, one.id).await?;
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok(Commit(()))
            })
        });
        job.await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let waiting = db.write(move |tx| {
        Box::pin(async move { Ok(Commit(login_lock(tx, one.id).await?.is_some())) })
    });
    let gave_up = tokio::time::timeout(Duration::from_millis(200), waiting).await;
    assert!(gave_up.is_err(), "{gave_up:?}");
    // The connection that still waits for the lock is not handed to the next one.
    let next = tokio::time::timeout(
        Duration::from_secs(1),
        db.read(|tx| Box::pin(meta_fetch(tx, "key"))),
    );
    assert_eq!(next.await, Ok(Ok(None)));
    assert_eq!(held.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_reading_job_may_panic() {
    on_both_engines(async |db| {
        let outcome = db
            .read::<(), _>(|tx| {
                Box::pin(async move {
                    meta_fetch(tx, "key").await?;
                    panic!("this job panics on purpose")
                })
            })
            .await;
        assert_eq!(outcome, Err(StoreError::Panicked));
        assert_eq!(read!(db, tx => meta_fetch(tx, "key").await?), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_is_woken() {
    on_both_engines(async |db| {
        let mut waiting = db.subscribe();
        let wait = async |waiting: &mut Notifications| {
            tokio::time::timeout(Duration::from_secs(5), waiting.wait(Channel::Outbox)).await
        };
        db.notify(Channel::Outbox);
        wait(&mut waiting).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_is_woken() {
    let place = Place::new(Engine::Postgres).await;
    let (here, there) = (place.open_migrated().await, place.open().await);
    // A listener that has just connected raises its channel once by itself.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut waiting = there.subscribe();
    let quiet = tokio::time::timeout(Duration::from_millis(200), waiting.wait(Channel::Outbox));
    assert!(quiet.await.is_err());
    here.notify(Channel::Outbox);
    let woken = tokio::time::timeout(Duration::from_secs(5), waiting.wait(Channel::Outbox));
    woken.await.unwrap();
}

#[tokio::test]
async fn the_database_has_a_clock_and_says_that_it_is_ready() {
    on_both_engines(async |db| {
        db.ready().await.unwrap();
        let (first, second) = (db.clock().await.unwrap(), db.clock().await.unwrap());
        assert!(NOW < first && first <= second);
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_nobody_waits_for_fails_its_transaction() {
    on_both_engines(async |db| {
        let one = leak(login(1));
        let asked = leak(request());
        write!(db, tx => login_insert(tx, one, asked).await?);
        // The second insert breaks the primary key; what came before it is not kept.
        let outcome = try_write!(db, tx => {
            meta_save(tx, "before", "1").await?;
            login_insert(tx, one, asked).await?;
            meta_save(tx, "after", "1").await?
        });
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
        let outcome = try_write!(db, tx => {
            meta_save(tx, "before", "1").await?;
            login_insert(tx, one, asked).await?
        });
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
        for key in ["before", "after"] {
            assert_eq!(read!(db, tx => meta_fetch(tx, key).await?), None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_dropped_half_way_leaves_nothing() {
    on_both_engines(async |db| {
        let unfinished = db.write(|tx| {
            Box::pin(async move {
                meta_save(tx, "half", "1").await?;
                std::future::pending::<()>().await;
                Ok(Commit(()))
            })
        });
        // SQLite refuses a job that waits; PostgreSQL's is dropped as a slow request's is.
        let outcome = tokio::time::timeout(Duration::from_millis(200), unfinished).await;
        assert!(!matches!(outcome, Ok(Ok(()))));
        assert_eq!(read!(db, tx => meta_fetch(tx, "half").await?), None);
        write!(db, tx => meta_save(tx, "whole", "1").await?);
        assert_eq!(read!(db, tx => meta_fetch(tx, "half").await?), None);
    })
    .await;
}

#[tokio::test]
async fn two_jobs_together_answer_in_their_places() {
    on_both_engines(async |db| {
        write!(db, tx => meta_save(tx, "a", "1").await?);
        let pair = read!(db, tx => tx
            .together(
                |tx| Box::pin(meta_fetch(tx, "a")),
                |tx| Box::pin(meta_fetch(tx, "b")),
            )
            .await?);
        assert_eq!(pair, (Some("1".to_owned()), None));
    })
    .await;
}
