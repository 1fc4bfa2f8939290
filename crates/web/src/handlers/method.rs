//! The choice of an electronic ID.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::router;
use crate::screens::{LoginPath, answer, choose, see_other, seen};
use crate::visit::Visit;
use lykill_operations::answer::StepView;
use lykill_operations::call::NewCookies;
use lykill_operations::login;

/// GET /login/{id}/methods: the choice again, from user id and password. It changes nothing.
pub(crate) async fn show(visit: Visit, LoginPath(id): LoginPath) -> Answered {
    let view = seen(&visit, id).await?;
    match view.step {
        StepView::Method { .. }
        | StepView::Password {
            has_choice: true, ..
        } => choose(&visit, &view),
        _ => see_other(&visit, &router::login(id), &NewCookies::default()),
    }
}

/// POST /login/{id}/method
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let method = typed.text("method");
    let chosen = login::choose_method(visit.ctx(), id, visit.browser(), method).await?;
    answer(&visit, id, &chosen, "").await
}
