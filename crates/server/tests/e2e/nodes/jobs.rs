//! What nobody waits for: any node does it, no node leads, nothing is done twice.

use super::cluster::Cluster;
use super::crowd::Crowd;
use lykill_testkit::{Browser, Mailbox, sql_number, sql_run, test_database};
use std::collections::BTreeSet;
use std::time::Duration;
use tempfile::TempDir;

/// Rows of e-mails that a worker took and has not concluded.
const TAKEN: &str = "select count(*) from outbox where state = 'waiting' \
                     and kind = 'notice-email' and taken_until is not null";
/// Rows of e-mails that nobody took.
const FREE: &str = "select count(*) from outbox where state = 'waiting' \
                    and kind = 'notice-email' and taken_until is null";
/// A worker delivers so many messages at a time.
const PLACES: i64 = 8;

/// Each login in a fresh browser orders one e-mail to its person.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_message_leaves_once_from_two_nodes_and_all_leave_when_one_dies() {
    let (database, folder) = (test_database().await.unwrap(), TempDir::new().unwrap());
    let mut mailbox = Mailbox::start(folder.path());
    let mut cluster = Cluster::with_mail(database.url(), &mailbox.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 4).await;
    crowd.more(24).await;
    crowd.rest().await;
    let first = crowd.logins();
    arrived(&mailbox, first).await;
    let by_node = [delivered(&cluster, 0).await, delivered(&cluster, 1).await];
    assert!(by_node.iter().all(|count| *count > 0), "{by_node:?}");

    // Both nodes are in the middle of deliveries when one of them dies.
    mailbox.freeze();
    crowd.begin();
    crowd.more(20).await;
    crowd.rest().await;
    until(&database, TAKEN, |taken| taken > PLACES).await;
    cluster.kill(1);
    mailbox.thaw();
    until(&database, FREE, |free| free == 0).await;
    let left = until_still(&database, TAKEN).await;
    assert!((1..=PLACES).contains(&left), "{left} rows of the dead node");
    // Its two minutes are over.
    let over = "update outbox set taken_until = 0 where state = 'waiting'";
    sql_run(database.url(), over).await.unwrap();
    println!(
        "{first} e-mails from two nodes, then {}; {left} were taken over",
        crowd.logins() - first
    );
    arrived(&mailbox, crowd.logins()).await;
    assert_eq!(crowd.failures(), [""; 0]);
}

/// Waits for so many mails; none comes twice.
async fn arrived(mailbox: &Mailbox, count: usize) {
    for _ in 0..900 {
        if mailbox.count() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Time for one more than there should be.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mails = mailbox.mails();
    let ids: BTreeSet<_> = mails.iter().map(|mail| &mail.id).collect();
    assert_eq!((mails.len(), ids.len()), (count, count));
}

/// How many deliveries a node says that it made.
async fn delivered(cluster: &Cluster, index: usize) -> u64 {
    let url = cluster.place(index).management.join("/metrics").unwrap();
    let page = Browser::new().open(url).await;
    let line = "lykill_deliveries{state=\"delivered\"} ";
    let found = page.body.lines().find_map(|told| told.strip_prefix(line));
    found.expect("a counter").parse().unwrap()
}

async fn until(
    database: &lykill_testkit::TestDatabase,
    statement: &str,
    is_so: impl Fn(i64) -> bool,
) {
    let mut last = 0;
    for _ in 0..900 {
        last = sql_number(database.url(), statement).await.unwrap();
        if is_so(last) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{statement}: {last}");
}

/// What a number is when it has not changed for 3 seconds.
async fn until_still(database: &lykill_testkit::TestDatabase, statement: &str) -> i64 {
    let (mut last, mut since) = (-1, 0);
    while since < 30 {
        let now = sql_number(database.url(), statement).await.unwrap();
        (last, since) = (now, if now == last { since + 1 } else { 0 });
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    last
}
