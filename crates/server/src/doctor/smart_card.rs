//! The issuers of cards and the listener that asks for them: certificates that end soon, and what
//! is set up loosely.

use super::Finding;
use crate::config::{Certificates, Config};
use crate::serve::Tls;
use lykill_core::Timestamp;
use lykill_core::time::days;
use lykill_crypto::pure::x509;

/// So many days before the end of a certificate it is a problem.
const SOON: u64 = 30;

/// Looks at each method that takes cards.
pub(super) fn look(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(listener) = &config.certificates {
        findings.push(Finding::of("certificates", own(listener, now)));
    }
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
        if !one.grace.is_zero() {
            let hours = one.grace.as_secs() / 3600;
            let what = format!("grace_hours: a stolen card may log in for {hours} hours more");
            findings.push(Finding::deviation(&check, what));
        }
    }
    findings
}

/// The listener's own certificate and key: whether TLS can be set up with them, and for how long.
fn own(listener: &Certificates, now: Timestamp) -> Result<String, String> {
    Tls::read(listener, Vec::new())?;
    let said = |what: &dyn std::fmt::Display| format!("{}: {what}", listener.chain_file.display());
    let pem = std::fs::read(&listener.chain_file).map_err(|error| said(&error))?;
    let ends_at = x509::ends_at(&pem).ok_or_else(|| said(&"cannot be read"))?;
    let left = ends_at.since(now);
    let what = said(&format_args!("ends in {} days", left.as_secs() / 86_400));
    if left < days(SOON) {
        Err(what)
    } else {
        Ok(what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_core::Clock as _;
    use lykill_crypto::engine::SystemClock;
    use lykill_testkit::authority::{Authority, Issued, SERVER};

    #[test]
    fn case_228_the_listeners_own_certificate_is_looked_at_before_it_ends() {
        let authority = Authority::root("Servers", 90);
        let good = authority.issue("good", "/CN=localhost", SERVER, 80);
        let soon = authority.issue("soon", "/CN=localhost", SERVER, 20);
        let found = |certificate: &Issued, key: &Issued| {
            let listener = Certificates {
                listen: ([127, 0, 0, 1], 0).into(),
                address: "https://card.example".to_owned(),
                chain_file: certificate.certificate.clone(),
                key_file: key.key.clone(),
            };
            own(&listener, SystemClock.now())
        };
        assert!(found(&good, &good).is_ok());
        let ends = found(&soon, &soon).expect_err("soon");
        assert!(ends.contains("ends in 19 days"), "{ends}");
        assert!(found(&good, &soon).is_err());
    }
}
