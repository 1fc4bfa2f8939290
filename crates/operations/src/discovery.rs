//! What the issuer publishes about itself.

use crate::Context;
use serde_json::Value;

/// The provider metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414): only what is served.
pub fn metadata(ctx: &Context) -> Value {
    let settings = &ctx.settings;
    lykill_oauth::discovery::metadata(&settings.issuer, &settings.endpoints, &settings.acr)
}

/// The public keys (RFC 7517 section 5), as of now: they change while the server runs.
pub fn jwks(ctx: &Context) -> Value {
    ctx.signers.published(ctx.now())
}
