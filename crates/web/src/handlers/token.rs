//! The token endpoint (RFC 6749 section 3.2): no cookie counts here, the client proves itself.

use crate::form::Body;
use crate::refuse::{Answered, Refuse};
use crate::visit::Visit;
use axum::Json;
use axum::extract::RawQuery;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lykill_operations::answer::JsonAnswer;
use lykill_operations::call::ClientCall;
use lykill_operations::token::redeem;

/// POST /token
pub(crate) async fn post(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answered {
    let call = client_call(&headers, query, body);
    json(redeem(visit.ctx(), visit.call(), call).await?)
}

/// A client's request, with what shows who the client is.
pub(super) fn client_call(
    headers: &HeaderMap,
    query: Option<String>,
    Body(body): Body,
) -> ClientCall {
    ClientCall {
        authorization: joined(headers, &AUTHORIZATION),
        content_type: joined(headers, &CONTENT_TYPE),
        body: body.into(),
        query,
    }
}

/// The value of a header; of one that stands twice all values, which nothing reads as one.
pub(super) fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines = headers.get_all(name).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines
        .map(String::from)
        .reduce(|all, line| format!("{all}, {line}"))
}

/// An answer in JSON that nobody keeps (RFC 6749 section 5.1).
pub(super) fn json(answer: JsonAnswer) -> Answered {
    let broken = |_| Refuse::Broken("an answer has a status that is none");
    let status = StatusCode::from_u16(answer.status).map_err(broken)?;
    let pragma = [(PRAGMA, HeaderValue::from_static("no-cache"))];
    let mut response: Response = (status, pragma, Json(answer.body)).into_response();
    if let Some(challenge) = answer.authenticate {
        let broken = |_| Refuse::Broken("a challenge is not ASCII");
        let challenge = HeaderValue::try_from(challenge).map_err(broken)?;
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    Ok(response)
}
