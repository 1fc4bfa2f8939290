//! A certificate on a card: shown where the server asks for one, and its ticket brought back.

use crate::refuse::{Answered, Refuse};
use crate::router;
use crate::screens::{self, LoginPath, see_other};
use crate::visit::Visit;
use axum::Extension;
use axum::extract::RawQuery;
use lykill_operations::call::NewCookies;
use lykill_operations::smart_card::{self, Brought, Shown};
use std::sync::Arc;

/// What a browser showed in TLS, its own certificate first; empty when it showed nothing. Only the
/// server that ended that TLS puts this into a request: no header says it (security.md case 174).
#[derive(Debug, Clone)]
pub struct ClientCertificates(pub Arc<[Vec<u8>]>);

/// GET /card: `login` and `attempt` say what the certificate is shown for. Whatever it is worth,
/// the browser goes back to the login, which says so.
pub(crate) async fn show(
    visit: Visit,
    certificates: Option<Extension<ClientCertificates>>,
    RawQuery(query): RawQuery,
) -> Answered {
    let Some(Extension(ClientCertificates(certificates))) = certificates else {
        return Err(Refuse::NotFound);
    };
    let query = query.unwrap_or_default();
    let brought = Brought {
        query,
        certificates,
    };
    let issuer = &visit.ctx().settings.issuer;
    let next = match smart_card::show(visit.ctx(), visit.call(), brought).await? {
        Shown::Ticket(login, ticket) => router::ticket(issuer, login, ticket.expose()),
        Shown::Login(login) => format!("{issuer}{}", router::login(login)),
        Shown::Nowhere => return Err(Refuse::LoginUnknown),
    };
    see_other(&visit, &next, &NewCookies::default())
}

/// GET /login/{id}/card: the ticket, in the browser that holds the login.
pub(crate) async fn redeem(
    visit: Visit,
    LoginPath(id): LoginPath,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let answer = smart_card::redeem(ctx, call, id, browser, &query).await?;
    screens::came(&visit, id, &answer).await
}
