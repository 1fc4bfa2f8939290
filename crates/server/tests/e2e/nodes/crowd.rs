//! People who log in again and again, each time in a fresh browser, and what they were told.

use lykill_testkit::oidc::{Answer, Attempt};
use lykill_testkit::program::{Deployment, Employee};
use lykill_testkit::{Browser, Page, RelyingParty};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

/// What the product said in one login.
pub struct Heard {
    /// Whose login it was.
    pub who: usize,
    /// The number whose key was accepted.
    pub number: String,
    /// Holds the session that began.
    pub browser: Browser,
    /// The code, and what belongs to it.
    pub answer: Answer,
    pub attempt: Attempt,
    /// The tokens, when the code was redeemed.
    pub tokens: Option<serde_json::Value>,
}

/// Everything that was heard so far.
#[derive(Default)]
pub struct Record {
    heard: Mutex<Vec<Heard>>,
    failed: Mutex<Vec<String>>,
}

/// The people, at work until they are stopped.
pub struct Crowd {
    pub people: Arc<Vec<Employee>>,
    pub party: RelyingParty,
    /// Never used itself: making one takes longer than copying it.
    pub fresh: Browser,
    record: Arc<Record>,
    over: Arc<AtomicBool>,
    callers: JoinSet<()>,
}

/// Registers so many people, each with a card.
async fn people(deployment: &Deployment, count: usize) -> Vec<Employee> {
    let mut people = Vec::new();
    for number in (1..).take(count) {
        people.push(deployment.employee(number).await);
    }
    people
}

impl Crowd {
    /// So many people begin to log in.
    pub async fn of(deployment: &Deployment, count: usize) -> Self {
        let people = Arc::new(people(deployment, count).await);
        let party = deployment.service().await;
        let mut crowd = Self {
            people,
            party,
            fresh: Browser::new(),
            record: Arc::default(),
            over: Arc::default(),
            callers: JoinSet::new(),
        };
        crowd.begin();
        crowd
    }

    /// All of them begin to log in.
    pub fn begin(&mut self) {
        self.begin_resting(Duration::ZERO);
    }

    /// As [`Crowd::begin`], with a rest of everybody between two logins: a card has 148 keys.
    pub fn begin_resting(&mut self, between: Duration) {
        self.over.store(false, Ordering::SeqCst);
        for who in 0..self.people.len() {
            let (people, party) = (Arc::clone(&self.people), self.party.clone());
            let (record, over) = (Arc::clone(&self.record), Arc::clone(&self.over));
            let fresh = self.fresh.clone();
            self.callers.spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    let (people, party) = (Arc::clone(&people), party.clone());
                    let (noted, browser) = (Arc::clone(&record), fresh.copy());
                    // What a page does not hold stops this one login, not the caller.
                    let login = tokio::spawn(async move {
                        log_in(browser, &party, (who, &people[who]), &noted).await;
                    });
                    if let Err(error) = login.await {
                        let why = error.into_panic();
                        let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
                        record.failed.lock().unwrap().push(why);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    tokio::time::sleep(between).await;
                }
            });
        }
    }

    /// Everybody ends the login that they are in, and stops.
    pub async fn rest(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        while let Some(ended) = self.callers.join_next().await {
            ended.unwrap();
        }
    }

    /// How many whole logins there were.
    pub fn logins(&self) -> usize {
        let heard = self.record.heard.lock().unwrap();
        heard.iter().filter(|one| one.tokens.is_some()).count()
    }

    /// Why logins failed.
    pub fn failures(&self) -> Vec<String> {
        self.record.failed.lock().unwrap().clone()
    }

    /// Waits for so many more whole logins.
    pub async fn more(&self, count: usize) {
        let (wanted, failed) = (self.logins() + count, self.failures().len());
        for _ in 0..1200 {
            if self.logins() >= wanted {
                return;
            }
            if self.failures().len() > failed + 500 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let failures = self.failures();
        let last = &failures[failures.len().saturating_sub(5)..];
        panic!("{} of {wanted} logins; {last:?}", self.logins());
    }

    /// What was heard, for good.
    pub fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.record.heard.lock().unwrap())
    }
}

/// From a service to the page that asks for a key.
pub async fn up_to_key(
    browser: &Browser,
    party: &RelyingParty,
    person: &Employee,
) -> (Page, Attempt) {
    let attempt = party.attempt();
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.choose_key_card(&chooser).await;
    let (user_id, password) = (&person.user_id, &person.password);
    (
        browser.type_password(&page, user_id, password).await,
        attempt,
    )
}

/// One whole login in a fresh browser; stops at the first surprise.
async fn log_in(
    browser: Browser,
    party: &RelyingParty,
    (who, person): (usize, &Employee),
    record: &Record,
) {
    let client = browser.copy();
    let (page, attempt) = up_to_key(&browser, party, person).await;
    let number = page.asked_number();
    let key = person.card.key(&number);
    let accepted = browser.press_once(&page, "answer", &[("key", key)]).await;
    let Some(back) = party.way_back(&accepted) else {
        let to = accepted.location().map(String::from);
        panic!("key: {} {to:?} {}", accepted.status, accepted.text());
    };
    let answer = Answer {
        params: back.query_pairs().into_owned().collect(),
    };
    let place = {
        let mut heard = record.heard.lock().unwrap();
        heard.push(Heard {
            who,
            number,
            browser,
            answer: answer.clone(),
            attempt: attempt.clone(),
            tokens: None,
        });
        heard.len() - 1
    };
    let tokens = party.redeem(&client, &answer, &attempt).await;
    assert_eq!(tokens.status, 200, "tokens: {}", tokens.body);
    record.heard.lock().unwrap()[place].tokens = Some(tokens.json());
}

/// Every accepted key was another one.
pub fn no_key_was_taken_twice(heard: &[Heard]) {
    let keys: BTreeSet<_> = heard.iter().map(|one| (one.who, &one.number)).collect();
    assert_eq!(keys.len(), heard.len(), "a key was accepted twice");
}
