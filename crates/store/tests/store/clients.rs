use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, client, client_id, hash, holder, login, request};
use lykill_broker::types::Login;
use lykill_core::Spend;
use lykill_store::*;

#[tokio::test]
async fn a_client_comes_back_as_it_was_registered() {
    on_both_engines(async |db| {
        let (secret, public) = (leak(client("b")), leak(client("a")));
        let spend = write!(db, tx => client_insert(tx, secret, Some(hash(1)), NOW).await?);
        assert_eq!(spend, Spend::Spent);
        let spend = write!(db, tx => client_insert(tx, secret, None, NOW).await?);
        assert_eq!(spend, Spend::AlreadySpent);
        assert!(write!(db, tx => client_insert(tx, public, None, NOW).await?).is_spent());
        let first = StoredClient {
            client: secret.clone(),
            secret_hash: Some(hash(1)),
        };
        let second = StoredClient {
            client: public.clone(),
            secret_hash: None,
        };
        let found = read!(db, tx => client_fetch(tx, &secret.client_id).await?);
        assert_eq!(found.as_ref(), Some(&first));
        let begun = leak(Login {
            client: secret.client_id.clone(),
            ..login(1)
        });
        write!(db, tx => login_insert(tx, begun, &request()).await?);
        let found = read!(db, tx => client_by_login(tx, begun.id).await?);
        assert_eq!(found.as_ref(), Some(&first));
        let other = login(2).id;
        assert_eq!(read!(db, tx => client_by_login(tx, other).await?), None);
        assert_eq!(read!(db, tx => client_list(tx).await?), [second, first]);
        assert_eq!(read!(db, tx => client_fetch(tx, &client_id()).await?), None);
    })
    .await;
}

#[tokio::test]
async fn a_subject_never_changes_and_is_never_anothers() {
    on_both_engines(async |db| {
        let (one, two) = (
            holder(&db, 1).await.person.id,
            holder(&db, 2).await.person.id,
        );
        let sub = write!(db, tx => subject_find_or_insert(tx, one, "host:a", "s1").await?);
        assert_eq!(sub, "s1");
        let sub = write!(db, tx => subject_find_or_insert(tx, one, "host:a", "s2").await?);
        assert_eq!(sub, "s1");
        let sub = write!(db, tx => subject_find_or_insert(tx, one, "host:b", "s3").await?);
        assert_eq!(sub, "s3");
        let outcome = try_write!(db, tx => subject_find_or_insert(tx, two, "host:a", "s1").await?);
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
        let sub = write!(db, tx => subject_find_or_insert(tx, two, "host:a", "s4").await?);
        assert_eq!(sub, "s4");
    })
    .await;
}

#[tokio::test]
async fn an_assertion_is_used_once_by_each_client() {
    on_both_engines(async |db| {
        let (one, two) = (leak(client_id()), leak("other".parse().unwrap()));
        let until = after(60);
        assert!(write!(db, tx => assertion_use(tx, one, &hash(1), until).await?).is_spent());
        assert!(!write!(db, tx => assertion_use(tx, one, &hash(1), until).await?).is_spent());
        assert!(write!(db, tx => assertion_use(tx, one, &hash(2), until).await?).is_spent());
        assert!(write!(db, tx => assertion_use(tx, two, &hash(1), until).await?).is_spent());
    })
    .await;
}
