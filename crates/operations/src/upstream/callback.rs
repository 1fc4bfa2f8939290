//! The browser comes back. Its answer is taken once, by the browser that was sent and for the
//! attempt that it was sent in; then the code is exchanged; then whom it names is concluded.

use super::ask::{Trouble, vouched};
use super::conclude::Conclude;
use super::secrets::{Secrets, named_login};
use super::send::max_age;
use crate::answer::{Gone, StepAnswer};
use crate::call::NewCookies;
use crate::login::held;
use crate::record::Record;
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login::{Event, UpstreamEvent, advance, expect_upstream};
use lykill_broker::types::{AwaitedUpstream, UpstreamFault, UpstreamStage};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{Secret, Timestamp};
use lykill_oauth::params::Params;
use lykill_oauth::upstream::answer::{self, Answer, BadAnswer, Decline};
use lykill_oauth::upstream::id_token::Expected;
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// What a browser brought to the address of a method.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The method in the address.
    pub method: String,
    /// The query.
    pub query: String,
}

/// Where the browser goes on.
#[derive(Debug)]
pub enum Came {
    /// In this login.
    Login(LoginId, StepAnswer),
    /// Nowhere: the answer names no login that could be found.
    Nowhere,
}

/// Takes what a browser brought from a provider. Whatever it is, the person gets a page of the
/// login, and the audit log a row.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn callback(
    ctx: &Context,
    call: &Call,
    browser: &Browser,
    brought: Brought,
) -> Result<Came, Error> {
    let params = Params::parse(brought.query.as_bytes()).unwrap_or_default();
    let login = params.get("state").and_then(named_login);
    let (Some(login), Some(_)) = (login, ctx.upstreams.of(&brought.method)) else {
        nowhere(ctx, call).await?;
        return Ok(Came::Nowhere);
    };
    let job = Arc::new(Take {
        ctx: ctx.clone(),
        call: *call,
        browser: browser.clone(),
        login,
        method: brought.method,
        params,
    });
    let owned = Arc::clone(&job);
    let taken = ctx.db.write(move |tx| {
        let job = Arc::clone(&owned);
        Box::pin(async move { job.run(tx).await })
    });
    match taken.await? {
        Taken::Over(answer) => Ok(Came::Login(login, answer)),
        Taken::Code(code, awaited, max_age) => {
            let asked = (code, awaited, max_age);
            Ok(Came::Login(login, job.exchange(asked).await?))
        }
    }
}

/// An answer that names no login of ours: anybody may send that, and often.
async fn nowhere(ctx: &Context, call: &Call) -> Result<(), Error> {
    let job = Arc::new((ctx.clone(), *call));
    let noted = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call) = job.as_ref();
            let now = ctx.now();
            let row = Record::new(ctx, call, now, AuditKind::UpstreamRefused);
            noise::save(tx, row.detail("no login is named"), (ctx, call), now).await?;
            Ok(Commit(()))
        })
    });
    Ok(noted.await?)
}

pub(super) struct Take {
    pub(super) ctx: Context,
    pub(super) call: Call,
    pub(super) browser: Browser,
    pub(super) login: LoginId,
    method: String,
    params: Params,
}

/// What became of an answer.
enum Taken {
    /// There is no code to exchange.
    Over(StepAnswer),
    /// The code, for the attempt that is answered now and no more, and how old the login there may
    /// be.
    Code(Secret<String>, AwaitedUpstream, u64),
}

/// Why an answer was not taken, for the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotTaken {
    OtherBrowser,
    Over,
    MovedOn,
    OtherProvider,
    State,
    Replayed,
}

impl NotTaken {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::OtherBrowser => "another browser",
            Self::Over => "no login that lives",
            Self::MovedOn => "the login awaits something else",
            Self::OtherProvider => "another provider was asked",
            Self::State => "state of another attempt",
            Self::Replayed => "answered before",
        }
    }
}

