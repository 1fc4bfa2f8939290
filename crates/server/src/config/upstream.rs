//! `[method.upstream]`: another OpenID Provider behind a method of the kind `upstream-oidc`.

use super::check::count;
use super::method::level_word;
use super::network::Issuer;
use super::problem::Findings;
use super::{place, raw};
use lykill_broker::types::Method;
use lykill_core::{Level, MethodKind};
use lykill_fetch::{Address, Limits, Rules};
use lykill_oauth::upstream::{Provider, metadata};
use lykill_operations::upstream::Configured;
use std::time::Duration;

/// A login there may be so old unless told otherwise.
const MAX_AGE_MINUTES: usize = 30;
/// A question may take so long unless told otherwise.
const TIMEOUT_SECONDS: usize = 5;
/// Questions at one time unless told otherwise.
const AT_ONCE: usize = 16;

/// Whose providers are checked: the issuer makes their way back, the rules say whom we may ask.
pub(super) type Ours<'a> = (&'a Issuer, &'a Rules);

/// The providers of the methods that were right. A section without a method of that kind, and a
/// method without a section, are mistakes.
pub(super) fn check(
    raw: &[raw::Method],
    methods: &[Method],
    ours: Ours<'_>,
    findings: &mut Findings<'_>,
) -> Option<Vec<Configured>> {
    let mut providers = Vec::new();
    let mut whole = true;
    for (index, raw) in raw.iter().enumerate() {
        let section = format!("method.{}.upstream", index + 1);
        // They stand in the order of the page by now.
        let name = raw.name.as_deref().or(raw.kind.as_deref());
        let method = methods
            .iter()
            .find(|method| Some(method.name.as_str()) == name);
        let method = method.filter(|method| method.kind == MethodKind::UpstreamOidc);
        match (&raw.upstream, method) {
            (Some(upstream), Some(method)) => {
                let path = |key: &str| format!("{section}.{key}");
                match one(upstream, method, ours, (&path, findings)) {
                    Some(provider) => providers.push(provider),
                    None => whole = false,
                }
            }
            (None, Some(_)) => {
                findings.add(&section, "is missing: which provider is it?");
                whole = false;
            }
            (Some(_), None) => {
                findings.add(&section, "is for the kind upstream-oidc only");
                whole = false;
            }
            (None, None) => {}
        }
    }
    whole.then_some(providers)
}

fn one(
    raw: &raw::Upstream,
    method: &Method,
    (own, rules): Ours<'_>,
    (path, findings): (&impl Fn(&str) -> String, &mut Findings<'_>),
) -> Option<Configured> {
    let issuer = findings.required(&path("issuer"), raw.issuer.as_deref(), |text| {
        issuer(text, rules)
    });
    let client_id = raw.client_id.as_deref();
    let client_id = findings.required(&path("client_id"), client_id, place::one_line);
    let default = "openid".to_owned();
    let scope = findings.or(&path("scope"), raw.scope.as_deref(), default, scope);
    let acr = findings.required(&path("acr"), raw.acr.as_deref(), acr);
    let without = raw.without_acr.as_deref();
    let without_acr = findings.or(&path("without_acr"), without, None, |text| {
        level_word(text).map(Some)
    });
    let claim = raw.national_id_claim.as_deref();
    let claim = findings.or(&path("national_id_claim"), claim, None, |text| {
        place::one_line(text).map(Some)
    });
    let mut number = |key: &str, given: &Option<i64>, default: usize, (least, most)| {
        findings.or(&path(key), given.as_ref(), default, |value| {
            count(*value, least, most)
        })
    };
    let max_age = number(
        "max_age_minutes",
        &raw.max_age_minutes,
        MAX_AGE_MINUTES,
        (0, 90),
    );
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
        provider: Provider {
            issuer: issuer?,
            client_id: client_id?,
            redirect_uri: lykill_web::upstream_callback(own.as_str(), &method.name),
            scope: scope?,
            acr: acr?,
            without_acr: without_acr?,
            cap: method.level,
            national_id_claim: claim?,
            passes_language: raw.pass_language.unwrap_or(true),
            passes_login_hint: raw.pass_login_hint.unwrap_or(false),
            max_age: seconds(max_age? * 60),
        },
        limits: Limits {
            places: places?,
            time: seconds(time?),
            ..Limits::default()
        },
    })
}

/// An issuer whose metadata may be asked for; written without a slash that it does not have.
fn issuer(text: &str, rules: &Rules) -> Result<String, String> {
    let checked = Address::parse(&metadata::address(text), rules);
    checked.map_err(|error| error.to_string())?;
    if text.contains(['?', '#']) {
        return Err(format!("{text:?} must have no query and no fragment"));
    }
    Ok(text.to_owned())
}

fn scope(text: &str) -> Result<String, String> {
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if words.iter().all(plain) && words.contains(&"openid") {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "{text:?} must be words with a space between, openid among them"
        ))
    }
}

/// `name=level` each, in the order in which they are asked for.
fn acr(given: &[String]) -> Result<Vec<(String, Level)>, String> {
    if given.is_empty() {
        return Err("is empty: no answer would be worth anything".to_owned());
    }
    let one = |text: &String| match text.rsplit_once('=') {
        Some((name, word)) if is_acr(name) => Ok((name.to_owned(), level_word(word)?)),
        _ => Err(format!("{text:?} is not of the form NAME=LEVEL")),
    };
    let mapped: Vec<(String, Level)> = given.iter().map(one).collect::<Result<_, _>>()?;
    for (index, (name, _)) in mapped.iter().enumerate() {
        if mapped.iter().take(index).any(|(other, _)| other == name) {
            return Err(format!("{name:?} stands twice"));
        }
    }
    Ok(mapped)
}

fn is_acr(name: &str) -> bool {
    (1..=255).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
#[path = "upstream_tests.rs"]
mod tests;
