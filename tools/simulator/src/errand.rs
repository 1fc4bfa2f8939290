//! Somebody goes to a service: the whole way that people go, with their slips.

use crate::deployment::{SERVICES, Service};
use crate::linking::{self, Codes};
use crate::prompt::{self, Typing, judge, promise, shown};
use crate::service::arrive;
use crate::stage::{Lost, Stage};
use crate::turns::Note;
use crate::visitor::{Held, Jar, param};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::time::minutes;
use lykill_operations::answer::{KeyView, Leave, Problem, StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use std::rc::Rc;

/// Pages that somebody looks at before giving up.
const PATIENCE: usize = 28;

/// Where an authorization request led.
pub enum Begun {
    /// To a login.
    Login(LoginId),
    /// Back to the service at once: a session answered.
    Back(String, Held),
    /// Nowhere.
    Nowhere,
}

/// One way through a login.
pub struct Walk {
    /// Who walks, or who is meant to.
    pub who: usize,
    /// In which browser.
    pub jar: Jar,
    /// The login.
    pub login: LoginId,
    /// Whether every answer was heard so far.
    pub heard_all: bool,
    /// The codes that were mailed and typed in it.
    pub codes: Codes,
}

/// What somebody does at a step.
pub enum Onward {
    /// Look at the page that comes.
    Look,
    /// Give up; the page stays open.
    Leave,
    /// Arrive at the service.
    Arrive(String),
}

/// Goes to a service and, perhaps, out again.
pub async fn errand(stage: Rc<Stage>, who: usize, jar: Jar, service: usize) {
    let anew = stage.dice.permille(250);
    let actor = stage.turns.current();
    stage.say(&format!("a{actor} p{who} goes to {}", SERVICES[service].id));
    let login = match begin(&stage, &jar, (SERVICES[service], anew)).await {
        Begun::Login(login) => login,
        Begun::Back(url, held) => return arrive(&stage, &jar, service, (&url, held)).await,
        Begun::Nowhere => return,
    };
    let mut walk = Walk {
        who,
        jar,
        login,
        heard_all: true,
        codes: Codes::default(),
    };
    for _ in 0..PATIENCE {
        match step(&stage, &mut walk).await {
            Ok(Onward::Look) => {}
            Ok(Onward::Leave) => return,
            Ok(Onward::Arrive(url)) => {
                let held = walk.jar.borrow().session;
                if let Some(held) = held {
                    arrive(&stage, &walk.jar, service, (&url, held)).await;
                } else if param(&url, "code").is_some() {
                    stage.violated("a code was issued to who has no session".to_owned());
                }
                return;
            }
            Err(Lost) => {
                walk.heard_all = false;
                stage.pass(stage.dice.between(1, 20)).await;
            }
        }
    }
}

/// Sends an authorization request; whoever hears nothing tries again.
pub async fn begin(stage: &Stage, jar: &Jar, (service, anew): (Service, bool)) -> Begun {
    for _ in 0..3 {
        let visitor = jar.borrow().clone();
        let Ok((answer, note)) = visitor.authorize(stage, (service, anew)).await else {
            let now = stage.now();
            if let Some(held) = &mut jar.borrow_mut().session {
                held.seen = held.seen.max(now);
            }
            continue;
        };
        match answer {
            AuthorizeAnswer::Login(login, cookies) => {
                jar.borrow_mut().keep(&cookies);
                return Begun::Login(login);
            }
            AuthorizeAnswer::Return(Leave::To(url), cookies) => {
                jar.borrow_mut().keep(&cookies);
                if param(&url, "code").is_none() {
                    return Begun::Nowhere;
                }
                let Some(held) = visitor.session else {
                    stage.violated("a code without any session".to_owned());
                    return Begun::Nowhere;
                };
                promise(stage, AuditKind::SessionReused, note);
                promise(stage, AuditKind::CodeIssued, note);
                stage.count("session reused");
                used(stage, jar, held, note);
                return Begun::Back(url, held);
            }
            AuthorizeAnswer::Return(Leave::Post(_), _) => {
                stage.violated("a form that nobody asked for".to_owned());
                return Begun::Nowhere;
            }
            AuthorizeAnswer::Page(error) => {
                stage.violated(format!("a request that is right was refused: {error:?}"));
                return Begun::Nowhere;
            }
        }
    }
    Begun::Nowhere
}

/// A session answered; it is idle from now on.
pub fn used(stage: &Stage, jar: &Jar, held: Held, note: Note) {
    let judged = stage.witness.borrow_mut().inside.session_used(held, note);
    judge(stage, judged);
    if let Some(own) = &mut jar.borrow_mut().session
        && own.name == held.name
    {
        own.seen = own.seen.max(note.at);
    }
}

async fn step(stage: &Stage, walk: &mut Walk) -> Result<Onward, Lost> {
    let visitor = walk.jar.borrow().clone();
    let Ok(view) = visitor.look(stage, walk.login).await? else {
        return Ok(Onward::Leave);
    };
    match view.step {
        StepView::Method { .. } => {
            visitor.choose(stage, walk.login).await?;
            Ok(Onward::Look)
        }
        StepView::Password { .. } => type_password(stage, walk).await,
        StepView::NewPassword { .. } => {
            let password = stage.people.borrow()[walk.who].password.clone();
            visitor.new_password(stage, walk.login, &password).await?;
            Ok(Onward::Look)
        }
        StepView::Key(view) => type_key(stage, walk, &view).await,
        StepView::Link(_) => linking::send(stage, walk).await,
        StepView::Code(_) => linking::code(stage, walk).await,
        StepView::Receipt { .. } => {
            let (answer, note) = visitor.finish(stage, walk.login).await?;
            let StepAnswer::Return(Leave::To(url), _) = answer else {
                return Ok(Onward::Leave);
            };
            promise(stage, AuditKind::CodeIssued, note);
            if let Some(held) = visitor.session {
                used(stage, &walk.jar, held, note);
            }
            Ok(Onward::Arrive(url))
        }
        StepView::Refused(refused) => {
            stage.count(format!("refused: {:?}", refused.reason));
            visitor.cancel(stage, walk.login).await?;
            Ok(Onward::Leave)
        }
        // Nobody here has a device or gets a code: the methods for that are not configured.
        StepView::Otp { .. }
        | StepView::Device { .. }
        | StepView::DevicePassword
        | StepView::Sms(_) => Ok(Onward::Leave),
        // No provider, card or passkey is configured: nobody is sent to one.
        StepView::SmartCard(_)
        | StepView::Passkey { .. }
        | StepView::Upstream(_)
        | StepView::Finished
        | StepView::Cancelled => Ok(Onward::Leave),
    }
}

async fn type_password(stage: &Stage, walk: &Walk) -> Result<Onward, Lost> {
    let dice = &stage.dice;
    let (user_id, typed) = {
        let people = stage.people.borrow();
        let person = &people[walk.who];
        let (name, own) = (person.user_id.clone(), person.password.clone());
        match &person.temporary {
            // Whoever heard nothing from the activation does not know which one counts now.
            Some(temporary) if !person.activated && dice.permille(700) => {
                let number = person.letter_number.clone().filter(|_| dice.permille(600));
                (number.unwrap_or(name), temporary.clone())
            }
            // The first letters may have come before the new ones.
            _ if !person.void_passwords.is_empty() && dice.permille(300) => {
                (name, dice.pick(&person.void_passwords).clone())
            }
            _ if dice.permille(person.slips) => (name, format!("{own}x")),
            _ => (name, own),
        }
    };
    let typing = Typing {
        jar: &walk.jar,
        login: walk.login,
        whose: Some(walk.who),
        typed: &typed,
        heard_all: walk.heard_all,
    };
    let answer = prompt::password(stage, &user_id, &typing).await?;
    Ok(after_problem(stage, &answer).await)
}

async fn type_key(stage: &Stage, walk: &Walk, view: &KeyView) -> Result<Onward, Lost> {
    shown(stage, view);
    let dice = &stage.dice;
    let newer = {
        let people = stage.people.borrow();
        let has = |label: &String| people[walk.who].papers.iter().any(|p| p.label == *label);
        view.newer_card.as_ref().is_some_and(has)
    };
    if dice.permille(80) {
        return Ok(Onward::Leave);
    }
    if newer && dice.permille(300) {
        let visitor = walk.jar.borrow().clone();
        visitor.new_card(stage, walk.login).await?;
        return Ok(Onward::Look);
    }
    let (right, slips) = {
        let person = &stage.people.borrow()[walk.who];
        (person.reads(&view.card, view.number), person.slips)
    };
    let Some(right) = right else {
        return Ok(Onward::Leave);
    };
    stage.pass(dice.between(2, 30)).await;
    let typed = match dice.below(1000) {
        slip if slip < slips / 2 => wrong_key(&right),
        slip if slip < slips => "12a".to_owned(),
        _ => right,
    };
    let typing = Typing {
        jar: &walk.jar,
        login: walk.login,
        whose: Some(walk.who),
        typed: &typed,
        heard_all: walk.heard_all,
    };
    let (answer, held) = prompt::key(stage, view, &typing).await?;
    match answer {
        StepAnswer::Return(Leave::To(url), _) if held.is_some() => {
            promise(stage, AuditKind::CodeIssued, stage.turns.note());
            Ok(Onward::Arrive(url))
        }
        answer => Ok(after_problem(stage, &answer).await),
    }
}

/// What people do when something stands in the way: wait a little, or go.
pub async fn after_problem(stage: &Stage, answer: &StepAnswer) -> Onward {
    let StepAnswer::Stay(_, problem) = answer else {
        return Onward::Look;
    };
    match problem {
        Problem::Wait(until) | Problem::SendLimit(until) => {
            let wait = until.since(stage.now());
            if wait > minutes(10) || stage.dice.permille(400) {
                return Onward::Leave;
            }
            stage.pass(wait.as_secs() + 1).await;
            Onward::Look
        }
        Problem::Exhausted => {
            stage.count("told that only support can help");
            Onward::Leave
        }
        _ => Onward::Look,
    }
}

/// Another key than this one.
pub fn wrong_key(right: &str) -> String {
    let number: u32 = right.parse().unwrap_or(0);
    format!("{:06}", (number + 1) % 1_000_000)
}
