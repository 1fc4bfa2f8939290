//! People who log in one time after the other, until the program is gone.

#![expect(clippy::expect_used, reason = "a round stops at the first surprise")]

use crate::arena::Arena;
use crate::calls::{Answered, type_key, up_to_key};
use crate::tally::What;
use lykill_testkit::load::Scene;
use lykill_testkit::program::Employee;
use lykill_testkit::{Browser, RelyingParty};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

const CALLERS: usize = 3;
/// Longer than any login on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The callers of a step.
pub struct Logins {
    callers: JoinSet<Option<Browser>>,
    over: Arc<AtomicBool>,
    begun: Arc<Notify>,
}

impl Logins {
    /// Lets new people begin.
    pub async fn start(arena: &Arc<Arena>, scene: &Arc<Scene>) -> Self {
        let (over, begun) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let person = arena.person().await;
            let (arena, party) = (Arc::clone(arena), scene.party.clone());
            let (over, begun) = (Arc::clone(&over), Arc::clone(&begun));
            callers.spawn(async move { call(&arena, &party, &person, (&over, &begun)).await });
        }
        Self {
            callers,
            over,
            begun,
        }
    }

    /// Waits for the first login that is answered as done.
    pub async fn have_begun(&self) {
        let begun = tokio::time::timeout(PATIENCE, self.begun.notified());
        begun.await.expect("the program answers");
    }

    /// Lets them end. Gives the browsers in which a login was answered as done.
    pub async fn end(self) -> Vec<Browser> {
        self.over.store(true, Ordering::SeqCst);
        self.callers
            .join_all()
            .await
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Logs in again and again; gives the browser of the last login that was answered as done.
async fn call(
    arena: &Arena,
    party: &RelyingParty,
    person: &Employee,
    (over, begun): (&AtomicBool, &Notify),
) -> Option<Browser> {
    let mut inside = None;
    while !over.load(Ordering::SeqCst) {
        let Some(asked) = up_to_key(party, person).await else {
            arena.count(What::CutOff, 1);
            break;
        };
        arena.is_asked(&person.card, &asked.number);
        match type_key(party, person, &asked).await {
            Answered::Inside => {
                arena.accept(&person.card, &asked.number);
                arena.count(What::Logins, 1);
                inside = Some(asked.browser);
                begun.notify_one();
            }
            Answered::Refused => {
                arena.count(What::Refused, 1);
                break;
            }
            Answered::CutOff => {
                arena.count(What::CutOff, 1);
                break;
            }
        }
    }
    inside
}

/// A login that was answered as done is there: its session answers a service without a page.
pub async fn are_kept(scene: &Scene, browsers: Vec<Browser>) {
    for browser in browsers {
        let (answer, attempt) = browser.answer_at_once(&scene.party).await;
        let tokens = scene.party.redeem(&Browser::new(), &answer, &attempt).await;
        assert_eq!(tokens.status, 200, "a login is lost: {}", tokens.body);
    }
}