impl Take {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Taken>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => {
                // Whoever does not hold the login may be anybody, and come often.
                let why = match gone {
                    Gone::OtherBrowser => NotTaken::OtherBrowser,
                    Gone::Unknown | Gone::Expired => NotTaken::Over,
                };
                let row = self.row(now).detail(why.word());
                noise::save(tx, row, (&self.ctx, &self.call), now).await?;
                return Ok(Commit(Taken::Over(StepAnswer::Gone(gone))));
            }
        };
        match self.recognised(&stored, now) {
            Ok(awaited) => self.take(tx, stored, awaited).await,
            Err(why) => {
                let row = self.row(now).login(&stored.login).detail(why.word());
                noise::save(tx, row, (&self.ctx, &self.call), now).await?;
                let next = StepAnswer::Next(NewCookies::default());
                Ok(Commit(Taken::Over(next)))
            }
        }
    }

    /// The attempt that this answers: of this login, at this provider, by this `state`, for the
    /// first time.
    fn recognised(
        &self,
        stored: &StoredLogin,
        now: Timestamp,
    ) -> Result<AwaitedUpstream, NotTaken> {
        let awaited = expect_upstream(&stored.login, now).map_err(|_| NotTaken::MovedOn)?;
        if awaited.method != self.method {
            return Err(NotTaken::OtherProvider);
        }
        let state = self.params.get("state").unwrap_or_default();
        let secrets = self.secrets(awaited).ok_or(NotTaken::OtherBrowser)?;
        if !secrets.has_state(state) {
            return Err(NotTaken::State);
        }
        match awaited.stage {
            UpstreamStage::Away => Ok(awaited.clone()),
            UpstreamStage::Answered | UpstreamStage::Failed(_) => Err(NotTaken::Replayed),
        }
    }

    fn secrets(&self, awaited: &AwaitedUpstream) -> Option<Secrets> {
        let cookie = self.browser.browser.as_ref()?;
        Some(Secrets::of(cookie, self.login, &awaited.attempt))
    }

    /// Spends the attempt, by the version of the login that was loaded.
    async fn take(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        awaited: AwaitedUpstream,
    ) -> Result<Commit<Taken>, Rollback> {
        let now = self.ctx.now();
        let answered = Event::Upstream(UpstreamEvent::Answered);
        let Ok(step) = advance(&stored.login, answered, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        let (fault, words) = match self.read() {
            Read::Code(code) => {
                login_save(tx, &stored.login).await?;
                let upstream = self.ctx.upstreams.of(&self.method);
                let max_age = upstream.map(|one| max_age(one, &stored.request));
                let code = Secret::new(code);
                return Ok(Commit(Taken::Code(code, awaited, max_age.unwrap_or(0))));
            }
            Read::Nothing(fault, words) => (fault, words),
        };
        self.failed(tx, stored, (fault, &words))
            .await
            .map(|Commit(answer)| Commit(Taken::Over(answer)))
    }

    /// What the answer says, without asking anybody.
    fn read(&self) -> Read {
        let upstream = self.ctx.upstreams.of(&self.method);
        let usable = upstream.and_then(|one| Some((one, one.usable()?)));
        let Some((upstream, published)) = usable else {
            return Read::Nothing(UpstreamFault::Down, "it does not answer".to_owned());
        };
        match answer::read(&self.params, &upstream.provider, &published.metadata) {
            Ok(Answer::Code(code)) => Read::Code(code),
            Ok(Answer::Declined(decline)) => {
                Read::Nothing(fault_of(decline), decline.word().to_owned())
            }
            Err(bad @ (BadAnswer::Issuer | BadAnswer::Neither)) => {
                Read::Nothing(UpstreamFault::Wrong, bad.to_string())
            }
        }
    }

    /// The attempt came to nothing: the login's page says so, and the audit log.
    pub(super) async fn failed(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        (fault, words): (UpstreamFault, &str),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let event = Event::Upstream(UpstreamEvent::Failed(fault));
        if let Ok(step) = advance(&stored.login, event, now) {
            stored.login.state = step.state;
            login_save(tx, &stored.login).await?;
        }
        let row = self.row(now).login(&stored.login);
        row.detail(format!("{}: {words}", self.method))
            .save(tx)
            .await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    pub(super) fn row(&self, now: Timestamp) -> Record {
        Record::new(&self.ctx, &self.call, now, AuditKind::UpstreamRefused)
    }

    /// Exchanges the code, in no transaction, and concludes.
    async fn exchange(
        self: &Arc<Self>,
        (code, awaited, max_age): (Secret<String>, AwaitedUpstream, u64),
    ) -> Result<StepAnswer, Error> {
        let Some((upstream, secrets)) = self
            .ctx
            .upstreams
            .of(&self.method)
            .zip(self.secrets(&awaited))
        else {
            return Ok(StepAnswer::Next(NewCookies::default()));
        };
        let expected = Expected {
            nonce: &secrets.nonce,
            asked_at: awaited.asked_at,
            max_age,
            now: self.ctx.now(),
        };
        let found = vouched(&self.ctx, upstream, (code.expose(), &secrets), &expected).await;
        let found = found.map_err(|trouble| match trouble {
            Trouble::Down(words) => (UpstreamFault::Down, words),
            Trouble::Wrong(words) => (UpstreamFault::Wrong, words),
        });
        let issuer = upstream.provider.issuer.clone();
        let job = Arc::new(Conclude {
            take: Arc::clone(self),
            awaited,
            issuer,
            found,
        });
        let answer = self.ctx.db.write(move |tx| {
            let job = Arc::clone(&job);
            Box::pin(async move { job.run(tx).await })
        });
        Ok(answer.await?)
    }
}

enum Read {
    Code(String),
    Nothing(UpstreamFault, String),
}

const fn fault_of(decline: Decline) -> UpstreamFault {
    match decline {
        Decline::Denied => UpstreamFault::Declined,
        Decline::Level => UpstreamFault::Level,
        Decline::Unavailable => UpstreamFault::Down,
        Decline::Request => UpstreamFault::Wrong,
    }
}

impl Take {
    /// The login again, as it was left when its code went out; none when it went on meanwhile.
    pub(super) async fn again(
        &self,
        tx: &mut Tx<'_>,
        awaited: &AwaitedUpstream,
        now: Timestamp,
    ) -> Result<Result<StoredLogin, StepAnswer>, StoreError> {
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Err(StepAnswer::Gone(gone))),
        };
        let is_it = |now_awaited: &AwaitedUpstream| {
            now_awaited.attempt == awaited.attempt && now_awaited.stage == UpstreamStage::Answered
        };
        if expect_upstream(&stored.login, now).is_ok_and(is_it) {
            Ok(Ok(stored))
        } else {
            Ok(Err(StepAnswer::Next(NewCookies::default())))
        }
    }
}
