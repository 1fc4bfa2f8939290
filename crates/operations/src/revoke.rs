//! The revocation endpoint (RFC 7009): a client gives a token back. What is no living token of
//! the client's own is answered as if it had been one: there is nothing left to revoke.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, good, refused};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_crypto::pure::prf;
use lykill_oauth::token::token_query;
use lykill_oauth::types::{Client, OAuthError};
use lykill_store::client::client_fetch;
use lykill_store::token::{token_fetch, token_revoke};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use serde_json::json;
use std::sync::Arc;

struct Revocation {
    caller: Caller,
    hash: [u8; 32],
}

/// Revokes a token.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    let job = match read(ctx, call, &asked) {
        Ok(revocation) => Arc::new(revocation),
        Err(error) => return Ok(refused(&error)),
    };
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(match done.await? {
        Ok(()) => good(json!({})),
        Err(error) => refused(&error),
    })
}

fn read(ctx: &Context, call: &Call, asked: &ClientCall) -> Result<Revocation, OAuthError> {
    let (caller, params) = Caller::read((ctx, call), asked, |at| &at.revocation)?;
    let token = token_query::parse(&params)?;
    let hash = prf::sha256(token.expose().as_bytes());
    Ok(Revocation { caller, hash })
}

impl Revocation {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<(), OAuthError>>, Rollback> {
        let now = self.caller.ctx.now();
        let registered = client_fetch(tx, &self.caller.presented.client_id).await?;
        match self.caller.prove(tx, registered, now).await? {
            Ok(client) => self.revoke(tx, &client, now).await?,
            Err(error) => return self.caller.refuse(tx, error, now).await,
        }
        Ok(Commit(Ok(())))
    }

    async fn revoke(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(token) = token_fetch(tx, &self.hash).await? else {
            return Ok(());
        };
        let own = token.grant.client_id == client.client_id;
        if !own || !token_revoke(tx, &self.hash, now).await?.is_spent() {
            return Ok(());
        }
        self.caller
            .record(AuditKind::TokenRevoked, now)
            .person(token.grant.person)
            .detail("access token")
            .save(tx)
            .await
    }
}
