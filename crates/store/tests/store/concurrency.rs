use crate::engines::{Place, leak, on_both_engines};
use crate::samples::{
    NOW, after, card, holder, link, login, lookup, person, rng, sealed, stored_company,
};
use lykill_broker::types::Link;
use lykill_core::id::OutboxId;
use lykill_issuer::types::CardState;
use lykill_store::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// Writes, again and again while the database is busy: what is counted here are outcomes.
macro_rules! insist {
    ($db:expr, $tx:ident => $body:expr) => {
        loop {
            match try_write!($db, $tx => $body) {
                Err(StoreError::Busy) => {}
                outcome => break outcome.unwrap(),
            }
        }
    };
}

/// Two nodes on one PostgreSQL database.
async fn two_nodes() -> (Place, [Db; 2]) {
    let place = Place::new(Engine::Postgres).await;
    let nodes = [place.open_migrated().await, place.open().await];
    (place, nodes)
}

/// Runs `count` jobs at once, spread over the nodes, and counts those that answer `true`.
async fn count_true<F>(nodes: &[Db], count: u64, job: fn(Db, u64) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let nodes = nodes.iter().cycle();
    let jobs = (0..count)
        .zip(nodes)
        .map(|(number, db)| tokio::spawn(job(db.clone(), number)));
    let mut true_ones = 0;
    for job in jobs.collect::<Vec<_>>() {
        true_ones += usize::from(job.await.unwrap());
    }
    true_ones
}

