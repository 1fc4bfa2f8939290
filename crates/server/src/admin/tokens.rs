//! Commands about devices that show one-time codes. No answer holds a secret, a code or a counter.

use super::command::{AdminReply, exposed};
use super::execute::answer;
use lykill_core::Secret;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::otp_token::{self, SeedText, TokenSummary};
use lykill_operations::{Call, Context, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

/// A seed file to import.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokensToImport {
    /// The file: it holds the secrets of all its devices.
    #[serde(serialize_with = "exposed_text")]
    pub file: Secret<String>,
    /// The vendor's key in hexadecimal, where secrets are encrypted.
    #[serde(
        default,
        serialize_with = "exposed",
        skip_serializing_if = "Option::is_none"
    )]
    pub key: Option<Secret<String>>,
    /// Whether it is only checked.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which devices to list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokensToList {
    /// Only those of this user id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Those whose serial number follows this one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// How many at most.
    pub limit: u32,
}

/// A device that becomes somebody's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenToAssign {
    /// The device.
    pub serial: String,
    /// Whose it becomes.
    pub user_id: String,
    /// `key-viewer` or `code-device`.
    pub purpose: String,
}

/// A device to be put in step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenToResync {
    /// The device.
    pub serial: String,
    /// Two codes in a row.
    pub codes: [String; 2],
}

/// A device to be blocked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenToBlock {
    /// The device.
    pub serial: String,
    /// Why, for the record.
    pub reason: String,
}

fn exposed_text<S: Serializer>(secret: &Secret<String>, to: S) -> Result<S::Ok, S::Error> {
    secret.expose().serialize(to)
}

pub(super) async fn import(
    ctx: &Context,
    call: &Call,
    wanted: TokensToImport,
) -> Result<AdminReply, Error> {
    let seeds = SeedText {
        text: wanted.file,
        key: wanted.key,
        dry_run: wanted.dry_run,
    };
    let imported = otp_token::import(ctx, call, &seeds).await?;
    Ok(answer(imported.map(|done| {
        let count = if seeds.dry_run {
            "importable"
        } else {
            "imported"
        };
        json!({ count: done.imported, "refused": done.refused })
    })))
}

pub(super) async fn list(ctx: &Context, wanted: TokensToList) -> Result<AdminReply, Error> {
    let page = (wanted.after.as_str(), wanted.limit);
    let listed = otp_token::list(ctx, wanted.user_id.as_deref(), page).await?;
    Ok(answer(listed.map(|rows| rows.iter().map(shown).collect())))
}

fn shown(token: &TokenSummary) -> Value {
    json!({
        "serial": token.serial,
        "manufacturer": token.manufacturer,
        "type": token.kind,
        "state": token.state,
        "reason": token.reason,
        "person": token.person,
        "purpose": token.purpose,
        "used_at": token.used_at.map(|at| at.to_jiff().to_string()),
    })
}

pub(super) async fn assign(
    ctx: &Context,
    call: &Call,
    wanted: TokenToAssign,
) -> Result<AdminReply, Error> {
    let Some(purpose) = TokenPurpose::from_word(&wanted.purpose) else {
        return Ok(AdminReply::refused("purpose: key-viewer or code-device"));
    };
    let whose = (wanted.serial.as_str(), wanted.user_id.as_str());
    let assigned = otp_token::assign(ctx, call, whose, purpose).await?;
    Ok(answer(assigned.map(
        |done| json!({ "assigned": done.serial, "purpose": done.purpose.word() }),
    )))
}

pub(super) async fn resync(
    ctx: &Context,
    call: &Call,
    wanted: TokenToResync,
) -> Result<AdminReply, Error> {
    let [first, second] = &wanted.codes;
    let done = otp_token::resync(ctx, call, &wanted.serial, (first, second)).await?;
    Ok(answer(done.map(|()| json!({ "in_step": wanted.serial }))))
}

pub(super) async fn block(
    ctx: &Context,
    call: &Call,
    wanted: TokenToBlock,
) -> Result<AdminReply, Error> {
    let lost = (wanted.serial.as_str(), wanted.reason.as_str());
    let done = otp_token::block(ctx, call, lost).await?;
    Ok(answer(done.map(|()| json!({ "blocked": wanted.serial }))))
}
