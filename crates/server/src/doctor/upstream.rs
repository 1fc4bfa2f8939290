//! The providers at which people log in instead: what they publish, and what is set up loosely.

use super::Finding;
use crate::config::Config;
use lykill_core::Timestamp;
use lykill_operations::upstream::probe;

/// Asks each provider about itself, and looks at what it is trusted with.
pub(super) async fn look(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &config.upstreams {
        let check = format!("method {:?}", one.method);
        let asked = probe(one, &config.outgoing, now).await;
        let said = asked.map(|keys| {
            format!(
                "{} answers; keys that we can use: {keys}",
                one.provider.issuer
            )
        });
        let said = said.map_err(|what| format!("{}: {what}", one.provider.issuer));
        findings.push(Finding::of(&check, said));
        if one.provider.without_acr.is_some() {
            let what = "without_acr: an answer that names no level counts all the same";
            findings.push(Finding::deviation(&check, what));
        }
        if one.provider.national_id_claim.is_none() {
            let what = "no national_id_claim: only who is bound already can log in by it";
            findings.push(Finding::deviation(&check, what));
        }
    }
    findings
}
