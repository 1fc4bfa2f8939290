//! What leaves the house: the outbox is drained as the worker drains it, through a gateway that
//! fails in two ways, and letters take days.

use crate::citizen::Paper;
use crate::dice::Dice;
use crate::stage::{Lost, Stage};
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, CardId, OutboxId};
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, Timestamp};
use lykill_crypto::pure::seal::Aad;
use lykill_delivery::{ATTEMPTS_MAX, next_attempt};
use lykill_issuer::types::CardState;
use lykill_operations::{Call, Context};
use lykill_store::{
    Commit, OutboxLane, OutboxRow, audit_insert, card_fetch, eid_by_person, outbox_dead,
    outbox_done, outbox_due, outbox_expire, outbox_retry, outbox_take,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// As the worker's: rows taken at once, and for how long.
const BATCH: u32 = 8;
const LEASE: Duration = minutes(2);
/// Rows whose time is over that are erased at once.
const EXPIRED: u32 = 100;

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
enum Letter {
    Card(Paper),
    TemporaryPassword(String),
}

/// All that left the house.
pub struct Post {
    dice: Dice,
    sent: BTreeMap<OutboxId, (EffectKind, u32)>,
    cards: BTreeMap<CardId, OutboxId>,
    passwords: BTreeMap<String, OutboxId>,
    mailboxes: BTreeMap<String, Vec<CodeMail>>,
    printed: BTreeMap<String, BTreeMap<u16, String>>,
    on_the_way: Vec<(Timestamp, usize, Letter)>,
    tried: BTreeSet<(&'static str, &'static str)>,
    down: bool,
}

/// How one delivery went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Done,
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
            passwords: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            printed: BTreeMap::new(),
            on_the_way: Vec::new(),
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
            EffectKind::TemporaryPasswordLetter { .. } => {
                self.passwords.insert(row.person.to_string(), row.id)
            }
            _ => None,
        };
        match twice {
            Some(other) => Err(format!("{} and {other} are one letter, sent twice", row.id)),
            None => Ok(true),
        }
    }
}

/// The postman brings what is due by now.
pub fn bring(stage: &Stage) {
    let now = stage.now();
    let letters = std::mem::take(&mut stage.post.borrow_mut().on_the_way);
    let (due, later): (Vec<_>, Vec<_>) = letters.into_iter().partition(|(at, ..)| *at <= now);
    stage.post.borrow_mut().on_the_way = later;
    let mut people = stage.people.borrow_mut();
    for (_, person, letter) in due {
        let citizen = &mut people[person];
        match letter {
            Letter::Card(paper) => citizen.papers.push(paper),
            Letter::TemporaryPassword(password) => citizen.temporary = Some(password),
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
            Delivery::Done => delivered.push(row.id),
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
    let (dice, kind) = (stage.post.borrow().dice.clone(), effect.word());
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
        Ok(true) => arrive(stage, effect, letter, &dice),
        Ok(false) => stage.count(format!("gateway: {kind}: again, as the same")),
    }
    if stage.post.borrow_mut().fails(kind, STORED) {
        stage.count(format!("gateway: {kind}: {STORED}"));
        return Delivery::Failed;
    }
    stage.count(format!("gateway: {kind}"));
    Delivery::Done
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
        EffectKind::TemporaryPasswordLetter { password, .. } => {
            Letter::TemporaryPassword(password.clone())
        }
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

fn arrive(stage: &Stage, effect: EffectKind, letter: Option<(usize, Letter)>, dice: &Dice) {
    let now = stage.now();
    let mut post = stage.post.borrow_mut();
    if let EffectKind::LinkCodeEmail {
        to,
        code,
        valid_until,
        ..
    } = effect
    {
        let mail = CodeMail {
            code,
            ordered_at: valid_until - minutes(5),
            valid_until,
        };
        post.mailboxes.entry(to).or_default().push(mail);
    }
    if let Some((person, letter)) = letter {
        if let Letter::Card(paper) = &letter {
            post.printed.insert(paper.label.clone(), paper.keys.clone());
        }
        let at = now + days(dice.between(1, 3));
        post.on_the_way.push((at, person, letter));
    }
}

async fn failed(stage: &Stage, row: &OutboxRow) {
    let Some(at) = next_attempt(stage.now(), row.attempts, ATTEMPTS_MAX) else {
        return give_up(stage, row).await;
    };
    let id = row.id;
    let told = stage.ask(("deliver: retry", None), async move |ctx: Context, _| {
        let retry = ctx.db.write(move |tx| {
            Box::pin(async move { Ok(Commit(outbox_retry(tx, id, at, "simulated").await?)) })
        });
        Ok(retry.await?)
    });
    let _the_lease_ends = told.await;
}

async fn give_up(stage: &Stage, row: &OutboxRow) {
    let id = row.id;
    let told = stage.ask(
        ("deliver: give up", None),
        async move |ctx: Context, call| {
            let (now, audit) = (ctx.now(), row_of(&ctx, call, AuditKind::DeliveryFailed, id));
            let audit = Arc::new(audit);
            let dead = ctx.db.write(move |tx| {
                let audit = Arc::clone(&audit);
                Box::pin(async move {
                    if outbox_dead(tx, id, now, "simulated").await?.is_spent() {
                        audit_insert(tx, &audit).await?;
                    }
                    Ok(Commit(()))
                })
            });
            Ok(dead.await?)
        },
    );
    let _the_lease_ends = told.await;
}

async fn done(
    ctx: &Context,
    call: Call,
    ids: Vec<OutboxId>,
) -> Result<(), lykill_operations::Error> {
    let now = ctx.now();
    let rows = ids.into_iter();
    let rows: Arc<Vec<_>> = Arc::new(
        rows.map(|id| (id, row_of(ctx, call, AuditKind::Delivered, id)))
            .collect(),
    );
    let done = ctx.db.write(move |tx| {
        let rows = Arc::clone(&rows);
        Box::pin(async move {
            for (id, audit) in rows.iter() {
                if outbox_done(tx, *id, now).await?.is_spent() {
                    audit_insert(tx, audit).await?;
                }
            }
            Ok(Commit(()))
        })
    });
    Ok(done.await?)
}

async fn expire(ctx: &Context, call: Call) -> Result<(), lykill_operations::Error> {
    let owned = (ctx.clone(), call);
    let expired = ctx.db.write(move |tx| {
        let (ctx, call) = owned.clone();
        Box::pin(async move {
            for id in outbox_expire(tx, ctx.now(), EXPIRED).await?.undelivered {
                let audit = row_of(&ctx, call, AuditKind::DeliveryExpired, id);
                audit_insert(tx, &audit).await?;
            }
            Ok(Commit(()))
        })
    });
    Ok(expired.await?)
}

fn row_of(ctx: &Context, call: Call, kind: AuditKind, id: OutboxId) -> AuditRow {
    let at = ctx.now();
    AuditRow {
        id: AuditId::new(at, ctx.rng.as_ref()),
        at,
        request: call.request,
        kind,
        person: None,
        eid: None,
        client: None,
        company: None,
        login: None,
        detail: id.to_string(),
    }
}
