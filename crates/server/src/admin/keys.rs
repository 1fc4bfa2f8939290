//! The commands about the server's own keys.

use super::command::{AdminReply, KeyKind};
use lykill_core::Timestamp;
use lykill_operations::key::{Rotation, StoredKind};
use lykill_operations::{Call, Context, Error, key};
use serde_json::json;
use std::time::Duration;

pub(super) async fn list(ctx: &Context) -> Result<AdminReply, Error> {
    let row = |key: key::KeySummary| {
        json!({
            "key": key.id,
            "purpose": key.purpose,
            "state": key.state,
            "used_from": key.used_from.map(shown),
            "taken_until": key.taken_until.map(shown),
            "remaining": key.remaining,
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
    let kind = match kind {
        KeyKind::Signing => return signing(ctx, call, compromised).await,
        _ if compromised => return Ok(AdminReply::refused(ONLY_SIGNING)),
        KeyKind::Sealing => StoredKind::Sealing,
        KeyKind::Pepper => StoredKind::Pepper,
    };
    // The nodes say every few seconds which keys they hold, this one too.
    for _ in 0..TRIES {
        if let Rotation::InUse { ids } = key::rotate_stored(ctx, call, kind).await? {
            return Ok(AdminReply::Done {
                result: json!({ "keys": ids, "state": "active" }),
            });
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(match key::rotate_stored(ctx, call, kind).await? {
        Rotation::InUse { ids } => AdminReply::Done {
            result: json!({ "keys": ids, "state": "active" }),
        },
        Rotation::Distribute { ids, lacking } => AdminReply::Done {
            result: json!({
                "keys": ids,
                "state": "waiting",
                "nodes_lacking": lacking,
                "next": "copy the key file to every node, then run this command again",
            }),
        },
    })
}

const ONLY_SIGNING: &str = "--compromised is for signing keys; see docs/operate/keys.md for the \
                            steps when the key file was disclosed";
/// Together some seconds more than two rounds of the nodes.
const TRIES: u32 = 24;
const PAUSE: Duration = Duration::from_millis(500);

async fn signing(ctx: &Context, call: &Call, compromised: bool) -> Result<AdminReply, Error> {
    Ok(match key::rotate_signing(ctx, call, compromised).await? {
        Ok(rotated) => AdminReply::Done {
            result: json!({
                "key": rotated.kid,
                "signs_from": shown(rotated.signs_from),
                "previous_taken_until": shown(rotated.previous_until),
            }),
        },
        Err(refusal) => AdminReply::refused(refusal.to_string()),
    })
}

pub(super) async fn remove(ctx: &Context, call: &Call, id: &str) -> Result<AdminReply, Error> {
    Ok(match key::remove(ctx, call, id).await? {
        Ok(()) => AdminReply::Done {
            result: json!({ "removed": id }),
        },
        Err(refusal) => AdminReply::refused(refusal.to_string()),
    })
}

fn shown(at: Timestamp) -> String {
    at.to_jiff().to_string()
}
