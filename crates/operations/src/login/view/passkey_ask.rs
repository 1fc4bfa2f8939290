//! What an authenticator is asked on the page of a login.

use crate::Context;
use crate::answer::PasskeyAsk;
use crate::passkey::{Bound, issue};
use lykill_broker::login::{ByPasskey, expect_passkey};
use lykill_broker::types::Login;
use lykill_core::level::meets;
use lykill_crypto::pure::b64;
use lykill_issuer::passkey::{usable, worth};
use lykill_store::passkey::passkey_list_since;
use lykill_store::{StoreError, Tx};

/// What a passkey may answer in the step that a login awaits. After a password it is one of its
/// holder's that is worth what the service asks; who has none is not asked.
pub(super) async fn passkey_ask(
    tx: &mut Tx<'_>,
    ctx: &Context,
    login: &Login,
) -> Result<Option<PasskeyAsk>, StoreError> {
    let now = ctx.now();
    let Ok(by) = expect_passkey(login, now) else {
        return Ok(None);
    };
    let host = ctx.settings.passkeys.host.clone();
    let Some(host) = host.filter(|_| ctx.passkey_method(login).is_some()) else {
        return Ok(None);
    };
    let mut credentials = Vec::new();
    if let ByPasskey::Holder(eid) = by {
        let rules = &ctx.settings.passkeys.rules;
        let mut own = passkey_list_since(tx, eid, now).await?;
        own.retain(|one| usable(one, now).is_ok() && meets(worth(one, rules), login.asked));
        if own.is_empty() {
            return Ok(None);
        }
        let names = own.iter().map(|passkey| b64::encode(&passkey.credential));
        credentials.extend(names);
    }
    let bound = Bound::Login(login.id, &login.browser);
    Ok(Some(PasskeyAsk {
        host,
        challenge: b64::encode(&issue(ctx, bound, now)),
        issued: now.micros(),
        credentials,
    }))
}
