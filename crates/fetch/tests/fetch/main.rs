//! The fetcher against peers that mean harm, and against one that does not.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise and measure real time"
)]

mod bulkhead;
mod hostile;
mod names;
mod peer;
mod tls;

use lykill_core::Secret;
use lykill_fetch::{Fetcher, Request, Rules, Verb};

/// A question that carries a body.
fn post(body: &str) -> Request {
    Request {
        verb: Verb::Post,
        headers: vec![("X-Credential".to_owned(), Secret::from("s3cret"))],
        content_type: "application/x-www-form-urlencoded",
        body: Secret::new(body.as_bytes().to_vec()),
    }
}

/// Plain http to this machine is allowed: as in a demo.
fn here() -> Rules {
    Rules {
        loopback: true,
        ..Rules::default()
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(here(), None).unwrap()
}
