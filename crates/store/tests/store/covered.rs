//! Writes that are answered before the disk is flushed.

use crate::engines::{Place, leak, on_both_engines};
use lykill_store::*;

async fn covered(db: &Db, key: &'static str) -> Result<(), StoreError> {
    db.write_covered(move |tx| {
        Box::pin(async move { Ok(Commit(meta_save(tx, key, "covered").await?)) })
    })
    .await
}

#[tokio::test]
async fn what_a_later_flush_covers_is_there_for_everybody_and_after_a_restart() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let place = Place::new(engine).await;
        let db = place.open_migrated().await;
        covered(&db, "first").await.unwrap();
        assert!(read!(db, tx => meta_fetch(tx, "first").await?).is_some());
        write!(db, tx => meta_save(tx, "flushed", "1").await?);
        covered(&db, "second").await.unwrap();
        drop(db);
        let db = place.open().await;
        for key in ["first", "flushed", "second"] {
            assert!(
                read!(db, tx => meta_fetch(tx, key).await?).is_some(),
                "{key}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn covered_and_flushed_jobs_may_come_at_once() {
    on_both_engines(async |db| {
        let jobs = (0..200_u32).map(|number| {
            let (db, key) = (db.clone(), leak(format!("key {number}")));
            tokio::spawn(async move {
                if number.is_multiple_of(2) {
                    covered(&db, key).await.unwrap();
                } else {
                    write!(db, tx => meta_save(tx, key, "flushed").await?);
                }
                let found = read!(db, tx => meta_fetch(tx, key).await?);
                assert!(found.is_some(), "{key}: what was answered is seen");
            })
        });
        for job in jobs.collect::<Vec<_>>() {
            job.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_covered_job_that_fails_leaves_nothing() {
    on_both_engines(async |db| {
        let refused: Result<(), _> = db
            .write_covered(|tx| {
                Box::pin(async move {
                    meta_save(tx, "key", "value").await?;
                    Err(Rollback::Error(StoreError::Busy))
                })
            })
            .await;
        assert_eq!(refused, Err(StoreError::Busy));
        let panicked: Result<(), _> = db
            .write_covered(|tx| {
                Box::pin(async move {
                    meta_save(tx, "key", "value").await?;
                    panic!("this job panics on purpose")
                })
            })
            .await;
        assert_eq!(panicked, Err(StoreError::Panicked));
        assert_eq!(read!(db, tx => meta_fetch(tx, "key").await?), None);
        covered(&db, "next").await.unwrap();
        assert!(read!(db, tx => meta_fetch(tx, "next").await?).is_some());
    })
    .await;
}
