//! Linking the work e-mail: asking for codes, reading the mailbox, typing what stands there.

use crate::errand::{Onward, Walk, after_problem};
use crate::post::{CodeMail, drain};
use crate::prompt::promise;
use crate::stage::{Lost, Stage};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_operations::answer::{Problem, StepAnswer};

/// Wrong codes that one login takes (design.md section 4).
const TRIES: u32 = 5;

/// The codes of one login.
#[derive(Default)]
pub struct Codes {
    /// When mails were ordered, for sure.
    sent: Vec<Timestamp>,
    /// When mails were ordered, perhaps.
    perhaps_sent: Vec<Timestamp>,
    /// Codes that were looked at and found wrong.
    wrong: u32,
    /// All tries are used up.
    over: bool,
    /// A code was typed and nothing was heard.
    lost: bool,
}

/// "Send e-mail".
pub async fn send(stage: &Stage, walk: &mut Walk) -> Result<Onward, Lost> {
    let visitor = walk.jar.borrow().clone();
    let sent = visitor.send(stage, walk.login).await;
    let note = stage.turns.note();
    let Ok((answer, _)) = sent else {
        walk.codes.perhaps_sent.push(note.at);
        return Err(Lost);
    };
    match answer {
        StepAnswer::Next(_) => {
            walk.codes.sent.push(note.at);
            promise(stage, AuditKind::LinkCodeSent, note);
            stage.count("codes sent");
            Ok(Onward::Look)
        }
        StepAnswer::Gone(_) => Ok(Onward::Leave),
        answer => Ok(after_problem(stage, &answer).await),
    }
}

/// Reads the mailbox and types a code: mostly the newest one, sometimes an earlier one, sometimes
/// too late, sometimes a wrong one.
pub async fn code(stage: &Stage, walk: &mut Walk) -> Result<Onward, Lost> {
    let dice = &stage.dice;
    drain(stage).await;
    stage.pass(dice.between(5, 40)).await;
    let mails = codes_of(stage, walk.who);
    let Some(newest) = mails.last() else {
        if dice.permille(300) {
            return Ok(Onward::Leave);
        }
        return resend(stage, walk).await;
    };
    if dice.permille(100) {
        return resend(stage, walk).await;
    }
    if dice.permille(40) {
        return Ok(Onward::Leave);
    }
    let mail = match dice.below(100) {
        0..10 => dice.pick(&mails).clone(),
        _ => newest.clone(),
    };
    if dice.permille(60) {
        stage.pass(310).await;
    }
    let typed = match dice.below(100) {
        0..12 => crate::errand::wrong_key(&mail.code),
        12..16 => "12 34".to_owned(),
        _ => mail.code.clone(),
    };
    type_code(stage, walk, (&typed, &mail)).await
}

async fn resend(stage: &Stage, walk: &mut Walk) -> Result<Onward, Lost> {
    stage.pass(stage.dice.between(10, 60)).await;
    send(stage, walk).await
}

fn codes_of(stage: &Stage, who: usize) -> Vec<CodeMail> {
    let addresses = stage.people.borrow()[who].work_emails.clone();
    let post = stage.post.borrow();
    let mut codes: Vec<_> = addresses.iter().flat_map(|to| post.codes(to)).collect();
    codes.sort_by_key(|mail| mail.ordered_at);
    codes
}

async fn type_code(
    stage: &Stage,
    walk: &mut Walk,
    (typed, mail): (&str, &CodeMail),
) -> Result<Onward, Lost> {
    let visitor = walk.jar.borrow().clone();
    let answer = visitor.code(stage, walk.login, typed).await;
    let note = stage.turns.note();
    let Ok((answer, _)) = answer else {
        walk.codes.lost = true;
        return Err(Lost);
    };
    let actor = stage.turns.current();
    match &answer {
        StepAnswer::Next(_) if !walk.codes.lost => {
            stage.say(&format!("a{actor} p{} linked by a code", walk.who));
            stage.count("codes accepted");
            let mailed = typed == mail.code;
            if let Err(what) = accepted(stage, walk, (mailed.then_some(mail), note.at)) {
                stage.violated(what);
            }
            Ok(Onward::Look)
        }
        StepAnswer::Stay(_, problem) => {
            stage.say(&format!("a{actor} p{} code: {problem:?}", walk.who));
            if matches!(problem, Problem::CodeMismatch { .. }) {
                walk.codes.wrong += 1;
                promise(stage, AuditKind::LinkCodeRefused, note);
            }
            if walk.codes.wrong >= TRIES {
                stage.violated("five wrong codes and still one more may be typed".to_owned());
            }
            match problem {
                Problem::CodeTries => {
                    walk.codes.over = true;
                    // Some try all the same: nothing must come of it.
                    let again = stage.dice.permille(500);
                    Ok(if again { Onward::Look } else { Onward::Leave })
                }
                Problem::CodeExpired => resend(stage, walk).await,
                _ => Ok(after_problem(stage, &answer).await),
            }
        }
        StepAnswer::Gone(_) => Ok(Onward::Leave),
        _ => Ok(Onward::Look),
    }
}

/// What must be so when a code was accepted.
fn accepted(
    stage: &Stage,
    walk: &Walk,
    (mail, at): (Option<&CodeMail>, Timestamp),
) -> Result<(), String> {
    let Some(mail) = mail else {
        return Err("a code that was never mailed was accepted".to_owned());
    };
    if walk.codes.over {
        return Err("a code was accepted after five wrong ones".to_owned());
    }
    if at >= mail.valid_until {
        return Err("a code was accepted after its five minutes".to_owned());
    }
    let codes = &walk.codes;
    let newest = codes.sent.last().copied();
    if Some(mail.ordered_at) == newest || codes.perhaps_sent.contains(&mail.ordered_at) {
        let addresses = stage.people.borrow()[walk.who].work_emails.clone();
        let post = stage.post.borrow();
        let newer = |sent: &Timestamp| {
            let stored = addresses.iter().any(|to| post.ordered_at(to, *sent));
            *sent > mail.ordered_at && stored
        };
        let later = codes.sent.iter().chain(&codes.perhaps_sent).any(newer);
        return match later {
            true => Err("a code was accepted, and a newer one had been sent".to_owned()),
            false => Ok(()),
        };
    }
    Err("a code of another login or an earlier mail was accepted".to_owned())
}
