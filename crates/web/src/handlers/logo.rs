//! The operator's pictures of methods, as the configuration read them.

use crate::refuse::{Answered, Refuse};
use crate::static_files::FOR_EVER;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// GET /logo/{file}
pub(crate) async fn file(visit: Visit, Path(name): Path<String>) -> Answered {
    let methods = visit.ctx().settings.methods.iter();
    let mut logos = methods.filter_map(|method| method.logo.as_ref());
    let logo = logos
        .find(|logo| logo.file == name)
        .ok_or(Refuse::NotFound)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(logo.content_type)),
        (CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
    ];
    Ok((headers, logo.bytes.to_vec()).into_response())
}
