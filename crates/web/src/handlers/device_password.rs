//! The password after a code device's code.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer, missing, seen};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/device-password
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let password = typed.secret("password");
    if password.expose().is_empty() {
        return missing(&visit, &seen(&visit, id).await?, "");
    }
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let checked = login::answer_device_password(ctx, call, id, browser, password).await?;
    answer(&visit, id, &checked, "").await
}
