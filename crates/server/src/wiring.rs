//! From a checked configuration to everything that operations work with.

use crate::anchor::{self, AnchorError};
use crate::config::{Config, SmsReceipts};
use crate::{inodes, secret_file};
use lykill_core::id::RequestId;
use lykill_core::{Clock, Rng};
use lykill_crypto::engine::{KeyFile, KeyFileError, Keys, PasswordHasher, SystemClock, SystemRng};
use lykill_fetch::BadCertificates;
use lykill_operations::passkey::PasskeySettings;
use lykill_operations::receipt::ReceiptRules;
use lykill_operations::restored::{self, Unspent};
use lykill_operations::smart_card::CardIssuers;
use lykill_operations::startup::{self, Deployment, StartError};
use lykill_operations::upstream::{self, Upstreams};
use lykill_operations::{Call, Context, Settings, client};
use lykill_store::migrate::{self, MigrateError};
use lykill_store::{DatabaseConfig, Db, OpenError};
use serde_json::Value;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why nothing can be served; each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// A folder cannot be made.
    #[error("{path}: {reason}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The disk takes fewer files than a start makes.
    #[error("{path}: too few inodes: {left} are left on this disk, and {needed} may be needed")]
    Inodes {
        /// The folder.
        path: PathBuf,
        /// How many files the disk takes.
        left: u64,
        /// How many a start may make.
        needed: u64,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database and this program do not fit together.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// Database, key file, profile and kind of deployment do not belong together.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The log of the audit is not the one that its witness saw.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
    /// What was open in a restored database cannot be ended.
    #[error("restored database: {0}")]
    Restored(lykill_operations::Error),
    /// The database failed while our own service was looked up.
    #[error("our own service: {0}")]
    OwnService(lykill_operations::Error),
    /// The clients for other providers cannot be made.
    #[error("other providers: {0}")]
    Outgoing(#[from] BadCertificates),
    /// Our keys for other providers cannot be made or opened.
    #[error("keys for other providers: {0}")]
    UpstreamKeys(lykill_operations::Error),
    /// The secret of the gateway cannot be used.
    #[error("{0}")]
    Secret(String),
    /// The threads that hash passwords cannot be started.
    #[error("argon2: {0}")]
    Hasher(std::io::Error),
}

/// What is to be opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Whether this is a demo.
    pub deployment: Deployment,
    /// Whether waiting migrations are run first; otherwise they stop the start.
    pub migrate: bool,
}

/// Opens the database of a configuration, without looking into it.
///
/// # Errors
/// [`WireError`]: it cannot be reached, or another process serves it (security.md case 213).
pub async fn database(config: &Config) -> Result<Db, WireError> {
    let mut address = DatabaseConfig::from_url(config.database.url.expose())?;
    match &mut address {
        DatabaseConfig::Sqlite { path } => {
            let home = path.parent().unwrap_or(Path::new("/"));
            folder(home)?;
            inodes::check(home, path)?;
        }
        DatabaseConfig::Postgres {
            max_connections, ..
        } => {
            *max_connections = config.database.max_connections;
        }
    }
    Ok(Db::open(&address).await?)
}

/// Opens everything: database, key file, signing key, hash pool.
///
/// # Errors
/// [`WireError`], one line.
pub async fn open(config: &Config, opening: Opening) -> Result<Context, WireError> {
    Ok(open_restored(config, opening, false).await?.0)
}

/// As [`open`]; and tells what was ended in a database that came back from a backup: that is done
/// before anybody works with it. `adopt` takes it for such a one.
///
/// # Errors
/// As [`open`].
pub async fn open_restored(
    config: &Config,
    opening: Opening,
    adopt: bool,
) -> Result<(Context, Option<Unspent>), WireError> {
    folder(&config.data_dir)?;
    inodes::check(&config.data_dir, &config.key_file)?;
    let db = database(config).await?;
    if opening.migrate {
        migrate::migrate(&db).await?;
    }
    migrate::check(&db).await?;
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
    let file = key_file(&db, &config.key_file, rng.as_ref()).await?;
    let belongs = (config.profile, opening.deployment);
    let keys = Keys::of(&file);
    let signers = startup::prepare(&db, &keys, belongs, (clock.as_ref(), rng.as_ref())).await?;
    let hasher = PasswordHasher::start(config.argon2.hasher, keys.password_peppers());
    let ctx = Context {
        db,
        clock: clock as Arc<dyn Clock>,
        rng: rng as Arc<dyn Rng>,
        keys: Arc::new(keys),
        hasher: Arc::new(hasher.map_err(WireError::Hasher)?),
        signers: Arc::new(signers),
        down: Arc::default(),
        upstreams: Arc::new(Upstreams::new(&config.upstreams, &config.outgoing)?),
        card_issuers: Arc::new(card_issuers(config)?),
        settings: Arc::new(settings(config)?),
    };
    let prepared = upstream::prepare(&ctx).await;
    prepared.map_err(WireError::UpstreamKeys)?;
    if adopt {
        restored::mark(&ctx).await.map_err(WireError::Restored)?;
    }
    let unspent = restored::finish(&ctx).await.map_err(WireError::Restored)?;
    if let Some(unspent) = &unspent {
        anchor::begin_anew(&ctx, &config.anchor_file).await?;
        let (blocked, ordered) = (unspent.ended.cards, unspent.ordered);
        tracing::warn!(
            blocked,
            ordered,
            "restored from a backup: all key cards are exchanged"
        );
    }
    anchor::catch_up(&ctx, &config.anchor_file).await?;
    anchor::check(&ctx, &config.anchor_file).await?;
    own_services(&ctx, config)
        .await
        .map_err(WireError::OwnService)?;
    Ok((ctx, unspent))
}

