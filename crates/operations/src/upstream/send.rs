//! Sending the browser to a provider. Nothing is asked of the provider here: what it says about
//! itself is at hand, or it is not offered.

use super::providers::Upstream;
use super::secrets::Secrets;
use crate::answer::StepAnswer;
use crate::call::NewCookies;
use crate::login::held;
use crate::record::Record;
use crate::{Browser, Call, Context};
use lykill_broker::login::{Event, UpstreamEvent, advance};
use lykill_broker::types::{AwaitedUpstream, LoginState, Method, UpstreamFault};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::random;
use lykill_oauth::types::AuthorizeRequest;
use lykill_oauth::upstream::request::{self, Asking};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::{Commit, Rollback, Tx};

/// Who is sent, and where.
pub(crate) struct Leaving<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) call: &'a Call,
    pub(crate) login: LoginId,
    pub(crate) browser: &'a Browser,
    pub(crate) method: &'a Method,
}

/// Begins an attempt, and gives the address to which the browser goes. Where the provider does not
/// answer, the login's page says so.
pub(crate) async fn send(
    tx: &mut Tx<'_>,
    leaving: &Leaving<'_>,
) -> Result<Commit<StepAnswer>, Rollback> {
    let Leaving {
        ctx,
        call,
        method,
        browser,
        ..
    } = *leaving;
    let now = ctx.now();
    let mut stored = match held(tx, leaving.login, browser, now).await? {
        Ok(stored) => stored,
        Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
    };
    let next = StepAnswer::Next(NewCookies::default());
    let sent = UpstreamEvent::Sent {
        method: method.name.clone(),
        attempt: random::token(ctx.rng.as_ref()),
    };
    let Ok(step) = advance(&stored.login, Event::Upstream(sent), now) else {
        return Ok(Commit(next));
    };
    stored.login.state = step.state;
    let away = address(ctx, &stored, browser);
    let row = Record::new(ctx, call, now, AuditKind::UpstreamAsked).login(&stored.login);
    match &away {
        Some(_) => row.detail(method.name.as_str()).save(tx).await?,
        None => {
            let down = Event::Upstream(UpstreamEvent::Failed(UpstreamFault::Down));
            if let Ok(step) = advance(&stored.login, down, now) {
                stored.login.state = step.state;
            }
        }
    }
    login_save(tx, &stored.login).await?;
    Ok(Commit(away.map_or(next, StepAnswer::Away)))
}

/// How old the login at the provider may be for this request, in seconds.
pub(super) fn max_age(upstream: &Upstream, wish: &AuthorizeRequest) -> u64 {
    let anew = wish.prompt.wants_login();
    upstream.provider.max_age(wish.max_age, anew)
}

/// The address of the attempt that a login awaits, for the browser that holds it; none when the
/// provider does not answer.
pub(crate) fn address(ctx: &Context, stored: &StoredLogin, browser: &Browser) -> Option<String> {
    let LoginState::Upstream(awaited) = &stored.login.state else {
        return None;
    };
    let AwaitedUpstream {
        method, attempt, ..
    } = awaited;
    let upstream = ctx.upstreams.of(method)?;
    let published = upstream.usable()?;
    let secrets = Secrets::of(browser.browser.as_ref()?, stored.login.id, attempt);
    let wish = &stored.request;
    let asking = Asking {
        state: &secrets.state,
        nonce: &secrets.nonce,
        verifier: &secrets.verifier,
        asked: stored.login.asked,
        language: browser.language.unwrap_or(stored.login.language),
        login_hint: wish.login_hint.as_deref(),
        login_anew: wish.prompt.wants_login(),
        max_age: max_age(upstream, wish),
    };
    Some(request::address(
        &upstream.provider,
        &published.metadata,
        &asking,
    ))
}
