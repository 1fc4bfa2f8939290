//! Passkeys of an eID: its holder adds and removes them, a notice stops one without a login, the
//! operator lists and blocks them. How they log in is in [`crate::login`].

mod add;
mod block;
mod challenge;
mod own;
mod remove;
mod stop;

pub use add::{AddRefusal, Added, NewPasskey, add};
pub use block::{PasskeyRefusal, PasskeySummary, block, list};
pub(crate) use challenge::{Bound, Stale, challenges, issue, spend};
pub use own::{AddAsk, Own, OwnPasskey, OwnPasskeys, own};
pub use remove::{RemoveRefusal, remove};
pub use stop::{Stop, stop, stoppable};

use crate::record::Record;
use crate::{Call, Context, notice};
use lykill_core::Spend;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_crypto::pure::webauthn::RelyingParty;
use lykill_issuer::passkey::PasskeyRules;
use lykill_issuer::types::{Passkey, PasskeyState};
use lykill_store::passkey::passkey_block;
use lykill_store::person::person_fetch;
use lykill_store::{StoreError, Tx};

/// What the operator decided about passkeys, and for which host they are made.
#[derive(Debug, Clone)]
pub struct PasskeySettings {
    /// The issuer's host; none where it is an address in numbers, for which there are none.
    pub host: Option<String>,
    /// The issuer's origin, as browsers write it.
    pub origin: String,
    /// Where people look after them: the name of that service of ours.
    pub url: String,
    /// Where the notice of a new passkey leads, before its secret.
    pub stop_url: String,
    /// What they are worth, and how long new ones wait.
    pub rules: PasskeyRules,
}

impl PasskeySettings {
    /// Who asks authenticators; nobody where there are no passkeys.
    pub(crate) fn party(&self) -> Option<RelyingParty<'_>> {
        let id = self.host.as_deref()?;
        let origin = self.origin.as_str();
        Some(RelyingParty { id, origin })
    }
}

/// Whether a passkey was neither removed nor blocked.
pub(crate) fn is_active(passkey: &Passkey) -> bool {
    passkey.state == PasskeyState::Active
}

/// Blocks a passkey that is in use, writes it down and tells its holder by every way.
async fn end(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    passkey: &Passkey,
    why: &str,
) -> Result<Spend, StoreError> {
    let now = ctx.now();
    let spent = passkey_block(tx, passkey.id, (now, why)).await?;
    if !spent.is_spent() {
        return Ok(spent);
    }
    Record::new(ctx, call, now, AuditKind::PasskeyBlocked)
        .eid(passkey.eid)
        .person(passkey.person)
        .detail(format!("{}, {why}", passkey.id))
        .save(tx)
        .await?;
    if let Some(person) = person_fetch(tx, passkey.person).await? {
        let label = passkey.label.to_string();
        let notice = Notice::PasskeyBlocked { label, at: now };
        notice::tell_everywhere(tx, ctx, &person, (notice, now)).await?;
    }
    Ok(spent)
}
