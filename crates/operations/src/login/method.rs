//! Choosing an electronic ID.

use super::held::held;
use crate::answer::StepAnswer;
use crate::call::NewCookies;
use crate::{Browser, Context, Error};
use lykill_broker::login::{Event, advance};
use lykill_broker::method;
use lykill_broker::types::Login;
use lykill_core::id::LoginId;
use lykill_store::login::login_save;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

struct Choose {
    ctx: Context,
    login: LoginId,
    browser: Browser,
    /// The method that was chosen.
    method: String,
}

/// Chooses an electronic ID. One that is not offered at the asked level cannot be forced
/// (security.md case 87): the choice is shown again.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn choose_method(
    ctx: &Context,
    login: LoginId,
    browser: &Browser,
    method: &str,
) -> Result<StepAnswer, Error> {
    let job = Arc::new(Choose {
        ctx: ctx.clone(),
        login,
        browser: browser.clone(),
        method: method.to_owned(),
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Choose {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let mut stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
        };
        if let Some(event) = self.event(&stored.login)
            && let Ok(step) = advance(&stored.login, event, now)
        {
            stored.login.state = step.state;
            login_save(tx, &stored.login).await?;
        }
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    fn event(&self, login: &Login) -> Option<Event> {
        let offers = self.ctx.offers(login.asked);
        let chosen = method::choose(&offers, &self.method).ok()?;
        Some(Event::MethodChosen {
            method: chosen.name.clone(),
            kind: chosen.kind,
        })
    }
}
