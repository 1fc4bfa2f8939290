//! The days of a run: who does what when, what goes wrong, and the review of each evening.

use crate::citizen::Citizen;
use crate::deployment::SERVICES;
use crate::stage::{EngineChoice, Failure, NODES, Report, Stage};
use crate::turns::{Act, Crash, Rates};
use crate::witness::review;
use crate::{administrator, errand, phisher, post, press, stranger};
use lykill_core::Timestamp;
use lykill_core::time::{days, minutes};
use std::rc::Rc;
use std::time::Duration;

/// What to simulate.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The seed: the same one gives the same run.
    pub seed: u64,
    /// Days.
    pub days: u64,
    /// People.
    pub people: usize,
    /// The engine.
    pub engine: EngineChoice,
    /// Whether things go wrong by themselves: crashes, faults, clocks.
    pub faults: bool,
    /// Whether every line of the trace is written to standard error.
    pub aloud: bool,
}

impl Options {
    /// The command that runs this again: with all that the run depends on.
    pub fn replay(&self) -> String {
        let Self {
            seed,
            days,
            people,
            engine,
            faults,
            aloud: _,
        } = self;
        let engine = match engine {
            EngineChoice::Sqlite => "",
            EngineChoice::Postgres => " --engine postgres",
        };
        let calm = if *faults { "" } else { " --calm" };
        format!("cargo xtask simulate --days {days} --people {people} --seed {seed}{engine}{calm}")
    }
}

/// Runs a simulation; `each_day` hears of each day that is over.
///
/// # Errors
/// [`Failure`] with the first thing that cannot be, and the end of the trace.
pub async fn run(options: Options, each_day: impl Fn(u64)) -> Result<Report, Box<Failure>> {
    let stage = Stage::open(options.seed, options.engine, options.aloud).await;
    let stage = Rc::new(stage);
    let dice = stage.dice.clone();
    let people = (0..options.people).map(|index| Citizen::new(index, &dice));
    stage.people.borrow_mut().extend(people);
    let first = stage.now();
    if options.faults {
        stage.turns.set_rates(Rates::USUAL);
    }
    together(&stage, vec![open(Rc::clone(&stage))]).await;
    for day in 0..options.days {
        let morning = first + days(day);
        one_day(&stage, morning, options.faults).await;
        let everybody = day + 1 == options.days;
        if let Err(what) = review(&stage, everybody).await {
            stage.violated(what);
        }
        if let Some(failure) = stage.failure() {
            return Err(Box::new(failure));
        }
        each_day(day + 1);
    }
    Ok(stage.report())
}

/// The first morning: companies, services, and most of the people.
fn open(stage: Rc<Stage>) -> Act {
    Box::pin(async move {
        administrator::furnish(&stage).await;
        let people = stage.people.borrow().len();
        for who in 0..people {
            if stage.dice.permille(850) {
                administrator::register(&stage, who).await;
            }
        }
        for which in [0, 1] {
            administrator::import(&stage, which).await;
        }
    })
}

async fn together(stage: &Rc<Stage>, acts: Vec<Act>) {
    let on = Rc::clone(stage);
    let restart = async |crash| on.restart(crash).await;
    stage.turns.run(acts, restart).await;
}

async fn one_day(stage: &Rc<Stage>, morning: Timestamp, faults: bool) {
    stage.say("a day begins");
    stage.post.borrow_mut().new_day();
    let mut agenda = agenda(stage);
    agenda.sort_by_key(|(minute, _)| *minute);
    let mut agenda = agenda.into_iter().peekable();
    while let Some((minute, act)) = agenda.next() {
        let begins = morning + minutes(minute);
        if stage.now() < begins {
            stage.clock.set(begins);
        }
        post::bring(stage);
        let mut acts = vec![act];
        for _ in 0..stage.dice.below(4) {
            acts.extend(agenda.next().map(|(_, act)| act));
        }
        together(stage, acts).await;
        if stage.witness.borrow().violation.is_some() {
            return;
        }
        if faults && stage.dice.permille(40) {
            turn_clock(stage);
        }
    }
    night(stage, morning, faults).await;
}

/// A clock is set: back by less than a start under it would refuse, or forward by hours.
fn turn_clock(stage: &Stage) {
    let now = stage.now();
    let dice = &stage.dice;
    if dice.permille(500) {
        stage
            .clock
            .set(now - Duration::from_secs(dice.between(1, 240)));
        stage.say("the clock goes back");
        stage.count("clock set back");
    } else {
        stage.clock.advance(minutes(dice.between(1, 90)));
        stage.say("the clock goes forward");
        stage.count("clock set forward");
    }
}

/// The post is handed over, old rows go, and sometimes everything is started again.
async fn night(stage: &Rc<Stage>, morning: Timestamp, faults: bool) {
    let evening = morning + minutes(16 * 60);
    if stage.now() < evening {
        stage.clock.set(evening);
    }
    let on = Rc::clone(stage);
    let act: Act = Box::pin(async move {
        for _ in 0..60 {
            if post::drain(&on).await == 0 {
                break;
            }
        }
        press::watch(&on).await;
        administrator::purge(&on).await;
    });
    together(stage, vec![act]).await;
    if faults && stage.dice.permille(100) {
        stage.restart(Crash::All).await;
    }
    if faults && stage.dice.permille(150) {
        stage.restart(Crash::Node(stage.dice.below(NODES))).await;
    }
    post::bring(stage);
}

