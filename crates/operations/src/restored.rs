//! What is done to a database that came back from a backup, before it serves (security.md case
//! 222; ADR 8). Keys that were spent after the backup look unspent in it, and nobody can tell
//! which. So no printed key of that time is ever taken again: all cards are blocked and each
//! holder gets a new one.

use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::{EidId, RequestId};
use lykill_issuer::types::{Card, CardKind, CardState, EidState, LetterState};
use lykill_store::card::card_list_of;
use lykill_store::eid::{eid_lock, eid_reissue};
use lykill_store::letter::{letter_end, letter_live};
use lykill_store::meta::{meta_exchange, meta_fetch, meta_save};
use lykill_store::person::person_fetch;
use lykill_store::restored::{
    Ended, RESTORED, eid_ids, end_what_was_open, is_loading, loading_end,
};
use lykill_store::server_key::server_key_lock;
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// The word of a database that was just restored: nothing was ended yet.
pub const FRESH: &str = "fresh";
const ORDERING: &str = "ordering";
const DONE: &str = "done";

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unspent {
    /// What was ended.
    pub ended: Ended,
    /// How many new cards were ordered.
    pub ordered: u64,
}

/// Ends all that was open and orders new cards, when the database says that it was restored and
/// that this was not done to its end. A crash in between loses nothing: the ending is one
/// transaction, and a holder who has a newer card gets no other.
///
/// # Errors
/// [`Error`] when the database cannot answer; then the server must not serve.
pub async fn finish(ctx: &Context) -> Result<Option<Unspent>, Error> {
    let found = ctx
        .db
        .read(|tx| {
            Box::pin(async move { Ok((is_loading(tx).await?, meta_fetch(tx, RESTORED).await?)) })
        })
        .await?;
    let state = match found {
        (true, _) => mark_loaded(ctx).await?,
        (false, state) => state,
    };
    let Some(state) = state else {
        return Ok(None);
    };
    let word = state.split(' ').next().unwrap_or_default();
    let call = Call {
        request: RequestId::new(ctx.now(), ctx.rng.as_ref()),
        peer: None,
    };
    let ended = match word {
        FRESH => end(ctx, call).await?,
        ORDERING => Ended::default(),
        _ => return Ok(None),
    };
    let mut ordered = 0;
    let mut after = None;
    loop {
        let ids = ctx
            .db
            .read(move |tx| Box::pin(async move { eid_ids(tx, after, 50).await }))
            .await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        for id in ids {
            ordered += u64::from(replace(ctx, call, id).await?);
        }
    }
    note(ctx, format!("{DONE} {}", ctx.now().micros())).await?;
    ctx.db.notify(Channel::Outbox);
    Ok(Some(Unspent { ended, ordered }))
}

/// Marks a database as restored, for one that came back by other ways than `lykill restore`.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn mark(ctx: &Context) -> Result<(), Error> {
    let marked = ctx
        .db
        .write(|tx| Box::pin(async move { Ok(Commit(loading_end(tx, FRESH).await?)) }));
    Ok(marked.await?)
}

/// Says that the backup is in, in the place of whoever loaded it and did not live to; gives how far
/// the un-spending came. Of two nodes that start at once the second must not begin it again, so it
/// looks anew when the first is done.
async fn mark_loaded(ctx: &Context) -> Result<Option<String>, Error> {
    let marked = ctx.db.write(|tx| {
        Box::pin(async move {
            server_key_lock(tx).await?;
            if is_loading(tx).await? {
                loading_end(tx, FRESH).await?;
            }
            Ok(Commit(meta_fetch(tx, RESTORED).await?))
        })
    });
    Ok(marked.await?)
}

/// When the un-spending of a database that came back from a backup was done to its end; none when
/// it never came back.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn done_at(ctx: &Context) -> Result<Option<Timestamp>, Error> {
    let state = ctx
        .db
        .read(|tx| Box::pin(async move { meta_fetch(tx, RESTORED).await }));
    let state = state.await?;
    let micros = state.as_deref().and_then(|state| state.strip_prefix(DONE));
    let micros = micros.and_then(|micros| micros.trim().parse().ok());
    Ok(micros.map(Timestamp::from_micros))
}

async fn note(ctx: &Context, state: String) -> Result<(), Error> {
    let state = Arc::new(state);
    let noted = ctx.db.write(move |tx| {
        let state = Arc::clone(&state);
        Box::pin(async move { Ok(Commit(meta_save(tx, RESTORED, &state).await?)) })
    });
    Ok(noted.await?)
}

async fn end(ctx: &Context, call: Call) -> Result<Ended, Error> {
    let now = ctx.now();
    let job = Arc::new(ctx.clone());
    let ended = ctx.db.write(move |tx| {
        let ctx = Arc::clone(&job);
        Box::pin(async move {
            let ordering = format!("{ORDERING} {}", now.micros());
            // Another node may have begun this: then what is open was opened since.
            if !meta_exchange(tx, RESTORED, FRESH, &ordering)
                .await?
                .is_spent()
            {
                return Ok(Commit(Ended::default()));
            }
            let ended = end_what_was_open(tx, now).await?;
            let detail = format!(
                "{} cards, {} code devices and {} passkeys blocked, {} sessions ended, \
                 {} deliveries given up",
                ended.cards, ended.devices, ended.passkeys, ended.sessions, ended.deliveries
            );
            Record::new(&ctx, &call, now, AuditKind::DatabaseRestored)
                .detail(detail)
                .save(tx)
                .await?;
            Ok(Commit(ended))
        })
    });
    Ok(ended.await?)
}

/// Orders a new card, and before it new letters for somebody who has not activated yet.
async fn replace(ctx: &Context, call: Call, id: EidId) -> Result<bool, Error> {
    let waits = ctx.db.read(move |tx| {
        Box::pin(async move {
            let eid = lykill_store::eid::eid_fetch(tx, id).await?;
            Ok(eid.is_some_and(|eid| matches!(eid.state, EidState::AwaitsActivation { .. })))
        })
    });
    let letters = match waits.await? {
        true => Some(letters::draw(ctx).await?),
        false => None,
    };
    let job = Arc::new(Replace {
        ctx: ctx.clone(),
        call,
        id,
        letters,
    });
    let ordered = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(ordered.await?)
}

struct Replace {
    ctx: Context,
    call: Call,
    id: EidId,
    letters: Option<Drawn>,
}

impl Replace {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<bool>, Rollback> {
        let Some(eid) = eid_lock(tx, self.id).await? else {
            return Ok(Commit(false));
        };
        let cards = card_list_of(tx, eid.id, CardKind::KeyCard).await?;
        let lives = |card: &Card| matches!(card.state, CardState::Active | CardState::Dormant);
        let has_newer = cards.iter().any(lives);
        let Some(person) = person_fetch(tx, eid.person).await? else {
            return Ok(Commit(false));
        };
        if has_newer || matches!(eid.state, EidState::Blocked { .. }) {
            return Ok(Commit(false));
        }
        let whose = (&eid, &person);
        if let Some(drawn) = &self.letters {
            if let Some(old) = letter_live(tx, eid.id).await? {
                let _ended = letter_end(tx, old.id, LetterState::Void, self.ctx.now()).await?;
            }
            if !eid_reissue(tx, eid.id, &drawn.hash, drawn.valid_until)
                .await?
                .is_spent()
            {
                return Err(Rollback::Retry);
            }
            letters::post_both(tx, &self.ctx, whose, drawn).await?;
        }
        make(tx, (&self.ctx, &self.call), whose, CardKind::KeyCard).await?;
        Ok(Commit(true))
    }
}
