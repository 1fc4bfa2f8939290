//! "Link account" with the code from the e-mail, or: send a new one.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::link;

/// POST /login/{id}/link/code
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (ctx, call, browser, code) = (
        visit.ctx(),
        visit.call(),
        visit.browser(),
        typed.text("code"),
    );
    let checked = match typed.text("action") {
        "resend" => link::send_code(ctx, call, id, browser).await?,
        _ => link::answer_code(ctx, call, id, browser, code).await?,
    };
    answer(&visit, id, &checked, code).await
}
