//! What a holder sees of their passkeys, in the browser in which they are logged in.

use super::{Bound, is_active, issue};
use crate::authorize::session_state;
use crate::login::hash_cookie;
use crate::{Browser, Context, Error};
use lykill_broker::types::Session;
use lykill_core::id::PasskeyId;
use lykill_core::{DisplayName, Timestamp};
use lykill_crypto::pure::{b64, webauthn};
use lykill_issuer::passkey::{ADD_WITHIN, COUNTED_FOR, MOST, user_handle};
use lykill_issuer::types::{Eid, EidState, Passkey};
use lykill_oauth::session::Timers;
use lykill_store::eid::eid_fetch;
use lykill_store::passkey::passkey_list_since;
use lykill_store::session::session_by_cookie;
use lykill_store::{StoreError, Tx};
use std::sync::Arc;

/// Whose passkeys are shown.
#[derive(Debug, Clone)]
pub enum Own {
    /// Nobody is logged in, in this browser.
    Nobody,
    /// Those of the eID that is.
    Holder(Box<OwnPasskeys>),
}

/// The passkeys of an eID, for its holder.
#[derive(Debug, Clone)]
pub struct OwnPasskeys {
    /// The user id.
    pub user_id: String,
    /// Those that are in use or wait, oldest first.
    pub passkeys: Vec<OwnPasskey>,
    /// What an authenticator is asked; none where the login is too long ago, or there are enough.
    pub ask: Option<AddAsk>,
    /// Whether there are as many as there may be, or that many were added within a day.
    pub is_full: bool,
    /// Whether passkeys are a way to log in here.
    pub is_offered: bool,
}

/// A passkey, for its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPasskey {
    /// Its id, for the form that removes it.
    pub id: PasskeyId,
    /// What its holder calls it.
    pub label: DisplayName,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    /// From when on it logs in, while it waits.
    pub waits_until: Option<Timestamp>,
}

/// What an authenticator is asked when a passkey is made (WebAuthn section 5.4). Bytes are
/// base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddAsk {
    /// For which host.
    pub host: String,
    /// The challenge.
    pub challenge: String,
    /// When it was made, in microseconds; it comes back with the answer.
    pub issued: i64,
    /// What authenticators call the eID.
    pub user_handle: String,
    /// Credentials that are known: no authenticator makes a second one.
    pub known: Vec<String>,
    /// The algorithms that are taken.
    pub algorithms: [i32; 3],
}

/// Shows the passkeys of whoever is logged in, in this browser.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn own(ctx: &Context, browser: &Browser) -> Result<Own, Error> {
    let job = Arc::new((ctx.clone(), browser.clone()));
    let shown = ctx.db.read(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, browser) = job.as_ref();
            let now = ctx.now();
            let Some(session) = session(tx, browser, now).await? else {
                return Ok(Own::Nobody);
            };
            let eid = eid_fetch(tx, session.eid).await?;
            let Some(eid) = eid.filter(|eid| matches!(eid.state, EidState::Active { .. })) else {
                return Ok(Own::Nobody);
            };
            let counted = passkey_list_since(tx, eid.id, now - COUNTED_FOR).await?;
            Ok(Own::Holder(Box::new(view(
                ctx,
                (&session, &eid, now),
                counted,
            ))))
        })
    });
    Ok(shown.await?)
}

/// The session of this browser, while it lives.
pub(super) async fn session(
    tx: &mut Tx<'_>,
    browser: &Browser,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let Some(cookie) = &browser.session else {
        return Ok(None);
    };
    let session = session_by_cookie(tx, &hash_cookie(cookie)).await?;
    let lives = |session: &Session| Timers::default().is_live(&session_state(session), now);
    Ok(session.filter(|session| session.only_client.is_none() && lives(session)))
}

/// Whether the login is so fresh that a passkey may be added (security.md case 161).
pub(super) fn is_fresh(session: &Session, now: Timestamp) -> bool {
    now.since(session.authenticated_at) <= ADD_WITHIN
}

fn view(
    ctx: &Context,
    (session, eid, now): (&Session, &Eid, Timestamp),
    mut passkeys: Vec<Passkey>,
) -> OwnPasskeys {
    let is_full = passkeys.len() >= MOST;
    passkeys.retain(is_active);
    let is_offered = ctx.settings.offers_passkeys();
    let may_add = is_offered && is_fresh(session, now) && !is_full;
    let host = ctx.settings.passkeys.host.clone().filter(|_| may_add);
    let known = || {
        let ids = passkeys.iter();
        ids.map(|one| b64::encode(&one.credential)).collect()
    };
    OwnPasskeys {
        user_id: eid.user_id.as_str().to_owned(),
        ask: host.map(|host| AddAsk {
            host,
            challenge: b64::encode(&issue(ctx, Bound::Session(session.id), now)),
            issued: now.micros(),
            user_handle: b64::encode(&user_handle(eid.id)),
            known: known(),
            algorithms: webauthn::ALGORITHMS,
        }),
        passkeys: passkeys.iter().map(|one| shown(one, now)).collect(),
        is_full,
        is_offered,
    }
}

fn shown(passkey: &Passkey, now: Timestamp) -> OwnPasskey {
    OwnPasskey {
        id: passkey.id,
        label: passkey.label.clone(),
        added_at: passkey.added_at,
        used_at: passkey.used_at,
        waits_until: (now < passkey.usable_from).then_some(passkey.usable_from),
    }
}
