//! Typing a password and a key: what is typed, what is heard, and what the witness makes of it.

use crate::stage::{Lost, Stage};
use crate::turns::Note;
use crate::visitor::{Held, Jar, Visitor};
use crate::witness::{Ended, Offer, What};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_operations::answer::{KeyView, Problem, StepAnswer};
use lykill_operations::call::NewCookies;

/// Who types what, and where.
pub struct Typing<'a> {
    /// The browser.
    pub jar: &'a Jar,
    /// The login.
    pub login: LoginId,
    /// Whose eID it is; nobody's when the user id is made up.
    pub whose: Option<usize>,
    /// What is typed.
    pub typed: &'a str,
    /// Whether every answer in this login was heard so far.
    pub heard_all: bool,
}

/// Types a user id and a password.
pub async fn password(
    stage: &Stage,
    user_id: &str,
    typing: &Typing<'_>,
) -> Result<StepAnswer, Lost> {
    let visitor = typing.jar.borrow().clone();
    let known = typing.whose.is_some() && visitor.known_to == typing.whose;
    let right = typing.whose.is_some_and(|whose| {
        let person = &stage.people.borrow()[whose];
        typing.typed == person.password || Some(typing.typed) == person.temporary.as_deref()
    });
    let attempt = stage
        .witness
        .borrow_mut()
        .lanes
        .tries(user_id, What::Password, known);
    let answer = visitor
        .password(stage, typing.login, (user_id, typing.typed))
        .await;
    let note = stage.turns.note();
    let ended = match &answer {
        Ok((StepAnswer::Next(_), _)) if right && typing.heard_all => {
            promise(stage, AuditKind::PasswordAccepted, note);
            Ended::Right { at: note.last }
        }
        answer => ended(stage, answer, (note, right)),
    };
    let is_void = typing.whose.is_some_and(|whose| {
        let void = &stage.people.borrow()[whose].void_passwords;
        void.iter().any(|void| void == typing.typed)
    });
    if is_void && typing.heard_all && matches!(answer, Ok((StepAnswer::Next(_), _))) {
        stage.violated(format!(
            "a temporary password of void letters opened {user_id}"
        ));
    }
    if ended
        == (Ended::Wrong {
            at: note.first_write.unwrap_or(0),
        })
    {
        promise(stage, AuditKind::PasswordRefused, note);
    }
    let judged = stage.witness.borrow_mut().lanes.ended(&attempt, ended);
    tell(
        stage,
        &format!("password of {user_id}"),
        answer.as_ref().map(|(answer, _)| answer),
    );
    judge(stage, judged);
    answer.map(|(answer, _)| answer)
}

/// Types a key at a prompt. An accepted one ends the login's authentication: the browser has a
/// session then.
pub async fn key(
    stage: &Stage,
    view: &KeyView,
    typing: &Typing<'_>,
) -> Result<(StepAnswer, Option<Held>), Lost> {
    let whose = typing.whose.unwrap_or(0);
    let visitor = typing.jar.borrow().clone();
    let user_id = stage.people.borrow()[whose].user_id.clone();
    let right = stage.post.borrow().key(&view.card, view.number) == Some(typing.typed);
    let attempt = {
        let mut witness = stage.witness.borrow_mut();
        if right {
            witness.numbers.offered(&view.card, view.number);
        }
        if let Some(former) = visitor.session {
            witness.inside.entering(former);
        }
        let known = visitor.known_to == Some(whose);
        witness.lanes.tries(&user_id, What::Key, known)
    };
    let due = stage.witness.borrow().refills.typed(whose);
    let answer = visitor.key(stage, typing.login, typing.typed).await;
    let note = stage.turns.note();
    let cookies = answer
        .as_ref()
        .ok()
        .and_then(|(answer, _)| accepted(answer));
    let held = cookies.map(|cookies| entered(stage, (whose, &visitor), typing, (cookies, note)));
    let offer = match (&answer, held) {
        (_, Some(_)) => Offer::Accepted,
        (Err(Lost), None) => Offer::Lost,
        (Ok(_), None) => Offer::Refused,
    };
    let ended = match held {
        Some(_) => Ended::Right { at: note.last },
        None => ended(stage, &answer, (note, right)),
    };
    tell(
        stage,
        &format!("key {} on {} of {user_id}", view.number, view.card),
        answer.as_ref().map(|(answer, _)| answer),
    );
    let mut witness = stage.witness.borrow_mut();
    if let Some(former) = visitor.session {
        witness.inside.heard(former);
    }
    witness.records.touch(whose);
    if held.is_some() {
        witness.refills.accepted(whose, &view.card, due);
    }
    let mut judged = witness.lanes.ended(&attempt, ended);
    if right {
        witness.records.offer(note);
        judged = judged.and(witness.numbers.heard(&view.card, view.number, offer));
        if offer == Offer::Lost {
            witness.lanes.perhaps_in(&user_id, note.last);
            if let Some(former) = visitor.session {
                witness.inside.perhaps_followed(former, note.last);
            }
        }
    } else if held.is_some() {
        judged = Err(format!("a wrong key of {} opened {user_id}", view.number));
    }
    drop(witness);
    judge(stage, judged);
    answer.map(|(answer, _)| (answer, held))
}

