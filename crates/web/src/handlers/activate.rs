//! Activating an electronic ID: a login at our own service, which leads back to our own page. So
//! whoever is new needs no service at hand.

use crate::refuse::Answered;
use crate::router::{ACTIVATE, ACTIVATED, AUTHORIZE};
use crate::screens::see_other;
use crate::visit::Visit;
use lykill_core::random;
use lykill_operations::call::NewCookies;
use url::form_urlencoded;

/// GET /activate/start: as a service would send the person here.
pub(crate) async fn start(visit: Visit) -> Answered {
    let ctx = visit.ctx();
    let own = &ctx.settings.issuer;
    let drawn = || random::token(ctx.rng.as_ref());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &format!("{own}{ACTIVATE}"))
        .append_pair("redirect_uri", &format!("{own}{ACTIVATED}"))
        .append_pair("scope", "openid")
        .append_pair("prompt", "login")
        .append_pair("state", &drawn())
        .append_pair("nonce", &drawn())
        .append_pair("code_challenge", &drawn())
        .append_pair("code_challenge_method", "S256")
        .finish();
    see_other(
        &visit,
        &format!("{AUTHORIZE}?{query}"),
        &NewCookies::default(),
    )
}
