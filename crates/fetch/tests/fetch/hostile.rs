//! Answers that are meant to lead away, to fill memory, or to take for ever.

use super::peer::{Manner, Peer, says};
use super::{fetcher, post};
use lykill_fetch::{Answer, FetchError, Fetcher, LIMIT, LONGEST_ANSWER_BYTES, Rules};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_question_arrives_whole_and_its_answer_comes_back() {
    let peer = Peer::start(says("202 Accepted", "", "thanks")).await;
    let answer = fetcher().ask(&peer.url("/in?x=1"), post("a=b")).await;
    let expected = Answer {
        status: 202,
        body: b"thanks".to_vec(),
    };
    assert_eq!(answer, Ok(expected));
    let asked = peer.asked();
    assert!(
        asked[0].starts_with("POST /in?x=1 HTTP/1.1\r\n"),
        "{}",
        asked[0]
    );
    assert!(asked[0].contains("x-credential: s3cret\r\n"));
    assert!(asked[0].ends_with("\r\n\r\na=b"));
    assert!(!asked[0].to_lowercase().contains("accept-encoding"));
}

#[tokio::test]
async fn case_107_a_redirect_is_an_answer_and_is_not_followed() {
    let inner = Peer::start(says("200 OK", "", "secret")).await;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        for target in [inner.url("/"), "http://169.254.169.254/".to_owned()] {
            let location = format!("Location: {target}\r\n");
            let outer = Peer::start(says(status, &location, "")).await;
            let answer = fetcher().ask(&outer.url("/"), post("a=b")).await.unwrap();
            assert_eq!(answer.status.to_string(), &status[..3]);
            assert!(!answer.is_success());
        }
    }
    assert!(inner.asked().is_empty(), "the redirect was followed");
}

#[tokio::test]
async fn case_107_of_ten_gigabytes_64_kib_are_read() {
    let peer = Peer::start(Manner::Floods).await;
    let before = Instant::now();
    let answer = fetcher().ask(&peer.url("/"), post("")).await;
    assert_eq!(answer, Err(FetchError::TooLong));
    assert!(before.elapsed() < Duration::from_secs(3));
    let most = "y".repeat(LONGEST_ANSWER_BYTES);
    let fits = Peer::start(says("200 OK", "", &most)).await;
    let answer = fetcher().ask(&fits.url("/"), post("")).await.unwrap();
    assert_eq!(answer.body.len(), LONGEST_ANSWER_BYTES);
    let over = Peer::start(says("200 OK", "", &(most + "y"))).await;
    let answer = fetcher().ask(&over.url("/"), post("")).await;
    assert_eq!(answer, Err(FetchError::TooLong));
}

#[tokio::test]
async fn case_107_a_body_that_drips_and_a_peer_that_is_silent_end_after_five_seconds() {
    let (drips, silent) = (
        Peer::start(Manner::Drips).await,
        Peer::start(Manner::Silent).await,
    );
    let fetcher = fetcher();
    let before = Instant::now();
    let (drips, silent) = (drips.url("/"), silent.url("/"));
    let both = tokio::join!(
        fetcher.ask(&drips, post("")),
        fetcher.ask(&silent, post(""))
    );
    assert_eq!(both.0, Err(FetchError::Timeout));
    assert_eq!(both.1, Err(FetchError::Timeout));
    let took = before.elapsed();
    assert!(
        took >= LIMIT && took < LIMIT + Duration::from_secs(2),
        "{took:?}"
    );
}

#[tokio::test]
async fn case_107_this_machine_is_not_asked_unless_the_operator_says_so() {
    let peer = Peer::start(says("200 OK", "", "")).await;
    let strict = Fetcher::new(Rules::default(), None).unwrap();
    let port = peer.port();
    for url in [
        peer.url("/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://0x7f.1:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://localhost:{port}/"),
    ] {
        let answer = strict.ask(&url, post("")).await;
        assert!(
            matches!(answer, Err(FetchError::Address(_))),
            "{url} {answer:?}"
        );
    }
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn nobody_there_is_said_without_the_address() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/secret-path", gone.local_addr().unwrap());
    drop(gone);
    let error = fetcher().ask(&url, post("")).await.unwrap_err();
    assert_eq!(error, FetchError::Unreachable);
    assert!(!error.to_string().contains("secret"));
}
