//! Load that can be cut off at any moment: callers that get codes and redeem them, and what must be
//! true afterwards. What was acknowledged is durable, and what works once works once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use crate::oidc::{Answer, Attempt, Credential};
use crate::program::Deployment;
use crate::{Browser, RelyingParty};
use lykill_core::random;
use lykill_crypto::engine::SystemRng;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

const CALLERS: usize = 4;
/// How often it is asked whether the database is back, and how often at most.
const RECOVERY_LOOK: Duration = Duration::from_millis(100);
const RECOVERY_LOOKS: u32 = 300;

/// A code that was issued, and what is known of its redemption.
#[derive(Debug)]
pub struct Redemption {
    answer: Answer,
    attempt: Attempt,
    /// The access token, when the program acknowledged.
    pub token: Option<String>,
}

/// A service and somebody with a session there.
#[derive(Debug)]
pub struct Scene {
    /// The service.
    pub party: RelyingParty,
    /// Holds a session, so that codes come without a page.
    pub browser: Browser,
}

/// Up to 200 milliseconds, at random.
pub fn random_wait() -> Duration {
    Duration::from_millis(u64::from(random::below(&SystemRng, 200)))
}

/// What was acknowledged is there; what was not may be; neither works a second time.
pub async fn is_kept(scene: &Scene, redemption: &Redemption) {
    let Scene { party, .. } = scene;
    let (client, answer, attempt) = (Browser::new(), &redemption.answer, &redemption.attempt);
    if let Some(token) = &redemption.token {
        let page = party.userinfo(&client, token).await;
        assert_eq!(
            page.status, 200,
            "an acknowledged token is lost: {}",
            page.body
        );
    }
    let mut accepted = u32::from(redemption.token.is_some());
    for _ in 0..2 {
        let page = party.redeem(&client, answer, attempt).await;
        accepted += u32::from(page.status == 200);
        assert!(matches!(page.status, 200 | 400), "{}", page.body);
    }
    assert!(accepted <= 1, "a code was accepted {accepted} times");
}

/// Callers that get codes and redeem them until the program is gone.
#[derive(Debug)]
pub struct Load {
    callers: JoinSet<()>,
    over: Arc<AtomicBool>,
    seen: Arc<Seen>,
}

/// What the callers saw.
#[derive(Debug, Default)]
struct Seen {
    redemptions: Mutex<Vec<Redemption>>,
    /// Told of the first acknowledgement.
    begun: Notify,
}

impl Load {
    /// Lets the callers begin.
    pub fn start(scene: &Arc<Scene>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let seen: Arc<Seen> = Arc::default();
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let (scene, over, seen) = (Arc::clone(scene), Arc::clone(&over), Arc::clone(&seen));
            callers.spawn(call(scene, over, seen));
        }
        Self {
            callers,
            over,
            seen,
        }
    }

    /// Waits for the first acknowledgement, so that every kill has something to lose.
    pub async fn has_begun(&self) {
        let begun = tokio::time::timeout(Duration::from_secs(60), self.seen.begun.notified());
        begun.await.expect("the program answers");
    }

    /// Lets them end; gives every code and what became of it.
    pub async fn end(self) -> Vec<Redemption> {
        self.over.store(true, Ordering::SeqCst);
        self.callers.join_all().await;
        std::mem::take(&mut *self.seen.redemptions.lock().unwrap())
    }
}

async fn call(scene: Arc<Scene>, over: Arc<AtomicBool>, seen: Arc<Seen>) {
    while !over.load(Ordering::SeqCst) {
        let Some((answer, attempt)) = scene.code().await else {
            return;
        };
        let token = scene.token(&answer, &attempt).await;
        let was_cut_off = token.is_none();
        let redemption = Redemption {
            answer,
            attempt,
            token,
        };
        seen.redemptions.lock().unwrap().push(redemption);
        if was_cut_off {
            return;
        }
        seen.begun.notify_one();
    }
}

impl Scene {
    /// A registered service, a person, and a browser of theirs with a session.
    pub async fn of(deployment: &Deployment) -> Arc<Self> {
        let person = deployment.employee(1).await;
        let party = deployment.service().await;
        let browser = Browser::new();
        let chooser = browser.open(party.address(&party.attempt())).await;
        let page = browser.choose_key_card(&chooser).await;
        let (user_id, password) = (&person.user_id, &person.password);
        let page = browser.type_password(&page, user_id, password).await;
        let page = browser.type_key(&page, &person.card).await;
        assert!(party.answer(&page).get("code").is_some());
        Arc::new(Self { party, browser })
    }

    /// A code by the session; none when the program is gone.
    pub async fn code(&self) -> Option<(Answer, Attempt)> {
        let attempt = self.party.attempt();
        let url = self.party.address(&attempt);
        let sent = self
            .browser
            .bare(reqwest::Method::GET, &url)
            .send()
            .await
            .ok()?;
        let to = sent.headers().get("location")?.to_str().ok()?;
        let to = url::Url::parse(to).ok()?;
        let answer = Answer {
            params: to.query_pairs().into_owned().collect(),
        };
        Some((answer, attempt))
    }

    /// A code by the session. Who is answered that the database is away asks again, as callers do:
    /// a connection of the pool may have died with others without anybody having used it since.
    pub async fn code_at_last(&self) -> (Answer, Attempt) {
        for _ in 0..RECOVERY_LOOKS {
            if let Some(code) = self.code().await {
                return code;
            }
            tokio::time::sleep(RECOVERY_LOOK).await;
        }
        panic!("nobody gets a code any more");
    }

    /// Waits until the database has recovered and the node found it. As many ask at once as the
    /// pool may have connections: who asks alone is given the same one again and again, while
    /// others are dead still.
    pub async fn answers_again(self: &Arc<Self>, connections: usize) {
        for _ in 0..RECOVERY_LOOKS {
            let mut callers = JoinSet::new();
            for _ in 0..connections {
                let scene = Arc::clone(self);
                callers.spawn(async move { scene.is_answered().await });
            }
            if callers
                .join_all()
                .await
                .into_iter()
                .all(|answered| answered)
            {
                return;
            }
            tokio::time::sleep(RECOVERY_LOOK).await;
        }
        panic!("the node does not come back");
    }

    async fn is_answered(&self) -> bool {
        match self.code().await {
            Some((answer, attempt)) => self.token(&answer, &attempt).await.is_some(),
            None => false,
        }
    }

    /// The access token of a code; none when no whole answer came.
    pub async fn token(&self, answer: &Answer, attempt: &Attempt) -> Option<String> {
        let client = Browser::new();
        let url = self.party.token_endpoint();
        let Credential::Basic(secret) = &self.party.credential else {
            return None;
        };
        let fields = self.party.redemption(answer.code(), &attempt.verifier);
        let request = client
            .bare(reqwest::Method::POST, &url)
            .header("authorization", self.party.basic(secret))
            .form(&fields);
        let answer = request
            .send()
            .await
            .ok()?
            .json::<serde_json::Value>()
            .await
            .ok()?;
        Some(answer["access_token"].as_str()?.to_owned())
    }
}
