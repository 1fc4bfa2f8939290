//! One node is dead, frozen, badly reached, or wrong about the time; and what one person sees is
//! never another's.

use super::cluster::Cluster;
use super::crowd::{Crowd, no_key_was_taken_twice, up_to_key};
use lykill_testkit::disk::compile;
use lykill_testkit::oidc::claims;
use lykill_testkit::{Browser, Page, test_database};
use rustix::process::Signal;
use std::collections::BTreeMap;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinSet;

/// Balancer and database have so long to notice.
const NOTICED: Duration = Duration::from_secs(10);
/// A node that answers nothing does so for so long.
const FROZEN: Duration = Duration::from_secs(60);
/// Whole logins that must all succeed then.
const LOGINS: usize = 30;

/// The crowd logs in so often, and nobody fails.
async fn all_succeed(crowd: &Crowd) {
    let failed = crowd.failures().len();
    crowd.more(LOGINS).await;
    assert_eq!(crowd.failures().get(failed..), Some(&[][..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_230_logins_go_on_while_a_node_is_dead_and_while_it_is_frozen() {
    let database = test_database().await.unwrap();
    let mut cluster = Cluster::start(database.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 12).await;
    crowd.rest().await;
    crowd.begin_resting(Duration::from_secs(1));
    crowd.more(5).await;

    cluster.kill(1);
    tokio::time::sleep(NOTICED).await;
    all_succeed(&crowd).await;
    cluster.begin(1);
    cluster.balancer.has(1, true).await;
    let failed = crowd.failures().len();

    cluster.node(1).signal(Signal::STOP);
    tokio::time::sleep(NOTICED).await;
    let (before, failed_before) = (crowd.logins(), crowd.failures().len());
    tokio::time::sleep(FROZEN).await;
    assert_eq!(crowd.failures().get(failed_before..), Some(&[][..]));
    let meanwhile = crowd.logins() - before;
    println!("{meanwhile} logins while it was frozen");
    assert!(meanwhile > 10 * LOGINS, "{meanwhile}");
    cluster.node(1).signal(Signal::CONT);
    cluster.balancer.has(1, true).await;
    all_succeed(&crowd).await;

    crowd.rest().await;
    let failures = crowd.failures();
    println!(
        "{} logins; {failed} failed when it died, {} in all",
        crowd.logins(),
        failures.len()
    );
    no_key_was_taken_twice(&crowd.take());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_230_logins_succeed_while_the_way_to_a_node_loses_three_packets_of_ten() {
    let database = test_database().await.unwrap();
    let cluster = Cluster::with_bad_way(database.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 8).await;
    let before = cluster.balancer.answered(1);
    all_succeed(&crowd).await;
    crowd.rest().await;
    assert!(
        cluster.balancer.answered(1) > before + LOGINS,
        "it gets its part"
    );
    assert_eq!(crowd.failures(), [""; 0]);
    no_key_was_taken_twice(&crowd.take());
}

/// A node whose clock is 90 s before or behind the others'.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_212_a_node_with_another_clock_gets_no_logins_and_takes_nothing_twice() {
    let (database, folder) = (test_database().await.unwrap(), TempDir::new().unwrap());
    let mut cluster = Cluster::start(database.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 3).await;
    crowd.more(3).await;
    let clock = compile("clock.c", include_str!("clock.c"), folder.path());
    for apart in ["90", "-90"] {
        cluster.stop(1).await;
        let mut command = cluster.command(1);
        command.env("LD_PRELOAD", &clock).env("FAULTS_CLOCK", apart);
        cluster.begin_as(1, command);
        let health = cluster.place(1).management.join("/health/ready").unwrap();
        let told = Browser::new().open(health).await;
        let what = told.json()["clock"].as_str().unwrap().to_owned();
        assert!(
            told.status == 503 && what.contains("s apart from"),
            "{what}"
        );
        let before = cluster.balancer.answered(1);
        crowd.more(6).await;
        assert_eq!(cluster.balancer.answered(1), before, "it gets no login");
        crowd.rest().await;
        one_key_and_one_code(&cluster, &crowd).await;
        crowd.begin();
    }
    crowd.rest().await;
    assert_eq!(crowd.failures(), [""; 0]);
    no_key_was_taken_twice(&crowd.take());
}

/// Whoever comes to that node nevertheless: a key and a code that come to both work once.
async fn one_key_and_one_code(cluster: &Cluster, crowd: &Crowd) {
    let (person, party) = (&crowd.people[0], &crowd.party);
    let mut typing = JoinSet::new();
    let mut waiting = Vec::new();
    for index in [0, 1, 0, 1] {
        let browser = cluster.past_balancer(index, &crowd.fresh.copy());
        let (page, _) = up_to_key(&browser, party, person).await;
        waiting.push((browser, page));
    }
    let key = person.card.key(&waiting[0].1.asked_number()).to_owned();
    for (browser, page) in waiting {
        let key = key.clone();
        typing.spawn(async move { browser.press_once(&page, "answer", &[("key", &key)]).await });
    }
    let answers = typing.join_all().await;
    let is_inside = |page: &&Page| party.way_back(page).is_some();
    assert_eq!(answers.iter().filter(is_inside).count(), 1);

    let browser = cluster.past_balancer(0, &crowd.fresh.copy());
    let (page, attempt) = up_to_key(&browser, party, person).await;
    let answer = party.answer(&browser.type_key(&page, &person.card).await);
    let mut redeeming = JoinSet::new();
    for index in [0, 1, 0, 1] {
        let client = cluster.past_balancer(index, &crowd.fresh.copy());
        let (party, answer, attempt) = (party.clone(), answer.clone(), attempt.clone());
        redeeming.spawn(async move { party.redeem(&client, &answer, &attempt).await.status });
    }
    let mut statuses = redeeming.join_all().await;
    statuses.sort_unstable();
    // The node that is ahead holds the code for old; then nobody gets anything for it.
    assert!(statuses[0] == 200 || statuses[0] == 400, "{statuses:?}");
    assert_eq!(statuses[1..], [400; 3]);
}

/// 32 callers over both nodes, each in one of eight people's sessions.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_229_no_answer_over_http_is_another_persons() {
    const CALLERS: usize = 32;
    const ROUNDS: usize = 12;
    let database = test_database().await.unwrap();
    let cluster = Cluster::start(database.url()).await;
    let mut crowd = Crowd::of(&cluster.deployment, 8).await;
    crowd.more(24).await;
    crowd.rest().await;
    assert_eq!(crowd.failures(), [""; 0]);
    let heard = crowd.take();
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let one = &heard[caller % heard.len()];
        let (browser, name) = (one.browser.clone(), crowd.people[one.who].name.clone());
        let (party, client) = (crowd.party.clone(), crowd.fresh.copy());
        callers.spawn(async move {
            let mut subjects = Vec::new();
            for _ in 0..ROUNDS {
                let (answer, attempt) = browser.answer_at_once(&party).await;
                assert_eq!(answer.get("state"), Some(attempt.state.as_str()));
                let tokens = party.redeem(&client, &answer, &attempt).await.json();
                let token = tokens["id_token"].as_str().unwrap();
                let seen = claims(token);
                assert_eq!(
                    (&seen["name"], &seen["nonce"]),
                    (&name[..].into(), &attempt.nonce[..].into())
                );
                let access = tokens["access_token"].as_str().unwrap();
                let about = party.userinfo(&client, access).await.json();
                assert_eq!(
                    (&about["name"], &about["sub"]),
                    (&seen["name"], &seen["sub"])
                );
                subjects.push(seen["sub"].as_str().unwrap().to_owned());
            }
            (name, subjects)
        });
    }
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (name, subjects) in callers.join_all().await {
        for subject in subjects {
            let owner = owners.entry(subject).or_insert_with(|| name.clone());
            assert_eq!(*owner, name, "two people are one subject");
        }
    }
    assert_eq!(owners.len(), 8);
}
