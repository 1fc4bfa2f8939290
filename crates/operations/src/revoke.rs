//! The revocation endpoint (RFC 7009): a client gives a token back. What is no living token of
//! the client's own is answered as if it had been one: there is nothing left to revoke.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, good, refused};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::PersonId;
use lykill_crypto::pure::prf;
use lykill_oauth::token::refresh_token::{self, Family};
use lykill_oauth::token::token_query;
use lykill_oauth::types::{Client, OAuthError};
use lykill_store::client::client_fetch;
use lykill_store::refresh::{refresh_fetch, refresh_revoke};
use lykill_store::token::{token_fetch, token_revoke, token_revoke_by_code};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use serde_json::json;
use std::sync::Arc;

struct Revocation {
    caller: Caller,
    hash: [u8; 32],
    /// The family that the token names, when it is a refresh token.
    family: Option<Family>,
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
    Ok(Revocation {
        caller,
        hash: prf::sha256(token.expose().as_bytes()),
        family: refresh_token::family(token.expose()),
    })
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
        let revoked = match &self.family {
            Some(family) => revoke_family(tx, family, client, now).await?,
            None => self.revoke_access(tx, client, now).await?,
        };
        let Some((person, words)) = revoked else {
            return Ok(());
        };
        self.caller
            .record(AuditKind::TokenRevoked, now)
            .person(person)
            .detail(words)
            .save(tx)
            .await
    }

    async fn revoke_access(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        now: Timestamp,
    ) -> Result<Option<(PersonId, String)>, StoreError> {
        let token = token_fetch(tx, &self.hash).await?;
        let own = token.filter(|token| token.grant.client_id == client.client_id);
        let Some(token) = own else { return Ok(None) };
        let revoked = token_revoke(tx, &self.hash, now).await?.is_spent();
        Ok(revoked.then(|| (token.grant.person, "access token".to_owned())))
    }
}

/// A refresh token takes its family along, and the access tokens that came from it (RFC 7009
/// section 2.1); one that was exchanged already does, too.
async fn revoke_family(
    tx: &mut Tx<'_>,
    family: &Family,
    client: &Client,
    now: Timestamp,
) -> Result<Option<(PersonId, String)>, StoreError> {
    let stored = refresh_fetch(tx, family).await?;
    let own = stored.filter(|stored| stored.grant.client_id == client.client_id);
    let Some(stored) = own else { return Ok(None) };
    if !refresh_revoke(tx, family, now).await?.is_spent() {
        return Ok(None);
    }
    let tokens = token_revoke_by_code(tx, family, now).await?;
    let words = format!("refresh token and {tokens} access tokens");
    Ok(Some((stored.grant.person, words)))
}
