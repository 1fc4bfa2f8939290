//! The introspection endpoint (RFC 7662): a client asks about a token of its own. A question
//! changes nothing, so it is a read; only a client assertion, which is taken once, makes a write.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, good, refused};
use crate::{Call, Context, Error};
use lykill_crypto::pure::prf;
use lykill_oauth::introspection::{admit, of_access};
use lykill_oauth::token::token_query;
use lykill_oauth::types::OAuthError;
use lykill_store::client::client_fetch;
use lykill_store::token::token_fetch;
use lykill_store::{Commit, StoreError, Tx};
use serde_json::Value;
use std::sync::Arc;

struct Question {
    caller: Caller,
    hash: [u8; 32],
}

/// Says what a token is good for, to the client that holds it.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    let job = match read(ctx, call, &asked) {
        Ok(question) => Arc::new(question),
        Err(error) => return Ok(refused(&error)),
    };
    match look(ctx, &job).await? {
        Ok(body) => Ok(good(body)),
        Err(error) => {
            let answer = refused(&error);
            note(ctx, &job, error).await?;
            Ok(answer)
        }
    }
}

fn read(ctx: &Context, call: &Call, asked: &ClientCall) -> Result<Question, OAuthError> {
    let (caller, params) = Caller::read((ctx, call), asked, |at| &at.introspection)?;
    let token = token_query::parse(&params)?;
    let hash = prf::sha256(token.expose().as_bytes());
    Ok(Question { caller, hash })
}

async fn look(
    ctx: &Context,
    question: &Arc<Question>,
) -> Result<Result<Value, OAuthError>, StoreError> {
    let job = Arc::clone(question);
    if job.caller.spends() {
        let written = ctx.db.write(move |tx| {
            let job = Arc::clone(&job);
            Box::pin(async move { Ok(Commit(job.look(tx).await?)) })
        });
        return written.await;
    }
    let found = ctx.db.read(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.look(tx).await })
    });
    found.await
}

/// Writes down that a client was refused.
async fn note(
    ctx: &Context,
    question: &Arc<Question>,
    error: OAuthError,
) -> Result<(), StoreError> {
    let job = Arc::clone(question);
    let written = ctx.db.write(move |tx| {
        let (job, error) = (Arc::clone(&job), error.clone());
        Box::pin(async move {
            job.caller
                .refuse::<()>(tx, error, job.caller.ctx.now())
                .await
        })
    });
    written.await.map(drop)
}

impl Question {
    async fn look(&self, tx: &mut Tx<'_>) -> Result<Result<Value, OAuthError>, StoreError> {
        let (id, hash) = (self.caller.presented.client_id.clone(), self.hash);
        let now = self.caller.ctx.now();
        let scene = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &id).await }),
            |tx| Box::pin(async move { token_fetch(tx, &hash).await }),
        );
        let (registered, token) = scene.await?;
        let client = match self.caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return Ok(Err(error)),
        };
        let token = token.filter(|token| token.revoked_at.is_none());
        let grant = token.as_ref().map(|token| &token.grant);
        Ok(admit(&client).map(|()| of_access(grant, &client, now)))
    }
}
