//! What became of the logout tokens of a service, read by the service itself: an operator of one
//! sees whether its address answers without asking us.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, good, refused};
use crate::{Call, Context, Error};
use lykill_core::id::ClientId;
use lykill_oauth::introspection::admit;
use lykill_oauth::types::OAuthError;
use lykill_store::client::client_fetch;
use lykill_store::logout::{LogoutDelivery, logout_deliveries};
use lykill_store::{Commit, OutboxState, Rollback, Tx};
use serde_json::{Value, json};
use std::sync::Arc;

/// Tellings that are shown at once; `sid` finds an older one.
const SHOWN: u32 = 100;

struct Question {
    caller: Caller,
    sid: Option<String>,
}

/// The latest deliveries to the client that asks, newest first; with `sid` those of one session.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    let read = Caller::read((ctx, call), &asked, |at| &at.logout_deliveries);
    let job = match read {
        Ok((caller, params)) => Arc::new(Question {
            caller,
            sid: params.get("sid").map(str::to_owned),
        }),
        Err(error) => return Ok(refused(&error)),
    };
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(match done.await? {
        Ok(body) => good(body),
        Err(error) => refused(&error),
    })
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

impl Question {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<Value, OAuthError>>, Rollback> {
        let (id, now) = (&self.caller.presented.client_id, self.caller.ctx.now());
        let registered = client_fetch(tx, id).await?;
        let client = match self.caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return self.caller.refuse(tx, error, now).await,
        };
        if let Err(error) = admit(&client) {
            return self.caller.refuse(tx, error, now).await;
        }
        let found = logout_deliveries(tx, id, self.sid.as_deref(), SHOWN).await?;
        let rows: Vec<Value> = found.iter().map(shown).collect();
        Ok(Commit(Ok(json!({ "deliveries": rows }))))
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
