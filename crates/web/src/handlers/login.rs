//! A login's page: whatever step it awaits. Back, reload and a second tab all land here.

use crate::refuse::Answered;
use crate::screens::{self, LoginPath, seen};
use crate::visit::Visit;

/// GET /login/{id}
pub(crate) async fn show(visit: Visit, LoginPath(id): LoginPath) -> Answered {
    let view = seen(&visit, id).await?;
    screens::show(&visit, &view)
}
