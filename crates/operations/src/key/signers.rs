//! The signing keys of this node: one signs, those before and after it are published. Which is
//! which follows from the clock and the times in the database, so no two nodes must agree.

use crate::{Context, Error};
use lykill_core::{Rng, Timestamp, random};
use lykill_crypto::engine::{Keys, signing};
use lykill_crypto::pure::jose::{SigningKey, VerifyKey};
use lykill_crypto::pure::seal::Aad;
use lykill_store::Db;
use lykill_store::signing_key::{StoredSigningKey, signing_key_list};
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError, RwLock};

/// A key that was opened, and its times.
#[derive(Debug, Clone)]
struct Signer {
    key: Arc<SigningKey>,
    signs_from: Timestamp,
    verifies_until: Option<Timestamp>,
}

impl Signer {
    fn is_live(&self, now: Timestamp) -> bool {
        self.verifies_until.is_none_or(|until| now < until)
    }
}

/// The signing keys, oldest first; replaced as a whole when the database's change. There is
/// always one.
#[derive(Debug)]
pub struct Signers(RwLock<Arc<[Signer]>>);

impl Signers {
    fn all(&self) -> Arc<[Signer]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, signers: Vec<Signer>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = signers.into();
    }

    /// The key that signs at `now`; none only when every key's time is over.
    pub fn current(&self, now: Timestamp) -> Option<Arc<SigningKey>> {
        let all = self.all();
        let live = || all.iter().filter(|signer| signer.is_live(now));
        let begun = live().filter(|signer| signer.signs_from <= now);
        let newest = begun.max_by_key(|signer| signer.signs_from);
        // A node whose clock is a moment behind the one that made the first key.
        let next = || live().min_by_key(|signer| signer.signs_from);
        Some(Arc::clone(&newest.or_else(next)?.key))
    }

    /// The keys whose signatures are taken at `now` on tokens of ours that come back. A key whose
    /// time is over is not among them (security.md case 114).
    pub fn verifying(&self, now: Timestamp) -> Vec<VerifyKey> {
        let all = self.all();
        let live = all.iter().filter(|signer| signer.is_live(now));
        live.map(|signer| signer.key.verify_key().clone()).collect()
    }

    /// The published key set (RFC 7517 section 5): the keys that sign, will sign or have signed
    /// what may still be on its way, the newest first.
    pub fn published(&self, now: Timestamp) -> Value {
        let all = self.all();
        let live = all.iter().rev().filter(|signer| signer.is_live(now));
        let keys: Vec<&Value> = live.map(|signer| signer.key.public_jwk()).collect();
        json!({ "keys": keys })
    }

    fn is_of(&self, rows: &[StoredSigningKey]) -> bool {
        let all = self.all();
        let same = |(signer, row): (&Signer, &StoredSigningKey)| {
            signer.key.kid() == row.kid
                && signer.signs_from == row.signs_from
                && signer.verifies_until == row.verifies_until
        };
        all.len() == rows.len() && all.iter().zip(rows).all(same)
    }
}

/// A new ES256 key and its row, which is to be inserted.
///
/// # Errors
/// One line: it cannot be generated or sealed.
pub(crate) fn new_signing_key(
    keys: &Keys,
    rng: &dyn Rng,
    (now, signs_from): (Timestamp, Timestamp),
) -> Result<StoredSigningKey, &'static str> {
    let pkcs8 = signing::generate_es256().map_err(|_| "none can be generated")?;
    let key = SigningKey::from_pkcs8(pkcs8.expose());
    let kid = key
        .map_err(|_| "the generated key cannot be read")?
        .kid()
        .to_owned();
    let sealed = keys
        .seal()
        .seal(&aad(&kid), pkcs8.expose(), random::bytes(rng));
    Ok(StoredSigningKey {
        sealed: sealed.map_err(|_| "it cannot be sealed")?,
        kid,
        alg: "ES256".to_owned(),
        created_at: now,
        signs_from,
        verifies_until: None,
    })
}

fn aad(kid: &str) -> Aad<'_> {
    Aad {
        table: "signing_key",
        row: kid.as_bytes(),
        owner: b"",
    }
}

fn open(keys: &Keys, rows: &[StoredSigningKey]) -> Result<Vec<Signer>, &'static str> {
    let one = |row: &StoredSigningKey| {
        let pkcs8 = keys.seal().open(&aad(&row.kid), &row.sealed);
        let pkcs8 = pkcs8.map_err(|_| "a stored key cannot be opened")?;
        let key = SigningKey::from_pkcs8(pkcs8.expose());
        Ok(Signer {
            key: Arc::new(key.map_err(|_| "a stored key cannot be read")?),
            signs_from: row.signs_from,
            verifies_until: row.verifies_until,
        })
    };
    rows.iter().map(one).collect()
}

/// Opens the keys of the rows; none when there is no row.
///
/// # Errors
/// One line: a key cannot be opened.
pub(crate) fn open_signers(
    keys: &Keys,
    rows: &[StoredSigningKey],
) -> Result<Option<Signers>, &'static str> {
    let signers = open(keys, rows)?;
    Ok((!signers.is_empty()).then(|| Signers(RwLock::new(signers.into()))))
}

/// Takes over what changed in the database since: each node does so every few seconds, far sooner
/// than a new key signs.
///
/// # Errors
/// [`Error`] when the database cannot answer or a key cannot be opened; then the keys stay.
pub async fn refresh_signers(ctx: &Context) -> Result<(), Error> {
    let rows = stored(&ctx.db).await?;
    if rows.is_empty() || ctx.signers.is_of(&rows) {
        return Ok(());
    }
    let broken = |what: &str| Error::Broken(format!("signing key: {what}"));
    ctx.signers.replace(open(&ctx.keys, &rows).map_err(broken)?);
    Ok(())
}

async fn stored(db: &Db) -> Result<Vec<StoredSigningKey>, Error> {
    let rows = db.read(|tx| Box::pin(async move { signing_key_list(tx).await }));
    Ok(rows.await?)
}
