//! The endpoint for pushed authorization requests (RFC 9126): checked and stored, to be used once
//! by the browser that brings the reference.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, refused};
use crate::{Call, Context, Error};
use lykill_core::random;
use lykill_crypto::pure::prf;
use lykill_oauth::authorize::Inputs;
use lykill_oauth::params::Params;
use lykill_oauth::pushed::{LIFETIME, accepted, check};
use lykill_oauth::types::OAuthError;
use lykill_store::client::client_fetch;
use lykill_store::pushed::pushed_insert;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

struct Push {
    caller: Caller,
    params: Params,
}

/// Takes a request; status 201 with its reference.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    let job = match Caller::read((ctx, call), &asked, |at| &at.pushed) {
        Ok((caller, params)) => Arc::new(Push { caller, params }),
        Err(error) => return Ok(refused(&error)),
    };
    let stored = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(match stored.await? {
        Ok(token) => JsonAnswer {
            status: 201,
            body: accepted(&token),
            authenticate: None,
        },
        Err(error) => refused(&error),
    })
}

impl Push {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<String, OAuthError>>, Rollback> {
        let caller = &self.caller;
        let (ctx, now) = (&caller.ctx, caller.ctx.now());
        let registered = client_fetch(tx, &caller.presented.client_id).await?;
        let client = match caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return caller.refuse(tx, error, now).await,
        };
        let keys = ctx.signers.verifying(now);
        let inputs = Inputs {
            params: &self.params,
            client: Some(&client),
            acr: &ctx.settings.acr,
            issuer: &ctx.settings.issuer,
            keys: &keys,
        };
        let request = match check(&inputs, &client.client_id) {
            Ok(request) => request,
            Err(error) => return caller.refuse(tx, error, now).await,
        };
        let token = random::token(ctx.rng.as_ref());
        let hash = prf::sha256(token.as_bytes());
        pushed_insert(tx, &hash, &request, now + LIFETIME).await?;
        Ok(Commit(Ok(token)))
    }
}
