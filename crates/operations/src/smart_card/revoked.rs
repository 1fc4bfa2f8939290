//! Whether a certificate was revoked: its issuer's responder is asked, then its lists are looked
//! at. Who does not answer lets nobody in, but for the grace that the operator gave.

use super::issuers::CardIssuer;
use crate::Context;
use lykill_core::{Secret, Timestamp, random};
use lykill_crypto::pure::x509::ocsp::{self, BadOcsp};
use lykill_crypto::pure::x509::{BadCrl, Checked, Crl, Standing};
use lykill_fetch::{FetchError, Request, Verb};
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// What was said of a certificate is not asked again for so long: one login may ask twice.
const FRESH: Duration = Duration::from_secs(60);
/// A list is fetched anew so often, also when the next one is promised later.
const LIST_FRESH: Duration = Duration::from_secs(60 * 60);
/// A place that did not give its list is left alone for so long.
const PATIENCE: Duration = Duration::from_secs(15);
/// All questions about one certificate take so long at most, whatever each of them may: the request
/// ends after 15 seconds, and then nobody would be told anything.
const WHOLE: Duration = Duration::from_secs(12);
/// So many certificates are remembered at most.
const REMEMBERED_MAX: usize = 10_000;

/// What the issuers of a method last said.
#[derive(Default)]
pub(super) struct Memory {
    said: Mutex<HashMap<[u8; 32], Said>>,
    lists: Mutex<HashMap<String, Listed>>,
    turns: Mutex<HashMap<[u8; 32], Weak<Turn>>>,
}

/// Whoever holds it asks about its certificate.
type Turn = tokio::sync::Mutex<()>;

/// What was said of a certificate.
#[derive(Clone, Copy)]
struct Said {
    standing: Standing,
    /// When it was first said.
    first_at: Timestamp,
    /// When it was last asked for.
    asked_at: Timestamp,
}

/// A list, and when it was asked for.
#[derive(Clone)]
struct Listed {
    list: Option<Arc<Crl>>,
    asked_at: Timestamp,
}

/// Whom a silence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Silence {
    /// Nobody was asked: we ask too much already.
    Full,
    /// The issuer answers, but nothing about this certificate.
    OfThis,
    /// The issuer does not answer, or not so that it counts.
    Silent,
}

/// Why nobody says anything that counts; in words for the log.
#[derive(Debug)]
pub(super) struct Unsaid {
    pub(super) why: Silence,
    pub(super) words: String,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    /// What was said of a certificate a moment ago.
    fn fresh(&self, name: &[u8; 32], now: Timestamp) -> Option<Standing> {
        let said = lock(&self.said).get(name).copied()?;
        let is_in_time = match said.standing {
            Standing::Good { until, .. } => now < until,
            Standing::Revoked | Standing::Unknown => true,
        };
        (is_in_time && now.since(said.asked_at) < FRESH).then_some(said.standing)
    }

    /// Notes an answer.
    fn note(&self, name: [u8; 32], said: Said) {
        let mut all = lock(&self.said);
        if all.len() >= REMEMBERED_MAX {
            // Who was revoked is forgotten last.
            all.retain(|_, said| said.standing == Standing::Revoked);
        }
        if all.len() >= REMEMBERED_MAX {
            all.clear();
        }
        all.insert(name, said);
    }

    /// Where those wait who would ask about the same certificate.
    fn turn(&self, name: [u8; 32]) -> Arc<Turn> {
        let mut turns = lock(&self.turns);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(&name).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Turn::default());
        turns.insert(name, Arc::downgrade(&turn));
        turn
    }
}

