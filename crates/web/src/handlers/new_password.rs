//! An own user id and password in place of those from the letters.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/new-password
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (password, again) = (
        typed.secret("new_password"),
        typed.secret("new_password_again"),
    );
    let (ctx, browser) = (visit.ctx(), visit.browser());
    let user_id = typed.text("user_id");
    let secrets = (password, again);
    let chosen = login::answer_new_password(ctx, id, browser, user_id, secrets).await?;
    answer(&visit, id, &chosen, user_id).await
}
