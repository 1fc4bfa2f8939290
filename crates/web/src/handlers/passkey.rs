//! What a passkey answered at a login.

use crate::csrf::Purpose;
use crate::form::Form;
use crate::refuse::Answered;
use crate::screens::{LoginPath, answer};
use crate::visit::Visit;
use lykill_operations::login::{self, PasskeyAnswer};

/// POST /login/{id}/passkey
pub(crate) async fn post(visit: Visit, LoginPath(id): LoginPath, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Login(id))?;
    let shown = PasskeyAnswer {
        issued: typed.text("issued").to_owned(),
        credential: typed.text("credential").to_owned(),
        client_data: typed.text("client_data").to_owned(),
        authenticator_data: typed.text("authenticator_data").to_owned(),
        signature: typed.text("signature").to_owned(),
        user_handle: typed.text("user_handle").to_owned(),
    };
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let checked = login::answer_passkey(ctx, call, id, browser, &shown).await?;
    answer(&visit, id, &checked, "").await
}
