//! Commands about passkeys.

use super::command::AdminReply;
use super::execute::answer;
use crate::anchor::hex;
use lykill_operations::passkey::{self, PasskeySummary};
use lykill_operations::{Call, Context, Error};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Whose passkeys to list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeysToList {
    /// Whose.
    pub user_id: String,
}

/// A passkey to be blocked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyToBlock {
    /// Its id.
    pub passkey: String,
    /// Why, for the record.
    pub reason: String,
}

pub(super) async fn list(ctx: &Context, wanted: PasskeysToList) -> Result<AdminReply, Error> {
    let listed = passkey::list(ctx, &wanted.user_id).await?;
    Ok(answer(listed.map(|rows| rows.iter().map(shown).collect())))
}

fn shown(one: &PasskeySummary) -> Value {
    json!({
        "passkey": one.id,
        "label": one.label,
        "state": one.state,
        "reason": one.reason,
        "synced": one.synced,
        "aaguid": hex(&one.aaguid),
        "level": one.level,
        "bound_level": one.bound_level,
        "bound_by": one.bound_by,
        "counter": one.counter,
        "added_at": one.added_at.to_jiff().to_string(),
        "usable_from": one.usable_from.to_jiff().to_string(),
        "used_at": one.used_at.map(|at| at.to_jiff().to_string()),
    })
}

pub(super) async fn block(
    ctx: &Context,
    call: &Call,
    wanted: PasskeyToBlock,
) -> Result<AdminReply, Error> {
    let lost = (wanted.passkey.as_str(), wanted.reason.as_str());
    let done = passkey::block(ctx, call, lost).await?;
    Ok(answer(done.map(|()| json!({ "blocked": wanted.passkey }))))
}
