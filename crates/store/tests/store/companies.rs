use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, company, employee, holder, link, lookup, name, stored_company};
use lykill_broker::types::Link;
use lykill_core::id::CompanyId;
use lykill_issuer::types::Employee;
use lykill_store::*;

#[tokio::test]
async fn companies_come_back_in_order() {
    on_both_engines(async |db| {
        let two = stored_company(&db, 2).await;
        let one = stored_company(&db, 1).await;
        assert!(!write!(db, tx => company_insert(tx, one).await?).is_spent());
        assert_eq!(
            read!(db, tx => company_fetch(tx, &two.id).await?).as_ref(),
            Some(two)
        );
        assert_eq!(
            read!(db, tx => company_list(tx).await?),
            [one.clone(), two.clone()]
        );
        let none = leak(company(9).id);
        assert_eq!(read!(db, tx => company_fetch(tx, none).await?), None);
    })
    .await;
}

#[tokio::test]
async fn a_register_is_saved_row_by_row() {
    on_both_engines(async |db| {
        let id: &'static CompanyId = &stored_company(&db, 1).await.id;
        let other = &stored_company(&db, 2).await.id;
        let first = leak(employee(id, 1));
        let stranger = leak(Employee {
            national_id: None,
            ..employee(id, 2)
        });
        let elsewhere = leak(employee(other, 1));
        for one in [first, stranger, elsewhere] {
            write!(db, tx => employee_save(tx, one).await?);
        }
        let moved = leak(Employee {
            name: name("Áile Berg"),
            ..first.clone()
        });
        write!(db, tx => employee_save(tx, moved).await?);
        let listed = read!(db, tx => employee_list(tx, id).await?);
        assert_eq!(listed, [moved.clone(), stranger.clone()]);
        let found = read!(db, tx => employee_by_national_id(tx, id, &lookup(1)).await?);
        assert_eq!(found, std::slice::from_ref(moved));
        assert_eq!(
            read!(db, tx => employee_by_national_id(tx, id, &lookup(2)).await?),
            []
        );
        let one = read!(db, tx => employee_fetch(tx, id, "E0002").await?);
        assert_eq!(one.as_ref(), Some(stranger));
        assert_eq!(
            read!(db, tx => employee_fetch(tx, id, "E0009").await?),
            None
        );
        let orphan = leak(employee(&company(9).id, 1));
        let outcome = try_write!(db, tx => employee_save(tx, orphan).await?);
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn case_066_a_person_and_an_employee_have_one_living_link() {
    on_both_engines(async |db| {
        let (one, two) = (
            holder(&db, 1).await.person.id,
            holder(&db, 2).await.person.id,
        );
        let id = &stored_company(&db, 1).await.id;
        let first = leak(link(one, id, 1));
        let same_person = leak(link(one, id, 2));
        let same_employee = leak(Link {
            employee_id: first.employee_id.clone(),
            ..link(two, id, 3)
        });
        assert!(write!(db, tx => link_insert(tx, first).await?).is_spent());
        assert!(!write!(db, tx => link_insert(tx, same_person).await?).is_spent());
        assert!(!write!(db, tx => link_insert(tx, same_employee).await?).is_spent());
        assert_eq!(
            read!(db, tx => link_find(tx, one, id).await?).as_ref(),
            Some(first)
        );
        assert_eq!(read!(db, tx => link_find(tx, two, id).await?), None);
        let found = read!(db, tx => link_by_employee(tx, id, &first.employee_id).await?);
        assert_eq!(found.as_ref(), Some(first));
        // After the explicit way out both are free again.
        assert!(write!(db, tx => link_release(tx, first.id, after(9)).await?).is_spent());
        assert!(!write!(db, tx => link_release(tx, first.id, after(9)).await?).is_spent());
        assert_eq!(read!(db, tx => link_find(tx, one, id).await?), None);
        assert!(write!(db, tx => link_insert(tx, same_person).await?).is_spent());
        assert!(write!(db, tx => link_insert(tx, same_employee).await?).is_spent());
    })
    .await;
}

#[tokio::test]
async fn links_are_listed_by_person_and_company() {
    on_both_engines(async |db| {
        let (one, two) = (
            holder(&db, 1).await.person.id,
            holder(&db, 2).await.person.id,
        );
        let (a, b) = (
            &stored_company(&db, 1).await.id,
            &stored_company(&db, 2).await.id,
        );
        let links = leak([link(one, a, 1), link(one, b, 2), link(two, a, 3)]);
        for link in links {
            assert!(write!(db, tx => link_insert(tx, link).await?).is_spent());
        }
        let [first, second, third] = links.clone();
        assert_eq!(read!(db, tx => link_list(tx, None, None).await?), *links);
        let of_one = read!(db, tx => link_list(tx, Some(one), None).await?);
        assert_eq!(of_one, [first.clone(), second]);
        let of_a = read!(db, tx => link_list(tx, None, Some(a)).await?);
        assert_eq!(of_a, [first, third.clone()]);
        assert_eq!(
            read!(db, tx => link_list(tx, Some(two), Some(a)).await?),
            [third]
        );
        assert_eq!(
            read!(db, tx => link_list(tx, Some(two), Some(b)).await?),
            []
        );
    })
    .await;
}

#[tokio::test]
async fn a_quota_keeps_its_moments() {
    on_both_engines(async |db| {
        assert_eq!(write!(db, tx => quota_lock(tx, &lookup(1)).await?), []);
        write!(db, tx => quota_save(tx, &lookup(1), &[NOW, after(30)]).await?);
        assert_eq!(
            write!(db, tx => quota_lock(tx, &lookup(1)).await?),
            [NOW, after(30)]
        );
        assert_eq!(write!(db, tx => quota_lock(tx, &lookup(2)).await?), []);
    })
    .await;
}