async fn the_same_key_a_thousand_times(nodes: &[Db]) {
    let db = &nodes[0];
    let card_id = holder(db, 1).await.card.id;
    write!(db, tx => assert!(card_pin(tx, card_id, 4711).await?.is_spent()));
    let accepted = count_true(nodes, 1000, |db, number| async move {
        let (card, by) = (
            card(&crate::samples::eid(&person(1), 1), 1).id,
            login(number).id,
        );
        insist!(db, tx => card_spend(tx, card, 4711, NOW, by).await?).is_spent()
    });
    assert_eq!(accepted.await, 1);
    assert_eq!(read!(db, tx => card_used(tx, card_id).await?), [4711]);
    assert_eq!(
        read!(db, tx => card_fetch(tx, card_id).await?)
            .unwrap()
            .used,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_001_a_key_that_comes_a_thousand_times_at_once_is_accepted_once() {
    on_both_engines(async |db| the_same_key_a_thousand_times(&[db]).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_002_a_key_that_comes_to_two_nodes_is_accepted_once() {
    let (_place, nodes) = two_nodes().await;
    the_same_key_a_thousand_times(&nodes).await;
}

async fn a_thousand_wrong_guesses(nodes: &[Db]) {
    let evaluated = count_true(nodes, 1000, |db, _| async move {
        insist!(db, tx => {
            let key = lookup(1);
            match lane_lock(tx, &key).await?.reserve(NOW) {
                Ok(reserved) => {
                    lane_save(tx, &key, &reserved).await?;
                    true
                }
                Err(_) => false,
            }
        })
    });
    assert_eq!(evaluated.await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_004_of_a_thousand_wrong_guesses_at_once_five_are_evaluated() {
    on_both_engines(async |db| a_thousand_wrong_guesses(&[db]).await).await;
    let (_place, nodes) = two_nodes().await;
    a_thousand_wrong_guesses(&nodes).await;
}

async fn a_hundred_links(nodes: &[Db]) {
    let db = &nodes[0];
    let mut people = Vec::new();
    for number in 0..10 {
        people.push(holder(db, 1 + number).await.person.id);
    }
    let company = &stored_company(db, 1).await.id;
    // Every person tries every employee.
    let made = count_true(nodes, 100, |db, number| async move {
        let link = link(
            person(1 + number / 10).id,
            &crate::samples::company(1).id,
            1000 + number,
        );
        let wanted = leak(Link {
            employee_id: format!("E{}", number % 10),
            ..link
        });
        insist!(db, tx => link_insert(tx, wanted).await?).is_spent()
    });
    let made = made.await;
    let links = read!(db, tx => link_list(tx, None, Some(company)).await?);
    assert_eq!(links.len(), made);
    let linked: BTreeSet<_> = links.iter().map(|link| link.person).collect();
    let employees: BTreeSet<_> = links.iter().map(|link| &link.employee_id).collect();
    assert_eq!((linked.len(), employees.len()), (made, made));
    assert!(made >= 1 && linked.iter().all(|person| people.contains(person)));
}

#[tokio::test(flavor = "multi_thread")]
async fn case_066_a_hundred_links_at_once_never_share_a_person_or_an_employee() {
    on_both_engines(async |db| a_hundred_links(&[db]).await).await;
    let (_place, nodes) = two_nodes().await;
    a_hundred_links(&nodes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_066_a_hundred_links_of_one_person_at_once_make_one() {
    on_both_engines(async |db| {
        holder(&db, 1).await;
        stored_company(&db, 1).await;
        let made = count_true(std::slice::from_ref(&db), 100, |db, number| async move {
            let company = crate::samples::company(1).id;
            let wanted = leak(link(person(1).id, &company, 1000 + number));
            insist!(db, tx => link_insert(tx, wanted).await?).is_spent()
        });
        assert_eq!(made.await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_dormant_cards_that_are_activated_at_once_one_is_active() {
    let (_place, nodes) = two_nodes().await;
    let db = &nodes[0];
    let holder = holder(db, 1).await;
    for number in 2..22 {
        let dormant = leak(card(&holder.eid, number));
        write!(db, tx => card_insert(tx, dormant).await?);
    }
    let activated = count_true(&nodes, 20, |db, number| async move {
        let id = card(&crate::samples::eid(&person(1), 1), number + 2).id;
        insist!(db, tx => card_activate(tx, id).await?).is_spent()
    });
    assert_eq!(activated.await, 20);
    let cards = read!(db, tx => card_list(tx, holder.eid.id).await?);
    let active = cards.iter().filter(|card| card.state == CardState::Active);
    let retired = cards.iter().filter(|card| card.state == CardState::Retired);
    assert_eq!((active.count(), retired.count()), (1, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_drainers_never_take_the_same_row() {
    let (_place, nodes) = two_nodes().await;
    for number in 0..50 {
        let entry = leak(OutboxEntry {
            id: OutboxId::new(after(number), &rng(number)),
            kind: "notice-email",
            person: person(1).id,
            body: sealed(number),
            not_before: NOW,
            expires_at: after(900),
        });
        write!(nodes[0], tx => outbox_insert(tx, entry, NOW).await?);
    }
    let drain = |db: &Db| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut taken = Vec::new();
            for _ in 0..20 {
                let lease = Duration::from_secs(60);
                let rows = write!(db, tx => {
                    outbox_take(tx, (OutboxLane::Post, after(1)), lease, 3).await?
                });
                taken.extend(rows.into_iter().map(|row| row.id));
            }
            taken
        })
    };
    let drainers = [drain(&nodes[0]), drain(&nodes[1]), drain(&nodes[0])];
    let mut taken = Vec::new();
    for drainer in drainers {
        taken.extend(drainer.await.unwrap());
    }
    let distinct: BTreeSet<_> = taken.iter().copied().collect();
    assert_eq!((taken.len(), distinct.len()), (50, 50));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_logins_at_once_agree_on_the_subject() {
    let (_place, nodes) = two_nodes().await;
    holder(&nodes[0], 1).await;
    let jobs = (0..40).zip(nodes.iter().cycle()).map(|(number, db)| {
        let db = db.clone();
        tokio::spawn(async move {
            let (id, candidate) = (person(1).id, leak(format!("s{number}")));
            write!(db, tx => subject_find_or_insert(tx, id, "host:a", candidate).await?)
        })
    });
    let mut subjects = BTreeSet::new();
    for job in jobs.collect::<Vec<_>>() {
        subjects.insert(job.await.unwrap());
    }
    assert_eq!(subjects.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_saves_of_a_login_wins() {
    on_both_engines(async |db| {
        let (one, asked) = (leak(login(1)), leak(crate::samples::request()));
        write!(db, tx => login_insert(tx, one, asked).await?);
        let won = count_true(std::slice::from_ref(&db), 20, |db, _| async move {
            let one = leak(login(1));
            match try_write!(db, tx => login_save(tx, one).await?) {
                Ok(()) => true,
                Err(StoreError::Contended(_) | StoreError::Busy) => false,
                Err(other) => panic!("{other}"),
            }
        });
        assert_eq!(won.await, 1);
    })
    .await;
}
