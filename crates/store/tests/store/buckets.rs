use crate::engines::{leak, on_both_engines};
use crate::samples::{after, lookup};
use lykill_core::throttle::{Filling, SOURCE};
use lykill_store::bucket::{bucket_lock, bucket_save, buckets_look};
use lykill_store::purge::purge;

#[tokio::test]
async fn buckets_fill_one_by_one_and_go_when_they_are_empty() {
    on_both_engines(async |db| {
        let keys = leak([lookup(1), lookup(2), lookup(3)]);
        let [one, two, _] = keys;
        let now = after(1);
        for failures in 1..=3 {
            let filling = write!(db, tx => {
                let filling = SOURCE.fail(bucket_lock(tx, one).await?, now);
                bucket_save(tx, one, &filling).await?;
                filling
            });
            assert_eq!(filling.failures, failures);
        }
        let empty = write!(db, tx => bucket_lock(tx, two).await?);
        assert_eq!(empty, Filling::EMPTY);
        let [first, second, third] = read!(db, tx => buckets_look(tx, keys).await?);
        assert_eq!((first.failures, second, third), (3, empty, empty));
        assert_eq!(first.empty_at, now + SOURCE.leak * 3);
        assert_eq!(write!(db, tx => purge(tx, now, 10).await?), 1);
        let later = now + SOURCE.leak * 4;
        assert_eq!(write!(db, tx => purge(tx, later, 10).await?), 1);
        let gone = read!(db, tx => buckets_look(tx, keys).await?);
        assert_eq!(gone, [Filling::EMPTY; 3]);
    })
    .await;
}
