//! The session that a login's authentication began: the login goes on only while it lives, so
//! that a block or logout wins over pages that are open still (security.md case 30).

use super::hash_cookie;
use crate::Browser;
use crate::authorize::session_state;
use lykill_broker::types::Session;
use lykill_core::Timestamp;
use lykill_core::id::PersonId;
use lykill_oauth::session::Timers;
use lykill_store::session::session_by_cookie;
use lykill_store::{StoreError, Tx};

/// This browser's session of a person, if it lives at `now`.
pub(crate) async fn live_session(
    tx: &mut Tx<'_>,
    browser: &Browser,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let Some(cookie) = &browser.session else {
        return Ok(None);
    };
    let session = session_by_cookie(tx, &hash_cookie(cookie)).await?;
    let timers = Timers::default();
    Ok(session
        .filter(|session| session.person == person && timers.is_live(&session_state(session), now)))
}
