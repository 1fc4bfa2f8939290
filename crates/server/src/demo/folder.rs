//! The data folder of a demo, and the configuration that lies in it unsaid.

use super::DemoError;
use super::state::State;
use crate::config::{
    Config, Database, Issuer, Mail, MailTransport, Management, PasswordCost, Print, PrintFolder,
    Server, SmsTransport,
};
use crate::wiring;
use lykill_broker::method::built_in;
use lykill_core::{Level, MethodKind, Profile, Secret};
use lykill_fetch::Rules;
use lykill_issuer::company::email;
use lykill_issuer::otp_token::UnusedRule;
use lykill_issuer::passkey::PasskeyRules;
use lykill_oauth::types::AcrNames;
use lykill_operations::context::Support;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Connections that a demo's database or listener needs at most.
const CONNECTIONS: usize = 64;

/// A folder that stays, or one that goes with the demo.
#[derive(Debug)]
pub(super) enum Folder {
    /// Of the user's choice.
    Kept(PathBuf),
    /// Removed at the end.
    Temporary(TempDir),
}

impl Folder {
    /// Makes the folder.
    pub(super) fn of(wish: Option<&Path>) -> Result<Self, DemoError> {
        let Some(path) = wish else {
            let made = tempfile::Builder::new().prefix("lykill-demo-").tempdir();
            let failed = |error: std::io::Error| DemoError::File {
                path: std::env::temp_dir(),
                what: error.to_string(),
            };
            return Ok(Self::Temporary(made.map_err(failed)?));
        };
        wiring::folder(path)?;
        absolute(path).map(Self::Kept)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, DemoError> {
    let found = path.canonicalize();
    found.map_err(|error| DemoError::File {
        path: path.to_owned(),
        what: error.to_string(),
    })
}

/// The configuration of the demo of a data folder.
///
/// # Errors
/// [`DemoError::NotADemo`] when no demo was started with it.
pub fn config_of(data_dir: &Path) -> Result<Config, DemoError> {
    let not_a_demo = || DemoError::NotADemo(data_dir.to_owned());
    if !data_dir.is_dir() {
        return Err(not_a_demo());
    }
    let data_dir = absolute(data_dir)?;
    let state = State::load(&data_dir)?.ok_or_else(not_a_demo)?;
    config(&data_dir, &state)
}

/// What can be tried: another provider would have to run beside it.
const OFFERED: [MethodKind; 6] = [
    MethodKind::KeyCard,
    MethodKind::KeyViewer,
    MethodKind::CodeDevice,
    MethodKind::SmsCode,
    MethodKind::PinLetter,
    MethodKind::Passkey,
];

/// Nobody waits an hour in a demo.
const PASSKEYS: PasskeyRules = PasskeyRules {
    wait: Duration::ZERO,
    device_bound: Level::High,
};

fn support() -> Support {
    Support {
        name: "Lykill demo".to_owned(),
        email: "support@lykill.example".to_owned(),
        phone: "+47 12 34 56 78".to_owned(),
    }
}

/// The configuration of a demo.
pub(super) fn config(data_dir: &Path, state: &State) -> Result<Config, DemoError> {
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let in_folder = format!("sqlite:{}", data_dir.join("lykill.db").display());
    let issuer = Issuer::parse(&format!("http://localhost:{}", state.port));
    let queue = |name| PrintFolder {
        path: data_dir.join(name),
        group: None,
    };
    let from = email("no-reply@lykill.example").map_err(|error| DemoError::Seed(error.to_string()));
    Ok(Config {
        issuer: issuer.map_err(DemoError::Seed)?,
        profile: Profile::TestNo,
        data_dir: data_dir.to_owned(),
        key_file: data_dir.join("lykill.keys"),
        server: Server {
            listen: loopback(state.port),
            max_connections: CONNECTIONS * 4,
            drain: std::time::Duration::ZERO,
            trusted_proxies: Vec::new(),
        },
        management: Management {
            listen: loopback(0),
            token_file: None,
        },
        database: Database {
            url: Secret::new(state.database_url.clone().unwrap_or(in_folder)),
            max_connections: CONNECTIONS / 4,
        },
        mail: Mail {
            transport: MailTransport::Folder(data_dir.join("mail")),
            from_address: from?,
            from_name: "Lykill demo".to_owned(),
        },
        print: Print {
            cards: queue("print-cards"),
            letters: queue("print-letters"),
            // Nobody prints here: what is put into the folders is in the letter box.
            alarm: Duration::from_secs(12 * 3600),
            one_printer: None,
        },
        // Beside the mail: the post page shows both.
        sms: SmsTransport::Folder(data_dir.join("mail")),
        voice: None,
        letter_spacing: Duration::ZERO,
        anchor_file: data_dir.join("audit-anchor.jsonl"),
        key_max_age: lykill_core::time::days(365),
        unused_tokens: UnusedRule::default(),
        passkeys: PASSKEYS,
        return_address: Vec::new(),
        // The demo's own service is on this machine and hears of logouts.
        outgoing: Rules {
            loopback: true,
            ..Rules::default()
        },
        support: support(),
        levels: AcrNames::default(),
        argon2: PasswordCost::default_for_this_machine(),
        methods: OFFERED.map(built_in).to_vec(),
        transcription_only: None,
        upstreams: Vec::new(),
        card_issuers: Vec::new(),
        certificates: None,
        // The page on which to choose is a part of what is shown.
        always_choose: true,
        remember_choice: true,
        log_level: tracing::Level::WARN,
    })
}
