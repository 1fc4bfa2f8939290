//! Which lane an attempt runs in, for user ids that exist and for those that do not.

use crate::Context;
use crate::person::open_number;
use lykill_core::Lookup;
use lykill_core::throttle::Lane;
use lykill_crypto::pure::{b64, prf};
use lykill_issuer::types::Person;
use lykill_store::lane::{lane_carry, lane_lock, lane_save};
use lykill_store::{StoreError, Tx};

/// What is being tried.
#[derive(Debug, Clone, Copy)]
pub(super) enum Authenticator {
    /// The password or temporary password.
    Password,
    /// The key card.
    KeyCard,
    /// The key viewer.
    KeyViewer,
    /// The code device.
    CodeDevice,
    /// A code to the telephone.
    SmsCode,
    /// The letter of codes.
    PinLetter,
}

fn name(what: Authenticator, user_id: &str, known: bool) -> String {
    let what = match what {
        Authenticator::Password => "password",
        Authenticator::KeyCard => "key-card",
        Authenticator::KeyViewer => "key-viewer",
        Authenticator::CodeDevice => "code-device",
        Authenticator::SmsCode => "sms-code",
        Authenticator::PinLetter => "pin-letter",
    };
    let device = if known { "known" } else { "unknown" };
    format!("{what}\n{device}\n{user_id}")
}

/// The lane of an authenticator: strangers share one, the holder's known devices another. What
/// was counted in it under an earlier look-up key comes along: a rotation gives nobody new tries.
pub(super) async fn lane(
    tx: &mut Tx<'_>,
    ctx: &Context,
    what: Authenticator,
    (user_id, known): (&str, bool),
) -> Result<Lookup, StoreError> {
    carry_lanes(tx, ctx, &name(what, user_id, known)).await
}

/// The lane of a name under the current key, with what was counted under earlier ones.
pub(crate) async fn carry_lanes(
    tx: &mut Tx<'_>,
    ctx: &Context,
    name: &str,
) -> Result<Lookup, StoreError> {
    let ring = ctx.keys.lookup();
    let current = ring.lookup("lane", name.as_bytes());
    if ring.has_earlier() {
        for earlier in ring.lookups("lane", name.as_bytes()) {
            if earlier != current {
                lane_carry(tx, &earlier, &current).await?;
            }
        }
    }
    Ok(current)
}

/// In whose name strangers try codes and passwords at a national number: the number's, whoever has
/// it, whether there is a device and whatever became of it, so that the count never shows that
/// (security.md cases 26, 37). The mark cannot stand in a user id.
pub(super) fn nobody_at(number: &str) -> String {
    format!("?{}", b64::encode(&prf::sha256(number.as_bytes())))
}

/// The names of the lanes of strangers at somebody's national number, if there is one.
pub(crate) fn number_lanes(ctx: &Context, person: &Person) -> Result<Vec<String>, StoreError> {
    let Some(number) = open_number(ctx, person)? else {
        return Ok(Vec::new());
    };
    let nobody = nobody_at(number.digits());
    let both = [Authenticator::CodeDevice, Authenticator::Password];
    Ok(both.map(|what| name(what, &nobody, false)).into())
}

/// The names of all lanes of a user id.
pub(crate) fn user_lanes(user_id: &str) -> [String; 11] {
    use Authenticator::{CodeDevice, KeyCard, KeyViewer, Password, PinLetter, SmsCode};
    [
        (Password, false),
        (Password, true),
        (KeyCard, false),
        (KeyCard, true),
        (KeyViewer, false),
        (KeyViewer, true),
        (CodeDevice, true),
        (SmsCode, false),
        (SmsCode, true),
        (PinLetter, false),
        (PinLetter, true),
    ]
    .map(|(what, known)| name(what, user_id, known))
}

/// Empties all lanes of a user id and of its holder's number: whoever was proofed may try again.
/// Gives how many failures were counted in them.
pub(crate) async fn reopen_lanes(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (user_id, person): (&str, &Person),
) -> Result<u32, StoreError> {
    let mut failures = 0;
    let names = user_lanes(user_id).into_iter();
    for name in names.chain(number_lanes(ctx, person)?) {
        let key = carry_lanes(tx, ctx, &name).await?;
        failures += lane_lock(tx, &key).await?.failures;
        lane_save(tx, &key, &Lane::EMPTY).await?;
    }
    Ok(failures)
}

/// All lanes of a user id, under every key: a full login of the holder ends every run of
/// failures. What strangers try at a national number ends with the next right answer there.
pub(super) fn all_lanes(ctx: &Context, user_id: &str) -> Vec<Lookup> {
    let ring = ctx.keys.lookup();
    let each = |name: String| ring.lookups("lane", name.as_bytes());
    user_lanes(user_id).into_iter().flat_map(each).collect()
}

/// The lane of strangers at a national number, under every key.
pub(super) fn nobodys_lanes(ctx: &Context, what: Authenticator, nobody: &str) -> Vec<Lookup> {
    let name = name(what, nobody, false);
    ctx.keys.lookup().lookups("lane", name.as_bytes())
}