/// What its issuer says of a certificate. One question about it is asked at a time: whoever shows
/// one certificate often must not take the places of all others.
///
/// # Errors
/// [`Unsaid`]: nobody says anything that counts.
pub(super) async fn standing(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, Unsaid> {
    let name = checked.holder.fingerprint;
    if let Some(standing) = issuer.memory.fresh(&name, ctx.now()) {
        return Ok(standing);
    }
    let turn = issuer.memory.turn(name);
    // Who only waited in vain knows nothing of the issuer.
    let mut why = Silence::Full;
    let asking = async {
        let _turn = match turn.try_lock() {
            Ok(turn) => {
                why = Silence::Silent;
                turn
            }
            Err(_) => turn.lock().await,
        };
        match issuer.memory.fresh(&name, ctx.now()) {
            Some(standing) => Ok(standing),
            None => asked(ctx, issuer, checked).await,
        }
    };
    let ended = tokio::time::timeout(WHOLE, asking).await;
    let said = ended.unwrap_or_else(|_| {
        let words = "it takes too long".to_owned();
        Err(Unsaid { why, words })
    });
    said.or_else(|unsaid| earlier(issuer, &name, (unsaid, ctx.now())))
}

/// What was said earlier, while nobody says anything: that a certificate was revoked, for good;
/// that it is good, for the grace.
fn earlier(
    issuer: &CardIssuer,
    name: &[u8; 32],
    (unsaid, now): (Unsaid, Timestamp),
) -> Result<Standing, Unsaid> {
    let remembered = lock(&issuer.memory.said).get(name).copied();
    let counts = |said: &Said| match said.standing {
        Standing::Revoked => true,
        Standing::Good { .. } => now.since(said.asked_at) < issuer.configured.grace,
        Standing::Unknown => false,
    };
    let Some(said) = remembered.filter(counts) else {
        return Err(unsaid);
    };
    let (method, words) = (&issuer.configured.method, &unsaid.words);
    tracing::warn!(method, words, "an earlier answer counts");
    Ok(said.standing)
}

/// Asks, and remembers the answer.
async fn asked(ctx: &Context, issuer: &CardIssuer, checked: &Checked) -> Result<Standing, Unsaid> {
    let (now, name) = (ctx.now(), checked.holder.fingerprint);
    let (standing, by_lists_only) = match by_responder(ctx, issuer, checked).await {
        Ok(standing) => (above(ctx, issuer, (checked, standing)).await, false),
        Err(silent) => {
            let said = by_lists(ctx, issuer, checked).await;
            (said.map_err(|none| silent.and(&none))?, true)
        }
    };
    let remembered = lock(&issuer.memory.said).get(&name).copied();
    let revoked = remembered.filter(|said| said.standing == Standing::Revoked);
    match (standing, revoked) {
        // A responder's silence must not make a revoked certificate good by an older list, nor an
        // answer that was signed before. Where only lists are, a newer list says that it is good.
        (Standing::Good { since, .. }, Some(revoked))
            if since <= revoked.first_at || (by_lists_only && issuer.configured.ocsp.is_some()) =>
        {
            return Ok(Standing::Revoked);
        }
        (Standing::Good { until, .. }, _) if now >= until => {
            // Within the grace of a list: remembered, it would get that once more.
            lock(&issuer.memory.said).remove(&name);
        }
        (Standing::Good { .. }, _) => {
            let (first_at, asked_at) = (now, now);
            let said = Said {
                standing,
                first_at,
                asked_at,
            };
            issuer.memory.note(name, said);
        }
        (Standing::Revoked, earlier) => {
            let first_at = earlier.map_or(now, |earlier| earlier.first_at);
            let said = Said {
                standing,
                first_at,
                asked_at: now,
            };
            issuer.memory.note(name, said);
        }
        (Standing::Unknown, Some(_)) => {}
        (Standing::Unknown, None) => {
            lock(&issuer.memory.said).remove(&name);
        }
    }
    Ok(standing)
}

impl Unsaid {
    fn new(why: Silence, words: impl Display) -> Self {
        let words = words.to_string();
        Self { why, words }
    }

    /// Both: who said anything at all is not silent.
    fn and(&self, other: &Self) -> Self {
        let words = format!("{}{}", self.words, other.words);
        Self::new(self.why.min(other.why), words)
    }
}

/// What the responder said, unless lists say that an issuer on the path was revoked: a responder
/// speaks of the holder's certificate alone.
async fn above(
    ctx: &Context,
    issuer: &CardIssuer,
    (checked, standing): (&Checked, Standing),
) -> Standing {
    let is_good = matches!(standing, Standing::Good { .. });
    if !is_good || !checked.has_between() || issuer.configured.lists.is_empty() {
        return standing;
    }
    let (lists, _) = lists(ctx, issuer).await;
    let given: Vec<&Crl> = lists.iter().map(AsRef::as_ref).collect();
    let when = (ctx.now(), issuer.configured.grace);
    if checked.is_below_revoked(&given, &issuer.configured.trust, when) {
        Standing::Revoked
    } else {
        standing
    }
}

async fn by_responder(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, Unsaid> {
    let Some(address) = &issuer.configured.ocsp else {
        return Err(Unsaid::new(Silence::Silent, ""));
    };
    let nonce = random::bytes(ctx.rng.as_ref());
    let said = |why: Silence, what: &dyn Display| {
        Unsaid::new(why, format_args!("the responder: {what}; "))
    };
    let question = ocsp::question(checked, &nonce);
    let question = question.map_err(|bad| said(Silence::OfThis, &bad))?;
    let request = Request {
        verb: Verb::Post,
        headers: Vec::new(),
        content_type: "application/ocsp-request",
        body: Secret::new(question),
    };
    let answer = issuer.fetcher.ask(address, request).await;
    let answer = answer.map_err(|error| said(unanswered(&error), &error))?;
    if answer.status != 200 {
        let what = format!("it answers {}", answer.status);
        return Err(said(Silence::Silent, &what));
    }
    let standing = ocsp::standing(&answer.body, checked, &nonce, ctx.now());
    standing.map_err(|bad| {
        let why = match bad {
            BadOcsp::Refused | BadOcsp::OtherCertificate => Silence::OfThis,
            _ => Silence::Silent,
        };
        said(why, &bad)
    })
}

const fn unanswered(error: &FetchError) -> Silence {
    match error {
        FetchError::Busy => Silence::Full,
        _ => Silence::Silent,
    }
}

async fn by_lists(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, Unsaid> {
    if issuer.configured.lists.is_empty() {
        return Err(Unsaid::new(Silence::Silent, "there are no lists"));
    }
    let (lists, missing) = lists(ctx, issuer).await;
    let (now, grace) = (ctx.now(), issuer.configured.grace);
    let given: Vec<&Crl> = lists.iter().map(AsRef::as_ref).collect();
    let found = checked.by_lists(&given, &issuer.configured.trust, (now, grace));
    found.map_err(|bad| {
        let why = match bad {
            BadCrl::NotTheirs => Silence::OfThis,
            BadCrl::Unreadable | BadCrl::Stale => Silence::Silent,
        };
        Unsaid::new(why.min(missing), bad)
    })
}

/// The lists that are at hand or given, and why others are missing.
async fn lists(ctx: &Context, issuer: &CardIssuer) -> (Vec<Arc<Crl>>, Silence) {
    let (mut lists, mut missing) = (Vec::new(), Silence::Silent);
    for address in &issuer.configured.lists {
        match list(ctx, issuer, address).await {
            Ok(list) => lists.push(list),
            Err(why) => missing = missing.min(why),
        }
    }
    (lists, missing)
}

/// The list at an address: the one at hand while it is fresh, else a newer one. One that is older
/// than the one at hand is not taken in its place.
async fn list(ctx: &Context, issuer: &CardIssuer, address: &str) -> Result<Arc<Crl>, Silence> {
    let now = ctx.now();
    let known = lock(&issuer.memory.lists).get(address).cloned();
    if let Some(known) = known {
        let since = now.since(known.asked_at);
        let is_good = known.list.as_ref().is_some_and(|list| now < list.next_at);
        if since < PATIENCE || (is_good && since < LIST_FRESH) {
            return known.list.ok_or(Silence::Silent);
        }
    }
    let fetched = match fetched(issuer, address).await {
        Ok(list) => Ok(Arc::new(list)),
        Err(unsaid) => {
            let (method, words) = (&issuer.configured.method, &unsaid.words);
            tracing::warn!(method, words, "no newer list");
            Err(unsaid.why)
        }
    };
    let mut lists = lock(&issuer.memory.lists);
    // Others may have fetched it meanwhile: what is there now counts, not what was there before.
    let held = lists.get(address).and_then(|listed| listed.list.clone());
    let newest = match (held, &fetched) {
        (Some(held), Ok(list)) if held.made_at <= list.made_at => Some(Arc::clone(list)),
        (Some(held), _) => Some(held),
        (None, fetched) => fetched.as_ref().ok().cloned(),
    };
    // A place that nobody asked just now is asked the next time.
    if !matches!(fetched, Err(Silence::Full)) {
        let list = newest.clone();
        lists.insert(
            address.to_owned(),
            Listed {
                list,
                asked_at: now,
            },
        );
    }
    newest.ok_or(fetched.err().unwrap_or(Silence::Silent))
}

async fn fetched(issuer: &CardIssuer, address: &str) -> Result<Crl, Unsaid> {
    let request = Request {
        verb: Verb::Get,
        headers: Vec::new(),
        content_type: "application/pkix-crl",
        body: Secret::new(Vec::new()),
    };
    let answer = issuer.fetcher.ask(address, request).await;
    let answer = answer.map_err(|error| Unsaid::new(unanswered(&error), error))?;
    if answer.status != 200 {
        let words = format!("it answers {}", answer.status);
        return Err(Unsaid::new(Silence::Silent, words));
    }
    Crl::read(&answer.body).map_err(|bad| Unsaid::new(Silence::Silent, bad))
}
