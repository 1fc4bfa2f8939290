//! The key of the asked number, or: my new card has arrived.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login;

/// POST /login/{id}/key
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let (ctx, call, browser, key) = (
        visit.ctx(),
        visit.call(),
        visit.browser(),
        typed.text("key"),
    );
    let checked = match typed.text("action") {
        "use-new-card" => login::use_new_card(ctx, call, id, browser).await?,
        _ => login::answer_key(ctx, call, id, browser, key).await?,
    };
    answer(&visit, id, &checked, key).await
}
