//! What became of the logout tokens of a service, read by the service itself: an operator of one
//! sees whether its address answers without asking us.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, Looked, Question, ask, refused};
use crate::{Call, Context, Error};
use lykill_core::id::ClientId;
use lykill_oauth::introspection::admit;
use lykill_store::client::client_fetch;
use lykill_store::logout::{LogoutDelivery, logout_deliveries};
use lykill_store::{OutboxState, Running, StoreError, Tx};
use serde_json::{Value, json};
use std::sync::Arc;

/// Tellings that are shown at once; `sid` finds an older one.
const SHOWN: u32 = 100;

struct Tellings {
    caller: Caller,
    sid: Option<String>,
}

/// The latest deliveries to the client that asks, newest first; with `sid` those of one session.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    match Caller::read((ctx, call), &asked, |at| &at.logout_deliveries) {
        Ok((caller, params)) => {
            let sid = params.get("sid").map(str::to_owned);
            ask(Tellings { caller, sid }).await
        }
        Err(error) => Ok(refused(&error)),
    }
}

/// As [`answer`], for the operator: the client is named, not proven.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, client: ClientId) -> Result<Option<Value>, Error> {
    let client = Arc::new(client);
    let read = ctx.db.read(move |tx| {
        let client = Arc::clone(&client);
        Box::pin(async move {
            if client_fetch(tx, &client).await?.is_none() {
                return Ok(None);
            }
            let found = logout_deliveries(tx, &client, None, SHOWN).await?;
            Ok(Some(found.iter().map(shown).collect()))
        })
    });
    Ok(read.await?)
}

impl Question for Tellings {
    fn caller(&self) -> &Caller {
        &self.caller
    }

    fn look<'a>(&'a self, tx: &'a mut Tx<'_>) -> Running<'a, Looked, StoreError> {
        Box::pin(self.find(tx))
    }
}

impl Tellings {
    async fn find(&self, tx: &mut Tx<'_>) -> Result<Looked, StoreError> {
        let (id, now) = (&self.caller.presented.client_id, self.caller.ctx.now());
        let registered = client_fetch(tx, id).await?;
        let client = match self.caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return Ok(Err(error)),
        };
        if let Err(error) = admit(&client) {
            return Ok(Err(error));
        }
        let found = logout_deliveries(tx, id, self.sid.as_deref(), SHOWN).await?;
        let rows: Vec<Value> = found.iter().map(shown).collect();
        Ok(Ok(json!({ "deliveries": rows })))
    }
}

/// Words without our own: `waiting`, `delivered`, `given-up` or `expired`.
fn shown(delivery: &LogoutDelivery) -> Value {
    let state = match delivery.state {
        OutboxState::Waiting => "waiting",
        OutboxState::Done => "delivered",
        OutboxState::Dead => "given-up",
        OutboxState::Expired => "expired",
    };
    let waits = delivery.state == OutboxState::Waiting;
    json!({
        "id": delivery.id,
        "sid": delivery.sid,
        "state": state,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "ordered_at": delivery.ordered_at.to_jiff().to_string(),
        "next_attempt_at": waits.then(|| delivery.next_at.to_jiff().to_string()),
        "ended_at": delivery.ended_at.map(|at| at.to_jiff().to_string()),
    })
}
