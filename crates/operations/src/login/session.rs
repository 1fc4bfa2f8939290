//! The session that a login's authentication began: the login goes on only while it lives, so
//! that a block or logout wins over pages that are open still (security.md case 30).

use super::hash_cookie;
use crate::Browser;
use crate::authorize::session_state;
use crate::call::isolated_name;
use lykill_broker::types::Session;
use lykill_core::Timestamp;
use lykill_core::id::PersonId;
use lykill_oauth::session::Timers;
use lykill_oauth::types::AuthorizeRequest;
use lykill_store::session::session_by_cookie;
use lykill_store::{StoreError, Tx};

/// The session of this browser that may answer a request, ended or not: that of single sign-on,
/// or of an isolated service its own.
pub(crate) async fn session_at(
    tx: &mut Tx<'_>,
    browser: &Browser,
    request: &AuthorizeRequest,
) -> Result<Option<Session>, StoreError> {
    let only = request.sso_isolated.then_some(&request.client_id);
    let cookie = match only {
        Some(client) => browser.isolated.get(&isolated_name(client)),
        None => browser.session.as_ref(),
    };
    let Some(cookie) = cookie else {
        return Ok(None);
    };
    let session = session_by_cookie(tx, &hash_cookie(cookie)).await?;
    Ok(session.filter(|session| session.only_client.as_ref() == only))
}

/// This browser's session of a person, if it lives at `now` and may answer the request.
pub(crate) async fn live_session(
    tx: &mut Tx<'_>,
    browser: &Browser,
    (request, person): (&AuthorizeRequest, PersonId),
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let session = session_at(tx, browser, request).await?;
    let timers = Timers::default();
    Ok(session
        .filter(|session| session.person == person && timers.is_live(&session_state(session), now)))
}
