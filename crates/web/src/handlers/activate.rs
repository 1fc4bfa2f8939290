//! Logins at our own services, which lead back to our own pages: to activate an electronic ID, so
//! that whoever is new needs no service at hand, and to look after passkeys.

use crate::refuse::Answered;
use crate::router::{ACTIVATE, ACTIVATED, AUTHORIZE, PASSKEYS};
use crate::screens::see_other;
use crate::visit::Visit;
use lykill_core::random;
use lykill_operations::call::NewCookies;
use url::form_urlencoded;

/// GET /activate/start: as a service would send the person here.
pub(crate) async fn start(visit: Visit) -> Answered {
    log_in(&visit, ACTIVATE, ACTIVATED)
}

/// GET /passkeys/start: a fresh login, after which a passkey may be added.
pub(crate) async fn passkeys(visit: Visit) -> Answered {
    log_in(&visit, PASSKEYS, PASSKEYS)
}

/// To a login at the service of ours that has this address, and back to the other one.
fn log_in(visit: &Visit, service: &str, back: &str) -> Answered {
    let ctx = visit.ctx();
    let own = &ctx.settings.issuer;
    let drawn = || random::token(ctx.rng.as_ref());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &format!("{own}{service}"))
        .append_pair("redirect_uri", &format!("{own}{back}"))
        .append_pair("scope", "openid")
        .append_pair("prompt", "login")
        .append_pair("state", &drawn())
        .append_pair("nonce", &drawn())
        .append_pair("code_challenge", &drawn())
        .append_pair("code_challenge_method", "S256")
        .finish();
    see_other(
        visit,
        &format!("{AUTHORIZE}?{query}"),
        &NewCookies::default(),
    )
}
