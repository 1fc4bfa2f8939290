//! Which lane an attempt runs in, for user ids that exist and for those that do not.

use crate::Context;
use lykill_core::Lookup;

/// What is being tried.
#[derive(Debug, Clone, Copy)]
pub(super) enum Authenticator {
    /// The password or temporary password.
    Password,
    /// The key card.
    KeyCard,
}

/// The lane of an authenticator: strangers share one, the holder's known devices another.
pub(super) fn lane(ctx: &Context, what: Authenticator, user_id: &str, known: bool) -> Lookup {
    let what = match what {
        Authenticator::Password => "password",
        Authenticator::KeyCard => "key-card",
    };
    let device = if known { "known" } else { "unknown" };
    let name = format!("{what}\n{device}\n{user_id}");
    ctx.keys.lookup().lookup("lane", name.as_bytes())
}

/// All lanes of a user id: a full login of the holder ends every run of failures.
pub(super) fn all_lanes(ctx: &Context, user_id: &str) -> [Lookup; 4] {
    use Authenticator::{KeyCard, Password};
    [
        (Password, false),
        (Password, true),
        (KeyCard, false),
        (KeyCard, true),
    ]
    .map(|(what, known)| lane(ctx, what, user_id, known))
}
