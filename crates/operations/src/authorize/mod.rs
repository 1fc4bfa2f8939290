//! An authorization request: checked by the table of `lykill_oauth::authorize`, then answered by
//! a session that lives, or by a login that begins.

pub(crate) mod issue;
mod reuse;

use crate::answer::Leave;
use crate::call::NewCookies;
use crate::login::{chosen, hash_cookie, network_ok, session_at};
use crate::record::Record;
use crate::{Browser, Call, Context, Error};
use lykill_broker::types::{Login, LoginState, RefusedReason, Session};
use lykill_broker::{login, method};
use lykill_core::audit::AuditKind;
use lykill_core::id::{ClientId, LoginId};
use lykill_core::{Language, Level, Secret, Timestamp, random};
use lykill_crypto::engine::HashError;
use lykill_crypto::pure::prf;
use lykill_oauth::authorize::{self as rules, Inputs, response};
use lykill_oauth::params::Params;
use lykill_oauth::pushed;
use lykill_oauth::session::{self as sso, Circumstances, Held, SessionState, Timers};
use lykill_oauth::types::{AuthorizeRequest, Client, PageError, Refusal};
use lykill_store::client::client_fetch;
use lykill_store::login::{StoredLogin, login_insert};
use lykill_store::pushed::{pushed_fetch, pushed_spend};
use lykill_store::subject::subject_find_or_insert;
use lykill_store::{Commit, Rollback, Running, StoreError, Tx};
use std::sync::Arc;

/// What an authorization request is answered with.
#[derive(Debug, Clone)]
pub enum AuthorizeAnswer {
    /// Nobody to send the browser back to: a page, status 400.
    Page(PageError),
    /// The browser goes back to the service, with a code or an error.
    Return(Leave, NewCookies),
    /// The browser goes to this login.
    Login(LoginId, NewCookies),
}

struct Start {
    ctx: Context,
    call: Call,
    browser: Browser,
    params: Params,
}

/// Answers an authorization request; `query` is the raw query or form body.
///
/// # Errors
/// [`Error`] when the database cannot answer, and when so many passwords are being checked that
/// a login that begins now would be in the way of those that are half done.
pub async fn start(
    ctx: &Context,
    call: &Call,
    query: &str,
    browser: &Browser,
) -> Result<AuthorizeAnswer, Error> {
    let params = match Params::parse(query.as_bytes()) {
        Ok(params) => params,
        Err(bad) => return Ok(AuthorizeAnswer::Page(PageError::Malformed(bad))),
    };
    // Without a session the most that can come of it is a login that has begun.
    let begins = browser.session.is_none() && browser.isolated.is_empty();
    if begins && ctx.hasher.is_crowded() {
        return Err(Error::Hash(HashError::Busy));
    }
    // A pushed request is spent, durably.
    let only_begins = begins && params.get("request_uri").is_none();
    let browser = browser.clone();
    let job = Arc::new(Start {
        ctx: ctx.clone(),
        call: *call,
        browser,
        params,
    });
    let run = for_each_try(job);
    let answer = if only_begins {
        ctx.db.write_covered(run).await
    } else {
        ctx.db.write(run).await
    };
    Ok(answer?)
}

/// The job, which may run several times.
fn for_each_try(
    job: Arc<Start>,
) -> impl for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<AuthorizeAnswer>, Rollback>
+ Send
+ Sync
+ 'static {
    move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    }
}

