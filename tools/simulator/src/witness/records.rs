//! What the database must hold at the end of a day: an audit row for all that was answered, every
//! key that was accepted, each number that is open still, no card too many.

use crate::stage::Stage;
use crate::turns::Note;
use crate::witness::Witness;
use lykill_core::Timestamp;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, RequestId};
use lykill_core::time::{days, minutes};
use lykill_issuer::types::{Card, CardState};
use lykill_store::{AuditFilter, audit_list, card_list, card_used, eid_by_user_id, link_list};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Keys left at which the next card is ordered (seed 2).
const THRESHOLD: u32 = 20;

/// Cards that were ordered for somebody beyond the first.
#[derive(Debug, Clone, Copy, Default)]
struct Orders {
    sure: usize,
    perhaps: usize,
}

/// What was promised since the last review.
#[derive(Default)]
pub struct Records {
    promised: Vec<(AuditKind, RequestId)>,
    offered: BTreeSet<RequestId>,
    seen: BTreeMap<AuditId, (AuditKind, RequestId, Timestamp)>,
    used: BTreeMap<String, usize>,
    orders: BTreeMap<usize, Orders>,
    touched: BTreeSet<usize>,
    returned: BTreeSet<usize>,
    since: Option<Timestamp>,
}

impl Records {
    /// An operation was answered; its row must be there.
    pub fn promise(&mut self, kind: AuditKind, note: Note) {
        self.promised
            .extend(note.request.map(|request| (kind, request)));
    }

    /// A right key was offered in a request: only such a request ends in a login.
    pub fn offer(&mut self, note: Note) {
        self.offered.extend(note.request);
    }

    /// A card was ordered for somebody, for sure or perhaps.
    pub fn ordered(&mut self, person: usize, sure: bool) {
        let orders = self.orders.entry(person).or_default();
        orders.perhaps += 1;
        orders.sure += usize::from(sure);
    }

    /// Post to somebody came back: cards that were on their way are blocked, and while the post is
    /// held nothing is ordered.
    pub fn was_returned(&mut self, person: usize) {
        self.returned.insert(person);
        self.touch(person);
    }

    /// Something happened to somebody's cards.
    pub fn touch(&mut self, person: usize) {
        self.touched.insert(person);
    }

    /// Takes the rows that are new, and gives them.
    fn take(&mut self, rows: Vec<AuditRow>) -> Vec<AuditRow> {
        let fresh: Vec<_> = rows
            .into_iter()
            .filter(|row| !self.seen.contains_key(&row.id))
            .collect();
        for row in &fresh {
            self.seen.insert(row.id, (row.kind, row.request, row.at));
            if row.kind == AuditKind::KeyUsed {
                *self.used.entry(row.detail.clone()).or_default() += 1;
            }
        }
        fresh
    }

    fn judge(&mut self, fresh: &[AuditRow]) -> Result<(), String> {
        let all: BTreeSet<(&str, RequestId)> = self
            .seen
            .values()
            .map(|(kind, request, _)| (kind.word(), *request))
            .collect();
        for (kind, request) in std::mem::take(&mut self.promised) {
            if !all.contains(&(kind.word(), request)) {
                return Err(format!(
                    "{} of request {request} is in no audit row",
                    kind.word()
                ));
            }
        }
        for row in fresh {
            let pair = match row.kind {
                AuditKind::KeyUsed => AuditKind::LoginSucceeded,
                AuditKind::LoginSucceeded => AuditKind::KeyUsed,
                _ => continue,
            };
            let (kind, request) = (row.kind.word(), row.request);
            if !all.contains(&(pair.word(), request)) {
                return Err(format!("{kind} of {request} has no {}", pair.word()));
            }
            if !self.offered.contains(&request) {
                return Err(format!(
                    "{kind} of {request}, where nobody offered a right key"
                ));
            }
        }
        Ok(())
    }

    fn forget(&mut self, now: Timestamp) {
        self.seen.retain(|_, (_, _, at)| now.since(*at) < days(2));
        self.offered.clear();
        self.since = Some(now);
    }
}

/// Compares what was seen with what is stored; `everybody`, or only whose cards were touched.
pub async fn review(stage: &Stage, everybody: bool) -> Result<(), String> {
    let since = stage.witness.borrow().records.since;
    let rows = audit_rows(stage, since).await;
    let touched = {
        let mut witness = stage.witness.borrow_mut();
        let fresh = witness.records.take(rows);
        witness.records.judge(&fresh)?;
        let now = stage.now();
        witness.records.forget(now);
        std::mem::take(&mut witness.records.touched)
    };
    let all = 0..stage.people.borrow().len();
    for person in all.filter(|one| everybody || touched.contains(one)) {
        let cards = cards(stage, person).await;
        judge_cards(stage, person, &cards)?;
        if everybody && cards.iter().any(|(card, _)| card.successor_ordered) {
            stage.count("people whose next card was ordered");
        }
    }
    judge_links(stage).await
}

