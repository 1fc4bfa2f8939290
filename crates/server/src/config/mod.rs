//! The configuration: one TOML file and an environment variable for each value, first as written,
//! then checked. A wrong value stops the start with one line that says where and what.

mod certificates;
mod check;
mod cost;
mod environment;
pub mod keys;
mod load;
mod logo;
mod method;
mod network;
mod passkey;
mod place;
mod print;
mod problem;
mod raw;
mod receipts;
mod smart_card;
mod sms;
#[cfg(test)]
mod tests;
mod tokens;
mod upstream;

pub use certificates::Certificates;
pub use cost::PasswordCost;
pub use load::{load, read};
pub use network::Issuer;
pub use print::{Print, PrintFolder};
pub use problem::{BadConfig, ConfigProblem};
pub use receipts::SmsReceipts;
pub use sms::{SmsGateway, SmsTransport};

use ipnet::IpNet;
use lykill_broker::types::Method;
use lykill_core::{Profile, Secret};
use lykill_fetch::Rules;
use lykill_issuer::otp_token::UnusedRule;
use lykill_issuer::passkey::PasskeyRules;
use lykill_issuer::types::EmailAddress;
use lykill_oauth::types::AcrNames;
use lykill_operations::context::Support;
use lykill_operations::smart_card::Configured as CardIssuer;
use lykill_operations::upstream::Configured;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tracing::Level;

/// A configuration in which every value was checked. Secrets do not show in its debug form.
#[derive(Debug, Clone)]
pub struct Config {
    /// The issuer.
    pub issuer: Issuer,
    /// The country profile.
    pub profile: Profile,
    /// Where the admin socket and, unless told otherwise, everything else on disk lives.
    pub data_dir: PathBuf,
    /// The key file, outside the database.
    pub key_file: PathBuf,
    /// How old a key of the server may become before it must be exchanged.
    pub key_max_age: Duration,
    /// When devices that show one-time codes and that nobody uses go out of use.
    pub unused_tokens: UnusedRule,
    /// Why nobody can log in without copying characters, in words; none where somebody can.
    pub transcription_only: Option<String>,
    /// What passkeys are worth, and how long new ones wait.
    pub passkeys: PasskeyRules,
    /// The witness of the audit log, outside the database.
    pub anchor_file: PathBuf,
    /// The public listener.
    pub server: Server,
    /// The management listener.
    pub management: Management,
    /// The database.
    pub database: Database,
    /// How text messages leave.
    pub sms: SmsTransport,
    /// The gateway that calls people and reads codes out to them.
    pub voice: Option<SmsGateway>,
    /// How e-mail leaves.
    pub mail: Mail,
    /// Where letters and cards wait for their printers.
    pub print: Print,
    /// Letters of one order are posted at least so long after one another.
    pub letter_spacing: Duration,
    /// Where the post returns letters that it cannot deliver: up to 4 lines.
    pub return_address: Vec<String>,
    /// Where requests of ours may go.
    pub outgoing: Rules,
    /// Whom people ask.
    pub support: Support,
    /// How levels are called in tokens.
    pub levels: AcrNames,
    /// What a password hash costs.
    pub argon2: PasswordCost,
    /// The electronic IDs of the chooser, in order.
    pub methods: Vec<Method>,
    /// The other providers behind them.
    pub upstreams: Vec<Configured>,
    /// The issuers of the cards behind others of them.
    pub card_issuers: Vec<CardIssuer>,
    /// The listener that asks for certificates; none where there is no such method.
    pub certificates: Option<Certificates>,
    /// Whether the choice is shown even when only one method can be chosen.
    pub always_choose: bool,
    /// Whether a browser may be asked to remember which method was chosen in it.
    pub remember_choice: bool,
    /// The lowest level that is logged.
    pub log_level: Level,
}

/// The public listener.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it listens; TLS is ended before it.
    pub listen: SocketAddr,
    /// Connections that are served at once; further ones wait in the kernel.
    pub max_connections: usize,
    /// How long the node goes on answering after it was told to stop, while it says that it is
    /// not ready.
    pub drain: Duration,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// The management listener.
#[derive(Debug, Clone)]
pub struct Management {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Holds the bearer token that `/metrics` asks for; without one anybody who reaches the
    /// loopback address reads them.
    pub token_file: Option<PathBuf>,
}

/// The database.
#[derive(Debug, Clone)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`; it may hold a password.
    pub url: Secret<String>,
    /// Connections at most.
    pub max_connections: usize,
}

impl Database {
    /// Whether it is one SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.url.expose().starts_with("sqlite:")
    }
}

/// How e-mail leaves, and in whose name.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Where to.
    pub transport: MailTransport,
    /// The sender's address.
    pub from_address: EmailAddress,
    /// The sender's name.
    pub from_name: String,
}

/// Where e-mails go.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// A mail server.
    Smtp {
        /// `smtps://…` or `smtp://…`; it may hold a password.
        url: Secret<String>,
        /// PEM certificates that are trusted besides the public ones.
        roots: Option<PathBuf>,
    },
    /// A folder, one file each: for trying out.
    Folder(PathBuf),
}

/// The level of a word; none when it is none of `error`, `warn`, `info` and `debug`.
pub fn log_level(word: &str) -> Option<Level> {
    match word {
        "error" => Some(Level::ERROR),
        "warn" => Some(Level::WARN),
        "info" => Some(Level::INFO),
        "debug" => Some(Level::DEBUG),
        _ => None,
    }
}
