//! Another address: nothing is posted to it for two weeks, nothing more to the old one, and the
//! person hears of it where they could be reached before (security.md case 20).

use super::PersonRefusal;
use super::add::address as checked;
use crate::notice;
use crate::record::Record;
use crate::void_post::{hold, void, withdraw};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_issuer::letter::address_settled;
use lykill_issuer::user_id;
use lykill_store::eid::eid_by_user_id;
use lykill_store::former_address::former_address_insert;
use lykill_store::held_order::held_order_void;
use lykill_store::person::{person_fetch, person_move};
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// An address that was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// From when something may be posted there.
    pub post_from: Timestamp,
    /// How many posts still waited for the old address; they are void and to be ordered anew.
    pub withdrawn: usize,
    /// Whether the person could be told: by e-mail or SMS, or by letter to the old address.
    pub told: bool,
}

/// Why cards are blocked, in the record.
const REASON: &str = "waited for an address that was left";

/// Gives a person another address. Post that was held goes again, after the waiting time; what
/// still waits for the old address is void.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn change_address(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    lines: &[String],
) -> Result<Result<Moved, PersonRefusal>, Error> {
    let lines = match checked(lines) {
        Ok(lines) => lines,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned(), lines));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id, lines) = job.as_ref();
            run(tx, (ctx, call), user_id, lines).await
        })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    lines: &[String],
) -> Result<Commit<Result<Moved, PersonRefusal>>, Rollback> {
    let now = ctx.now();
    let eid = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(eid) = eid else {
        return Ok(Commit(Err(PersonRefusal::NoSuchUserId)));
    };
    // Held before the address is read, so that none is forgotten that somebody left.
    let eids = hold(tx, eid.person).await?;
    let Some(person) = person_fetch(tx, eid.person).await? else {
        return Ok(Commit(Err(PersonRefusal::NoSuchUserId)));
    };
    if !person.address.is_empty() {
        former_address_insert(tx, person.id, &person.address, now).await?;
    }
    if !person_move(tx, person.id, lines, now).await?.is_spent() {
        return Err(Rollback::Retry);
    }
    let lost = withdraw(tx, ctx, person.id).await?;
    for eid in &eids {
        void(tx, ctx, (eid, &lost), REASON).await?;
        held_order_void(tx, eid.id, now).await?;
    }
    Record::new(ctx, call, now, AuditKind::AddressChanged)
        .eid(eid.id)
        .person(person.id)
        .save(tx)
        .await?;
    let notice = Notice::AddressChanged { at: now };
    let told = notice::tell_everywhere(tx, ctx, &person, (notice, now)).await?;
    Ok(Commit(Ok(Moved {
        post_from: address_settled(now),
        withdrawn: lost.posts.len(),
        told,
    })))
}
