//! Whether a certificate was revoked: its issuer's responder is asked, then its lists are looked
//! at. Who does not answer lets nobody in, but for the grace that the operator gave.

use super::issuers::CardIssuer;
use crate::Context;
use lykill_core::{Secret, Timestamp, random};
use lykill_crypto::pure::x509::{Checked, Crl, Standing, ocsp};
use lykill_fetch::{Request, Verb};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was said of a certificate is not asked again for so long: one login may ask twice.
const FRESH: Duration = Duration::from_secs(60);
/// A list is fetched anew so often, also when the next one is promised later.
const LIST_FRESH: Duration = Duration::from_secs(60 * 60);
/// A place that did not give its list is left alone for so long.
const PATIENCE: Duration = Duration::from_secs(15);
/// So many certificates are remembered at most.
const REMEMBERED_MAX: usize = 10_000;

/// What the issuers of a method last said.
#[derive(Default)]
pub(super) struct Memory {
    good: Mutex<HashMap<[u8; 32], Good>>,
    lists: Mutex<HashMap<String, Listed>>,
}

/// A certificate of which it was said that it is good.
#[derive(Clone, Copy)]
struct Good {
    asked_at: Timestamp,
    until: Timestamp,
}

/// A list, and when it was asked for.
#[derive(Clone)]
struct Listed {
    list: Option<Arc<Crl>>,
    asked_at: Timestamp,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What its issuer says of a certificate.
///
/// # Errors
/// In words for the log: nobody says anything that counts.
pub(super) async fn standing(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, String> {
    let (now, name) = (ctx.now(), checked.holder.fingerprint);
    let remembered = lock(&issuer.memory.good).get(&name).copied();
    if let Some(good) = remembered
        && now.since(good.asked_at) < FRESH
        && now < good.until
    {
        return Ok(Standing::Good { until: good.until });
    }
    let said = match by_responder(ctx, issuer, checked).await {
        Ok(standing) => Ok(standing),
        Err(silent) => by_lists(ctx, issuer, checked)
            .await
            .map_err(|none| silent + &none),
    };
    match said {
        Ok(Standing::Good { until }) => {
            remember(issuer, name, (now, until));
            Ok(Standing::Good { until })
        }
        Ok(bad) => {
            lock(&issuer.memory.good).remove(&name);
            Ok(bad)
        }
        Err(words) => match remembered {
            Some(good) if now.since(good.asked_at) < issuer.configured.grace => {
                tracing::warn!(
                    method = issuer.configured.method,
                    words,
                    "an earlier answer counts"
                );
                Ok(Standing::Good { until: good.until })
            }
            _ => Err(words),
        },
    }
}

fn remember(issuer: &CardIssuer, name: [u8; 32], (asked_at, until): (Timestamp, Timestamp)) {
    let mut good = lock(&issuer.memory.good);
    if good.len() >= REMEMBERED_MAX {
        good.clear();
    }
    good.insert(name, Good { asked_at, until });
}

async fn by_responder(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, String> {
    let Some(address) = &issuer.configured.ocsp else {
        return Err(String::new());
    };
    let nonce = random::bytes(ctx.rng.as_ref());
    let said = |what: &dyn std::fmt::Display| format!("the responder: {what}; ");
    let question = ocsp::question(checked, &nonce).map_err(|bad| said(&bad))?;
    let request = Request {
        verb: Verb::Post,
        headers: Vec::new(),
        content_type: "application/ocsp-request",
        body: Secret::new(question),
    };
    let answer = issuer.fetcher.ask(address, request).await;
    let answer = answer.map_err(|error| said(&error))?;
    if answer.status != 200 {
        return Err(said(&format_args!("it answers {}", answer.status)));
    }
    let standing = ocsp::standing(&answer.body, checked, &nonce, ctx.now());
    standing.map_err(|bad| said(&bad))
}

async fn by_lists(
    ctx: &Context,
    issuer: &CardIssuer,
    checked: &Checked,
) -> Result<Standing, String> {
    if issuer.configured.lists.is_empty() {
        return Err("there are no lists".to_owned());
    }
    let mut lists = Vec::new();
    for address in &issuer.configured.lists {
        lists.extend(list(ctx, issuer, address).await);
    }
    let (now, grace) = (ctx.now(), issuer.configured.grace);
    let given: Vec<&Crl> = lists.iter().map(AsRef::as_ref).collect();
    let found = checked.by_lists(&given, &issuer.configured.trust, (now, grace));
    found.map_err(|bad| bad.to_string())
}

/// The list at an address: the one at hand while it is fresh, else a newer one. One that is older
/// than the one at hand is not taken in its place.
async fn list(ctx: &Context, issuer: &CardIssuer, address: &str) -> Option<Arc<Crl>> {
    let now = ctx.now();
    let known = lock(&issuer.memory.lists).get(address).cloned();
    let had = known.as_ref().and_then(|known| known.list.clone());
    if let Some(known) = &known {
        let since = now.since(known.asked_at);
        let is_good = had.as_ref().is_some_and(|list| now < list.next_at);
        if since < PATIENCE || (is_good && since < LIST_FRESH) {
            return had;
        }
    }
    let newest = match fetched(issuer, address).await {
        Ok(list) if had.as_ref().is_none_or(|had| had.made_at <= list.made_at) => {
            Some(Arc::new(list))
        }
        Ok(_) => had,
        Err(words) => {
            tracing::warn!(method = issuer.configured.method, words, "no newer list");
            had
        }
    };
    let listed = Listed {
        list: newest.clone(),
        asked_at: now,
    };
    lock(&issuer.memory.lists).insert(address.to_owned(), listed);
    newest
}

async fn fetched(issuer: &CardIssuer, address: &str) -> Result<Crl, String> {
    let request = Request {
        verb: Verb::Get,
        headers: Vec::new(),
        content_type: "application/pkix-crl",
        body: Secret::new(Vec::new()),
    };
    let answer = issuer.fetcher.ask(address, request).await;
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("it answers {}", answer.status));
    }
    Crl::read(&answer.body).map_err(|bad| bad.to_string())
}
