//! The issuers of cards: certificates of theirs that end soon, and what is set up loosely.

use super::Finding;
use crate::config::Config;
use lykill_core::Timestamp;
use lykill_core::time::days;

/// So long before the end of a trusted certificate it is a problem.
const SOON: u64 = 30;

/// Looks at each method that takes cards.
pub(super) fn look(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &config.card_issuers {
        let check = format!("method {:?}", one.method);
        let ends_at = one.trust.ends_at().unwrap_or(now);
        let left = ends_at.since(now);
        let said = format!(
            "the first trusted certificate ends in {} days",
            left.as_secs() / 86_400
        );
        let is_soon = left < days(SOON);
        findings.push(Finding::of(
            &check,
            if is_soon { Err(said) } else { Ok(said) },
        ));
        if one.national_id_prefix.is_none() {
            let what = "no national_id_prefix: nobody is known by a number";
            findings.push(Finding::deviation(&check, what));
        }
        if !one.grace.is_zero() {
            let hours = one.grace.as_secs() / 3600;
            let what = format!("grace_hours: a stolen card may log in for {hours} hours more");
            findings.push(Finding::deviation(&check, what));
        }
    }
    findings
}
