//! "Send e-mail": the code goes to the address of the employer's register, whatever is posted.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::link;

/// POST /login/{id}/link/send
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    form.authorise(&visit, &Purpose::Login(id))?;
    let sent = link::send_code(visit.ctx(), visit.call(), id, visit.browser()).await?;
    answer(&visit, id, &sent, "").await
}
