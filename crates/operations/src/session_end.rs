//! The end of a session: its tokens are dead with it (security.md cases 30, 180), and services
//! that asked to hear of it are told (OIDC Back-Channel Logout 1.0). Here one row says so, however
//! many they are; delivery makes one of it for each.

use crate::Context;
use crate::outbox::{Window, order};
use lykill_core::id::{EidId, PersonId, SessionId};
use lykill_core::time::minutes;
use lykill_core::{EffectKind, Spend, Timestamp};
use lykill_store::logout::{logout_awaited_by_eid, logout_is_awaited};
use lykill_store::session::{session_end, session_end_by_eid};
use lykill_store::token::{token_revoke_by_eid, token_revoke_by_session};
use lykill_store::upstream::upstream_subject_list;
use lykill_store::{StoreError, Tx};
use std::time::Duration;

/// A telling that could not even be begun within an hour is pointless: tokens are long dead.
const WITHIN: Duration = minutes(60);

/// Ends a session with its tokens, and has its services told; [`Spend::AlreadySpent`] when somebody
/// else ended it before.
pub(crate) async fn end(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (session, person): (SessionId, PersonId),
    now: Timestamp,
) -> Result<Spend, StoreError> {
    let ended = session_end(tx, session, now).await?;
    if ended.is_spent() && logout_is_awaited(tx, session).await? {
        tell(tx, ctx, (session, person), now).await?;
    }
    token_revoke_by_session(tx, session, now).await?;
    Ok(ended)
}

/// Ends all sessions of an eID with their tokens, and has their services told.
pub(crate) async fn end_all(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (eid, person): (EidId, PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    for session in logout_awaited_by_eid(tx, eid).await? {
        tell(tx, ctx, (session, person), now).await?;
    }
    session_end_by_eid(tx, eid, now).await?;
    token_revoke_by_eid(tx, eid, now).await.map(drop)
}

/// The same for all that are the person's: those of the eID, and those that began at another
/// provider.
pub(crate) async fn end_all_of_person(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (eid, person): (EidId, PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    for identity in identities(tx, (eid, person)).await? {
        end_all(tx, ctx, (identity, person), now).await?;
    }
    Ok(())
}

/// What sessions of a person may name: the eID, and each binding to another provider.
pub(crate) async fn identities(
    tx: &mut Tx<'_>,
    (eid, person): (EidId, PersonId),
) -> Result<Vec<EidId>, StoreError> {
    let bound = upstream_subject_list(tx, person).await?;
    Ok(std::iter::once(eid)
        .chain(bound.into_iter().map(|bound| bound.id))
        .collect())
}

async fn tell(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (session, person): (SessionId, PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let window = Window {
        now,
        delay: Duration::ZERO,
        within: WITHIN,
    };
    let effect = EffectKind::SessionEnded { session };
    order(tx, ctx, person, &effect, &window).await.map(drop)
}
