//! "Continue" on the receipt page.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/finish
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    form.authorise(&visit, &Purpose::Login(id))?;
    let finished = login::finish(visit.ctx(), visit.call(), id, visit.browser()).await?;
    answer(&visit, id, &finished, "").await
}
