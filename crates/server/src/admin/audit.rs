//! The commands about the audit log.

use super::command::{AdminReply, AuditToList};
use crate::anchor;
use crate::config::Config;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_operations::{Context, Error, audit};
use lykill_store::AuditFilter;
use serde_json::json;
use std::path::PathBuf;

pub(super) async fn list(ctx: &Context, wanted: &AuditToList) -> Result<AdminReply, Error> {
    let person = wanted.person.as_deref().map(str::parse).transpose();
    let Ok(person) = person else {
        return Ok(AdminReply::refused("person: this is no person's id"));
    };
    let kind = wanted.kind.as_deref().map(AuditKind::from_word);
    if kind == Some(None) {
        return Ok(AdminReply::refused("kind: there is no such event"));
    }
    let filter = AuditFilter {
        person,
        kind: kind.flatten(),
        login: None,
        limit: wanted.limit,
    };
    let row = |row: AuditRow| {
        json!({
            "at": row.at.to_jiff().to_string(),
            "kind": row.kind.word(),
            "person": row.person,
            "client_id": row.client,
            "company": row.company,
            "request": row.request,
            "detail": row.detail,
        })
    };
    Ok(AdminReply::Done {
        result: audit::list(ctx, filter)
            .await?
            .into_iter()
            .map(row)
            .collect(),
    })
}

pub(super) async fn verify(
    ctx: &Context,
    config: &Config,
    witness: Option<PathBuf>,
) -> Result<AdminReply, Error> {
    let path = witness.as_deref().unwrap_or(&config.anchor_file);
    let seen = match anchor::read(path) {
        Ok(seen) => seen,
        Err(error) => return Ok(AdminReply::failed(error)),
    };
    let found = audit::verify(ctx, &seen).await?;
    Ok(match found.fault {
        None => AdminReply::Done {
            result: json!({
                "rows": found.rows,
                "witnessed": found.witnessed,
                "witness": path,
            }),
        },
        Some(fault) => AdminReply::refused(fault.to_string()),
    })
}
