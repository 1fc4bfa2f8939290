//! New letters for somebody whose old ones are lost, late or doubtful.

use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::post::is_held;
use crate::record::{Record, impossible};
use crate::telephone::{Asked, take};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_issuer::types::{CardState, Eid, EidState, Letter, LetterState, PrintState};
use lykill_issuer::user_id;
use lykill_store::card::card_list;
use lykill_store::eid::{eid_by_user_id, eid_lock, eid_reissue};
use lykill_store::letter::{letter_end, letter_live};
use lykill_store::outbox::outbox_withdraw;
use lykill_store::person::person_fetch;
use lykill_store::print_job::print_end;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Why no new letters are posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReissueRefusal {
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// It is active or blocked.
    #[error("this eID does not await activation: its letters are of no use any more")]
    NotAwaited,
    /// Something came back from the person's address.
    #[error("post to this person came back; give the right address with `lykill person address`")]
    PostHeld,
    /// The address was changed lately, and the order came by telephone.
    #[error("the address is newer than 14 days: no order by telephone until then; let them come")]
    AddressIsNew,
}

/// Orders a new welcome letter and a new temporary password; the old ones are void at once,
/// wherever they are. A card that can still be used stays; otherwise a new one follows. Gives
/// when the new letters end.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn reissue_letter(
    ctx: &Context,
    call: &Call,
    user_id: &str,
) -> Result<Result<Timestamp, ReissueRefusal>, Error> {
    reissue_asked(ctx, call, user_id, Asked::Proofed).await
}

/// As [`reissue_letter`], for somebody who may be a caller on the telephone: then the letters are
/// posted days later, only to an address that is not new, and the holder is told at once
/// (security.md case 20).
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn reissue_asked(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    asked: Asked,
) -> Result<Result<Timestamp, ReissueRefusal>, Error> {
    let drawn = letters::draw(ctx).await?;
    let job = Arc::new((ctx.clone(), *call, drawn, user_id.to_owned()));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, drawn, user_id) = job.as_ref();
            run(tx, (ctx, call), drawn, (user_id, asked)).await
        })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    drawn: &Drawn,
    (typed, asked): (&str, Asked),
) -> Result<Commit<Result<Timestamp, ReissueRefusal>>, Rollback> {
    let found = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(ReissueRefusal::NoSuchUserId)));
    };
    let lost = || impossible("eid", "id", &found.id);
    let eid = eid_lock(tx, found.id).await?.ok_or_else(lost)?;
    if !matches!(eid.state, EidState::AwaitsActivation { .. }) {
        return Ok(Commit(Err(ReissueRefusal::NotAwaited)));
    }
    if is_held(tx, eid.person).await? {
        return Ok(Commit(Err(ReissueRefusal::PostHeld)));
    }
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    if asked == Asked::ByTelephone && !take(tx, (ctx, call), (eid.id, &person), "letters").await? {
        return Ok(Commit(Err(ReissueRefusal::AddressIsNew)));
    }
    if let Some(letter) = letter_live(tx, eid.id).await? {
        void(tx, ctx, &letter).await?;
    }
    if !eid_reissue(tx, eid.id, &drawn.hash, drawn.valid_until)
        .await?
        .is_spent()
    {
        return Err(Rollback::Retry);
    }
    letters::post_both(tx, ctx, (&eid, &person), drawn).await?;
    if !has_card(tx, &eid).await? {
        make(tx, ctx, call, (&eid, &person)).await?;
    }
    Record::new(ctx, call, ctx.now(), AuditKind::LettersReissued)
        .eid(eid.id)
        .person(person.id)
        .save(tx)
        .await?;
    Ok(Commit(Ok(drawn.valid_until)))
}

/// The old letters: neither printed any more nor of any use where they were.
async fn void(tx: &mut Tx<'_>, ctx: &Context, letter: &Letter) -> Result<(), StoreError> {
    let now = ctx.now();
    let _ended = letter_end(tx, letter.id, LetterState::Void, now).await?;
    for post in [letter.welcome_post, letter.password_post] {
        let _withdrawn = outbox_withdraw(tx, post, now).await?;
        let _ended = print_end(tx, post, PrintState::Void, now).await?;
    }
    Ok(())
}

async fn has_card(tx: &mut Tx<'_>, eid: &Eid) -> Result<bool, StoreError> {
    let cards = card_list(tx, eid.id).await?;
    Ok(cards.iter().any(|card| card.state == CardState::Dormant))
}
