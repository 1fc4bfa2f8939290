//! What leaves the house: the outbox is drained as the worker drains it, through a gateway that
//! fails in two ways; paper lies at the print house, and then takes days.

use crate::citizen::Paper;
use crate::deployment::PROFILE;
use crate::dice::Dice;
use crate::outcome::{done, expire, failed, give_up};
use crate::stage::{Lost, Stage};
use lykill_core::id::{CardId, OutboxId};
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, Timestamp};
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::age::civil_today;
use lykill_issuer::types::{CardState, PrintJob};
use lykill_operations::Context;
use lykill_store::{
    Commit, OutboxLane, OutboxRow, card_fetch, eid_by_person, outbox_due, outbox_take,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// As the worker's: rows taken at once, and for how long.
const BATCH: u32 = 8;
const LEASE: Duration = minutes(2);

/// The two ways in which a gateway fails.
const NOT_STORED: &str = "error, not stored";
const STORED: &str = "error, stored";

/// An e-mail with a code, as it lies in a mailbox.
#[derive(Debug, Clone)]
pub struct CodeMail {
    /// The code.
    pub code: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When the code ends.
    pub valid_until: Timestamp,
}

/// What will lie in somebody's letter box.
#[derive(Clone)]
enum Letter {
    Card(Paper),
    Welcome(String),
    TemporaryPassword(String),
    /// What happened, for who can be told in no other way.
    Notice,
}

/// A letter under way, and to whom.
struct Posted {
    arrives: Timestamp,
    job: OutboxId,
    to: usize,
    letter: Letter,
}

/// Letters in a thousand that come back.
const RETURNED: usize = 60;

/// All that left the house.
pub struct Post {
    dice: Dice,
    sent: BTreeMap<OutboxId, (EffectKind, u32)>,
    cards: BTreeMap<CardId, OutboxId>,
    letters: BTreeMap<String, OutboxId>,
    mailboxes: BTreeMap<String, Vec<CodeMail>>,
    printed: BTreeMap<String, BTreeMap<u16, String>>,
    queued: BTreeMap<OutboxId, (usize, Letter)>,
    posted: BTreeMap<OutboxId, usize>,
    days: BTreeMap<(usize, jiff::civil::Date), OutboxId>,
    on_the_way: Vec<Posted>,
    /// What came back, and from whom.
    pub came_back: Vec<(usize, OutboxId)>,
    /// Letters that only tell something.
    notices: BTreeSet<OutboxId>,
    tried: BTreeSet<(&'static str, &'static str)>,
    down: bool,
}

/// How one delivery went.
enum Delivery {
    /// It was handed over; on paper it lies in a print queue.
    Done(Option<Box<PrintJob>>),
    Failed,
    Impossible,
}

impl Post {
    /// Nothing was sent yet.
    pub const fn new(dice: Dice) -> Self {
        Self {
            dice,
            sent: BTreeMap::new(),
            cards: BTreeMap::new(),
            letters: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            printed: BTreeMap::new(),
            queued: BTreeMap::new(),
            posted: BTreeMap::new(),
            days: BTreeMap::new(),
            on_the_way: Vec::new(),
            came_back: Vec::new(),
            notices: BTreeSet::new(),
            tried: BTreeSet::new(),
            down: false,
        }
    }

    /// The key of a number, as it was printed.
    pub fn key(&self, label: &str, number: u16) -> Option<&str> {
        self.printed.get(label)?.get(&number).map(String::as_str)
    }

    /// The codes in a mailbox, oldest first.
    pub fn codes(&self, address: &str) -> Vec<CodeMail> {
        let mut codes = self.mailboxes.get(address).cloned().unwrap_or_default();
        codes.sort_by_key(|mail| mail.ordered_at);
        codes
    }

    /// Whether a mail with a code was ordered at this moment to an address and has arrived.
    pub fn ordered_at(&self, address: &str, at: Timestamp) -> bool {
        self.codes(address).iter().any(|mail| mail.ordered_at == at)
    }

    /// A day begins: on some, the gateways are out of order.
    pub fn new_day(&mut self) {
        self.down = self.dice.permille(60);
    }

    /// Whether a gateway fails in one of its two ways now: often while it never has.
    fn fails(&mut self, kind: &'static str, way: &'static str) -> bool {
        let usual = if self.down { 900 } else { 60 };
        let often = if self.tried.contains(&(kind, way)) {
            usual
        } else {
            500
        };
        let fails = self.dice.permille(often);
        if fails {
            self.tried.insert((kind, way));
        }
        fails
    }

    /// The print house prints a job and posts it, once. Gives to whom, when that is new.
    pub fn print(&mut self, job: OutboxId, now: Timestamp) -> Option<usize> {
        let (to, letter) = self.queued.remove(&job)?;
        self.posted.insert(job, to);
        if matches!(letter, Letter::Notice) {
            self.notices.insert(job);
        }
        if let Letter::Card(paper) = &letter {
            self.printed.insert(paper.label.clone(), paper.keys.clone());
        }
        let arrives = now + days(self.dice.between(1, 3));
        self.on_the_way.push(Posted {
            arrives,
            job,
            to,
            letter,
        });
        Some(to)
    }

    /// Whether a job was printed before.
    pub fn is_posted(&self, job: OutboxId) -> bool {
        self.posted.contains_key(&job)
    }

    /// A job counts as posted: no other one to the same person on the same day.
    pub fn acknowledged(&mut self, job: OutboxId, at: Timestamp) -> Result<(), String> {
        let Some(to) = self.posted.get(&job) else {
            return Err(format!("{job} was acknowledged and never posted"));
        };
        // What is told does not wait for another letter's day.
        if self.notices.contains(&job) {
            return Ok(());
        }
        let day = civil_today(at, PROFILE);
        let other = self.days.entry((*to, day)).or_insert(job);
        match *other == job {
            true => Ok(()),
            false => Err(format!("{other} and {job} were posted to p{to} on {day}")),
        }
    }

    /// The gateway takes something over. What comes a second time under the same id is the same
    /// thing, and its recipient has it once.
    fn take(&mut self, row: &OutboxRow, effect: &EffectKind) -> Result<bool, String> {
        let (before, times) = self.sent.entry(row.id).or_insert((effect.clone(), 0));
        *times += 1;
        if before != effect {
            return Err(format!(
                "{} was delivered twice as different things",
                row.id
            ));
        }
        if *times > 1 {
            return Ok(false);
        }
        let twice = match effect {
            EffectKind::KeyCard { card, .. } => self.cards.insert(*card, row.id),
            EffectKind::TemporaryPasswordLetter { password, .. } => {
                self.letters.insert(password.clone(), row.id)
            }
            EffectKind::WelcomeLetter { letter_number, .. } => {
                self.letters.insert(letter_number.clone(), row.id)
            }
            _ => None,
        };
        match twice {
            Some(other) => Err(format!("{} and {other} are one letter, sent twice", row.id)),
            None => Ok(true),
        }
    }
}

/// The postman brings what is due by now; some of it he brings back.
pub fn bring(stage: &Stage) {
    let now = stage.now();
    let mut post = stage.post.borrow_mut();
    let letters = std::mem::take(&mut post.on_the_way);
    let (due, later): (Vec<_>, Vec<_>) = letters.into_iter().partition(|one| one.arrives <= now);
    post.on_the_way = later;
    let mut people = stage.people.borrow_mut();
    for Posted {
        job, to, letter, ..
    } in due
    {
        let citizen = &mut people[to];
        // A notice goes to where somebody lived, too: nothing follows from its return.
        if !matches!(letter, Letter::Notice) && post.dice.permille(RETURNED) {
            post.came_back.push((to, job));
            continue;
        }
        match letter {
            Letter::Card(paper) => citizen.papers.push(paper),
            Letter::Welcome(number) => citizen.letter_number = Some(number),
            Letter::TemporaryPassword(password) => citizen.temporary = Some(password),
            Letter::Notice => {}
        }
    }
}

/// Drains the outbox once, as the worker does: at most a batch. Gives how many it took.
pub async fn drain(stage: &Stage) -> usize {
    let taken = taken(stage).await;
    let rows = taken.unwrap_or_default();
    let mut delivered = Vec::new();
    for row in &rows {
        match deliver(stage, row).await {
            Delivery::Done(job) => delivered.push((row.id, job.map(|job| *job))),
            Delivery::Failed => failed(stage, row).await,
            Delivery::Impossible => give_up(stage, row).await,
        }
    }
    if !delivered.is_empty() {
        let told = stage.ask(("deliver: done", None), async move |ctx: Context, call| {
            done(&ctx, call, delivered).await
        });
        let _the_lease_ends = told.await;
    }
    rows.len()
}

async fn taken(stage: &Stage) -> Result<Vec<OutboxRow>, Lost> {
    let due = stage.ask(("deliver: look", None), async move |ctx: Context, _| {
        let now = ctx.now();
        let due = ctx
            .db
            .read(move |tx| Box::pin(outbox_due(tx, OutboxLane::Post, now)))
            .await?;
        Ok(due)
    });
    let (due, _) = due.await?;
    if due.expire {
        let expired = stage.ask(
            ("deliver: expire", None),
            async move |ctx: Context, call| expire(&ctx, call).await,
        );
        expired.await?;
    }
    if !due.take {
        return Ok(Vec::new());
    }
    let take = stage.ask(("deliver: take", None), async move |ctx: Context, _| {
        let now = ctx.now();
        let take = ctx.db.write(move |tx| {
            let due = (OutboxLane::Post, now);
            Box::pin(async move { Ok(Commit(outbox_take(tx, due, LEASE, BATCH).await?)) })
        });
        Ok(take.await?)
    });
    Ok(take.await?.0)
}

/// Hands one row over: stored and acknowledged, not stored, or stored and not acknowledged.
async fn deliver(stage: &Stage, row: &OutboxRow) -> Delivery {
    let Some(effect) = opened(stage, row) else {
        stage.violated(format!("{} does not open", row.id));
        return Delivery::Impossible;
    };
    let now = stage.now();
    if now >= row.expires_at {
        return Delivery::Failed;
    }
    if now + minutes(5) < row.not_before {
        stage.violated(format!("{} was taken before its time", row.id));
    }
    let kind = effect.word();
    if stage.post.borrow_mut().fails(kind, NOT_STORED) {
        stage.count(format!("gateway: {kind}: {NOT_STORED}"));
        return Delivery::Failed;
    }
    let letter = match letter(stage, row, &effect).await {
        Ok(letter) => letter,
        Err(Lost) => return Delivery::Impossible,
    };
    let taken = stage.post.borrow_mut().take(row, &effect);
    match taken {
        Err(what) => stage.violated(what),
        Ok(true) => arrive(stage, row.id, (&effect, letter)),
        Ok(false) => stage.count(format!("gateway: {kind}: again, as the same")),
    }
    if stage.post.borrow_mut().fails(kind, STORED) {
        stage.count(format!("gateway: {kind}: {STORED}"));
        return Delivery::Failed;
    }
    stage.count(format!("gateway: {kind}"));
    let queued = PrintJob::queued(row.id, &effect, row.person, now);
    Delivery::Done(queued.map(Box::new))
}

fn opened(stage: &Stage, row: &OutboxRow) -> Option<EffectKind> {
    let place = Aad {
        table: "outbox",
        row: row.id.as_bytes(),
        owner: row.person.as_bytes(),
    };
    let keys = stage.keys();
    let plain = keys.seal().open(&place, row.body.as_ref()?).ok()?;
    serde_json::from_slice(plain.expose()).ok()
}

/// What somebody will hold in the hand, if it is a letter. A card that was blocked is not printed.
async fn letter(
    stage: &Stage,
    row: &OutboxRow,
    effect: &EffectKind,
) -> Result<Option<(usize, Letter)>, Lost> {
    let letter = match effect {
        EffectKind::KeyCard { card, .. } => {
            let id = *card;
            let db = stage.db();
            let fetched = db.read(move |tx| Box::pin(card_fetch(tx, id)));
            let card = fetched.await.expect("a database").ok_or(Lost)?;
            if matches!(card.state, CardState::Blocked { .. }) {
                return Err(Lost);
            }
            let pairs = lykill_delivery::card_keys(&stage.keys(), &card).map_err(|_| Lost)?;
            let numbered = |(number, key): (String, String)| Some((number.parse().ok()?, key));
            Letter::Card(Paper {
                label: card.label.to_string(),
                keys: pairs.into_iter().filter_map(numbered).collect(),
            })
        }
        EffectKind::WelcomeLetter { letter_number, .. } => Letter::Welcome(letter_number.clone()),
        EffectKind::TemporaryPasswordLetter { password, .. } => {
            Letter::TemporaryPassword(password.clone())
        }
        EffectKind::NoticeLetter { .. } => Letter::Notice,
        _ => return Ok(None),
    };
    let person = row.person;
    let db = stage.db();
    let found = db.read(move |tx| Box::pin(eid_by_person(tx, person)));
    let eids = found.await.expect("a database");
    let user_id = eids.first().map(|eid| eid.user_id.as_str().to_owned());
    let people = stage.people.borrow();
    let person = people
        .iter()
        .position(|one| Some(&one.user_id) == user_id.as_ref());
    Ok(person.map(|person| (person, letter)))
}

fn arrive(stage: &Stage, id: OutboxId, (effect, letter): (&EffectKind, Option<(usize, Letter)>)) {
    let mut post = stage.post.borrow_mut();
    if let EffectKind::LinkCodeEmail {
        to,
        code,
        valid_until,
        ..
    } = effect
    {
        let mail = CodeMail {
            code: code.clone(),
            ordered_at: *valid_until - minutes(5),
            valid_until: *valid_until,
        };
        post.mailboxes.entry(to.clone()).or_default().push(mail);
    }
    if let Some(letter) = letter {
        post.queued.insert(id, letter);
    }
}
