//! Families of refresh tokens.

use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, code_grant, hash, holder, session};
use lykill_oauth::types::RefreshGrant;
use lykill_store::*;
use std::time::Duration;

#[tokio::test]
async fn case_096_a_token_is_exchanged_once() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let code = code_grant(session(&holder.eid, 1).id, holder.person.id);
        let longest = Duration::from_secs(7200);
        let grant = leak(RefreshGrant::from_code(&code, NOW, longest));
        write!(db, tx => refresh_insert(tx, &hash(1), grant, &hash(10), after(1800)).await?);
        let twice =
            try_write!(db, tx => refresh_insert(tx, &hash(1), grant, &hash(9), after(1)).await?);
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let stored = read!(db, tx => refresh_fetch(tx, &hash(1)).await?).unwrap();
        assert_eq!((&stored.grant, stored.token_hash), (grant, hash(10)));
        assert_eq!((stored.former, stored.revoked_at), (None, None));
        assert_eq!((stored.rotated_at, stored.idle_until), (NOW, after(1800)));

        let former = leak(Former {
            hash: hash(10),
            salt: vec![7; 16],
        });
        let at = (after(5), after(1805));
        write!(db, tx => refresh_rotate(tx, &hash(1), former, &hash(11), at).await?);
        let again =
            try_write!(db, tx => refresh_rotate(tx, &hash(1), former, &hash(12), at).await?);
        assert!(matches!(again, Err(StoreError::Contended(_))), "{again:?}");
        let stored = write!(db, tx => refresh_lock(tx, &hash(1)).await?).unwrap();
        assert_eq!(
            (stored.token_hash, stored.former.as_ref()),
            (hash(11), Some(former))
        );
        assert_eq!(
            (stored.rotated_at, stored.idle_until),
            (after(5), after(1805))
        );

        assert!(write!(db, tx => refresh_revoke(tx, &hash(1), after(6)).await?).is_spent());
        assert!(!write!(db, tx => refresh_revoke(tx, &hash(1), after(7)).await?).is_spent());
        let living = leak(Former {
            hash: hash(11),
            salt: vec![8; 16],
        });
        let dead = try_write!(db, tx => refresh_rotate(tx, &hash(1), living, &hash(12), at).await?);
        assert!(matches!(dead, Err(StoreError::Contended(_))), "{dead:?}");
        let stored = read!(db, tx => refresh_fetch(tx, &hash(1)).await?).unwrap();
        assert_eq!(stored.revoked_at, Some(after(6)));
        assert!(read!(db, tx => refresh_fetch(tx, &hash(2)).await?).is_none());

        let day = 86_400;
        assert_eq!(
            write!(db, tx => purge(tx, after(7200 + day), 100).await?),
            0
        );
        assert_eq!(
            write!(db, tx => purge(tx, after(7201 + day), 100).await?),
            1
        );
        assert!(read!(db, tx => refresh_fetch(tx, &hash(1)).await?).is_none());
    })
    .await;
}