/// Everything that somebody does today, with its minute after the morning.
fn agenda(stage: &Rc<Stage>) -> Vec<(u64, Act)> {
    let mut agenda = Vec::new();
    errands(stage, &mut agenda);
    attacks(stage, &mut agenda);
    administration(stage, &mut agenda);
    agenda
}

fn minute(stage: &Stage) -> u64 {
    stage.dice.between(0, 15 * 60)
}

fn errands(stage: &Rc<Stage>, agenda: &mut Vec<(u64, Act)>) {
    let people = stage.people.borrow();
    let dice = &stage.dice;
    for (who, person) in people.iter().enumerate() {
        if !person.registered {
            continue;
        }
        let times = person.habit / 1000 + usize::from(dice.permille(person.habit % 1000));
        for _ in 0..times {
            let jar = dice.pick(&person.browsers);
            let at = minute(stage);
            // A second tab now and then, in the same browser and at the same time.
            let tabs = if dice.permille(120) { 2 } else { 1 };
            for _ in 0..tabs {
                let own = person.company.map_or(0, |company| 2 + company);
                let service = match dice.below(100) {
                    0..50 => own,
                    50..97 => dice.below(2),
                    _ => dice.below(SERVICES.len()),
                };
                let act = errand::errand(Rc::clone(stage), who, Rc::clone(jar), service);
                agenda.push((at, Box::pin(act)));
            }
        }
    }
}

fn attacks(stage: &Rc<Stage>, agenda: &mut Vec<(u64, Act)>) {
    let dice = &stage.dice;
    let people = stage.people.borrow().len();
    for _ in 0..=people / 25 {
        if dice.permille(400) {
            let whose = dice.permille(850).then(|| dice.below(people));
            let act = stranger::guess(Rc::clone(stage), whose, 1 + dice.below(7));
            agenda.push((minute(stage), Box::pin(act)));
        }
        if dice.permille(400) {
            let act = stranger::replay(Rc::clone(stage));
            agenda.push((minute(stage), Box::pin(act)));
        }
        if dice.permille(150) {
            let act = phisher::with_photograph(Rc::clone(stage), dice.below(people));
            agenda.push((minute(stage), Box::pin(act)));
        }
        if dice.permille(60) {
            let act = phisher::with_relay(Rc::clone(stage), dice.below(people));
            agenda.push((minute(stage), Box::pin(act)));
        }
    }
    // Somebody has the whole night for one victim.
    if dice.permille(120) {
        let act = stranger::guess(Rc::clone(stage), Some(dice.below(people)), 60);
        agenda.push((15 * 60 + 30, Box::pin(act)));
    }
}

fn administration(stage: &Rc<Stage>, agenda: &mut Vec<(u64, Act)>) {
    let dice = stage.dice.clone();
    let people = stage.people.borrow().len();
    let mut plan = |act: Act| agenda.push((minute(stage), act));
    let on = || Rc::clone(stage);
    for whose in std::mem::take(&mut *stage.reports.borrow_mut()) {
        let stage = on();
        plan(Box::pin(async move {
            administrator::replace(&stage, whose).await
        }));
    }
    for who in 0..people {
        let (registered, blocked) = {
            let person = &stage.people.borrow()[who];
            (person.registered, person.blocked)
        };
        let awaits = {
            let person = &stage.people.borrow()[who];
            registered && !person.at_the_desk && !person.activated && !blocked
        };
        let stage = on();
        if awaits && dice.permille(50) {
            let again = on();
            plan(Box::pin(async move {
                administrator::reissue(&again, who).await;
            }));
        }
        if !registered && dice.permille(100) {
            plan(Box::pin(async move {
                administrator::register(&stage, who).await
            }));
        } else if registered && !blocked && dice.rarely(200) {
            plan(Box::pin(async move {
                administrator::block_eid(&stage, who).await
            }));
        } else if registered && dice.permille(4) {
            plan(Box::pin(async move {
                administrator::replace(&stage, who).await
            }));
        } else if registered && dice.permille(6) {
            plan(Box::pin(
                async move { administrator::order(&stage, who).await },
            ));
        }
    }
    for which in [0, 1] {
        let stage = on();
        if dice.permille(120) {
            plan(Box::pin(async move {
                administrator::import(&stage, which).await
            }));
        }
    }
    // The outbox is drained before the print house looks, too.
    for _ in 0..2 {
        let stage = on();
        plan(Box::pin(async move {
            post::drain(&stage).await;
            press::round(stage).await;
        }));
    }
    let stage = on();
    if dice.permille(150) {
        plan(Box::pin(
            async move { administrator::release(&stage).await },
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_replayed_with_all_that_it_depends_on() {
        let usual = Options {
            seed: 7,
            days: 30,
            people: 50,
            engine: EngineChoice::Sqlite,
            faults: true,
            aloud: true,
        };
        let command = "cargo xtask simulate --days 30 --people 50 --seed 7";
        assert_eq!(usual.replay(), command);
        let other = Options {
            engine: EngineChoice::Postgres,
            faults: false,
            ..usual
        };
        assert_eq!(
            other.replay(),
            format!("{command} --engine postgres --calm")
        );
    }
}
