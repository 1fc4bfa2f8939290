//! The choice of an electronic ID.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::router;
use crate::screens::{self, LoginPath, answer, choose, see_other, seen};
use crate::visit::Visit;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use lykill_operations::answer::StepView;
use lykill_operations::call::NewCookies;
use lykill_operations::login;

/// GET /login/{id}/methods: the choice again, while nothing was proven. It changes nothing.
pub(crate) async fn show(visit: Visit, LoginPath(id): LoginPath) -> Answered {
    let view = seen(&visit, id).await?;
    match view.step {
        StepView::Method { .. } => screens::show(&visit, &view),
        StepView::SmartCard(_)
        | StepView::Upstream(_)
        | StepView::Device { has_choice: true }
        | StepView::Password {
            has_choice: true, ..
        }
        | StepView::Sms(_) => choose(&visit, &view),
        _ => see_other(&visit, &router::login(id), &NewCookies::default()),
    }
}

/// POST /login/{id}/method
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let method = typed.text("method");
    let chosen = login::choose_method(visit.ctx(), visit.call(), id, visit.browser(), method);
    let answered = answer(&visit, id, &chosen.await?, "").await?;
    let remember = !typed.text("remember").is_empty();
    Ok(remembered(&visit, answered, method, remember))
}

/// The same answer, with a cookie that names the choice; on a machine on which it is not to be
/// remembered, without one from now on.
fn remembered(visit: &Visit, mut answered: Response, method: &str, remember: bool) -> Response {
    let settings = &visit.ctx().settings;
    let known = settings.methods.iter().any(|known| known.name == method);
    let cookies = &visit.front().cookies;
    let cookie = if remember && settings.remember_choice && known {
        cookies.set_method(method)
    } else if visit.browser().method.is_some() {
        cookies.forget_method()
    } else {
        None
    };
    if let Some(cookie) = cookie {
        answered.headers_mut().append(SET_COOKIE, cookie);
    }
    answered
}
