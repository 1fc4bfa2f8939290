//! The primary of the database dies, or is overtaken, while people log in: what they were told
//! holds on the standby that was promoted.

use super::cluster::Cluster;
use super::crowd::{Crowd, Heard, no_key_was_taken_twice};
use lykill_testkit::{PgCluster, sql_number, sql_run};
use rustix::process::Signal;
use std::time::Duration;

/// Connections of the nodes that are more than a look at who is the primary.
const WORKING: &str = "select count(*) from pg_stat_activity where application_name = 'lykill' \
                       and now() - backend_start > interval '2 seconds'";

/// A primary, and a standby that has every commit before it is acknowledged.
struct Pair {
    primary: PgCluster,
    standby: PgCluster,
}

impl Pair {
    async fn start(of_standby: &[(&str, &str)]) -> Self {
        let primary = PgCluster::start().expect("PostgreSQL");
        let standby = primary.standby(of_standby).expect("a standby");
        primary.commit_on_a_standby().await.expect("a standby");
        Self { primary, standby }
    }

    /// The address of both, in this order.
    fn url(first: &PgCluster, second: &PgCluster) -> String {
        let (first, port) = (first.url("postgres"), second.port());
        let (server, database) = first.rsplit_once('/').expect("an address");
        format!("{server},127.0.0.1:{port}/{database}?target_session_attrs=read-write")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_203_a_promoted_standby_has_all_that_was_acknowledged() {
    let Pair { primary, standby } = Pair::start(&[]).await;
    let cluster = Cluster::start(&Pair::url(&primary, &standby)).await;
    let mut crowd = Crowd::of(&cluster.deployment, 5).await;
    crowd.more(15).await;
    // SIGQUIT: every process of it ends at once, without a checkpoint.
    primary.signal(Signal::QUIT).unwrap();
    let before = crowd.logins();
    standby.promote().unwrap();
    crowd.more(15).await;
    crowd.rest().await;
    println!("{before} logins before, {} after", crowd.logins() - before);
    let failures = crowd.failures();
    println!("{} failed in between", failures.len());
    holds(&crowd, &crowd.take(), &standby).await;
}

/// Everything that was told is so on this server.
async fn holds(crowd: &Crowd, heard: &[Heard], server: &PgCluster) {
    no_key_was_taken_twice(heard);
    let (party, url) = (&crowd.party, server.url("postgres"));
    for one in heard {
        let spent = format!(
            "select count(*) from card_used join card on card.id = card_used.card \
             where label = '{}' and number = {}",
            crowd.people[one.who].card.label, one.number
        );
        let spent = sql_number(&url, &spent).await.unwrap();
        assert_eq!(spent, 1, "the key {} is not spent", one.number);
        let (answer, _) = one.browser.answer_at_once(party).await;
        assert!(answer.get("code").is_some(), "a session is lost");
    }
    let redeemed = heard.iter().filter(|one| one.tokens.is_some());
    for one in redeemed {
        let again = party.redeem(&crowd.fresh, &one.answer, &one.attempt).await;
        assert_eq!(again.status, 400, "a code works again: {}", again.body);
    }
}

/// The standby takes over while the primary lives, and then the old primary takes writes on its
/// own: the nodes leave it, and none comes back to it, also not after a start.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_214_an_overtaken_primary_that_takes_writes_gets_none() {
    let Pair { primary, standby } = Pair::start(&[]).await;
    let mut cluster = Cluster::start(&Pair::url(&primary, &standby)).await;
    let mut crowd = Crowd::of(&cluster.deployment, 4).await;
    crowd.more(10).await;
    standby.promote().unwrap();
    // Nothing is acknowledged by the old one meanwhile: its standby is gone.
    crowd.more(10).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    let old = primary.url("postgres");
    for statement in [
        "alter system reset synchronous_standby_names",
        "select pg_reload_conf()",
    ] {
        sql_run(&old, statement).await.unwrap();
    }
    for _ in 0..50 {
        if sql_number(&old, WORKING).await.unwrap() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let spent = "select count(*) from card_used";
    let before = sql_number(&old, spent).await.unwrap();
    cluster.stop(1).await;
    cluster.begin(1);
    cluster.balancer.has(1, true).await;
    crowd.more(20).await;
    crowd.rest().await;
    assert_eq!(sql_number(&old, WORKING).await.unwrap(), 0);
    assert_eq!(
        sql_number(&old, spent).await.unwrap(),
        before,
        "a key was spent there"
    );
    holds(&crowd, &crowd.take(), &standby).await;
    // A node that knows of no other address has its witness.
    cluster.stop(1).await;
    let mut alone = cluster.command(1);
    alone.env("LYKILL_DATABASE_URL", old);
    let output = alone.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.contains("it is an older copy"),
        "{told} {}",
        cluster.deployment.log()
    );
}

/// The standby stands first in the address, and shows what was written 10 seconds ago.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_215_nothing_is_read_from_a_standby_that_is_behind() {
    let Pair { primary, standby } = Pair::start(&[("recovery_min_apply_delay", "10s")]).await;
    let cluster = Cluster::start(&Pair::url(&standby, &primary)).await;
    let mut crowd = Crowd::of(&cluster.deployment, 3).await;
    crowd.more(6).await;
    crowd.rest().await;
    assert_eq!(crowd.failures(), [""; 0]);
    let heard = crowd.take();
    for one in &heard {
        // The key is spent at once, the session ends at once.
        let token = one.tokens.as_ref().unwrap()["access_token"]
            .as_str()
            .unwrap();
        let about = crowd.party.userinfo(&crowd.fresh, token).await;
        assert_eq!(about.status, 200);
        let page = one
            .browser
            .open(cluster.deployment.issuer().join("/logout").unwrap())
            .await;
        one.browser.press(&page, "log-out", &[]).await;
        let about = crowd.party.userinfo(&crowd.fresh, token).await;
        assert_eq!(about.status, 401, "the session is over");
    }
    no_key_was_taken_twice(&heard);
    let behind = "select count(*) from card_used";
    let shown = sql_number(&standby.url("postgres"), behind).await;
    println!("the standby shows {shown:?} of {} keys", heard.len());
    assert_eq!(
        sql_number(&standby.url("postgres"), WORKING).await.unwrap(),
        0
    );
}
