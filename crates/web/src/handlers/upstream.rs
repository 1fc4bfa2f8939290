//! The browser comes back from another provider (OpenID Connect Core 1.0 section 3.1.2.5).

use crate::refuse::{Answered, Refuse};
use crate::screens;
use crate::visit::Visit;
use axum::extract::{Path, RawQuery};
use lykill_operations::upstream::{self, Brought, Came};

/// GET /upstream/{method}/callback: `state` and this browser's cookie say which login is meant.
pub(crate) async fn callback(
    visit: Visit,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    match upstream::callback(ctx, call, browser, Brought { method, query }).await? {
        Came::Nowhere => Err(Refuse::LoginUnknown),
        Came::Login(id, answer) => screens::came(&visit, id, &answer).await,
    }
}
