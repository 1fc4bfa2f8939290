//! The gateway tells what became of a text message: it proves itself with a secret in a header.

use super::token::{joined, json};
use crate::form::Body;
use crate::refuse::Answered;
use crate::visit::Visit;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::IntoResponse as _;
use lykill_operations::Context;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::receipt::{ReceiptAnswer, take};
use serde_json::json;

/// POST /sms/receipts
pub(crate) async fn post(visit: Visit, headers: HeaderMap, Body(body): Body) -> Answered {
    let proof = proof(visit.ctx(), &headers);
    match take(visit.ctx(), visit.call(), proof.as_deref(), &body).await? {
        ReceiptAnswer::Read => Ok(StatusCode::NO_CONTENT.into_response()),
        ReceiptAnswer::NotProven => refused(403, "access_denied"),
        ReceiptAnswer::Unreadable => refused(400, "invalid_request"),
    }
}

/// What stands in the header that the operator named; of one that stands twice nothing that
/// proves.
fn proof(ctx: &Context, headers: &HeaderMap) -> Option<String> {
    let rules = ctx.settings.receipts.as_ref()?;
    let name = HeaderName::try_from(rules.header.as_str()).ok()?;
    joined(headers, &name)
}

fn refused(status: u16, error: &str) -> Answered {
    json(JsonAnswer {
        status,
        body: json!({ "error": error }),
        authenticate: None,
    })
}
