//! The `claims` parameter (OIDC Core 1.0 section 5.5): claims that we serve are kept, others are
//! ignored as section 5.5.1 says; `acr` with values is a demand like `acr_values`, `sub` with a
//! value names the person who must be logged in.

use super::{Inputs, check_acr_values, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError, PersonClaim};
use lykill_crypto::pure::json;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(text) = inputs.params.get("claims") else {
        return Ok(());
    };
    let claims = json::parse(text.as_bytes()).ok();
    let claims = claims
        .as_ref()
        .and_then(Value::as_object)
        .ok_or_else(malformed)?;
    let id_token = members(claims, "id_token")?;
    let userinfo = members(claims, "userinfo")?;
    for (name, wish) in id_token.into_iter().chain(userinfo).flatten() {
        if !(wish.is_null() || wish.is_object()) {
            return Err(malformed());
        }
        match name.as_str() {
            "acr" => demand_level(inputs, wish, request)?,
            "sub" => demand_subject(wish, request)?,
            _ => {}
        }
    }
    request.claims.id_token = served(id_token);
    request.claims.userinfo = served(userinfo);
    Ok(())
}

fn members<'a>(
    claims: &'a Map<String, Value>,
    target: &str,
) -> Result<Option<&'a Map<String, Value>>, OAuthError> {
    match claims.get(target) {
        None | Some(Value::Null) => Ok(None),
        Some(wishes) => wishes.as_object().map(Some).ok_or_else(malformed),
    }
}

fn served(wishes: Option<&Map<String, Value>>) -> BTreeSet<PersonClaim> {
    let names = wishes.into_iter().flat_map(Map::keys);
    names
        .filter_map(|name| PersonClaim::from_name(name))
        .collect()
}

/// `value` and `values` of one claim, as texts.
fn values(wish: &Value) -> Result<Vec<&str>, OAuthError> {
    let one = wish.get("value").into_iter();
    let list = match wish.get("values") {
        None => &[],
        Some(list) => list.as_array().ok_or_else(malformed)?.as_slice(),
    };
    one.chain(list)
        .map(|value| value.as_str().ok_or_else(malformed))
        .collect()
}

/// The higher of this demand and the one of `acr_values` holds.
fn demand_level(
    inputs: &Inputs<'_>,
    wish: &Value,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let names = values(wish)?;
    if !names.is_empty() {
        let demanded = check_acr_values::lowest(names.into_iter(), inputs.acr)?;
        request.minimum = request.minimum.max(Some(demanded));
    }
    Ok(())
}

fn demand_subject(wish: &Value, request: &mut AuthorizeRequest) -> Result<(), OAuthError> {
    for sub in values(wish)? {
        request.demand_subject(sub)?;
    }
    Ok(())
}

fn malformed() -> OAuthError {
    invalid(
        "claims",
        "claims must be a JSON object with id_token and userinfo, each an object that gives null \
         or an object for every claim (OIDC Core section 5.5)",
    )
}

impl AuthorizeRequest {
    /// Demands that one subject be logged in; two different ones cannot be.
    pub(super) fn demand_subject(&mut self, sub: &str) -> Result<(), OAuthError> {
        match &self.subject {
            Some(other) if other != sub => Err(invalid(
                "two-subjects",
                "id_token_hint and claims name different subjects; send one",
            )),
            _ => {
                self.subject = Some(sub.to_owned());
                Ok(())
            }
        }
    }
}
