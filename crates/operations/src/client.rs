//! Registering relying parties.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::id::ClientId;
use lykill_core::{Secret, random};
use lykill_crypto::pure::prf;
use lykill_fetch::{Address, Rules};
use lykill_oauth::registration::{self, MetadataError, MetadataErrors, response};
use lykill_oauth::types::Client;
use lykill_store::client::{client_insert, client_list};
use lykill_store::company::company_fetch;
use lykill_store::{Commit, Rollback, Tx};
use serde_json::Value;
use std::sync::Arc;

struct Add {
    ctx: Context,
    call: Call,
    client: Client,
    secret: Option<Secret<String>>,
}

/// Registers a client from RFC 7591 metadata with our `lykill_…` members. The answer is that of
/// RFC 7591 section 3.2.1; the secret stands in it this once.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn add(
    ctx: &Context,
    call: &Call,
    metadata: Value,
) -> Result<Result<Value, MetadataErrors>, Error> {
    let rng = ctx.rng.as_ref();
    let generated: ClientId = random::token(rng)
        .parse()
        .map_err(|_| Error::Broken("a generated client_id is no client_id".to_owned()))?;
    let registration = match registration::check(&metadata, generated, &ctx.settings.acr) {
        Ok(registration) => registration,
        Err(errors) => return Ok(Err(errors)),
    };
    let client = registration.client;
    if let Err(words) = may_be_told(&client, &ctx.settings.outgoing) {
        return Ok(Err(refusal("backchannel_logout_uri", &words)));
    }
    let secret = match registration.given_secret {
        None if client.token_endpoint_auth_method.uses_secret() => {
            Some(Secret::new(random::token(rng)))
        }
        given => given,
    };
    let job = Arc::new(Add {
        ctx: ctx.clone(),
        call: *call,
        client,
        secret,
    });
    let added = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.save(tx).await })
    });
    Ok(added.await?)
}

impl Add {
    async fn save(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Commit<Result<Value, MetadataErrors>>, Rollback> {
        let (client, now) = (&self.client, self.ctx.now());
        if let Some(company) = &client.lykill_company
            && company_fetch(tx, company).await?.is_none()
        {
            let words = "no company has this id; add it first with `lykill company add`";
            return Ok(Commit(Err(refusal("lykill_company", words))));
        }
        let secret = self.secret.as_ref();
        let hash = secret.map(|secret| prf::sha256(secret.expose().as_bytes()));
        if !client_insert(tx, client, hash, now).await?.is_spent() {
            let words = "a client of this id is registered already; choose another one";
            return Ok(Commit(Err(refusal("client_id", words))));
        }
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::ClientAdded);
        row.client(&client.client_id).save(tx).await?;
        Ok(Commit(Ok(response::registered(
            client,
            secret,
            now,
            &self.ctx.settings.acr,
        ))))
    }
}

/// Whether the client's address is one that this deployment asks (security.md case 107). What
/// its name leads to is checked each time that it is asked.
fn may_be_told(client: &Client, rules: &Rules) -> Result<(), String> {
    let address = client.backchannel_logout_uri.as_deref();
    let checked = address.map(|address| Address::parse(address, rules));
    checked.transpose().map(drop).map_err(|bad| bad.to_string())
}

fn refusal(member: &str, words: &str) -> MetadataErrors {
    let (member, words) = (member.to_owned(), words.to_owned());
    MetadataErrors(vec![MetadataError { member, words }])
}

/// All clients, by id; secrets are not kept.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context) -> Result<Vec<Client>, Error> {
    let clients = ctx
        .db
        .read_long(|tx| Box::pin(async move { client_list(tx).await }));
    Ok(clients
        .await?
        .into_iter()
        .map(|stored| stored.client)
        .collect())
}
