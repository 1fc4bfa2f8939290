//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3).

use crate::answer::JsonAnswer;
use crate::person::open_number;
use crate::record::impossible;
use crate::{Context, Error};
use lykill_crypto::pure::prf;
use lykill_oauth::claims::{Facts, userinfo};
use lykill_oauth::types::{AccessGrant, OAuthError};
use lykill_oauth::userinfo::{bearer, challenge, check};
use lykill_store::client::client_fetch;
use lykill_store::person::person_fetch;
use lykill_store::token::token_fetch;
use lykill_store::{StoreError, Tx};
use serde_json::Value;
use std::sync::Arc;

/// Answers with the claims that an access token stands for.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, authorization: Option<&str>) -> Result<JsonAnswer, Error> {
    let token = match bearer(authorization) {
        Ok(token) => token,
        Err(error) => return Ok(refused(&error)),
    };
    let job = Arc::new((ctx.clone(), prf::sha256(token.expose().as_bytes())));
    let found = ctx.db.read(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, hash) = job.as_ref();
            claims(tx, ctx, hash).await
        })
    });
    Ok(match found.await? {
        Ok(body) => JsonAnswer {
            status: 200,
            body,
            authenticate: None,
        },
        Err(error) => refused(&error),
    })
}

fn refused(error: &OAuthError) -> JsonAnswer {
    let (status, body) = (error.status(), error.to_json());
    JsonAnswer {
        status,
        body,
        authenticate: Some(challenge(error)),
    }
}

async fn claims(
    tx: &mut Tx<'_>,
    ctx: &Context,
    hash: &[u8; 32],
) -> Result<Result<Value, OAuthError>, StoreError> {
    let stored = token_fetch(tx, hash).await?;
    let live = stored
        .filter(|token| token.revoked_at.is_none())
        .map(|token| token.grant);
    match check(live.as_ref(), ctx.now()) {
        Ok(grant) => about(tx, ctx, grant).await.map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

async fn about(tx: &mut Tx<'_>, ctx: &Context, grant: &AccessGrant) -> Result<Value, StoreError> {
    let lost = || impossible("token", "grant", &grant.client_id);
    let client = client_fetch(tx, &grant.client_id)
        .await?
        .ok_or_else(lost)?
        .client;
    let person = person_fetch(tx, grant.person).await?.ok_or_else(lost)?;
    let number = open_number(ctx, &person)?;
    let facts = Facts {
        name: person.told_name(),
        national_id: number.as_ref(),
    };
    Ok(userinfo(grant, &client, facts))
}
