//! Changing the key that signs tokens.

use super::signers::{new_signing_key, refresh_signers};
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::time::{days, minutes};
use lykill_store::signing_key::{
    StoredSigningKey, signing_key_end, signing_key_insert, signing_key_list,
};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;
use std::time::Duration;

/// A key is published so long before it signs: services keep our key set for a day at most
/// (domain.md row I20), and every node has looked at the database by then.
pub const PUBLISHED_AHEAD: Duration = days(1);

/// A key's signatures are taken so long after its successor began to sign: the longest session,
/// whose ID token comes back as a hint, and the day for which services keep our key set.
pub const OVERLAP: Duration = days(1).saturating_add(minutes(120));

/// What a rotation began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningRotated {
    /// The new key.
    pub kid: String,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// Until when the key before it is taken.
    pub previous_until: Timestamp,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningRefusal {
    /// A key waits already.
    #[error("the key {kid} is published already and signs from {signs_from}; nothing was changed")]
    UnderWay {
        /// That key.
        kid: String,
        /// Its moment.
        signs_from: jiff::Timestamp,
    },
}

struct Rotate {
    ctx: Context,
    call: Call,
    compromised: bool,
    key: StoredSigningKey,
}

/// Makes the next signing key: it is published now, signs after [`PUBLISHED_AHEAD`], and the key
/// before it is taken for [`OVERLAP`] more. `compromised` means that somebody else may have a
/// key: the new one signs at once and all others end at once.
///
/// # Errors
/// [`Error`] when the database cannot answer or no key can be made.
pub async fn rotate_signing(
    ctx: &Context,
    call: &Call,
    compromised: bool,
) -> Result<Result<SigningRotated, SigningRefusal>, Error> {
    let now = ctx.now();
    let ahead = if compromised {
        Duration::ZERO
    } else {
        PUBLISHED_AHEAD
    };
    let key = new_signing_key(&ctx.keys, ctx.rng.as_ref(), (now, now + ahead));
    let broken = |what| Error::Broken(format!("signing key: {what}"));
    let job = Arc::new(Rotate {
        ctx: ctx.clone(),
        call: *call,
        compromised,
        key: key.map_err(broken)?,
    });
    let rotated = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    let rotated = rotated.await?;
    refresh_signers(ctx).await?;
    Ok(rotated)
}

impl Rotate {
    async fn run(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Commit<Result<SigningRotated, SigningRefusal>>, Rollback> {
        let now = self.key.created_at;
        let known = signing_key_list(tx).await?;
        if let Some(next) = known.iter().find(|key| key.signs_from > now)
            && !self.compromised
        {
            return Ok(Commit(Err(SigningRefusal::UnderWay {
                kid: next.kid.clone(),
                signs_from: next.signs_from.to_jiff(),
            })));
        }
        let until = if self.compromised {
            now
        } else {
            self.key.signs_from + OVERLAP
        };
        let is_live = |key: &&StoredSigningKey| key.verifies_until.is_none_or(|ends| ends > until);
        for key in known.iter().filter(is_live) {
            // Another node rotates at this moment; what it did is seen at the next try.
            let ended = signing_key_end(tx, &key.kid, key.verifies_until, until);
            if !ended.await?.is_spent() {
                return Err(Rollback::Retry);
            }
        }
        if !signing_key_insert(tx, &self.key).await?.is_spent() {
            return Err(impossible("signing_key", "kid", &self.key.kid).into());
        }
        let word = if self.compromised { " at once" } else { "" };
        let detail = format!("signing key {} follows{word}", self.key.kid);
        Record::new(&self.ctx, &self.call, now, AuditKind::ServerKeyChanged)
            .detail(detail)
            .save(tx)
            .await?;
        Ok(Commit(Ok(SigningRotated {
            kid: self.key.kid.clone(),
            signs_from: self.key.signs_from,
            previous_until: until,
        })))
    }
}
