//! `[passkey]`: what passkeys are worth, and how long new ones wait.

use super::check::count;
use super::problem::Findings;
use super::raw;
use lykill_core::Level;
use lykill_core::time::minutes;
use lykill_issuer::passkey::PasskeyRules;

/// An hour and `substantial` unless told otherwise: whether a passkey is bound to a device is what
/// it says itself, and `high` is for who takes its word.
pub(super) fn check(raw: &raw::Passkey, findings: &mut Findings<'_>) -> Option<PasskeyRules> {
    let wait = findings.or(
        "passkey.wait_minutes",
        raw.wait_minutes.as_ref(),
        PasskeyRules::default().wait,
        |value| count(*value, 0, 20_160).map(|value| minutes(value as u64)),
    );
    let device_bound = findings.or(
        "passkey.device_bound",
        raw.device_bound.as_deref(),
        PasskeyRules::default().device_bound,
        level,
    );
    Some(PasskeyRules {
        wait: wait?,
        device_bound: device_bound?,
    })
}

fn level(text: &str) -> Result<Level, String> {
    match Level::from_word(text) {
        Some(level @ (Level::Substantial | Level::High)) => Ok(level),
        _ => Err(format!("{text:?} is none of substantial, high")),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{GOOD, refusal, with};
    use lykill_core::Level;

    #[test]
    fn a_policy_of_transcription_alone_is_refused_unless_it_is_owned_in_words() {
        let owned = "accessibility.transcription_only = \"these are tests of other things\"\n";
        let silent = GOOD.replace(owned, "");
        assert!(
            with(&silent, &[]).is_ok(),
            "a passkey is among the defaults"
        );
        let card = "\n[[method]]\nkind = \"key-card\"\n";
        let told = refusal(&(silent.clone() + card));
        assert!(told.contains("accessibility.transcription_only"), "{told}");
        let passkey = format!("{silent}{card}[[method]]\nkind = \"passkey\"\n");
        assert!(with(&passkey, &[]).is_ok());
        let config = with(&(GOOD.to_owned() + card), &[]).expect("it is owned");
        let words = config.transcription_only;
        assert_eq!(words.as_deref(), Some("these are tests of other things"));
        let high = format!("{passkey}[passkey]\ndevice_bound = \"high\"\n");
        for (text, level) in [(&passkey, Level::Substantial), (&high, Level::High)] {
            let config = with(text, &[]).expect("good");
            assert_eq!(config.methods[1].level, level, "none is worth more");
        }
        // For a host that is an address there are no passkeys.
        let numbers = silent.replace("https://id.fjordvik.example", "https://192.0.2.7");
        assert!(refusal(&numbers).contains("accessibility.transcription_only"));
        let numbers = passkey.replace("https://id.fjordvik.example", "https://192.0.2.7");
        assert!(
            refusal(&numbers).contains("method.2.kind"),
            "{}",
            refusal(&numbers)
        );
    }
}
