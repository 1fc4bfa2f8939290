//! The code that went to the telephone, or: send a new one, or call.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/sms
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let code = typed.text("code");
    let checked = match typed.text("action") {
        "resend" => login::send_sms(ctx, call, id, browser, false).await?,
        "call" => login::send_sms(ctx, call, id, browser, true).await?,
        _ => login::answer_sms(ctx, call, id, browser, code).await?,
    };
    answer(&visit, id, &checked, code).await
}
