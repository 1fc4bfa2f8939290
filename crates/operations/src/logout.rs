//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): a client's own ID token of this
//! very session logs out at once; anything else asks the person first.

use crate::login::hash_cookie;
use crate::record::Record;
use crate::session_end::end;
use crate::{Browser, Call, Context, Error};
use lykill_broker::types::Session;
use lykill_core::DisplayName;
use lykill_core::audit::AuditKind;
use lykill_oauth::logout::{self as rules, LogoutRequest};
use lykill_oauth::params::Params;
use lykill_oauth::types::{Client, PageError};
use lykill_store::client::client_fetch;
use lykill_store::session::{session_by_cookie, session_clients};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// The parameters that the confirming form carries along.
const CARRIED: [&str; 5] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
];

/// What a logout request is answered with.
#[derive(Debug, Clone)]
pub enum LogoutAnswer {
    /// Ask the person; the form posts these parameters again.
    Confirm {
        /// The service that asked, when it named itself.
        service: Option<DisplayName>,
        /// Hidden fields of the form.
        params: Vec<(String, String)>,
        /// The source expression of the registered address to which the confirmed logout leads,
        /// for `form-action`.
        form_action: Option<String>,
    },
    /// The session is over.
    Done {
        /// Where the browser goes, when the service registered it.
        redirect: Option<String>,
        /// The service that asked and its start page, for a link.
        service: Option<(DisplayName, Option<String>)>,
    },
    /// The request cannot be read.
    Page(PageError),
}

struct Logout {
    ctx: Context,
    call: Call,
    browser: Browser,
    params: Params,
    request: LogoutRequest,
    confirmed: bool,
}

/// Answers a logout request; `params` is the raw query or form body.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn start(
    ctx: &Context,
    call: &Call,
    params: &[u8],
    browser: &Browser,
) -> Result<LogoutAnswer, Error> {
    run(ctx, call, params, (browser, false)).await
}

/// The person pressed the button of our own page, whose form is bound to this browser.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn confirm(
    ctx: &Context,
    call: &Call,
    params: &[u8],
    browser: &Browser,
) -> Result<LogoutAnswer, Error> {
    run(ctx, call, params, (browser, true)).await
}

async fn run(
    ctx: &Context,
    call: &Call,
    params: &[u8],
    (browser, confirmed): (&Browser, bool),
) -> Result<LogoutAnswer, Error> {
    let params = match Params::parse(params) {
        Ok(params) => params,
        Err(bad) => return Ok(LogoutAnswer::Page(PageError::Malformed(bad))),
    };
    let keys = ctx.signers.verifying(ctx.now());
    let request = match rules::parse(&params, &keys, &ctx.settings.issuer) {
        Ok(request) => request,
        Err(error) => return Ok(LogoutAnswer::Page(error)),
    };
    let (ctx, call, browser) = (ctx.clone(), *call, browser.clone());
    let db = ctx.db.clone();
    let job = Arc::new(Logout {
        ctx,
        call,
        browser,
        params,
        request,
        confirmed,
    });
    let answer = db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Logout {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<LogoutAnswer>, Rollback> {
        let client = match &self.request.client_id {
            Some(id) => client_fetch(tx, id).await?.map(|stored| stored.client),
            None => None,
        };
        let sessions = self.sessions(tx).await?;
        let sid = self.sid(tx, &sessions, client.as_ref()).await?;
        let browser = match sessions.first() {
            Some(_) => rules::Browser::Session {
                sid: sid.as_deref(),
            },
            None => rules::Browser::NoSession,
        };
        let decided = rules::answer(&self.request, client.as_ref(), browser, self.confirmed);
        let answer = match decided {
            rules::LogoutAnswer::Confirm => LogoutAnswer::Confirm {
                form_action: self.form_action(client.as_ref()),
                service: client.map(|client| client.client_name),
                params: self.carried(),
            },
            rules::LogoutAnswer::End { return_to } => {
                // Everywhere means everywhere, also at services that are isolated.
                for session in &sessions {
                    self.end(tx, session, client.as_ref()).await?;
                }
                let service = client.map(|client| {
                    let home = client.start_again_uri().map(str::to_owned);
                    (client.client_name, home)
                });
                LogoutAnswer::Done {
                    redirect: return_to,
                    service,
                }
            }
        };
        Ok(Commit(answer))
    }

    fn form_action(&self, client: Option<&Client>) -> Option<String> {
        let asked = self.params.get("post_logout_redirect_uri")?;
        let registered = client?.post_logout_redirect_uri(asked)?;
        Some(registered.form_action())
    }

    fn carried(&self) -> Vec<(String, String)> {
        let value = |name: &str| Some((name.to_owned(), self.params.get(name)?.to_owned()));
        CARRIED.iter().filter_map(|name| value(name)).collect()
    }

    /// This browser's sessions that nobody ended: that of single sign-on first.
    async fn sessions(&self, tx: &mut Tx<'_>) -> Result<Vec<Session>, StoreError> {
        let mut sessions = Vec::new();
        let isolated = self.browser.isolated.values();
        for cookie in self.browser.session.iter().chain(isolated) {
            let session = session_by_cookie(tx, &hash_cookie(cookie)).await?;
            sessions.extend(session.filter(|session| session.ended_at.is_none()));
        }
        Ok(sessions)
    }

    /// What one of the sessions is called towards the client.
    async fn sid(
        &self,
        tx: &mut Tx<'_>,
        sessions: &[Session],
        client: Option<&Client>,
    ) -> Result<Option<String>, StoreError> {
        let Some(client) = client else {
            return Ok(None);
        };
        for session in sessions {
            let clients = session_clients(tx, session.id).await?;
            let own = clients.into_iter().find(|(id, _)| *id == client.client_id);
            if let Some((_, sid)) = own {
                return Ok(Some(sid));
            }
        }
        Ok(None)
    }

    /// Ends the session and with it every token that came from it (security.md case 180), and
    /// has its services told. What somebody else ended at the same moment has its row.
    async fn end(
        &self,
        tx: &mut Tx<'_>,
        session: &Session,
        client: Option<&Client>,
    ) -> Result<(), StoreError> {
        let now = self.ctx.now();
        let whose = (session.id, session.person);
        if !end(tx, &self.ctx, whose, now).await?.is_spent() {
            return Ok(());
        }
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::SessionEnded)
            .person(session.person)
            .eid(session.eid);
        let row = match client {
            Some(client) => row.client(&client.client_id),
            None => row,
        };
        row.save(tx).await
    }
}
