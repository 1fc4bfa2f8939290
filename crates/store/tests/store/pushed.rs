//! Pushed authorization requests.

use crate::engines::{leak, on_both_engines};
use crate::samples::{after, hash, request};
use lykill_store::*;

#[tokio::test]
async fn case_098_a_pushed_request_is_used_once() {
    on_both_engines(async |db| {
        let asked = leak(request());
        write!(db, tx => pushed_insert(tx, &hash(1), asked, after(60)).await?);
        let stored = read!(db, tx => pushed_fetch(tx, &hash(1)).await?);
        assert_eq!(stored, Some((asked.clone(), after(60))));
        assert!(write!(db, tx => pushed_spend(tx, &hash(1), after(5)).await?).is_spent());
        assert!(!write!(db, tx => pushed_spend(tx, &hash(1), after(6)).await?).is_spent());
        assert!(read!(db, tx => pushed_fetch(tx, &hash(1)).await?).is_none());
        assert!(!write!(db, tx => pushed_spend(tx, &hash(2), after(6)).await?).is_spent());
        assert_eq!(write!(db, tx => purge(tx, after(600 + 60), 10).await?), 0);
        assert_eq!(write!(db, tx => purge(tx, after(600 + 61), 10).await?), 1);
    })
    .await;
}
