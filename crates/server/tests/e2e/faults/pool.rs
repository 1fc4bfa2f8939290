//! A database in which every statement takes for ever: whoever comes is sent away soon, and when
//! it is over, all is as before.

use lykill_testkit::load::Scene;
use lykill_testkit::program::Deployment;
use lykill_testkit::{Browser, Page, TableLock, sql_number, test_database};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Callers at once.
const CALLERS: usize = 500;
/// Connections of the pool.
const CONNECTIONS: usize = 8;
/// Callers who get no connection are told within this, and so long the machine may need besides.
const TOLD_WITHIN: Duration = Duration::from_secs(4);
/// Those who got one wait for the lock until the database itself gives up.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(12);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_201_five_hundred_slow_queries_are_sent_away_and_all_is_well_five_seconds_later() {
    let database = test_database().await.unwrap();
    let more = format!(
        "[database]\nurl = {:?}\nmax_connections = {CONNECTIONS}\n",
        database.url()
    );
    let deployment = Deployment::new(&more);
    let serving = deployment.serve();
    let scene = Scene::of(&deployment).await;
    let health = serving.management().join("/health/ready").unwrap();
    assert_eq!(Browser::new().open(&health).await.status, 200);

    // Making a browser takes longer than copying one.
    let fresh = Browser::new();
    let locked = TableLock::of(database.url(), "login").await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let url = scene.party.address(&scene.party.attempt());
        callers.spawn(timed(fresh.copy(), url));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let unready = Browser::new().open(&health).await;
    assert_eq!(unready.status, 503, "{}", unready.body);
    let answers = callers.join_all().await;
    let mut late = 0;
    for (page, took) in &answers {
        assert_eq!(
            (page.status, page.header("retry-after")),
            (503, "2"),
            "{}",
            page.text()
        );
        late += usize::from(*took > TOLD_WITHIN);
        assert!(*took < GIVEN_UP_WITHIN, "{took:?}");
    }
    println!("{late} of {CALLERS} waited longer than {TOLD_WITHIN:?}");
    assert!(late <= 3 * CONNECTIONS, "{late} were told late");

    locked.release().await.unwrap();
    let began = now();
    let page = Browser::new()
        .open(scene.party.address(&scene.party.attempt()))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let (answer, attempt) = scene.code().await.expect("a code");
    assert!(scene.token(&answer, &attempt).await.is_some());
    assert_eq!(Browser::new().open(&health).await.status, 200);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let stuck = "select count(*) from pg_stat_activity where application_name = 'lykill' \
                 and datname = current_database() and state <> 'idle'";
    assert_eq!(sql_number(database.url(), stuck).await.unwrap(), 0);
}

async fn timed(browser: Browser, url: url::Url) -> (Page, Duration) {
    let began = now();
    let page = browser.open_once(url).await;
    (page, began.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "what is slow is measured")]
fn now() -> Instant {
    Instant::now()
}
