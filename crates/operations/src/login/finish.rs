//! "Continue" on the receipt page: the answer goes to the service.

use super::held::held;
use super::session::live_session;
use super::settle::Authenticated;
use crate::answer::{Gone, StepAnswer};
use crate::call::NewCookies;
use crate::record::impossible;
use crate::{Browser, Call, Context, Error};
use lykill_broker::login;
use lykill_core::id::LoginId;
use lykill_store::client::client_fetch;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Goes back to the service after the work account was linked.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn finish(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
) -> Result<StepAnswer, Error> {
    let job = Arc::new((ctx.clone(), *call, login, browser.clone()));
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, login, browser) = job.as_ref();
            run(tx, (ctx, call), *login, browser).await
        })
    });
    Ok(answer.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    id: LoginId,
    browser: &Browser,
) -> Result<Commit<StepAnswer>, Rollback> {
    let now = ctx.now();
    let stored = match held(tx, id, browser, now).await? {
        Ok(stored) => stored,
        Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
    };
    let next = StepAnswer::Next(NewCookies::default());
    let Ok(receipt) = login::expect_receipt(&stored.login, now) else {
        return Ok(Commit(next));
    };
    let (person, work_email) = (receipt.proof.subject(), Some(receipt.work_email.to_owned()));
    let session = live_session(tx, browser, (&stored.request, person), now).await?;
    let Some(session) = session else {
        return Ok(Commit(StepAnswer::Gone(Gone::Expired)));
    };
    let seen = Authenticated {
        ctx,
        call,
        browser,
        now,
        known_device: true,
    };
    let lost = || impossible("login", "client_id", &stored.login.id);
    let client = client_fetch(tx, &stored.login.client).await?;
    let who = (&session, &client.ok_or_else(lost)?.client);
    let leave = crate::authorize::issue::answer(tx, &seen, stored, who, work_email).await?;
    Ok(Commit(StepAnswer::Return(leave, NewCookies::default())))
}
