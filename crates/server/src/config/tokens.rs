//! `[tokens]`: devices that show one-time codes.

use super::check::count;
use super::problem::Findings;
use super::raw;
use lykill_core::time::days;
use lykill_issuer::otp_token::UnusedRule;

/// Two years and 60 days unless told otherwise. The warning must come while the device is in use.
pub(super) fn check(raw: &raw::Tokens, findings: &mut Findings<'_>) -> Option<UnusedRule> {
    let default = UnusedRule::default();
    let blocked_after = findings.or(
        "tokens.blocked_after_days",
        raw.blocked_after_days.as_ref(),
        default.blocked_after,
        |value| count(*value, 30, 3650).map(|value| days(value as u64)),
    );
    let warned_before = findings.or(
        "tokens.warned_before_days",
        raw.warned_before_days.as_ref(),
        default.warned_before,
        |value| count(*value, 1, 365).map(|value| days(value as u64)),
    );
    let rule = UnusedRule {
        blocked_after: blocked_after?,
        warned_before: warned_before?,
    };
    if rule.warned_before >= rule.blocked_after {
        let words = "must be less than tokens.blocked_after_days";
        findings.add("tokens.warned_before_days", words);
        return None;
    }
    Some(rule)
}
