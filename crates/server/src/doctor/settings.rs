//! Settings that work, but not as recommended.

use super::Finding;
use crate::config::{Config, MailTransport, SmsTransport};
use lykill_broker::types::Method;
use lykill_core::MethodKind;

/// What a look at the values alone shows.
pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !config.issuer.is_https() {
        let what = format!(
            "{} is http: for trying out on this machine only",
            config.issuer.as_str()
        );
        findings.push(Finding::deviation("issuer", what));
    }
    if config.profile.is_test() {
        let what = format!("{} accepts made-up national numbers", config.profile);
        findings.push(Finding::deviation("profile", what));
    }
    if config.argon2.weak {
        let cost = config.argon2.hasher.cost;
        let what = format!(
            "{} KiB with {} passes is weaker than 19456 KiB with 2",
            cost.memory_kib, cost.passes
        );
        findings.push(Finding::deviation("argon2", what));
    }
    if config.letter_spacing.is_zero() {
        let what = "spacing_days is 0: card and password travel in one post";
        findings.push(Finding::deviation("letters", what));
    }
    findings.extend(methods(&config.methods));
    if let Some(reason) = &config.print.one_printer {
        let what = format!("one person may see card and password: {reason}");
        findings.push(Finding::deviation("print", what));
    }
    if let Some(reason) = &config.transcription_only {
        let what = format!("nobody can log in without copying characters: {reason}");
        findings.push(Finding::deviation("accessibility", what));
    }
    if let MailTransport::Folder(folder) = &config.mail.transport {
        let what = format!("e-mail goes into {} and not to people", folder.display());
        findings.push(Finding::deviation("mail", what));
    }
    match &config.sms {
        SmsTransport::Gateway(gateway) if gateway.receipts.is_none() => {
            let what = "no receipts: that the gateway took a message is the last that is known";
            findings.push(Finding::deviation("sms", what));
        }
        SmsTransport::Gateway(_) => {}
        SmsTransport::None => {
            let what = "no gateway: who has no e-mail address gets no notices";
            findings.push(Finding::deviation("sms", what));
        }
        SmsTransport::Folder(folder) => {
            let what = format!(
                "text messages go into {} and not to people",
                folder.display()
            );
            findings.push(Finding::deviation("sms", what));
        }
    }
    if config.management.token_file.is_none() {
        let what = "no token_file: whoever reaches the loopback address reads the metrics";
        findings.push(Finding::deviation("management", what));
    }
    findings
}

/// Who is new has a card and a temporary password, for which four kinds ask.
fn methods(methods: &[Method]) -> Option<Finding> {
    use MethodKind::{KeyCard, KeyViewer, PinLetter, SmsCode};
    let activates = |kind| matches!(kind, KeyCard | KeyViewer | SmsCode | PinLetter);
    let nobody = !methods.iter().any(|method| activates(method.kind));
    let what = "no key-card, key-viewer, sms-code or pin-letter is offered: nobody can activate";
    nobody.then(|| Finding::deviation("method", what))
}
