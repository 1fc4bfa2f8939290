//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3): the access token authorises.

use super::token::{joined, json};
use crate::refuse::Answered;
use crate::visit::Visit;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use lykill_operations::userinfo;

/// GET or POST /userinfo
pub(crate) async fn answer(visit: Visit, headers: HeaderMap) -> Answered {
    let authorization = joined(&headers, &AUTHORIZATION);
    json(userinfo::answer(visit.ctx(), authorization.as_deref()).await?)
}