impl Start {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<AuthorizeAnswer>, Rollback> {
        let client = self.client(tx).await?;
        let request = match self.request(tx, client.as_ref()).await? {
            Ok(request) => request,
            Err(refusal) => return Ok(Commit(self.refused(refusal, client.as_ref()))),
        };
        let Some(client) = client else {
            return Ok(Commit(AuthorizeAnswer::Page(PageError::ClientUnknown)));
        };
        let now = self.ctx.now();
        let session = session_at(tx, &self.browser, &request).await?;
        let sub = self
            .named_sub(tx, &request, &client, session.as_ref())
            .await?;
        let held = session.as_ref().map(|session| Held {
            session: session_state(session),
            sub: sub.as_deref(),
            link_missing: false,
        });
        let circumstances = Circumstances {
            network_allowed: network_ok(&self.call, &client),
            timers: Timers::default(),
            now,
        };
        match (sso::answer(&request, held, &circumstances), session) {
            (sso::Answer::Reuse | sso::Answer::LinkNeeded, Some(session)) => {
                self.reuse(tx, (client, request), session, now).await
            }
            (sso::Answer::Refuse(error), _) => {
                let refusal = rules::redirect(&request, error);
                Ok(Commit(self.refused(refusal, Some(&client))))
            }
            (sso::Answer::NetworkRefused, _) => {
                let reason = RefusedReason::Network;
                self.begin(tx, request, now, LoginState::Refused { reason })
                    .await
            }
            _ => self.first(tx, request, now).await,
        }
    }

    /// What the service asks: the request that it pushed, or the one that the browser brings.
    async fn request(
        &self,
        tx: &mut Tx<'_>,
        client: Option<&Client>,
    ) -> Result<Result<AuthorizeRequest, Refusal>, StoreError> {
        let uri = self.params.get("request_uri");
        if let Some(token) = uri.and_then(pushed::token) {
            let found = self
                .pushed(tx, &prf::sha256(token.as_bytes()), client)
                .await?;
            return Ok(found.map_err(Refusal::Page));
        }
        let keys = self.ctx.signers.verifying(self.ctx.now());
        Ok(rules::check(&Inputs {
            params: &self.params,
            client,
            acr: &self.ctx.settings.acr,
            issuer: &self.ctx.settings.issuer,
            keys: &keys,
        }))
    }

    /// A pushed request, used now; whatever else the browser brings is not looked at.
    async fn pushed(
        &self,
        tx: &mut Tx<'_>,
        hash: &[u8; 32],
        client: Option<&Client>,
    ) -> Result<Result<AuthorizeRequest, PageError>, StoreError> {
        let now = self.ctx.now();
        let stored = pushed_fetch(tx, hash).await?;
        let asked = pushed::usable(stored, self.params.get("client_id"), now);
        let request = match asked.and_then(|asked| rules::resume(&asked, client).map(|()| asked)) {
            Ok(request) => request,
            Err(error) => return Ok(Err(error)),
        };
        let spent = pushed_spend(tx, hash, now).await?.is_spent();
        Ok(spent.then_some(request).ok_or(PageError::RequestUnknown))
    }

    /// A choice, where there is one. When no electronic ID of this deployment reaches the level
    /// (security.md case 104), the page says so, and its way back tells the service.
    async fn first(
        &self,
        tx: &mut Tx<'_>,
        request: AuthorizeRequest,
        now: Timestamp,
    ) -> Result<Commit<AuthorizeAnswer>, Rollback> {
        let asked = asked(&request);
        if !method::any_reaches(&self.ctx.offers(asked)) {
            let reason = RefusedReason::Level;
            let state = LoginState::Refused { reason };
            return self.begin(tx, request, now, state).await;
        }
        let (mut login, cookies) = self.new_login(&request, now, LoginState::Method);
        if let Some(only) = self.ctx.only_method(asked) {
            let place = (&self.ctx, &self.call, now);
            login.state = chosen(tx, place, &self.browser, (&login, &request), &only).await?;
        }
        login_insert(tx, &login, &request).await?;
        Ok(Commit(AuthorizeAnswer::Login(login.id, cookies)))
    }

    /// Who the session's person is at this client, when the request names a subject.
    async fn named_sub(
        &self,
        tx: &mut Tx<'_>,
        request: &AuthorizeRequest,
        client: &Client,
        session: Option<&Session>,
    ) -> Result<Option<String>, StoreError> {
        let (Some(_), Some(session)) = (&request.subject, session) else {
            return Ok(None);
        };
        let drawn = issue::new_subject(self.ctx.rng.as_ref());
        let sector = client.sector.as_str();
        subject_find_or_insert(tx, session.person, sector, &drawn)
            .await
            .map(Some)
    }

