//! What a caller can have ordered: paper to the registered address, later, and the holder is told
//! of it everywhere at once (security.md case 20). Nobody knows who calls: a national number is no
//! proof of it.

use crate::notice::tell_everywhere;
use crate::record::Record;
use crate::{Call, Context};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::EidId;
use lykill_issuer::letter::{TELEPHONE_WAITS, address_settled};
use lykill_issuer::types::Person;
use lykill_store::person::{person_post, person_wait};
use lykill_store::{StoreError, Tx};

/// How an order came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// By somebody who was proofed, or by the operator's own doing.
    Proofed,
    /// By a caller on the telephone.
    ByTelephone,
}

/// Lets what is ordered in this transaction wait, and tells the holder. Gives whether anything may
/// be ordered: not while a changed address is so new that nobody could have objected to it.
pub(crate) async fn take(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (EidId, &Person),
    what: &str,
) -> Result<bool, StoreError> {
    let now = ctx.now();
    let post = person_post(tx, person.id).await?.unwrap_or_default();
    let settled = post.address_changed_at.map(address_settled);
    if settled.is_some_and(|settled| now < settled) {
        return Ok(false);
    }
    let posted_from = now + TELEPHONE_WAITS;
    person_wait(tx, person.id, posted_from).await?;
    let notice = Notice::OrderedByTelephone { at: now };
    let is_told = tell_everywhere(tx, ctx, person, (notice, now)).await?;
    let detail = match is_told {
        true => what.to_owned(),
        false => format!("{what}, there is no way to tell the holder"),
    };
    Record::new(ctx, call, now, AuditKind::OrderedByTelephone)
        .eid(eid)
        .person(person.id)
        .detail(detail)
        .save(tx)
        .await?;
    Ok(true)
}
