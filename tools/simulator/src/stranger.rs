//! Strangers: they know user ids, and guess; and whoever has kept or stolen a cookie, a code or a
//! token tries it again.

use crate::deployment::SERVICES;
use crate::errand::{Begun, begin, used};
use crate::prompt::{self, Typing};
use crate::refreshing::refresh;
use crate::service::{redeem, use_token};
use crate::stage::{Lost, Stage};
use crate::visitor::{Jar, Visitor, param};
use lykill_core::id::LoginId;
use lykill_operations::answer::{Leave, Problem, StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use std::rc::Rc;

/// Guesses passwords of one user id: a few in passing, or for as long as it takes.
pub async fn guess(stage: Rc<Stage>, whose: Option<usize>, times: usize) {
    let dice = &stage.dice;
    let jar = Visitor::at_home(100 + dice.below(100));
    let user_id = match whose {
        Some(whose) => stage.people.borrow()[whose].user_id.clone(),
        None => format!("nobody-{}", dice.below(5)),
    };
    let Begun::Login(mut login) = begin(&stage, &jar, (SERVICES[0], false)).await else {
        return;
    };
    for turn in 0..times {
        let typed = format!("sommer{turn}-{}", dice.below(1000));
        let typing = Typing {
            jar: &jar,
            login,
            whose,
            typed: &typed,
            heard_all: true,
        };
        let _lost = on_to_password(&stage, &jar, login).await;
        match prompt::password(&stage, &user_id, &typing).await {
            Ok(StepAnswer::Stay(_, Problem::Wait(until))) if times > 20 => {
                stage.pass(until.since(stage.now()).as_secs() + 1).await;
            }
            Ok(StepAnswer::Stay(_, Problem::PasswordMismatch)) => stage.pass(2).await,
            Ok(StepAnswer::Stay(_, Problem::Exhausted)) => {
                stage.count("strangers shut out for good");
                return;
            }
            Ok(StepAnswer::Next(_)) => {
                if is_asked_for_more(&stage, &jar, login).await {
                    stage.violated("a guess was taken".to_owned());
                }
            }
            Ok(StepAnswer::Gone(_)) => {
                // Half an hour is over; the next login.
                let Begun::Login(next) = begin(&stage, &jar, (SERVICES[0], true)).await else {
                    return;
                };
                login = next;
            }
            Ok(_) => return,
            Err(Lost) => stage.pass(1).await,
        }
    }
}

/// Whether a login is past its password.
async fn is_asked_for_more(stage: &Stage, jar: &Jar, login: LoginId) -> bool {
    let visitor = jar.borrow().clone();
    let Ok(Ok(view)) = visitor.look(stage, login).await else {
        return false;
    };
    let before = matches!(
        view.step,
        StepView::Method { .. } | StepView::Password { .. }
    );
    !before
}

/// Chooses the key card, so that user id and password can be typed.
pub async fn on_to_password(stage: &Stage, jar: &Jar, login: LoginId) -> Result<(), Lost> {
    let visitor = jar.borrow().clone();
    let view = visitor.look(stage, login).await?;
    if let Ok(view) = view
        && matches!(view.step, StepView::Method { .. })
    {
        visitor.choose(stage, login).await?;
    }
    Ok(())
}

/// Tries something that was kept: a code, a token, or a browser as it was.
pub async fn replay(stage: Rc<Stage>) {
    let dice = &stage.dice;
    stage.count("replays");
    match dice.below(4) {
        0 => {
            let codes = stage
                .kept
                .borrow()
                .codes
                .iter()
                .cloned()
                .collect::<Vec<_>>();
            if !codes.is_empty() {
                let _refused = redeem(&stage, dice.pick(&codes)).await;
            }
        }
        1 => {
            let tokens = stage
                .kept
                .borrow()
                .tokens
                .iter()
                .cloned()
                .collect::<Vec<_>>();
            if !tokens.is_empty() {
                use_token(&stage, dice.pick(&tokens)).await;
            }
        }
        2 => {
            let kept = stage.kept.borrow().refresh_tokens.clone();
            if !kept.is_empty() {
                let _refused = refresh(&stage, dice.pick(&Vec::from(kept))).await;
            }
        }
        _ => {
            let jars = stage.kept.borrow().jars.iter().cloned().collect::<Vec<_>>();
            if !jars.is_empty() {
                old_browser(&stage, dice.pick(&jars)).await;
            }
        }
    }
}

/// Goes to a service with the cookies of an earlier day or of somebody else.
async fn old_browser(stage: &Stage, visitor: &Visitor) {
    let service = SERVICES[stage.dice.below(2)];
    let Ok((answer, note)) = visitor.authorize(stage, (service, false)).await else {
        return;
    };
    let AuthorizeAnswer::Return(Leave::To(url), _) = answer else {
        return;
    };
    if param(&url, "code").is_none() {
        return;
    }
    stage.count("old cookies that still lived");
    match visitor.session {
        Some(held) => {
            let jar = Jar::new(visitor.clone().into());
            used(stage, &jar, held, note);
            still_used(stage, held.name, note.at);
        }
        None => stage.violated("a code without any session".to_owned()),
    }
}

/// The session's own browser does not know that somebody else kept it alive.
fn still_used(stage: &Stage, name: u64, at: lykill_core::Timestamp) {
    let mut people = stage.people.borrow_mut();
    let browsers = people.iter_mut().flat_map(|one| &one.browsers);
    for jar in browsers {
        let mut own = jar.borrow_mut();
        if let Some(held) = &mut own.session
            && held.name == name
        {
            held.seen = held.seen.max(at);
        }
    }
    for kept in &mut stage.kept.borrow_mut().jars {
        if let Some(held) = &mut kept.session
            && held.name == name
        {
            held.seen = held.seen.max(at);
        }
    }
}
