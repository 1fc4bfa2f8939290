//! What all admin commands share: ask, then tell.

use super::arguments::PlaceArguments;
use super::{Exit, show};
use crate::admin::{self, AdminCommand, AdminReply, AskError, Place};
use serde_json::{Value, json};
use std::io::Write as _;

/// The order of columns in tables, of all commands together.
const COLUMNS: &[&str] = &[
    "serial",
    "name",
    "user_id",
    "state",
    "label",
    "job",
    "order",
    "queue",
    "kind",
    "type",
    "keys_left",
    "client_id",
    "client_name",
    "work_email",
    "company",
    "person",
    "ordered_by",
    "key",
    "purpose",
];

/// Has a command carried out and tells what came of it.
pub(super) async fn carry_out(place: PlaceArguments, command: AdminCommand, as_json: bool) -> Exit {
    match reply(place.into(), command, as_json).await {
        Ok(result) => {
            show::result(&result, as_json, COLUMNS);
            Exit::Ok
        }
        Err(exit) => exit,
    }
}

/// The same, unless the command line does not make a command.
pub(super) async fn carry_out_if(
    place: PlaceArguments,
    command: Result<AdminCommand, String>,
    as_json: bool,
) -> Exit {
    match command {
        Ok(command) => carry_out(place, command, as_json).await,
        Err(reason) => {
            tell("usage", &[reason], as_json);
            Exit::Usage
        }
    }
}

/// The result of a command; a refusal or failure is told at once.
pub(super) async fn reply(
    place: Place,
    command: AdminCommand,
    as_json: bool,
) -> Result<Value, Exit> {
    match admin::ask(&place, command).await {
        Ok(AdminReply::Done { result }) => Ok(result),
        Ok(AdminReply::Refused { reasons }) => {
            tell("refused", &reasons, as_json);
            Err(Exit::Refused)
        }
        Ok(AdminReply::Failed { reason }) => {
            tell("failed", &[reason], as_json);
            Err(Exit::Failed)
        }
        Err(AskError::Config(bad)) => {
            let lines: Vec<String> = bad.0.iter().map(ToString::to_string).collect();
            tell("configuration", &lines, as_json);
            Err(Exit::Usage)
        }
        Err(error) => {
            tell("failed", &[error.to_string()], as_json);
            Err(Exit::Failed)
        }
    }
}

/// Tells why something was not done: on standard error, or as one object.
pub(super) fn tell(kind: &str, reasons: &[String], as_json: bool) {
    if as_json {
        // Whoever read the first line may be gone; that must not end this in a panic.
        let told = json!({ "error": kind, "reasons": reasons });
        let _nobody_reads = writeln!(std::io::stdout(), "{told}");
        return;
    }
    for reason in reasons {
        eprintln!("lykill: {reason}");
    }
}
