//! Registering relying parties.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::random;
use lykill_crypto::pure::prf;
use lykill_oauth::registration::{self, Registered, RegistrationError};
use lykill_oauth::types::Client;
use lykill_store::client::{client_insert, client_list};
use lykill_store::company::company_fetch;
use lykill_store::{Commit, Rollback, Tx};
use serde_json::Value;
use std::sync::Arc;

/// Registers a client from RFC 7591 metadata with our `lykill_…` members. The answer is that of
/// RFC 7591 section 3.2.1; a generated secret stands in it this once.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn add(
    ctx: &Context,
    call: &Call,
    metadata: Value,
) -> Result<Result<Value, Vec<RegistrationError>>, Error> {
    let drawn = [random::token(ctx.rng.as_ref()), random::token(ctx.rng.as_ref())];
    let registered = match registration::register(&metadata, drawn) {
        Ok(registered) => registered,
        Err(errors) => return Ok(Err(errors)),
    };
    let job = Arc::new((ctx.clone(), *call, registered));
    let added = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, registered) = job.as_ref();
            save(tx, ctx, call, registered).await
        })
    });
    Ok(added.await?)
}

async fn save(
    tx: &mut Tx<'_>,
    ctx: &Context,
    call: &Call,
    registered: &Registered,
) -> Result<Commit<Result<Value, Vec<RegistrationError>>>, Rollback> {
    let (client, now) = (&registered.client, ctx.now());
    if let Some(company) = &client.lykill_company
        && company_fetch(tx, company).await?.is_none()
    {
        let words = "no company has this id; add it first with `lykill company add`";
        return Ok(Commit(Err(vec![RegistrationError::new("lykill_company", words)])));
    }
    let secret = registered.secret.as_ref();
    let hash = secret.map(|secret| prf::sha256(secret.expose().as_bytes()));
    if !client_insert(tx, client, hash, now).await?.is_spent() {
        let words = "a client of this id is registered already; choose another one";
        return Ok(Commit(Err(vec![RegistrationError::new("client_id", words)])));
    }
    let row = Record::new(ctx, call, now, AuditKind::ClientAdded);
    row.client(&client.client_id).save(tx).await?;
    Ok(Commit(Ok(registered.response(now))))
}

/// All clients, by id; secrets are not kept.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context) -> Result<Vec<Client>, Error> {
    let clients = ctx.db.read(|tx| Box::pin(async move { client_list(tx).await }));
    Ok(clients.await?)
}
