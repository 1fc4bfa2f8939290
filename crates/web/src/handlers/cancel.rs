//! Back to the service without logging in.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::observer::LoginOutcome;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer, leave};
use crate::visit::Visit;
use lykill_operations::answer::StepAnswer;
use lykill_operations::login;

/// POST /login/{id}/cancel
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    form.authorise(&visit, &Purpose::Login(id))?;
    match login::cancel(visit.ctx(), id, visit.browser()).await? {
        StepAnswer::Return(way, cookies) => {
            visit.front().observer.login(LoginOutcome::Cancelled);
            leave(&visit, &way, &cookies)
        }
        other => answer(&visit, id, &other, "").await,
    }
}
