//! Choosing an electronic ID.

use super::held::held;
use super::step_up::chosen;
use crate::answer::StepAnswer;
use crate::call::NewCookies;
use crate::smart_card;
use crate::upstream::{self, Leaving};
use crate::{Browser, Call, Context, Error};
use lykill_broker::login::{Event, advance};
use lykill_broker::method;
use lykill_broker::types::{Login, Method};
use lykill_core::MethodKind;
use lykill_core::id::LoginId;
use lykill_store::login::login_save;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

struct Choose {
    ctx: Context,
    call: Call,
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
    call: &Call,
    login: LoginId,
    browser: &Browser,
    method: &str,
) -> Result<StepAnswer, Error> {
    let job = Arc::new(Choose {
        ctx: ctx.clone(),
        call: *call,
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
        let method = self.offered(&stored.login);
        let leaving = method.as_ref().map(|method| self.leaving(method));
        match leaving {
            Some(leaving) if leaving.method.kind == MethodKind::UpstreamOidc => {
                return upstream::send(tx, &leaving).await;
            }
            Some(leaving) if leaving.method.kind == MethodKind::SmartCard => {
                return smart_card::ask(tx, &leaving).await;
            }
            _ => {}
        }
        if let Some(method) = &method
            && let Ok(step) = advance(&stored.login, chosen_event(method), now)
        {
            stored.login.state = step.state;
            let (place, asks) = (
                (&self.ctx, &self.call, now),
                (&stored.login, &stored.request),
            );
            stored.login.state = chosen(tx, place, &self.browser, asks, method).await?;
            login_save(tx, &stored.login).await?;
        }
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    fn offered(&self, login: &Login) -> Option<Method> {
        let offers = self.ctx.offers(login.asked);
        method::choose(&offers, &self.method).ok().cloned()
    }

    /// To another provider, or to where cards are shown.
    fn leaving<'a>(&'a self, method: &'a Method) -> Leaving<'a> {
        Leaving {
            ctx: &self.ctx,
            call: &self.call,
            login: self.login,
            browser: &self.browser,
            method,
        }
    }
}

fn chosen_event(method: &Method) -> Event {
    Event::MethodChosen {
        method: method.name.clone(),
        kind: method.kind,
    }
}
