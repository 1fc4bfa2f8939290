//! New letters for somebody whose old ones are lost, late or doubtful.

use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::order::{Asked, NotHeld, Placed, Verdict, Wish, hold};
use crate::post::is_held;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::EidId;
use lykill_issuer::types::{
    Card, CardKind, CardState, Eid, EidState, Letter, LetterState, Ordered, Person, PrintState,
};
use lykill_issuer::user_id;
use lykill_store::card::card_list_of;
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
    /// It is not even held for a second person.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
}

/// Orders a new welcome letter and a new temporary password; the old ones are void at once,
/// wherever they are. A card that can still be used stays; otherwise a new one follows. Gives
/// when the new letters end. An order to an address that is new, or of a caller on the telephone,
/// waits for a second person (security.md case 20).
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn reissue_letter(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    asked: Asked,
) -> Result<Result<Placed<Timestamp>, ReissueRefusal>, Error> {
    let drawn = letters::draw(ctx).await?;
    let job = Arc::new((ctx.clone(), *call, drawn, (user_id.to_owned(), asked)));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, drawn, (user_id, asked)) = job.as_ref();
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
    (typed, asked): (&str, &Asked),
) -> Result<Commit<Result<Placed<Timestamp>, ReissueRefusal>>, Rollback> {
    let found = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(ReissueRefusal::NoSuchUserId)));
    };
    let eid = match checked(tx, found.id).await? {
        Ok(eid) => eid,
        Err(refusal) => return Ok(Commit(Err(refusal))),
    };
    let lost = || impossible("eid", "person", &eid.id);
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    let wish = Wish {
        what: Ordered::Letters,
        format: None,
        reason: "",
        asked,
    };
    Ok(Commit(
        match hold(tx, (ctx, call), (&eid, &person), &wish).await? {
            Verdict::Refused(refusal) => Err(refusal.into()),
            Verdict::Held(held) => Ok(Placed::Held(held)),
            Verdict::Make => {
                let until = place(tx, (ctx, call), (&eid, &person), drawn).await?;
                Ok(Placed::Made(until))
            }
        },
    ))
}

/// The eID, held, when letters can be ordered for it.
pub(crate) async fn checked(
    tx: &mut Tx<'_>,
    eid: EidId,
) -> Result<Result<Eid, ReissueRefusal>, StoreError> {
    let lost = || impossible("eid", "id", &eid);
    let eid = eid_lock(tx, eid).await?.ok_or_else(lost)?;
    if !matches!(eid.state, EidState::AwaitsActivation { .. }) {
        return Ok(Err(ReissueRefusal::NotAwaited));
    }
    if is_held(tx, eid.person).await? {
        return Ok(Err(ReissueRefusal::PostHeld));
    }
    Ok(Ok(eid))
}

/// Orders the letters, and a card when there is none that can still come. Gives when they end.
pub(crate) async fn place(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (&Eid, &Person),
    drawn: &Drawn,
) -> Result<Timestamp, Rollback> {
    if let Some(letter) = letter_live(tx, eid.id).await? {
        void(tx, ctx, &letter).await?;
    }
    if !eid_reissue(tx, eid.id, &drawn.hash, drawn.valid_until)
        .await?
        .is_spent()
    {
        return Err(Rollback::Retry);
    }
    letters::post_both(tx, ctx, (eid, person), drawn).await?;
    if !has_card(tx, eid).await? {
        make(tx, (ctx, call), (eid, person), CardKind::KeyCard).await?;
    }
    Record::new(ctx, call, ctx.now(), AuditKind::LettersReissued)
        .eid(eid.id)
        .person(person.id)
        .save(tx)
        .await?;
    Ok(drawn.valid_until)
}

/// The old letters: neither printed any more nor of any use where they were.
pub(super) async fn void(
    tx: &mut Tx<'_>,
    ctx: &Context,
    letter: &Letter,
) -> Result<(), StoreError> {
    let now = ctx.now();
    let _ended = letter_end(tx, letter.id, LetterState::Void, now).await?;
    for post in [letter.welcome_post, letter.password_post] {
        let _withdrawn = outbox_withdraw(tx, post, now).await?;
        let _ended = print_end(tx, post, PrintState::Void, now).await?;
    }
    Ok(())
}

/// Whether a card can still be asked, also one that is in use.
pub(super) async fn has_card(tx: &mut Tx<'_>, eid: &Eid) -> Result<bool, StoreError> {
    let cards = card_list_of(tx, eid.id, CardKind::KeyCard).await?;
    let is_good = |card: &Card| match card.state {
        CardState::Dormant => true,
        CardState::Active => card.keys_left() > 0,
        CardState::Retired | CardState::Blocked { .. } => false,
    };
    Ok(cards.iter().any(is_good))
}
