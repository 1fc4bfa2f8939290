//! The commands about the server's own keys.

use super::command::{AdminReply, KeyKind};
use lykill_core::Timestamp;
use lykill_operations::{Call, Context, Error, key};
use serde_json::json;

pub(super) async fn list(ctx: &Context) -> Result<AdminReply, Error> {
    let row = |key: key::KeySummary| {
        json!({
            "key": key.id,
            "purpose": key.purpose,
            "state": key.state,
            "made_at": shown(key.made_at),
            "used_from": shown(key.used_from),
            "taken_until": key.taken_until.map(shown),
        })
    };
    Ok(AdminReply::Done {
        result: key::list(ctx).await?.into_iter().map(row).collect(),
    })
}

pub(super) async fn rotate(
    ctx: &Context,
    call: &Call,
    kind: KeyKind,
    compromised: bool,
) -> Result<AdminReply, Error> {
    match kind {
        KeyKind::Signing => Ok(match key::rotate_signing(ctx, call, compromised).await? {
            Ok(rotated) => AdminReply::Done {
                result: json!({
                    "key": rotated.kid,
                    "signs_from": shown(rotated.signs_from),
                    "previous_taken_until": shown(rotated.previous_until),
                }),
            },
            Err(refusal) => AdminReply::refused(refusal.to_string()),
        }),
    }
}

fn shown(at: Timestamp) -> String {
    at.to_jiff().to_string()
}