/// The issuers of cards, and where their certificates are shown.
fn card_issuers(config: &Config) -> Result<CardIssuers, BadCertificates> {
    let listener = config.certificates.as_ref();
    let place = listener.map(|listener| lykill_web::certificate_url(&listener.address));
    CardIssuers::new(
        &config.card_issuers,
        place.unwrap_or_default(),
        &config.outgoing,
    )
}

/// Registers our own services that this issuer has not yet: there people activate their eIDs, and
/// look after their passkeys.
async fn own_services(ctx: &Context, config: &Config) -> Result<(), lykill_operations::Error> {
    let known = client::list(ctx).await?;
    let issuer = config.issuer.as_str();
    for metadata in lykill_web::own_services(issuer, &config.mail.from_name) {
        let id = metadata.get("client_id").and_then(Value::as_str);
        if known
            .iter()
            .any(|client| Some(client.client_id.as_str()) == id)
        {
            continue;
        }
        let call = Call {
            request: RequestId::new(ctx.now(), ctx.rng.as_ref()),
            peer: None,
        };
        // Another node was first, or it is a name that the rules refuse.
        if let Err(errors) = client::add(ctx, &call, metadata).await? {
            tracing::warn!(%errors, "our own service is not registered now");
        }
    }
    Ok(())
}

/// The key file; made when the database is new, and never when it is not: a fresh one would open
/// nothing of what is stored.
async fn key_file(db: &Db, path: &Path, rng: &dyn Rng) -> Result<KeyFile, WireError> {
    match KeyFile::load(path) {
        Err(KeyFileError::Missing { .. }) if startup::is_new(db).await? => {
            folder(path.parent().unwrap_or(Path::new("/")))?;
            let made = KeyFile::create(path, rng)?;
            tracing::info!(path = %path.display(), "made the key file; back it up now");
            Ok(made)
        }
        loaded => Ok(loaded?),
    }
}

fn settings(config: &Config) -> Result<Settings, WireError> {
    let receipts = config.sms.receipts().map(receipt_rules).transpose();
    Ok(Settings {
        issuer: config.issuer.as_str().to_owned(),
        profile: config.profile,
        methods: config.methods.clone(),
        always_choose: config.always_choose,
        remember_choice: config.remember_choice,
        acr: config.levels.clone(),
        endpoints: lykill_web::endpoints(config.issuer.as_str()),
        lifetimes: lykill_oauth::types::Lifetimes::default(),
        letter_spacing: config.letter_spacing,
        key_max_age: config.key_max_age,
        unused_tokens: config.unused_tokens,
        passkeys: PasskeySettings {
            host: config.issuer.passkey_host(),
            origin: config.issuer.as_str().to_owned(),
            url: lykill_web::passkeys_url(config.issuer.as_str()),
            stop_url: lykill_web::passkey_stop_url(config.issuer.as_str()),
            rules: config.passkeys,
        },
        sms: config.sms.is_some(),
        voice: config.voice.is_some(),
        receipts: receipts.map_err(WireError::Secret)?,
        outgoing: config.outgoing.clone(),
        print_alarm: config.print.alarm,
        activate_url: lykill_web::activate_url(config.issuer.as_str()),
        support: config.support.clone(),
    })
}

fn receipt_rules(receipts: &SmsReceipts) -> Result<ReceiptRules, String> {
    Ok(ReceiptRules {
        header: receipts.header.clone(),
        proof: receipts.proof,
        secret: secret_file::read("sms.receipts.secret_file", &receipts.secret_file)?,
        fields: receipts.fields.clone(),
        delivered: receipts.delivered.clone(),
        failed: receipts.failed.clone(),
    })
}

/// Makes a folder that only its owner may enter; one that is there stays as it is.
///
/// # Errors
/// [`WireError::Folder`].
pub fn folder(path: &Path) -> Result<(), WireError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|reason| WireError::Folder {
        path: path.to_owned(),
        reason,
    })
}
