//! Blocking a whole eID: nobody is let in with it any more, and whoever is in is out.

use super::EidRefusal;
use super::reissue::void;
use crate::notice::tell_everywhere;
use crate::otp_token::block_token;
use crate::outbox::open;
use crate::record::{Record, impossible};
use crate::session_end::end_all_of_person;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::{DisplayName, EffectKind, Timestamp};
use lykill_issuer::types::{Card, CardState, Eid, TokenBlock, TokenPurpose};
use lykill_issuer::user_id;
use lykill_store::card::{card_block, card_list};
use lykill_store::device::device_revoke_all;
use lykill_store::eid::{eid_block, eid_by_user_id, eid_lock};
use lykill_store::held_order::held_order_void;
use lykill_store::letter::letter_live;
use lykill_store::otp_token::otp_token_of;
use lykill_store::outbox::{outbox_waiting, outbox_withdraw};
use lykill_store::passkey::passkey_block_all;
use lykill_store::person::person_fetch;
use lykill_store::print_job::print_void_card;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Why its cards and devices are blocked, in the record.
const WITH_IT: &str = "the eID was blocked";

/// Blocks an eID at once: its sessions, tokens and known devices end, its password is erased, its
/// cards, letters, devices and passkeys are void wherever they are, orders that wait are void
/// (security.md case 30). Sessions that began at another provider end as well; its name for the
/// person stays.
/// No login of the caller is asked: a block gives nobody anything.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn block(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    reason: &str,
) -> Result<Result<(), EidRefusal>, Error> {
    let Ok(reason) = DisplayName::parse(reason) else {
        return Ok(Err(EidRefusal::Reason));
    };
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned(), reason));
    let blocked = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id, reason) = job.as_ref();
            run(tx, (ctx, call), user_id, reason).await
        })
    });
    let blocked = blocked.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(blocked)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    reason: &DisplayName,
) -> Result<Commit<Result<(), EidRefusal>>, Rollback> {
    let now = ctx.now();
    let found = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(EidRefusal::NoSuchUserId)));
    };
    let lost = || impossible("eid", "id", &found.id);
    let eid = eid_lock(tx, found.id).await?.ok_or_else(lost)?;
    if !eid_block(tx, eid.id, now, reason.as_str())
        .await?
        .is_spent()
    {
        return Ok(Commit(Err(EidRefusal::Blocked)));
    }
    end_all_of_person(tx, ctx, (eid.id, eid.person), now).await?;
    device_revoke_all(tx, eid.id, now).await?;
    passkey_block_all(tx, eid.id, (now, "eid-blocked")).await?;
    void_paper(tx, ctx, &eid, now).await?;
    void_devices(tx, (ctx, call), &eid).await?;
    held_order_void(tx, eid.id, now).await?;
    Record::new(ctx, call, now, AuditKind::EidBlocked)
        .eid(eid.id)
        .person(eid.person)
        .detail(reason.as_str())
        .save(tx)
        .await?;
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    let notice = Notice::EidBlocked { at: now };
    tell_everywhere(tx, ctx, &person, (notice, now)).await?;
    Ok(Commit(Ok(())))
}

/// Key viewer and code device of this eID: whoever holds them now, they open nothing, also when the
/// eID is opened again. The holder is told of each.
async fn void_devices(
    tx: &mut Tx<'_>,
    place: (&Context, &Call),
    eid: &Eid,
) -> Result<(), StoreError> {
    for purpose in TokenPurpose::ALL {
        let held = otp_token_of(tx, eid.person, purpose).await?;
        if let Some(token) = held.filter(|token| token.is_held_with(eid.id)) {
            // Not one that its holder could bring back into step.
            let why = TokenBlock::Operator(WITH_IT.to_owned());
            let _blocked = block_token(tx, place, &token, &why).await?;
        }
    }
    Ok(())
}

/// Letters and cards of this eID: not printed any more, and of no use where they are.
async fn void_paper(
    tx: &mut Tx<'_>,
    ctx: &Context,
    eid: &Eid,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(letter) = letter_live(tx, eid.id).await? {
        void(tx, ctx, &letter).await?;
    }
    let mut cards = card_list(tx, eid.id).await?;
    cards.retain(|card| matches!(card.state, CardState::Active | CardState::Dormant));
    for row in outbox_waiting(tx, eid.person, EffectKind::PAPER).await? {
        let Some(card) = open(ctx, &row)?.card() else {
            continue;
        };
        if cards.iter().any(|one: &Card| one.id == card) {
            let _withdrawn = outbox_withdraw(tx, row.id, now).await?;
        }
    }
    for card in cards {
        let _blocked = card_block(tx, card.id, now, WITH_IT).await?;
        print_void_card(tx, card.id, now).await?;
    }
    Ok(())
}
