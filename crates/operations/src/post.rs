//! Posting paper: never two things to one person on one day, nothing to an address in doubt.
//!
//! Whatever is posted to a person waits for the post before it, if one is on its way: for its
//! acknowledgement by the print house, not for the day of its order (security.md case 21). So a
//! card and its password never travel together, however late the queue is.

use crate::Context;
use crate::outbox::{Window, order};
use lykill_core::id::{OutboxId, PersonId};
use lykill_core::{EffectKind, Timestamp};
use lykill_issuer::letter::{address_settled, next_post};
use lykill_issuer::types::{Person, PrintState};
use lykill_store::outbox::{outbox_follow, outbox_waiting};
use lykill_store::person::person_post;
use lykill_store::print_job::print_by_person;
use lykill_store::{OutboxRow, StoreError, Tx};
use std::time::Duration;

/// Orders paper for a person. It is given up when it could not be printed `within` this time of
/// the moment from which it may be.
pub(crate) async fn post(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    kind: &EffectKind,
    within: Duration,
) -> Result<OutboxId, StoreError> {
    let now = ctx.now();
    let turn = turn(tx, ctx, person.id).await?;
    let about = person_post(tx, person.id).await?.unwrap_or_default();
    let settled = about.address_changed_at.map_or(now, address_settled);
    let from = turn.from.max(settled).max(about.waits_until.unwrap_or(now));
    let delay = from.since(now);
    let window = Window {
        now,
        delay,
        within: delay + within,
    };
    let id = order(tx, ctx, person.id, kind, &window).await?;
    if let Some(before) = turn.after {
        outbox_follow(tx, id, before).await?;
    }
    Ok(id)
}

/// Whether something came back from a person's address, so that nothing is posted there.
pub(crate) async fn is_held(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, StoreError> {
    let post = person_post(tx, person).await?;
    Ok(post.is_some_and(|post| post.held.is_some()))
}

/// When a person's next post may leave.
struct Turn {
    /// Not before this moment.
    from: Timestamp,
    /// Not before this one left.
    after: Option<OutboxId>,
}

async fn turn(tx: &mut Tx<'_>, ctx: &Context, person: PersonId) -> Result<Turn, StoreError> {
    let (now, spacing) = (ctx.now(), ctx.settings.letter_spacing);
    let mut turn = Turn {
        from: now,
        after: None,
    };
    if spacing.is_zero() {
        return Ok(turn);
    }
    let waiting = outbox_waiting(tx, person, EffectKind::PAPER).await?;
    turn.after = last(&waiting);
    if turn.after.is_some() {
        return Ok(turn);
    }
    let mut jobs = print_by_person(tx, person).await?;
    jobs.retain(|job| job.kind != EffectKind::NOTICE_LETTER);
    let queued = jobs.iter().rfind(|job| job.state == PrintState::Queued);
    turn.after = queued.map(|job| job.id);
    let posted = jobs.iter().filter_map(|job| job.acknowledged_at).max();
    if let Some(posted) = posted {
        turn.from = next_post(posted, spacing, ctx.settings.profile).max(now);
    }
    Ok(turn)
}

/// The waiting row for which no other one waits.
fn last(waiting: &[OutboxRow]) -> Option<OutboxId> {
    let is_followed = |id| waiting.iter().any(|row| row.follows == Some(id));
    let mut free = waiting.iter().filter(|row| !is_followed(row.id));
    free.next_back().map(|row| row.id)
}
