//! Going back to the service without logging in.

use super::held::held;
use crate::answer::{Leave, StepAnswer};
use crate::call::NewCookies;
use crate::record::impossible;
use crate::{Browser, Context, Error};
use lykill_broker::types::{LoginState, RefusedReason};
use lykill_core::id::LoginId;
use lykill_oauth::authorize::response;
use lykill_oauth::types::{ErrorCode, ErrorRedirect, OAuthError};
use lykill_store::client::client_fetch;
use lykill_store::login::login_save;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Ends a login and goes back to its service with an error that says why: `access_denied`, or
/// `unmet_authentication_requirements` after a refusal for the level.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn cancel(ctx: &Context, login: LoginId, browser: &Browser) -> Result<StepAnswer, Error> {
    let job = Arc::new((ctx.clone(), login, browser.clone()));
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, login, browser) = job.as_ref();
            run(tx, ctx, *login, browser).await
        })
    });
    Ok(answer.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    ctx: &Context,
    id: LoginId,
    browser: &Browser,
) -> Result<Commit<StepAnswer>, Rollback> {
    let mut stored = match held(tx, id, browser, ctx.now()).await? {
        Ok(stored) => stored,
        Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
    };
    if matches!(
        stored.login.state,
        LoginState::Nothing | LoginState::Cancelled
    ) {
        return Ok(Commit(StepAnswer::Next(NewCookies::default())));
    }
    let error = error_for(&stored.login.state);
    stored.login.state = LoginState::Cancelled;
    login_save(tx, &stored.login).await?;
    let request = stored.request;
    let refused = ErrorRedirect {
        redirect_uri: request.redirect_uri,
        response_mode: request.response_mode,
        error,
        state: request.state,
    };
    let lost = || impossible("login", "client_id", &stored.login.id);
    let client = client_fetch(tx, &stored.login.client).await?;
    let client = client.ok_or_else(lost)?.client;
    let answer = response::error(&refused, &ctx.settings.issuer);
    let leave = Leave::with(answer, &client, stored.login.language);
    Ok(Commit(StepAnswer::Return(leave, NewCookies::default())))
}

fn error_for(state: &LoginState) -> OAuthError {
    match state {
        LoginState::Refused {
            reason: RefusedReason::Level,
        } => OAuthError::new(
            ErrorCode::UnmetAuthenticationRequirements,
            "level",
            "the person has no electronic ID that reaches the level",
        ),
        LoginState::Refused { .. } => OAuthError::new(
            ErrorCode::AccessDenied,
            "refused",
            "the person may not use this service with this electronic ID",
        ),
        _ => OAuthError::new(
            ErrorCode::AccessDenied,
            "cancelled",
            "the person went back without logging in",
        ),
    }
}
