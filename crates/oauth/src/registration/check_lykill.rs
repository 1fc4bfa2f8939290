//! The `lykill_` members (design.md section 4, "Links").

use super::reader::Reader;
use crate::types::{Networks, PersonClaim};
use ipnet::IpNet;
use lykill_core::SectorKind;
use lykill_core::id::CompanyId;
use serde_json::Value;
use std::net::IpAddr;

const MEMBERS: [&str; 6] = [
    "lykill_company",
    "lykill_require_linked_email",
    "lykill_networks",
    "lykill_claims",
    "lykill_sector",
    "lykill_sso_isolated",
];

pub(super) struct Ours {
    pub(super) company: Option<CompanyId>,
    pub(super) require_linked_email: bool,
    pub(super) networks: Networks,
    pub(super) claims: Vec<PersonClaim>,
    pub(super) sector: SectorKind,
    pub(super) sso_isolated: bool,
}

pub(super) fn check(reader: &mut Reader<'_>) -> Ours {
    for name in reader.names() {
        if name.starts_with("lykill_") && !MEMBERS.contains(&name) {
            let words = format!("there is no such member; known are {}", MEMBERS.join(", "));
            reader.refuse::<()>(name, words);
        }
    }
    let company = check_company(reader);
    let require_linked_email = reader.flag("lykill_require_linked_email");
    if require_linked_email && reader.value("lykill_company").is_none() {
        let words = "links belong to a company: name it in lykill_company";
        reader.refuse::<()>("lykill_require_linked_email", words);
    }
    Ours {
        company,
        require_linked_email,
        networks: check_networks(reader),
        claims: check_claims(reader),
        sector: check_sector(reader),
        sso_isolated: reader.flag("lykill_sso_isolated"),
    }
}

fn check_company(reader: &mut Reader<'_>) -> Option<CompanyId> {
    match reader.text("lykill_company")?.parse() {
        Ok(company) => Some(company),
        Err(error) => reader.refuse("lykill_company", format!("{error}")),
    }
}

fn check_sector(reader: &mut Reader<'_>) -> SectorKind {
    let Some(word) = reader.text("lykill_sector") else {
        return SectorKind::default();
    };
    SectorKind::from_word(word).unwrap_or_else(|| {
        let all = SectorKind::ALL.map(SectorKind::as_str).join(", ");
        reader.refuse::<()>("lykill_sector", format!("write one of {all}"));
        SectorKind::default()
    })
}

fn check_claims(reader: &mut Reader<'_>) -> Vec<PersonClaim> {
    let mut claims = Vec::new();
    for name in reader.texts("lykill_claims") {
        match PersonClaim::from_name(name).filter(|claim| claim.needs_entitlement()) {
            Some(claim) if !claims.contains(&claim) => claims.push(claim),
            Some(_) => {}
            None => {
                let words = "only national_id needs this entitlement; other claims are released \
                             by scope and link";
                reader.refuse::<()>("lykill_claims", format!("{name:?}: {words}"));
            }
        }
    }
    claims
}

fn check_networks(reader: &mut Reader<'_>) -> Networks {
    const MEMBER: &str = "lykill_networks";
    let Some(value) = reader.value(MEMBER) else {
        return Networks::default();
    };
    let members = value.as_object().filter(|members| {
        members
            .keys()
            .all(|name| ["allow", "deny"].contains(&name.as_str()))
    });
    let Some(members) = members else {
        reader.refuse::<()>(
            MEMBER,
            "write {\"allow\": [...], \"deny\": [...]} and nothing else",
        );
        return Networks::default();
    };
    let mut list = |name: &str| {
        let networks = members.get(name).map_or_else(|| Ok(Vec::new()), networks);
        networks.unwrap_or_else(|wrong| {
            let words = "write networks as 192.0.2.0/24 or 2001:db8::/32, or one address";
            reader.refuse::<()>(MEMBER, format!("{name}: {wrong}: {words}"));
            Vec::new()
        })
    };
    Networks {
        allow: list("allow"),
        deny: list("deny"),
    }
}

fn networks(list: &Value) -> Result<Vec<IpNet>, String> {
    let list = list.as_array().ok_or_else(|| "no list".to_owned())?;
    list.iter()
        .map(|item| {
            item.as_str()
                .and_then(network)
                .ok_or_else(|| item.to_string())
        })
        .collect()
}

/// A network whose bits beyond its prefix are zero, or one address.
fn network(text: &str) -> Option<IpNet> {
    let network = text
        .parse::<IpNet>()
        .ok()
        .filter(|network| network.trunc() == *network);
    network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