    async fn client(&self, tx: &mut Tx<'_>) -> Result<Option<Client>, StoreError> {
        let id = self
            .params
            .get("client_id")
            .and_then(|id| id.parse::<ClientId>().ok());
        match id {
            Some(id) => Ok(client_fetch(tx, &id).await?.map(|stored| stored.client)),
            None => Ok(None),
        }
    }

    fn refused(&self, refusal: Refusal, client: Option<&Client>) -> AuthorizeAnswer {
        match (refusal, client) {
            (Refusal::Page(error), _) => AuthorizeAnswer::Page(error),
            (Refusal::Redirect(refused), Some(client)) => {
                let answer = response::error(&refused, &self.ctx.settings.issuer);
                let leave = Leave::with(answer, client, self.own_language());
                AuthorizeAnswer::Return(leave, NewCookies::default())
            }
            (Refusal::Redirect(_), None) => AuthorizeAnswer::Page(PageError::ClientUnknown),
        }
    }

    fn own_language(&self) -> Language {
        let of_profile = || self.ctx.settings.profile.language();
        self.browser.language.unwrap_or_else(of_profile)
    }

    /// Begins a login in this browser, at the choice of an electronic ID or past it.
    async fn begin(
        &self,
        tx: &mut Tx<'_>,
        request: AuthorizeRequest,
        now: Timestamp,
        state: LoginState,
    ) -> Result<Commit<AuthorizeAnswer>, Rollback> {
        let (login, cookies) = self.new_login(&request, now, state);
        login_insert(tx, &login, &request).await?;
        Ok(Commit(AuthorizeAnswer::Login(login.id, cookies)))
    }

    fn new_login(
        &self,
        request: &AuthorizeRequest,
        now: Timestamp,
        state: LoginState,
    ) -> (Login, NewCookies) {
        let mut cookies = NewCookies::default();
        let cookie = self.browser.browser.clone().unwrap_or_else(|| {
            let fresh = Secret::new(random::token(self.ctx.rng.as_ref()));
            cookies.browser = Some(fresh.clone());
            fresh
        });
        let login = Login {
            id: LoginId::new(now, self.ctx.rng.as_ref()),
            client: request.client_id.clone(),
            browser: hash_cookie(&cookie).to_vec(),
            asked: asked(request),
            language: self.language(request),
            state,
            created_at: now,
            expires_at: now + login::LIFETIME,
            version: 0,
        };
        (login, cookies)
    }

    /// What the person chose on this device wins over what the service asks (domain.md I5).
    fn language(&self, request: &AuthorizeRequest) -> Language {
        let asked = request.languages.first().copied();
        self.browser
            .language
            .or(asked)
            .unwrap_or_else(|| self.ctx.settings.profile.language())
    }

    fn stored(&self, request: AuthorizeRequest, now: Timestamp) -> (StoredLogin, NewCookies) {
        let (login, cookies) = self.new_login(&request, now, LoginState::Nothing);
        (StoredLogin { login, request }, cookies)
    }

    fn record(&self, now: Timestamp, session: &Session) -> Record {
        Record::new(&self.ctx, &self.call, now, AuditKind::SessionReused)
            .person(session.person)
            .eid(session.eid)
    }
}

/// The level that a request asks for.
fn asked(request: &AuthorizeRequest) -> Level {
    request.minimum.unwrap_or(Level::Low)
}

/// A session as the single sign-on rules look at it.
pub(crate) const fn session_state(session: &Session) -> SessionState {
    SessionState {
        level: session.level,
        authenticated_at: session.authenticated_at,
        last_seen_at: session.last_seen_at,
        ended_at: session.ended_at,
    }
}
