//! User id or national number, and password.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer, missing, seen};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/password
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let password = typed.secret("password");
    // One of the two stands in the form, by the method that was chosen.
    let user_id = match typed.text("user_id") {
        "" => typed.text("national_id"),
        user_id => user_id,
    };
    if user_id.trim().is_empty() || password.expose().is_empty() {
        return missing(&visit, &seen(&visit, id).await?, user_id);
    }
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let checked = login::answer_password(ctx, call, id, browser, (user_id, password)).await?;
    answer(&visit, id, &checked, user_id).await
}
