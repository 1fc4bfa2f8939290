//! Refresh tokens: each is good for one exchange, and one that comes again ends its family.

use super::inside::{Refreshable, WHOLE};
use lykill_core::Timestamp;
use lykill_core::time::minutes;
use std::collections::BTreeMap;
use std::time::Duration;

/// A family is idle after half an hour, and a lost answer may be asked for again half a minute
/// long (docs/standards/refresh-tokens.md).
const IDLE: Duration = minutes(30);
const RETRY: Duration = Duration::from_secs(30);

struct Exchange {
    child: String,
    at: Timestamp,
}

/// The families of refresh tokens, by the code from which they came.
#[derive(Default)]
pub struct Families {
    exchanged: BTreeMap<String, Exchange>,
    ended: BTreeMap<String, u64>,
}

impl Families {
    /// A service was told that a token of this code's family came twice.
    pub fn ended(&mut self, code: &str, place: u64) {
        self.ended.entry(code.to_owned()).or_insert(place);
    }

    /// A token was exchanged for another one.
    pub fn refreshed(
        &mut self,
        token: &Refreshable,
        next: &Refreshable,
        (place, at): (u64, Timestamp),
    ) -> Result<(), String> {
        self.token_used(&token.code, place)?;
        if at.since(token.held.since) >= WHOLE {
            return Err("a refresh token was used after its login's time".to_owned());
        }
        if at.since(token.issued_at) >= IDLE {
            return Err("an idle refresh token was used".to_owned());
        }
        let child = next.token.clone();
        let Some(before) = self.exchanged.get(&token.token) else {
            let exchange = Exchange { child, at };
            self.exchanged.insert(token.token.clone(), exchange);
            return Ok(());
        };
        if before.child != child {
            return Err("a refresh token was exchanged for two others".to_owned());
        }
        if at.since(before.at) >= RETRY {
            return Err("a refresh token was exchanged again after half a minute".to_owned());
        }
        Ok(())
    }

    /// A token of this code's family was used.
    pub fn token_used(&self, code: &str, place: u64) -> Result<(), String> {
        match self.ended.get(code) {
            Some(ended) if *ended < place => {
                Err("a token was used after a refresh token of its family came twice".to_owned())
            }
            _ => Ok(()),
        }
    }
}
