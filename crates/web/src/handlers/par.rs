//! Pushed authorization requests (RFC 9126 section 2): the client proves itself.

use super::token::{client_call, json};
use crate::form::Body;
use crate::refuse::Answered;
use crate::visit::Visit;
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use lykill_operations::push::answer;

/// POST /par
pub(crate) async fn post(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answered {
    let call = client_call(&headers, query, body);
    json(answer(visit.ctx(), visit.call(), call).await?)
}
