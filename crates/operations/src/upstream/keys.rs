//! Our own key for each provider: made once, sealed in the database, shared by all nodes; its
//! public half is what the provider registers.

use crate::{Context, Error};
use lykill_core::{Timestamp, random};
use lykill_crypto::engine::signing;
use lykill_crypto::pure::jose::SigningKey;
use lykill_crypto::pure::seal::Aad;
use lykill_store::Commit;
use lykill_store::upstream::{UpstreamKey, upstream_key_insert, upstream_key_list};
use serde_json::{Value, json};
use std::sync::Arc;

/// Makes the keys that are missing and opens all: to be done before anything is served.
///
/// # Errors
/// [`Error`] when the database cannot answer or a key cannot be made or opened.
pub async fn prepare(ctx: &Context) -> Result<(), Error> {
    let methods = ctx.upstreams.all().iter().map(|upstream| &upstream.method);
    let made = methods.map(|method| make(ctx, method, ctx.now()));
    let made: Vec<UpstreamKey> = made.collect::<Result<_, _>>()?;
    if made.is_empty() {
        return Ok(());
    }
    let made = Arc::new(made);
    let stored = ctx.db.write(move |tx| {
        let made = Arc::clone(&made);
        Box::pin(async move {
            let stored = upstream_key_list(tx).await?;
            let lacks = |key: &&UpstreamKey| stored.iter().all(|one| one.method != key.method);
            for key in made.iter().filter(lacks) {
                // Another node may have been first: its key serves both.
                let _made_elsewhere = upstream_key_insert(tx, key).await?;
            }
            Ok(Commit(upstream_key_list(tx).await?))
        })
    });
    for row in stored.await? {
        if let Some(upstream) = ctx.upstreams.of(&row.method) {
            let pkcs8 = ctx.keys.seal().open(&aad(&row.method), &row.sealed)?;
            let key = SigningKey::from_pkcs8(pkcs8.expose()).map_err(|_| broken(&row.method))?;
            upstream.use_key(Arc::new(key));
        }
    }
    Ok(())
}

fn make(ctx: &Context, method: &str, now: Timestamp) -> Result<UpstreamKey, Error> {
    let pkcs8 = signing::generate_es256().map_err(|_| broken(method))?;
    let key = SigningKey::from_pkcs8(pkcs8.expose()).map_err(|_| broken(method))?;
    let drawn = random::bytes(ctx.rng.as_ref());
    Ok(UpstreamKey {
        method: method.to_owned(),
        kid: key.kid().to_owned(),
        sealed: ctx.keys.seal().seal(&aad(method), pkcs8.expose(), drawn)?,
        created_at: now,
    })
}

fn aad(method: &str) -> Aad<'_> {
    Aad {
        table: "upstream_key",
        row: method.as_bytes(),
        owner: b"",
    }
}

fn broken(method: &str) -> Error {
    Error::Broken(format!(
        "the key for the provider of {method:?} cannot be made or read"
    ))
}

/// The public key set for one provider (RFC 7517 section 5); none where no method of this name
/// stands for one.
pub fn jwks(ctx: &Context, method: &str) -> Option<Value> {
    let key = ctx.upstreams.of(method)?.own_key()?;
    Some(json!({ "keys": [key.public_jwk()] }))
}
