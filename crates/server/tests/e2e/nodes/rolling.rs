//! Nodes that are restarted one after the other, as in an upgrade, while people log in.

use super::cluster::Cluster;
use super::crowd::{Crowd, no_key_was_taken_twice};
use lykill_testkit::{sql_number, sql_run, test_database};

/// What `lykill migrate` of the next release does to the database first: it expands the schema.
const NEXT_RELEASE: &str = "begin; \
    alter table login add column of_the_next_release text; \
    create table of_the_next_release (id bigint primary key); \
    insert into schema_migration (number, name, checksum, min_compatible, applied_at) \
        select max(number) + 1, '9999_next_release', '0123456789abcdef', max(number), 0 \
        from schema_migration; \
    commit";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_221_rolling_restarts_and_the_schema_of_the_next_release_fail_no_login() {
    let database = test_database().await.unwrap();
    let mut cluster = Cluster::start(database.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 5).await;
    crowd.more(5).await;
    for round in 0..2 {
        if round == 1 {
            sql_run(database.url(), NEXT_RELEASE).await.unwrap();
        }
        for index in 0..cluster.len() {
            cluster.stop(index).await;
            crowd.more(3).await;
            cluster.begin(index);
            cluster.balancer.has(index, true).await;
            let before = cluster.balancer.answered(index);
            crowd.more(5).await;
            assert!(
                cluster.balancer.answered(index) > before,
                "it gets its part"
            );
        }
    }
    crowd.rest().await;
    assert_eq!(crowd.failures(), [""; 0], "a login failed");
    let logins = crowd.logins();
    println!("{logins} logins through 4 restarts");
    let heard = crowd.take();
    assert_eq!(heard.len(), logins);
    no_key_was_taken_twice(&heard);
    let spent = sql_number(database.url(), "select count(*) from card_used").await;
    assert_eq!(usize::try_from(spent.unwrap()).unwrap(), logins);
    let begun = sql_number(database.url(), "select count(*) from session").await;
    assert_eq!(usize::try_from(begun.unwrap()).unwrap(), logins);
}