/// A page shows a number.
pub fn shown(stage: &Stage, view: &KeyView) {
    let shown = stage
        .witness
        .borrow_mut()
        .numbers
        .shown(&view.card, view.number);
    judge(stage, shown);
}

/// The witness's opinion, in the trace when it is one.
pub fn judge(stage: &Stage, judged: Result<(), String>) {
    if let Err(what) = judged {
        stage.violated(what);
    }
}

/// An answer was given, so its row must be there.
pub fn promise(stage: &Stage, kind: AuditKind, note: Note) {
    stage.witness.borrow_mut().records.promise(kind, note);
}

fn accepted(answer: &StepAnswer) -> Option<&NewCookies> {
    match answer {
        StepAnswer::Next(cookies) | StepAnswer::Return(_, cookies) => Some(cookies),
        _ => None,
    }
    .filter(|cookies| cookies.session.is_some())
}

/// The browser has a new session; the one that it sent along is over, and what came from it goes on
/// when it is the same person.
fn entered(
    stage: &Stage,
    (whose, visitor): (usize, &Visitor),
    typing: &Typing<'_>,
    (cookies, note): (&NewCookies, Note),
) -> Held {
    let mut witness = stage.witness.borrow_mut();
    let held = Held {
        person: whose,
        name: witness.inside.name(),
        born: note.last,
        since: note.at,
        seen: note.at,
    };
    if let Some(former) = visitor.session {
        witness.inside.followed(former, held, note.last);
    }
    let judged = witness.inside.entered(whose, note.last);
    witness.records.promise(AuditKind::KeyUsed, note);
    witness.records.promise(AuditKind::LoginSucceeded, note);
    drop(witness);
    judge(stage, judged);
    let mut jar = typing.jar.borrow_mut();
    jar.keep(cookies);
    jar.session = Some(held);
    if cookies.device.is_some() {
        jar.known_to = Some(whose);
    }
    stage.people.borrow_mut()[whose].activated = true;
    stage.count("logins");
    held
}

/// How an attempt ended, from its answer.
fn ended(
    stage: &Stage,
    answer: &Result<(StepAnswer, Note), Lost>,
    (note, right): (Note, bool),
) -> Ended {
    let reserved = note.first_write;
    let problem = match answer {
        Err(Lost) => {
            return Ended::Lost {
                at: reserved,
                right: right.then_some(note.last),
            };
        }
        Ok((StepAnswer::Stay(_, problem), _)) => problem,
        Ok(_) => return Ended::Other { at: reserved },
    };
    match problem {
        Problem::PasswordMismatch | Problem::KeyMismatch { .. } => Ended::Wrong {
            at: reserved.unwrap_or(0),
        },
        Problem::Wait(_) | Problem::Exhausted => {
            promise(stage, AuditKind::LaneClosed, note);
            Ended::Closed {
                at: note.last,
                for_good: *problem == Problem::Exhausted,
            }
        }
        _ => Ended::Other { at: reserved },
    }
}

fn tell(stage: &Stage, what: &str, answer: Result<&StepAnswer, &Lost>) {
    let actor = stage.turns.current();
    let heard = match answer {
        Ok(StepAnswer::Next(_)) => "on".to_owned(),
        Ok(StepAnswer::Stay(_, problem)) => format!("{problem:?}"),
        Ok(StepAnswer::Return(..)) => "back to the service".to_owned(),
        Ok(StepAnswer::Away(_)) => "to another provider".to_owned(),
        Ok(StepAnswer::Gone(gone)) => format!("{gone:?}"),
        Err(Lost) => "nothing".to_owned(),
    };
    stage.say(&format!("a{actor} {what}: {heard}"));
}
