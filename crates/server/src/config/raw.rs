//! The configuration as it is written: every value optional and unchecked, unknown keys refused.

use serde::Deserialize;

/// The whole file, with the environment laid over it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub(super) issuer: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) data_dir: Option<String>,
    pub(super) key_file: Option<String>,
    pub(super) keys: Keys,
    pub(super) tokens: Tokens,
    pub(super) passkey: Passkey,
    pub(super) accessibility: Accessibility,
    pub(super) audit: Audit,
    pub(super) server: Server,
    pub(super) certificates: Certificates,
    pub(super) management: Management,
    pub(super) database: Database,
    pub(super) mail: Mail,
    pub(super) sms: Sms,
    pub(super) print: Print,
    pub(super) letters: Letters,
    pub(super) outgoing: Outgoing,
    pub(super) support: Support,
    pub(super) levels: Levels,
    pub(super) chooser: Chooser,
    pub(super) argon2: Argon2,
    pub(super) log: Log,
    pub(super) method: Vec<Method>,
}

/// The audit log.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Audit {
    pub(super) anchor_file: Option<String>,
}

/// The server's own keys.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Keys {
    pub(super) max_age_days: Option<i64>,
}

/// Devices that show one-time codes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Tokens {
    pub(super) blocked_after_days: Option<i64>,
    pub(super) warned_before_days: Option<i64>,
}

/// The listener that asks browsers for certificates.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Certificates {
    pub(super) listen: Option<String>,
    pub(super) address: Option<String>,
    pub(super) chain_file: Option<String>,
    pub(super) key_file: Option<String>,
}

/// Passkeys.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Passkey {
    pub(super) wait_minutes: Option<i64>,
    pub(super) device_bound: Option<String>,
}

/// What keeps people out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Accessibility {
    pub(super) transcription_only: Option<String>,
}

/// The public listener.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Server {
    pub(super) listen: Option<String>,
    pub(super) max_connections: Option<i64>,
    pub(super) drain_seconds: Option<i64>,
    pub(super) trusted_proxies: Option<Vec<String>>,
}

/// The management listener.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Management {
    pub(super) listen: Option<String>,
    pub(super) token_file: Option<String>,
}

/// The database.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Database {
    pub(super) url: Option<String>,
    pub(super) max_connections: Option<i64>,
}

/// E-mail.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Mail {
    pub(super) smtp: Option<String>,
    pub(super) smtp_roots: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) from_address: Option<String>,
    pub(super) from_name: Option<String>,
}

/// Text messages.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sms {
    pub(super) url: Option<String>,
    pub(super) method: Option<String>,
    pub(super) header: Option<String>,
    pub(super) secret_file: Option<String>,
    pub(super) body: Option<String>,
    pub(super) taken: Option<String>,
    pub(super) sender: Option<String>,
    pub(super) message_id: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) receipts: Receipts,
    pub(super) voice: Voice,
}

/// The gateway that calls people and reads codes out to them.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Voice {
    pub(super) url: Option<String>,
    pub(super) method: Option<String>,
    pub(super) header: Option<String>,
    pub(super) secret_file: Option<String>,
    pub(super) body: Option<String>,
    pub(super) taken: Option<String>,
    pub(super) sender: Option<String>,
}

/// What the gateway tells of text messages later.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Receipts {
    pub(super) header: Option<String>,
    pub(super) secret_file: Option<String>,
    pub(super) proof: Option<String>,
    pub(super) message: Option<String>,
    pub(super) state: Option<String>,
    pub(super) delivered: Option<Vec<String>>,
    pub(super) failed: Option<Vec<String>>,
}

/// Letters and cards on paper.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Print {
    pub(super) cards_dir: Option<String>,
    pub(super) letters_dir: Option<String>,
    pub(super) cards_group: Option<String>,
    pub(super) letters_group: Option<String>,
    pub(super) alarm_hours: Option<i64>,
    pub(super) one_printer: Option<String>,
}

/// When letters are posted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Letters {
    pub(super) spacing_days: Option<i64>,
    pub(super) return_address: Option<Vec<String>>,
}

/// Where requests of ours may go, besides public addresses.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Outgoing {
    pub(super) allow_networks: Option<Vec<String>>,
    pub(super) allow_loopback: Option<bool>,
}

/// The operator's own contact.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Support {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
}

/// How levels are called in tokens.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Levels {
    pub(super) low: Option<Vec<String>>,
    pub(super) substantial: Option<Vec<String>>,
    pub(super) high: Option<Vec<String>>,
}

/// The page on which an electronic ID is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Chooser {
    pub(super) always: Option<bool>,
    pub(super) remember: Option<bool>,
}

/// What a password hash costs.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Argon2 {
    pub(super) memory_kib: Option<i64>,
    pub(super) passes: Option<i64>,
    pub(super) lanes: Option<i64>,
    pub(super) permits: Option<i64>,
    pub(super) allow_weak: Option<bool>,
}

/// The log.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub(super) level: Option<String>,
}

/// One electronic ID of the chooser.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Method {
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) level: Option<String>,
    pub(super) group: Option<String>,
    pub(super) order: Option<i64>,
    pub(super) logo: Option<String>,
    pub(super) help: Option<String>,
    pub(super) display: Words,
    pub(super) line: Words,
    pub(super) upstream: Option<Upstream>,
    pub(super) smart_card: Option<SmartCard>,
}

/// The issuers of cards.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SmartCard {
    pub(super) trust: Option<Vec<String>>,
    pub(super) policies: Option<Vec<String>>,
    pub(super) national_id_prefix: Option<String>,
    pub(super) ocsp: Option<String>,
    pub(super) lists: Option<Vec<String>>,
    pub(super) grace_hours: Option<i64>,
    pub(super) timeout_seconds: Option<i64>,
    pub(super) at_once: Option<i64>,
}

/// Another provider.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Upstream {
    pub(super) issuer: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) acr: Option<Vec<String>>,
    pub(super) without_acr: Option<String>,
    pub(super) national_id_claim: Option<String>,
    pub(super) pass_language: Option<bool>,
    pub(super) pass_login_hint: Option<bool>,
    pub(super) max_age_minutes: Option<i64>,
    pub(super) timeout_seconds: Option<i64>,
    pub(super) at_once: Option<i64>,
}

/// One text in each language.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Words {
    pub(super) nb: Option<String>,
    pub(super) nn: Option<String>,
    pub(super) da: Option<String>,
    pub(super) en: Option<String>,
}
