//! `[method.smart_card]`: the issuers of cards behind a method of the kind `smart-card`.

use super::check::count;
use super::method::level_word;
use super::problem::Findings;
use super::{place, raw};
use lykill_broker::types::Method;
use lykill_core::{Level, MethodKind};
use lykill_crypto::pure::x509::TrustList;
use lykill_fetch::{Address, Limits, Rules};
use lykill_operations::smart_card::Configured;
use std::time::Duration;

/// A question may take so long unless told otherwise.
const TIMEOUT_SECONDS: usize = 5;
/// Questions at one time unless told otherwise.
const AT_ONCE: usize = 16;
/// The longest list of revoked certificates, in bytes.
const LONGEST_LIST: usize = 16 * 1024 * 1024;
/// A week: nobody may forget for longer that a responder is silent.
const LONGEST_GRACE_HOURS: i64 = 7 * 24;

/// The issuers of the methods that were right. A section without a method of that kind, and a
/// method without a section, are mistakes.
pub(super) fn check(
    raw: &[raw::Method],
    methods: &[Method],
    rules: &Rules,
    findings: &mut Findings<'_>,
) -> Option<Vec<Configured>> {
    let mut issuers = Vec::new();
    let mut whole = true;
    for (index, raw) in raw.iter().enumerate() {
        let section = format!("method.{}.smart_card", index + 1);
        let name = raw.name.as_deref().or(raw.kind.as_deref());
        let mut methods = methods.iter();
        let method = methods.find(|method| Some(method.name.as_str()) == name);
        let method = method.filter(|method| method.kind == MethodKind::SmartCard);
        match (&raw.smart_card, method) {
            (Some(card), Some(method)) => {
                let path = |key: &str| format!("{section}.{key}");
                match one(card, method, rules, (&path, findings)) {
                    Some(one) => issuers.push(one),
                    None => whole = false,
                }
            }
            (None, Some(_)) => {
                findings.add(&section, "is missing: whose cards are they?");
                whole = false;
            }
            (Some(_), None) => {
                findings.add(&section, "is for the kind smart-card only");
                whole = false;
            }
            (None, None) => {}
        }
    }
    whole.then_some(issuers)
}

fn one(
    raw: &raw::SmartCard,
    method: &Method,
    rules: &Rules,
    (path, findings): (&impl Fn(&str) -> String, &mut Findings<'_>),
) -> Option<Configured> {
    let rules = Rules {
        signed_answers: true,
        ..rules.clone()
    };
    let trust = findings.required(&path("trust"), raw.trust.as_deref(), trust);
    let policies = findings.required(&path("policies"), raw.policies.as_deref(), policies);
    let prefix = raw.national_id_prefix.as_deref();
    let prefix = findings.required(&path("national_id_prefix"), prefix, prefix_of);
    let ocsp = findings.or(&path("ocsp"), raw.ocsp.as_deref(), None, |text| {
        address(text, &rules).map(Some)
    });
    let given = raw.lists.as_deref();
    let lists = findings.or(&path("lists"), given, Vec::new(), |lists: &[String]| {
        lists.iter().map(|text| address(text, &rules)).collect()
    });
    if raw.ocsp.is_none() && raw.lists.as_ref().is_none_or(Vec::is_empty) {
        let words = "or lists is needed: otherwise a stolen card would log in for ever";
        findings.add(&path("ocsp"), words);
        return None;
    }
    let mut number = |key: &str, given: &Option<i64>, default: usize, (least, most)| {
        findings.or(&path(key), given.as_ref(), default, |value| {
            count(*value, least, most)
        })
    };
    let hours = (0, LONGEST_GRACE_HOURS);
    let grace = number("grace_hours", &raw.grace_hours, 0, hours);
    let time = number(
        "timeout_seconds",
        &raw.timeout_seconds,
        TIMEOUT_SECONDS,
        (1, 10),
    );
    let places = number("at_once", &raw.at_once, AT_ONCE, (1, 1000));
    let seconds = |value: usize| Duration::from_secs(value as u64);
    Some(Configured {
        method: method.name.clone(),
        trust: trust?,
        policies: policies?,
        national_id_prefix: prefix?,
        ocsp: ocsp?,
        lists: lists?,
        grace: seconds(grace? * 3600),
        limits: Limits {
            places: places?,
            time: seconds(time?),
            answer_bytes: LONGEST_LIST,
        },
    })
}

/// The certificates of files, all of which are trusted.
fn trust(files: &[String]) -> Result<TrustList, String> {
    let mut whole: Option<TrustList> = None;
    for text in files {
        let file = place::absolute(text)?;
        let pem = std::fs::read(&file).map_err(|error| format!("{text:?}: {error}"))?;
        let list = TrustList::from_pem(&pem).map_err(|bad| format!("{text:?} {bad}"))?;
        match &mut whole {
            Some(whole) => whole.join(list),
            None => whole = Some(list),
        }
    }
    whole.ok_or_else(|| "is empty: nobody would be trusted".to_owned())
}

/// `OID=LEVEL` each.
fn policies(given: &[String]) -> Result<Vec<(String, Level)>, String> {
    if given.is_empty() {
        return Err("is empty: no certificate would be worth anything".to_owned());
    }
    let is_oid = |text: &str| {
        let mut parts = text.split('.');
        let first = parts.next();
        let is_arc = |arc: &str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
        matches!(first, Some("0" | "1" | "2")) && parts.clone().count() > 0 && parts.all(is_arc)
    };
    let one = |text: &String| match text.rsplit_once('=') {
        Some((oid, word)) if is_oid(oid) => Ok((oid.to_owned(), level_word(word)?)),
        _ => Err(format!("{text:?} is not of the form OID=LEVEL")),
    };
    given.iter().map(one).collect()
}

fn prefix_of(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-:.".contains(&byte);
    if text.len() <= 32 && text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "{text:?} must be at most 32 of letters, digits, -, : and ."
        ))
    }
}

fn address(text: &str, rules: &Rules) -> Result<String, String> {
    let checked = Address::parse(text, rules).map_err(|error| format!("{text:?}: {error}"));
    checked.map(|_| text.to_owned())
}

#[cfg(test)]
#[path = "smart_card_tests.rs"]
mod tests;