/// The rows since a moment, and some before it: the clock may have been set back a little.
async fn audit_rows(stage: &Stage, since: Option<Timestamp>) -> Vec<AuditRow> {
    let mut limit = 4096;
    loop {
        let filter = AuditFilter {
            limit,
            ..AuditFilter::default()
        };
        let db = stage.db();
        let rows = db.read(move |tx| Box::pin(async move { audit_list(tx, &filter).await }));
        let rows = rows.await.expect("the audit log");
        let from = since.map(|since| since - minutes(15));
        let is_old = |row: &AuditRow| from.is_some_and(|from| row.at < from);
        if rows.last().is_some_and(is_old) || rows.len() < limit as usize {
            return rows.into_iter().filter(|row| !is_old(row)).collect();
        }
        limit *= 2;
    }
}

async fn cards(stage: &Stage, person: usize) -> Vec<(Card, BTreeSet<u16>)> {
    let user_id = stage.people.borrow()[person].user_id.clone();
    let user_id = Arc::new(lykill_issuer::user_id::parse(&user_id).expect("a user id"));
    let db = stage.db();
    let read = db.read(move |tx| {
        let user_id = Arc::clone(&user_id);
        Box::pin(async move {
            let Some(eid) = eid_by_user_id(tx, &user_id).await? else {
                return Ok(Vec::new());
            };
            let mut cards = Vec::new();
            for card in card_list(tx, eid.id).await? {
                let used = card_used(tx, card.id).await?;
                cards.push((card, used.into_iter().collect()));
            }
            Ok(cards)
        })
    });
    read.await.expect("cards")
}

fn judge_cards(
    stage: &Stage,
    person: usize,
    cards: &[(Card, BTreeSet<u16>)],
) -> Result<(), String> {
    let witness = stage.witness.borrow();
    // A next card that was blocked gives the order back to the key that follows.
    let is_unused = |card: &Card| matches!(card.state, CardState::Blocked { .. }) && card.used == 0;
    let given_back = cards.iter().filter(|(card, _)| is_unused(card)).count();
    let may_wait = given_back > 0 || witness.records.returned.contains(&person);
    for (card, used) in cards {
        let waits = may_wait && !witness.refills.is_made(person, &card.label.to_string());
        judge_card(&witness, card, (used, waits))?;
    }
    let in_state = |state: &CardState| {
        cards
            .iter()
            .filter(|(card, _)| card.state == *state)
            .count()
    };
    let refilled = |(card, _): &&(Card, BTreeSet<u16>)| card.successor_ordered;
    let refills = cards.iter().filter(refilled).count();
    let orders = witness.records.orders.get(&person).copied();
    let orders = orders.unwrap_or_default();
    let least = 1 + refills + orders.sure;
    let most = 1 + refills + given_back + orders.perhaps;
    if !cards.is_empty() && !(least..=most).contains(&cards.len()) {
        return Err(format!(
            "person {person} has {} cards, not {least} to {most}",
            cards.len()
        ));
    }
    if in_state(&CardState::Active) > 1 || in_state(&CardState::Dormant) > 4 {
        return Err(format!("person {person} has too many cards in use"));
    }
    Ok(())
}

/// One card: its used keys, its open number, its successor. `waits` says whether the order of the
/// next one may wait for a later key.
fn judge_card(
    witness: &Witness,
    card: &Card,
    (used, waits): (&BTreeSet<u16>, bool),
) -> Result<(), String> {
    let label = card.label.to_string();
    let rows = witness.records.used.get(&label).copied().unwrap_or(0);
    let counted = usize::try_from(card.used).unwrap_or(usize::MAX);
    if counted != used.len() || rows != used.len() {
        return Err(format!(
            "card {label} counts {counted} used keys, holds {}, and {rows} are audited",
            used.len()
        ));
    }
    if let Some(lost) = witness.numbers.accepted(&label).difference(used).next() {
        return Err(format!(
            "the key of {lost} on {label} was accepted and is unused"
        ));
    }
    let in_use = matches!(card.state, CardState::Active | CardState::Dormant);
    let open = witness.numbers.pinned(&label).filter(|_| in_use);
    if open.is_some() && card.pinned != open {
        return Err(format!(
            "{label} asked for {open:?} and has {:?} pinned",
            card.pinned
        ));
    }
    let (left, is_due) = (card.keys_left(), card.keys_left() <= THRESHOLD);
    if card.successor_ordered && !is_due {
        return Err(format!("{label} with {left} keys has a successor already"));
    }
    if is_due && !card.successor_ordered && !waits {
        return Err(format!("{label} with {left} keys has no successor"));
    }
    Ok(())
}

async fn judge_links(stage: &Stage) -> Result<(), String> {
    let db = stage.db();
    let read = db.read(|tx| Box::pin(async move { link_list(tx, None, None).await }));
    let links = read.await.expect("links");
    let (mut people, mut employees) = (BTreeSet::new(), BTreeSet::new());
    for link in links {
        let company = link.company.as_str().to_owned();
        if !people.insert((link.person, company.clone())) {
            return Err(format!("{} has two links at {company}", link.person));
        }
        if !employees.insert((company, link.employee_id.clone())) {
            return Err(format!("employee {} is linked twice", link.employee_id));
        }
    }
    Ok(())
}
