//! Paper that counts no more: it came back from the post, or waits for an address that was left.

use crate::Context;
use crate::outbox::open;
use crate::record::impossible;
use crate::session_end::end_all;
use lykill_core::id::{CardId, OutboxId, PersonId};
use lykill_core::{EffectKind, Timestamp};
use lykill_issuer::types::{CardKind, CardState, Eid, EidState, LetterState, PrintState};
use lykill_store::card::{card_block, card_list, card_release_successor};
use lykill_store::eid::{eid_by_person, eid_lock, eid_reissue};
use lykill_store::letter::{letter_end, letter_live};
use lykill_store::outbox::{outbox_waiting, outbox_withdraw};
use lykill_store::print_job::{print_by_person, print_end};
use lykill_store::{StoreError, Tx};

/// What counts no more.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// These posts, with the letters in them.
    pub(crate) posts: Vec<OutboxId>,
    /// These cards.
    pub(crate) cards: Vec<CardId>,
    /// Whether nobody who has not activated is known to live where the post went.
    pub(crate) is_unopened: bool,
}

/// All eIDs of a person, held: whoever orders paper for one of them holds it, too, so no order
/// with the old address comes after this.
pub(crate) async fn hold(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Eid>, StoreError> {
    let mut eids = Vec::new();
    for eid in eid_by_person(tx, person).await? {
        let lost = || impossible("eid", "id", &eid.id);
        eids.push(eid_lock(tx, eid.id).await?.ok_or_else(lost)?);
    }
    Ok(eids)
}

/// Takes back what is on its way to the print house or lies there: nobody posts it.
pub(crate) async fn withdraw(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: PersonId,
) -> Result<Lost, StoreError> {
    let now = ctx.now();
    let mut lost = Lost::default();
    for job in print_by_person(tx, person).await? {
        if job.state == PrintState::Queued && job.kind != EffectKind::NOTICE_LETTER {
            let _ended = print_end(tx, job.id, PrintState::Void, now).await?;
            lost.posts.push(job.id);
            lost.cards.extend(job.card);
        }
    }
    for row in outbox_waiting(tx, person, EffectKind::PAPER).await? {
        lost.cards.extend(open(ctx, &row)?.card());
        let _withdrawn = outbox_withdraw(tx, row.id, now).await?;
        lost.posts.push(row.id);
    }
    Ok(lost)
}

/// Voids what an eID had of it. Letters activate it no longer; without them its first card is of
/// no use either, so new letters come with a new card.
pub(crate) async fn void(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (eid, lost): (&Eid, &Lost),
    reason: &str,
) -> Result<(), StoreError> {
    let now = ctx.now();
    let awaits_nothing = void_letters(tx, (eid, lost), now).await?;
    let is_void = |card: &lykill_issuer::types::Card| {
        let is_first = card.kind == CardKind::KeyCard && card.state == CardState::Dormant;
        let useless = awaits_nothing && is_first;
        useless || lost.cards.contains(&card.id)
    };
    let cards = card_list(tx, eid.id).await?;
    for card in cards.iter().filter(|card| is_void(card)) {
        let blocked = card_block(tx, card.id, now, reason).await?;
        if blocked.is_spent() && card.state == CardState::Active {
            end_all(tx, ctx, (eid.id, eid.person), now).await?;
        }
    }
    card_release_successor(tx, eid.id).await
}

/// Gives whether the eID awaits an activation that nothing brings any more.
async fn void_letters(
    tx: &mut Tx<'_>,
    (eid, lost): (&Eid, &Lost),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let EidState::AwaitsActivation { temporary, .. } = &eid.state else {
        return Ok(false);
    };
    let letter = letter_live(tx, eid.id).await?;
    let travelled = letter.as_ref().is_some_and(|letter| {
        let posts = [letter.welcome_post, letter.password_post];
        posts.iter().any(|post| lost.posts.contains(post))
    });
    if !lost.is_unopened && !travelled {
        return Ok(false);
    }
    if let Some(letter) = letter {
        let _ended = letter_end(tx, letter.id, LetterState::Void, now).await?;
    }
    let _ended = eid_reissue(tx, eid.id, temporary, now).await?;
    Ok(true)
}
