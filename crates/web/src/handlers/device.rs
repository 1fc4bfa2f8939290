//! National number and the code of a code device.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/device
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let (number, code) = (typed.text("national_id"), typed.text("code"));
    let checked = login::answer_device(ctx, call, id, browser, (number, code)).await?;
    answer(&visit, id, &checked, number).await
}
