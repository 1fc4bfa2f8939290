//! Asking for the card: an attempt of its own, which the page names where certificates are shown.

use crate::answer::StepAnswer;
use crate::call::NewCookies;
use crate::login::held;
use crate::upstream::Leaving;
use lykill_broker::login::{CardEvent, Event, advance};
use lykill_core::random;
use lykill_store::login::login_save;
use lykill_store::{Commit, Rollback, Tx};

/// Begins an attempt; the login's page says what to do.
pub(crate) async fn ask(
    tx: &mut Tx<'_>,
    leaving: &Leaving<'_>,
) -> Result<Commit<StepAnswer>, Rollback> {
    let Leaving {
        ctx,
        method,
        browser,
        ..
    } = *leaving;
    let now = ctx.now();
    let mut stored = match held(tx, leaving.login, browser, now).await? {
        Ok(stored) => stored,
        Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
    };
    let asked = CardEvent::Asked {
        method: method.name.clone(),
        attempt: random::token(ctx.rng.as_ref()),
    };
    if let Ok(step) = advance(&stored.login, Event::SmartCard(asked), now) {
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
    }
    Ok(Commit(StepAnswer::Next(NewCookies::default())))
}
