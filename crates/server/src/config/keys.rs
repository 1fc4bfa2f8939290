//! Every key of the configuration, once: its path and shape. The environment variable of a key is
//! `LYKILL_` and its path in capitals with `_` for each dot: `server.listen` is
//! `LYKILL_SERVER_LISTEN`. The methods are counted from 1: `LYKILL_METHOD_1_DISPLAY_NB`.

/// What a key holds, and so how its environment variable is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// Texts; in the environment with commas between.
    List,
}

/// The keys outside `[[method]]`.
pub const KEYS: &[(&str, Shape)] = &[
    ("issuer", Shape::Text),
    ("profile", Shape::Text),
    ("data_dir", Shape::Text),
    ("key_file", Shape::Text),
    ("keys.max_age_days", Shape::Whole),
    ("tokens.blocked_after_days", Shape::Whole),
    ("tokens.warned_before_days", Shape::Whole),
    ("passkey.wait_minutes", Shape::Whole),
    ("passkey.device_bound", Shape::Text),
    ("accessibility.transcription_only", Shape::Text),
    ("audit.anchor_file", Shape::Text),
    ("server.listen", Shape::Text),
    ("server.max_connections", Shape::Whole),
    ("server.drain_seconds", Shape::Whole),
    ("server.trusted_proxies", Shape::List),
    ("certificates.listen", Shape::Text),
    ("certificates.address", Shape::Text),
    ("certificates.chain_file", Shape::Text),
    ("certificates.key_file", Shape::Text),
    ("management.listen", Shape::Text),
    ("management.token_file", Shape::Text),
    ("database.url", Shape::Text),
    ("database.max_connections", Shape::Whole),
    ("mail.smtp", Shape::Text),
    ("mail.smtp_roots", Shape::Text),
    ("mail.folder", Shape::Text),
    ("mail.from_address", Shape::Text),
    ("mail.from_name", Shape::Text),
    ("print.cards_dir", Shape::Text),
    ("print.letters_dir", Shape::Text),
    ("print.cards_group", Shape::Text),
    ("print.letters_group", Shape::Text),
    ("print.alarm_hours", Shape::Whole),
    ("print.one_printer", Shape::Text),
    ("sms.url", Shape::Text),
    ("sms.method", Shape::Text),
    ("sms.header", Shape::Text),
    ("sms.secret_file", Shape::Text),
    ("sms.body", Shape::Text),
    ("sms.taken", Shape::Text),
    ("sms.sender", Shape::Text),
    ("sms.message_id", Shape::Text),
    ("sms.folder", Shape::Text),
    ("sms.voice.url", Shape::Text),
    ("sms.voice.method", Shape::Text),
    ("sms.voice.header", Shape::Text),
    ("sms.voice.secret_file", Shape::Text),
    ("sms.voice.body", Shape::Text),
    ("sms.voice.taken", Shape::Text),
    ("sms.voice.sender", Shape::Text),
    ("sms.receipts.header", Shape::Text),
    ("sms.receipts.secret_file", Shape::Text),
    ("sms.receipts.proof", Shape::Text),
    ("sms.receipts.message", Shape::Text),
    ("sms.receipts.state", Shape::Text),
    ("sms.receipts.delivered", Shape::List),
    ("sms.receipts.failed", Shape::List),
    ("letters.spacing_days", Shape::Whole),
    ("letters.return_address", Shape::List),
    ("outgoing.allow_networks", Shape::List),
    ("outgoing.allow_loopback", Shape::Flag),
    ("support.name", Shape::Text),
    ("support.email", Shape::Text),
    ("support.phone", Shape::Text),
    ("levels.low", Shape::List),
    ("levels.substantial", Shape::List),
    ("levels.high", Shape::List),
    ("chooser.always", Shape::Flag),
    ("chooser.remember", Shape::Flag),
    ("argon2.memory_kib", Shape::Whole),
    ("argon2.passes", Shape::Whole),
    ("argon2.lanes", Shape::Whole),
    ("argon2.permits", Shape::Whole),
    ("argon2.allow_weak", Shape::Flag),
    ("log.level", Shape::Text),
];

/// The keys of one `[[method]]`.
pub const METHOD_KEYS: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("kind", Shape::Text),
    ("level", Shape::Text),
    ("group", Shape::Text),
    ("order", Shape::Whole),
    ("logo", Shape::Text),
    ("help", Shape::Text),
    ("display.nb", Shape::Text),
    ("display.nn", Shape::Text),
    ("display.da", Shape::Text),
    ("display.en", Shape::Text),
    ("line.nb", Shape::Text),
    ("line.nn", Shape::Text),
    ("line.da", Shape::Text),
    ("line.en", Shape::Text),
];

/// The keys of `upstream` in a `[[method]]`.
pub const UPSTREAM_KEYS: &[(&str, Shape)] = &[
    ("upstream.issuer", Shape::Text),
    ("upstream.client_id", Shape::Text),
    ("upstream.scope", Shape::Text),
    ("upstream.acr", Shape::List),
    ("upstream.without_acr", Shape::Text),
    ("upstream.national_id_claim", Shape::Text),
    ("upstream.pass_language", Shape::Flag),
    ("upstream.pass_login_hint", Shape::Flag),
    ("upstream.max_age_minutes", Shape::Whole),
    ("upstream.timeout_seconds", Shape::Whole),
    ("upstream.at_once", Shape::Whole),
];

/// The keys of `smart_card` in a `[[method]]`.
pub const SMART_CARD_KEYS: &[(&str, Shape)] = &[
    ("smart_card.trust", Shape::List),
    ("smart_card.policies", Shape::List),
    ("smart_card.national_id_prefix", Shape::Text),
    ("smart_card.ocsp", Shape::Text),
    ("smart_card.lists", Shape::List),
    ("smart_card.grace_hours", Shape::Whole),
    ("smart_card.timeout_seconds", Shape::Whole),
    ("smart_card.at_once", Shape::Whole),
];

/// The environment variable of a path.
pub fn variable(path: &str) -> String {
    format!("LYKILL_{}", path.replace('.', "_").to_ascii_uppercase())
}

/// The path and shape of an environment variable; none when there is no such value.
pub(super) fn path_of(variable: &str) -> Option<(String, Shape)> {
    let known = KEYS
        .iter()
        .find(|(path, _)| self::variable(path) == variable);
    if let Some((path, shape)) = known {
        return Some(((*path).to_owned(), *shape));
    }
    let rest = variable.strip_prefix("LYKILL_METHOD_")?;
    let (number, rest) = rest.split_once('_')?;
    let number: usize = number
        .parse()
        .ok()
        .filter(|number| (1..=99).contains(number))?;
    let mut keys = METHOD_KEYS
        .iter()
        .chain(UPSTREAM_KEYS)
        .chain(SMART_CARD_KEYS);
    let (key, shape) = keys.find(|(key, _)| key.replace('.', "_").to_ascii_uppercase() == rest)?;
    Some((format!("method.{number}.{key}"), *shape))
}
