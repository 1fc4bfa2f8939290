//! Names: what was checked is what is connected to.

use super::peer::{Peer, says};
use super::{here, post};
use lykill_fetch::{FetchError, Fetcher, Resolver, Resolving, Rules};
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Answers the first question with the first list, the second with the second, and all later
/// ones with the last: a rebinding name server.
struct Rebinding {
    answers: Vec<Vec<&'static str>>,
    asked: AtomicUsize,
}

impl Resolver for Rebinding {
    fn resolve(&self, _name: String) -> Resolving {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers[turn.min(self.answers.len() - 1)].clone();
        Box::pin(async move {
            if answer.is_empty() {
                return Err(io::ErrorKind::NotFound.into());
            }
            let parsed = answer.iter().map(|text| text.parse::<IpAddr>().unwrap());
            Ok(parsed.collect())
        })
    }
}

fn names(rules: Rules, answers: &[&[&'static str]]) -> (Fetcher, Arc<Rebinding>) {
    let resolver = Arc::new(Rebinding {
        answers: answers.iter().map(|list| list.to_vec()).collect(),
        asked: AtomicUsize::new(0),
    });
    let shared: Arc<dyn Resolver> = Arc::clone(&resolver) as Arc<dyn Resolver>;
    (Fetcher::resolving(rules, None, shared).unwrap(), resolver)
}

#[tokio::test]
async fn case_107_a_name_that_leads_inside_is_not_followed() {
    let peer = Peer::start(says("200 OK", "", "")).await;
    let url = format!("https://rp.example:{}/", peer.port());
    for inside in ["127.0.0.1", "::1", "10.0.0.8", "169.254.169.254", "fd00::8"] {
        let (fetcher, _) = names(Rules::default(), &[&[inside]]);
        let answer = fetcher.ask(&url, post("")).await;
        assert_eq!(answer, Err(FetchError::NotPublic), "{inside}");
        let (fetcher, _) = names(Rules::default(), &[&["1.1.1.1", inside]]);
        let answer = fetcher.ask(&url, post("")).await;
        assert_eq!(answer, Err(FetchError::NotPublic), "public and {inside}");
    }
    assert!(peer.asked().is_empty());
}

/// The name is asked once for each request, and the connection goes to that answer: a second
/// answer, private or not, is never used in the same request.
#[tokio::test]
async fn case_107_a_name_that_changes_between_check_and_use_changes_nothing() {
    let peer = Peer::start(says("200 OK", "", "pinned")).await;
    let url = format!("http://peer.localhost:{}/", peer.port());
    let (fetcher, resolver) = names(here(), &[&["127.0.0.1"], &["10.0.0.8"]]);
    let answer = fetcher.ask(&url, post("")).await.unwrap();
    assert_eq!(answer.body, b"pinned");
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
    // The next request checks anew, and no connection was kept that would spare the check.
    let answer = fetcher.ask(&url, post("")).await;
    assert_eq!(answer, Err(FetchError::NotPublic));
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 2);
    assert_eq!(peer.asked().len(), 1);
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_said() {
    let (fetcher, _) = names(Rules::default(), &[&[]]);
    let answer = fetcher.ask("https://rp.example/", post("")).await;
    assert_eq!(answer, Err(FetchError::Unresolved));
}

/// A resolver that hangs is within the limit, too.
#[tokio::test]
async fn a_name_server_that_hangs_ends_in_time() {
    struct Hangs;
    impl Resolver for Hangs {
        fn resolve(&self, _name: String) -> Resolving {
            Box::pin(std::future::pending())
        }
    }
    let fetcher = Fetcher::resolving(Rules::default(), None, Arc::new(Hangs)).unwrap();
    let answer = fetcher.ask("https://rp.example/", post("")).await;
    assert_eq!(answer, Err(FetchError::Timeout));
}
