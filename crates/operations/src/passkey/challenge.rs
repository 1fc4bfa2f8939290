//! Challenges: 256 bits that only this server makes, for one login or session, one browser and one
//! moment. None is stored; of an answered one its hash is, so that it is answered once.

use crate::Context;
use lykill_core::id::{LoginId, SessionId};
use lykill_core::{Spend, Timestamp};
use lykill_crypto::pure::prf;
use lykill_issuer::passkey::ANSWER_WITHIN;
use lykill_store::passkey::passkey_challenge_spend;
use lykill_store::{StoreError, Tx};
use std::time::Duration;

/// Two nodes' clocks may differ by so much.
const SKEW: Duration = Duration::from_secs(10);
/// Bytes of a challenge.
const BYTES: usize = 32;

/// What a challenge is good for, and for nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// Logging in, in this login, in the browser of this hash.
    Login(LoginId, &'a [u8]),
    /// Adding a passkey, in this session.
    Session(SessionId),
}

/// Why the answer to a challenge is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stale {
    /// It came after five minutes, or from a moment that never was.
    Late,
    /// It was answered before.
    Answered,
}

impl Bound<'_> {
    fn message(&self, issued: Timestamp) -> Vec<u8> {
        let moment = issued.micros();
        match self {
            Self::Login(login, browser) => {
                [format!("login\n{login}\n{moment}\n").as_bytes(), browser].concat()
            }
            Self::Session(session) => format!("session\n{session}\n{moment}\n").into_bytes(),
        }
    }
}

/// The challenge of a moment under the current key.
pub(crate) fn issue(ctx: &Context, bound: Bound<'_>, issued: Timestamp) -> Vec<u8> {
    let ring = ctx.keys.lookup();
    mac(&ring.lookup("passkey-challenge", &bound.message(issued)).0)
}

/// The challenge of a moment under every key that is still known: a rotation ends no ceremony.
pub(crate) fn challenges(ctx: &Context, bound: Bound<'_>, issued: Timestamp) -> Vec<Vec<u8>> {
    let ring = ctx.keys.lookup();
    let all = ring.lookups("passkey-challenge", &bound.message(issued));
    all.iter().map(|lookup| mac(&lookup.0)).collect()
}

/// A look-up value without the id of its key.
fn mac(lookup: &[u8]) -> Vec<u8> {
    let start = lookup.len().saturating_sub(BYTES);
    lookup.get(start..).unwrap_or_default().to_vec()
}

/// Takes the answer to the challenge of a moment: in time, and once.
pub(crate) async fn spend(
    tx: &mut Tx<'_>,
    bound: Bound<'_>,
    (issued, now): (Timestamp, Timestamp),
) -> Result<Result<(), Stale>, StoreError> {
    if now.since(issued) > ANSWER_WITHIN || issued > now + SKEW {
        return Ok(Err(Stale::Late));
    }
    let hash = prf::sha256(&bound.message(issued));
    let spent = passkey_challenge_spend(tx, &hash, issued + ANSWER_WITHIN).await?;
    Ok(match spent {
        Spend::Spent => Ok(()),
        Spend::AlreadySpent => Err(Stale::Answered),
    })
}
