//! Phishers: they have a password and a photograph of some keys, or the holder on the line.

use crate::deployment::SERVICES;
use crate::errand::{Begun, begin, wrong_key};
use crate::prompt::{self, Typing, shown};
use crate::service::arrive;
use crate::stage::{Lost, Stage};
use crate::stranger::on_to_password;
use crate::visitor::{Jar, Visitor};
use lykill_core::id::LoginId;
use lykill_operations::answer::{KeyView, Leave, StepAnswer, StepView};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Keys on the photograph.
const SEEN: usize = 20;

/// Restarts logins until a number comes up whose key is known; it must never help.
pub async fn with_photograph(stage: Rc<Stage>, whose: usize) {
    let Some(seen) = photograph(&stage, whose) else {
        return;
    };
    let jar = Visitor::at_home(50 + stage.dice.below(40));
    for _ in 0..stage.dice.between(2, 8) {
        let Ok(Some((login, view))) = asked(&stage, &jar, whose).await else {
            continue;
        };
        let known = seen.get(&(view.card.clone(), view.number)).cloned();
        match known {
            Some(key) => {
                stage.count("phishers with a lucky number");
                return enter(&stage, &jar, (whose, login), (&view, &key)).await;
            }
            None if stage.dice.permille(150) => {
                let key = stage.dice.pick(&[0, 111_111, 123_456, 999_999]);
                let key = format!("{key:06}");
                enter(&stage, &jar, (whose, login), (&view, &key)).await;
            }
            None => stage.pass(stage.dice.between(1, 60)).await,
        }
    }
}

/// Asks the holder for the key of the number that is asked, and is inside: an honest limit of
/// printed keys. The card is blocked soon after.
pub async fn with_relay(stage: Rc<Stage>, whose: usize) {
    let jar = Visitor::at_home(90 + stage.dice.below(10));
    let Ok(Some((login, view))) = asked(&stage, &jar, whose).await else {
        return;
    };
    let key = stage.people.borrow()[whose].reads(&view.card, view.number);
    let Some(key) = key else {
        return;
    };
    stage.count("phishers with a relay");
    let key = if stage.dice.permille(100) {
        wrong_key(&key)
    } else {
        key
    };
    enter(&stage, &jar, (whose, login), (&view, &key)).await;
}

/// Some keys of the cards at hand, by card and number.
fn photograph(stage: &Stage, whose: usize) -> Option<BTreeMap<(String, u16), String>> {
    let people = stage.people.borrow();
    let paper = people[whose].papers.last()?;
    let all: Vec<_> = paper.keys.iter().collect();
    let start = stage.dice.below(all.len());
    let seen = all.iter().cycle().skip(start).take(SEEN);
    let key = |(number, key): &(&u16, &String)| ((paper.label.clone(), **number), (*key).clone());
    Some(seen.map(key).collect())
}

/// A login with the stolen password, up to its number.
async fn asked(stage: &Stage, jar: &Jar, whose: usize) -> Result<Option<(LoginId, KeyView)>, Lost> {
    let Begun::Login(login) = begin(stage, jar, (SERVICES[1], true)).await else {
        return Ok(None);
    };
    on_to_password(stage, jar, login).await?;
    let (user_id, password) = {
        let person = &stage.people.borrow()[whose];
        (person.user_id.clone(), person.password.clone())
    };
    let typing = Typing {
        jar,
        login,
        whose: Some(whose),
        typed: &password,
        heard_all: true,
    };
    prompt::password(stage, &user_id, &typing).await?;
    let visitor = jar.borrow().clone();
    let Ok(view) = visitor.look(stage, login).await? else {
        return Ok(None);
    };
    let StepView::Key(view) = view.step else {
        return Ok(None);
    };
    shown(stage, &view);
    Ok(Some((login, view)))
}

async fn enter(
    stage: &Stage,
    jar: &Jar,
    (whose, login): (usize, LoginId),
    (view, key): (&KeyView, &str),
) {
    let typing = Typing {
        jar,
        login,
        whose: Some(whose),
        typed: key,
        heard_all: true,
    };
    let Ok((answer, Some(held))) = prompt::key(stage, view, &typing).await else {
        return;
    };
    stage.count("phishers inside");
    stage.reports.borrow_mut().push(whose);
    if let StepAnswer::Return(Leave::To(url), _) = answer {
        arrive(stage, jar, 1, (&url, held)).await;
    }
}
