//! Logout tokens that came already: each counts once (OpenID Connect Back-Channel Logout 1.0
//! section 2.6, step 8).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Tokens that are remembered; each is for as long as it is good, three minutes at most.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<String, Timestamp>>);

impl Seen {
    /// Whether a token comes for the first time; from now on it does not.
    pub(crate) fn first_time(&self, jti: &str, expires: Timestamp, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, end| *end > now);
        seen.insert(jti.to_owned(), expires).is_none()
    }
}
