//! Whom another provider calls by which name.

use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, holder, rng, sealed};
use lykill_core::Level;
use lykill_core::id::{EidId, PersonId};
use lykill_store::*;

fn bound(number: u64, issuer: &str, subject: &str, person: PersonId) -> &'static UpstreamSubject {
    leak(UpstreamSubject {
        id: EidId::new(after(number), &rng(number)),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        person,
        bound_at: Level::Substantial,
        created_at: NOW,
    })
}

#[tokio::test]
async fn case_109_a_name_at_a_provider_is_one_person_for_ever() {
    on_both_engines(async |db| {
        let one = holder(&db, 1).await.person.id;
        let other = holder(&db, 2).await.person.id;
        let first = bound(1, "https://bank.example", "7c", one);
        let same = bound(2, "https://bank.example", "7c", other);
        let elsewhere = bound(3, "https://other.example", "7c", other);
        let longer = bound(4, "https://bank.example", "7C", other);
        assert!(write!(db, tx => upstream_subject_insert(tx, first).await?).is_spent());
        assert!(!write!(db, tx => upstream_subject_insert(tx, same).await?).is_spent());
        assert!(write!(db, tx => upstream_subject_insert(tx, elsewhere).await?).is_spent());
        assert!(write!(db, tx => upstream_subject_insert(tx, longer).await?).is_spent());
        let found = read!(db, tx => upstream_subject_find(tx, "https://bank.example", "7c").await?);
        assert_eq!(found.as_ref(), Some(first));
        let none = read!(db, tx => upstream_subject_find(tx, "https://bank.example", "8").await?);
        assert_eq!(none, None);
        let theirs = read!(db, tx => upstream_subject_list(tx, other).await?);
        assert_eq!(theirs, [elsewhere.clone(), longer.clone()]);
    })
    .await;
}

#[tokio::test]
async fn each_provider_gets_one_key() {
    on_both_engines(async |db| {
        let key = |method: &str, number| {
            leak(UpstreamKey {
                method: method.to_owned(),
                kid: format!("kid-{number}"),
                sealed: sealed(number),
                created_at: NOW,
            })
        };
        let (first, second, other) = (key("bank", 1), key("bank", 2), key("anker", 3));
        assert!(write!(db, tx => upstream_key_insert(tx, first).await?).is_spent());
        assert!(!write!(db, tx => upstream_key_insert(tx, second).await?).is_spent());
        assert!(write!(db, tx => upstream_key_insert(tx, other).await?).is_spent());
        let all = read!(db, tx => upstream_key_list(tx).await?);
        assert_eq!(all, [other.clone(), first.clone()]);
    })
    .await;
}
