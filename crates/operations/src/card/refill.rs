//! Making a card or letter of codes and ordering its print; the refill orders exactly one when few
//! keys are left.

use crate::letters;
use crate::notice;
use crate::post::{is_held, post};
use crate::record::{Record, impossible};
use crate::{Call, Context};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{CardId, EidId};
use lykill_core::time::days;
use lykill_core::{EffectKind, random};
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::key_card::{self, PIN_THRESHOLD};
use lykill_issuer::types::{Card, CardKind, CardLabel, CardState, Eid, Person};
use lykill_store::card::{card_by_label, card_claim_successor, card_insert, card_list_of};
use lykill_store::person::{person_card_format, person_fetch};
use lykill_store::{StoreError, Tx};

/// A printed card may wait for the printer so long before it is given up and reported.
const PRINT_WITHIN_DAYS: u64 = 60;

/// Orders the next card when this one, of which a key was just used, has few keys left: once,
/// however many logins cross the threshold together (security.md case 11). `card` is as it was
/// locked, before that key.
pub(crate) async fn refill(
    tx: &mut Tx<'_>,
    ctx: &Context,
    call: &Call,
    eid: &Eid,
    card: &Card,
) -> Result<(), StoreError> {
    let lost = || impossible("card", "id", &card.id);
    let keys_left = card.keys_left().saturating_sub(1);
    let threshold = match card.kind {
        CardKind::KeyCard => eid.card_threshold,
        CardKind::PinLetter => PIN_THRESHOLD,
    };
    let due = key_card::order_next(keys_left, threshold, card.successor_ordered);
    // While nothing may be posted, the order waits for a later key.
    if !due || is_held(tx, eid.person).await? {
        return Ok(());
    }
    // The operator ordered one before: it is the next.
    if card.kind == CardKind::PinLetter && on_its_way(tx, eid.id, card.kind).await? > 0 {
        return Ok(());
    }
    if !card_claim_successor(tx, card.id).await?.is_spent() {
        return Ok(());
    }
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    let next = make(tx, (ctx, call), (eid, &person), card.kind).await?;
    let label = next.label.to_string();
    let notice = match card.kind {
        CardKind::KeyCard => Notice::CardOrdered {
            card: label,
            keys_left,
        },
        CardKind::PinLetter => Notice::PinLetterOrdered {
            letter: label,
            left: keys_left,
        },
    };
    notice::tell(tx, ctx, &person, (notice, ctx.now()))
        .await
        .map(drop)
}

/// How many of a kind were ordered and not used yet.
pub(crate) async fn on_its_way(
    tx: &mut Tx<'_>,
    eid: EidId,
    kind: CardKind,
) -> Result<u32, StoreError> {
    let cards = card_list_of(tx, eid, kind).await?;
    let dormant = cards.iter().filter(|card| card.state == CardState::Dormant);
    Ok(u32::try_from(dormant.count()).unwrap_or(u32::MAX))
}

/// Makes a dormant card from fresh randomness and orders its print.
pub(crate) async fn make(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (&Eid, &Person),
    kind: CardKind,
) -> Result<Card, StoreError> {
    let (now, rng) = (ctx.now(), ctx.rng.as_ref());
    let id = CardId::new(now, rng);
    let lost = || impossible("card", "secret", &id);
    let secret = ctx.keys.card().secret(random::bytes(rng));
    let aad = Aad {
        table: "card",
        row: id.as_bytes(),
        owner: eid.id.as_bytes(),
    };
    let sealed = ctx
        .keys
        .seal()
        .seal(&aad, secret.to_bytes().expose(), random::bytes(rng));
    let card = Card {
        id,
        eid: eid.id,
        kind,
        label: free_label(tx, ctx).await?,
        secret: sealed.map_err(|_| lost())?,
        state: CardState::Dormant,
        pinned: None,
        used: 0,
        successor_ordered: false,
        ordered_at: now,
    };
    card_insert(tx, &card).await?;
    let (to, language) = (letters::lines(person), person.language);
    let effect = match kind {
        CardKind::KeyCard => EffectKind::KeyCard {
            to,
            language,
            card: id,
            format: person_card_format(tx, person.id).await?,
        },
        CardKind::PinLetter => EffectKind::PinLetter {
            to,
            language,
            card: id,
        },
    };
    post(tx, ctx, person, &effect, days(PRINT_WITHIN_DAYS)).await?;
    Record::new(ctx, call, now, AuditKind::CardOrdered)
        .eid(eid.id)
        .person(person.id)
        .detail(card.label.to_string())
        .save(tx)
        .await?;
    Ok(card)
}

/// A label that no card has: it is drawn again when it is taken, and the schema refuses the rest.
async fn free_label(tx: &mut Tx<'_>, ctx: &Context) -> Result<CardLabel, StoreError> {
    loop {
        let label = key_card::label(random::bytes(ctx.rng.as_ref()));
        if card_by_label(tx, &label).await?.is_empty() {
            return Ok(label);
        }
    }
}
