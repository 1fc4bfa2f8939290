//! The code of a key viewer.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/otp
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let code = typed.text("code");
    let checked = login::answer_otp(ctx, call, id, browser, code).await?;
    answer(&visit, id, &checked, code).await
}
