//! What the ID token and the userinfo endpoint say (OIDC Core 1.0 sections 2, 5.3 and 5.5;
//! domain.md row I4).
//!
//! `name` needs the scope `profile` or its name in the `claims` parameter; `national_id` needs
//! that too, and the operator's entitlement; `work_email` is there whenever the login used a link,
//! `lykill_rights` whenever the client is a bank.

use crate::types::{
    AccessGrant, AcrNames, ClaimsRequest, Client, CodeGrant, PersonClaim, Scope, Scopes,
};
use lykill_core::{DisplayName, NationalId, Rights, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// The claim that tells a bank what the person may do: `look` from 13 to 15, else `full`.
pub const RIGHTS: &str = "lykill_rights";

/// What is known about the person and may be said: a protected identity has no name here.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The name.
    pub name: Option<&'a DisplayName>,
    /// The national number.
    pub national_id: Option<&'a NationalId>,
}

/// The circumstances of one ID token.
#[derive(Debug, Clone, Copy)]
pub struct Issuance<'a> {
    /// This issuer.
    pub issuer: &'a str,
    /// The names of levels.
    pub acr: &'a AcrNames,
    /// A random id of the token.
    pub jti: &'a str,
    /// When it is issued.
    pub now: Timestamp,
    /// How long it lives.
    pub lifetime: Duration,
}

/// The claims of the ID token for a redeemed code; sign them with `typ` `JWT`.
pub fn id_token(
    grant: &CodeGrant,
    client: &Client,
    facts: Facts<'_>,
    issuance: &Issuance<'_>,
) -> Value {
    let issued_at = issuance.now.seconds();
    let lifetime = i64::try_from(issuance.lifetime.as_secs()).unwrap_or(i64::MAX);
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("iss", json!(issuance.issuer));
    put("sub", json!(grant.sub));
    put("aud", json!(grant.client_id.as_str()));
    put("exp", json!(issued_at.saturating_add(lifetime)));
    put("iat", json!(issued_at));
    put("auth_time", json!(grant.auth_time.seconds()));
    put("acr", json!(issuance.acr.name(grant.acr)));
    put("amr", json!(grant.amr));
    put("sid", json!(grant.sid));
    put("jti", json!(issuance.jti));
    if let Some(nonce) = &grant.nonce {
        put("nonce", json!(nonce));
    }
    let wish = Wish {
        scope: &grant.scope,
        named: &grant.claims.id_token,
        work_email: grant.work_email.as_deref(),
        rights: grant.rights,
    };
    claims.extend(about_person(&wish, client, facts));
    Value::Object(claims)
}

/// The claims of the userinfo endpoint (OIDC Core 1.0 section 5.3.2).
pub fn userinfo(grant: &AccessGrant, client: &Client, facts: Facts<'_>) -> Value {
    let ClaimsRequest { userinfo, .. } = &grant.claims;
    let wish = Wish {
        scope: &grant.scope,
        named: userinfo,
        work_email: grant.work_email.as_deref(),
        rights: grant.rights,
    };
    let mut claims = about_person(&wish, client, facts);
    claims.insert("sub".to_owned(), json!(grant.sub));
    Value::Object(claims)
}

struct Wish<'a> {
    scope: &'a Scopes,
    named: &'a BTreeSet<PersonClaim>,
    work_email: Option<&'a str>,
    rights: Option<Rights>,
}

fn about_person(wish: &Wish<'_>, client: &Client, facts: Facts<'_>) -> Map<String, Value> {
    let asked = |claim| wish.scope.has(Scope::Profile) || wish.named.contains(&claim);
    let value = |claim: PersonClaim| match claim {
        PersonClaim::Name => facts.name.map(DisplayName::as_str).filter(|_| asked(claim)),
        PersonClaim::NationalId => facts
            .national_id
            .map(NationalId::digits)
            .filter(|_| asked(claim)),
        PersonClaim::WorkEmail => wish.work_email,
    };
    let rights = wish
        .rights
        .map(|rights| (RIGHTS.to_owned(), json!(rights.word())));
    PersonClaim::ALL
        .into_iter()
        .filter(|claim| client.may_have(*claim))
        .filter_map(|claim| Some((claim.as_str().to_owned(), json!(value(claim)?))))
        .chain(rights)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ISSUER, NOW, client, code_grant};
    use lykill_core::Profile;

    fn claims_of(grant: &CodeGrant, client: &Client) -> (Value, Value) {
        let name = DisplayName::parse("Mette Vik").unwrap();
        let national_id = NationalId::parse(Profile::TestNo, "01818012337").unwrap();
        let facts = Facts {
            name: Some(&name),
            national_id: Some(&national_id),
        };
        let issuance = Issuance {
            issuer: ISSUER,
            acr: &AcrNames::default(),
            jti: "j",
            now: NOW,
            lifetime: Duration::from_secs(120),
        };
        let access = AccessGrant::from_code(grant, NOW, Duration::from_secs(120));
        (
            id_token(grant, client, facts, &issuance),
            userinfo(&access, client, facts),
        )
    }

    #[test]
    fn the_id_token_is_that_of_the_standard() {
        let (token, _) = claims_of(&code_grant(), &client());
        let now = NOW.seconds();
        let expected = json!({
            "iss": ISSUER, "sub": "0123456789abcdef0123456789abcdef", "aud": "fjordvik-payroll",
            "exp": now + 120, "iat": now, "auth_time": now - 5, "nonce": "n-0S6_WzA2Mj",
            "acr": "idporten-loa-substantial", "amr": ["pwd", "otp", "key-card"],
            "sid": "sid-1", "jti": "j", "name": "Mette Vik", "national_id": "01818012337",
            "work_email": "mette@fjordvik.example",
        });
        assert_eq!(token, expected);
    }

    #[test]
    fn case_106_the_nonce_is_echoed_exactly_or_absent() {
        let grant = CodeGrant {
            nonce: Some(" \u{e6}\"' ".to_owned()),
            ..code_grant()
        };
        assert_eq!(claims_of(&grant, &client()).0["nonce"], " \u{e6}\"' ");
        let grant = CodeGrant {
            nonce: None,
            ..code_grant()
        };
        assert!(claims_of(&grant, &client()).0.get("nonce").is_none());
    }

    #[test]
    fn the_national_number_needs_entitlement_and_a_wish() {
        let without = Client {
            lykill_claims: Vec::new(),
            ..client()
        };
        let openid: Scopes = [Scope::OpenId].into_iter().collect();
        let named = ClaimsRequest {
            id_token: [PersonClaim::NationalId].into(),
            userinfo: BTreeSet::new(),
        };
        let plain = CodeGrant {
            scope: openid,
            ..code_grant()
        };
        let by_name = CodeGrant {
            claims: named,
            ..plain.clone()
        };
        for (grant, client, in_token, in_userinfo) in [
            (code_grant(), client(), true, true),
            (code_grant(), without.clone(), false, false),
            (plain.clone(), client(), false, false),
            (by_name.clone(), client(), true, false),
            (by_name, without, false, false),
        ] {
            let (token, userinfo) = claims_of(&grant, &client);
            assert_eq!(token.get("national_id").is_some(), in_token);
            assert_eq!(userinfo.get("national_id").is_some(), in_userinfo);
        }
        let (token, userinfo) = claims_of(&plain, &client());
        assert!(token.get("name").is_none() && userinfo.get("name").is_none());
        assert_eq!(userinfo["sub"], plain.sub);
        assert_eq!(userinfo["work_email"], "mette@fjordvik.example");
    }
}
