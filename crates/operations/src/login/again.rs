//! A login goes back to its beginning: what it awaited cannot come any more.

use super::view::stay;
use crate::Context;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use lykill_broker::login::{Event, advance};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::{Rollback, Tx};

/// Back to the choice of a method or, where there is none, to the first step of the one method.
pub(super) async fn start_again(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut stored: StoredLogin,
) -> Result<StepAnswer, Rollback> {
    let now = ctx.now();
    let Ok(step) = advance(&stored.login, Event::StartAgain, now) else {
        return Ok(StepAnswer::Next(NewCookies::default()));
    };
    stored.login.state = step.state;
    if let Some(only) = ctx.only_method(stored.login.asked) {
        let event = Event::MethodChosen {
            method: only.name,
            kind: only.kind,
        };
        if let Ok(step) = advance(&stored.login, event, now) {
            stored.login.state = step.state;
        }
    }
    login_save(tx, &stored.login).await?;
    Ok(stay(tx, ctx, &stored, Problem::StepPassed).await?)
}
