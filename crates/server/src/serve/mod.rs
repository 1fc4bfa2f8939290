//! `lykill serve`: the listeners, the delivery worker, the jobs and the admin socket, until the
//! stop.

mod certificates;
mod disk;
pub mod drain;
mod files;
mod job;
pub mod listener;
pub mod metrics;
pub mod ready;
pub mod signal;
mod slots;
mod stream;
mod texter;

pub use texter::{sms_head, texter, voice};

use crate::admin::socket::AdminSocket;
use crate::config::{Config, MailTransport, PrintFolder};
use crate::management::{self, Management};
use crate::wiring::{self, Opening, WireError};
use axum::Router;
pub(crate) use certificates::Tls;
use drain::Leaving;
use listener::Connections;
use lykill_delivery::{
    Delivery, Letterhead, MailFolder, Mailer, NotASender, Sender, Signer, Smtp, SmtpConfigError,
    Spool, Spools, UnknownZone, Worker,
};
use lykill_fetch::{BadCertificates, Fetcher};
use lykill_operations::Context;
use lykill_operations::startup::Deployment;
use lykill_web::{Extra, WebState};
use metrics::Metrics;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// Why nothing is served; each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Database, keys or hash pool.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// An address cannot be listened on.
    #[error("{what}: cannot listen on {address}: {reason}")]
    Listen {
        /// The configuration's key.
        what: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// The admin socket cannot be made.
    #[error("{path}: {reason}")]
    Socket {
        /// Where.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The listener that asks for certificates cannot have its own.
    #[error("certificates: {0}")]
    Certificates(String),
    /// A file with a secret cannot be used.
    #[error("{0}")]
    Secret(String),
    /// A folder or file of the delivery cannot be used.
    #[error("{path}: {reason}")]
    Place {
        /// Where.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Fewer open files are allowed than the configuration can need.
    #[error(
        "open files: {needed} may be needed and {allowed} are allowed (ulimit -n, LimitNOFILE); \
         raise the limit or lower server.max_connections"
    )]
    OpenFiles {
        /// How many may be needed.
        needed: u64,
        /// How many the system allows.
        allowed: u64,
    },
    /// The disk failed under the database while it was served.
    #[error(
        "the disk of the database failed ({0}); the server ended, since what the disk holds is \
         known only after a new start"
    )]
    Disk(String),
    /// The sender's address.
    #[error("mail.from_address: {0}")]
    Sender(#[from] NotASender),
    /// The mail server.
    #[error("mail.smtp: {0}")]
    Smtp(#[from] SmtpConfigError),
    /// The zone of the profile.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The client for outgoing requests cannot be made.
    #[error("outgoing requests: {0}")]
    Outgoing(#[from] BadCertificates),
    /// Signals cannot be awaited.
    #[error("signals: {0}")]
    Signals(io::Error),
}

/// What is told when logins are accepted.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Where pages are served.
    pub public: SocketAddr,
    /// Where health and metrics are served.
    pub management: SocketAddr,
}

impl Listening {
    fn at(config: &Config, public: &TcpListener, management: &TcpListener) -> Self {
        let at = |listener: &TcpListener, asked| listener.local_addr().unwrap_or(asked);
        Self {
            public: at(public, config.server.listen),
            management: at(management, config.management.listen),
        }
    }
}

/// Serves a deployment until SIGTERM or SIGINT. `ready` is called once, when logins are accepted.
///
/// # Errors
/// [`ServeError`] when something stands in the way of the start.
pub async fn serve(
    config: &Config,
    migrate: bool,
    ready: impl FnOnce(&Listening),
) -> Result<(), ServeError> {
    files::reserve(config)?;
    let failed = Arc::new(Notify::new());
    let stop = signal::stop_or(Arc::clone(&failed)).map_err(ServeError::Signals)?;
    let token = config
        .management
        .token_file
        .as_deref()
        .map(management::token)
        .transpose();
    let token = token.map_err(ServeError::Secret)?;
    let deployment = Deployment::Serve;
    let ctx = wiring::open(
        config,
        Opening {
            deployment,
            migrate,
        },
    )
    .await?;
    let worker = worker(config, &ctx, false)?;
    let socket = admin_socket(config).await?;
    let public = bind("server.listen", config.server.listen).await?;
    let manage = bind("management.listen", config.management.listen).await?;
    let listening = Listening::at(config, &public, &manage);
    let metrics = Metrics::default();
    let counters = worker.counters();
    let leaving = Leaving::after(config.server.drain, stop, ctx.db.clone());
    let health = Management {
        ctx: ctx.clone(),
        metrics: metrics.clone(),
        delivered: counters,
        token,
        leaving: leaving.clone(),
    };
    let router = pages(config, &ctx, &metrics, Extra::default());
    let mut tasks = background(&ctx, worker, socket, &leaving.closing);
    // Health is told until the last request was answered.
    let (empty, emptied) = watch::channel(false);
    let served = listener::serve(
        manage,
        management::router(health),
        Connections::behind(64, &[]),
        emptied,
    );
    tasks.spawn(served);
    if let Some((listener, with)) = cards(config, &ctx, &metrics).await? {
        let (connections, leaving) = (connections(config), leaving.clone());
        tasks.spawn(certificates::serve(listener, with, connections, leaving));
    }
    tasks.spawn(disk::watch(ctx.db.clone(), failed, leaving.closing.clone()));
    tracing::info!(
        issuer = config.issuer.as_str(),
        public = %listening.public,
        management = %listening.management,
        "ready"
    );
    ready(&listening);
    listener::serve(public, router, connections(config), leaving).await;
    empty.send_replace(true);
    tasks.join_all().await;
    tracing::info!("stopped");
    ctx.db
        .stopped()
        .map_or(Ok(()), |why| Err(ServeError::Disk(why)))
}

/// The listener that asks for certificates, where a method needs it, and what it serves.
async fn cards(
    config: &Config,
    ctx: &Context,
    metrics: &Metrics,
) -> Result<Option<(TcpListener, (Tls, Router))>, ServeError> {
    let Some(certificates) = &config.certificates else {
        return Ok(None);
    };
    let tls = Tls::read(certificates, ctx.card_issuers.names());
    let tls = tls.map_err(ServeError::Certificates)?;
    let listener = bind("certificates.listen", certificates.listen).await?;
    let state = WebState {
        // Browsers reach it directly: whoever stood in between could not pass a handshake on.
        trusted_proxies: Vec::new(),
        ..state(config, ctx, metrics)
    };
    Ok(Some((
        listener,
        (tls, lykill_web::certificate_router(state)),
    )))
}

/// The connections of the public listener.
pub(crate) fn connections(config: &Config) -> Connections {
    Connections::behind(
        config.server.max_connections,
        &config.server.trusted_proxies,
    )
}

/// The pages and endpoints of a deployment, with what a demo adds to them.
pub(crate) fn pages(config: &Config, ctx: &Context, metrics: &Metrics, extra: Extra) -> Router {
    lykill_web::router_with(state(config, ctx, metrics), extra)
}

fn state(config: &Config, ctx: &Context, metrics: &Metrics) -> WebState {
    WebState {
        ctx: ctx.clone(),
        trusted_proxies: config.server.trusted_proxies.clone(),
        secure_cookies: config.issuer.is_https(),
        observer: Arc::new(metrics.clone()),
    }
}

/// Starts what runs beside the listeners.
pub(crate) fn background(
    ctx: &Context,
    worker: Worker,
    socket: AdminSocket,
    stop: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(worker.run(signal::stopped(stop.clone())));
    tasks.spawn(job::purge(ctx.clone(), stop.clone()));
    tasks.spawn(job::tell_noise(ctx.clone(), stop.clone()));
    tasks.spawn(job::tend_tokens(ctx.clone(), stop.clone()));
    tasks.spawn(job::keys(ctx.clone(), stop.clone()));
    tasks.spawn(job::watch_prints(ctx.clone(), stop.clone()));
    tasks.spawn(job::watch_texts(ctx.clone(), stop.clone()));
    tasks.spawn(job::watch_upstreams(ctx.clone(), stop.clone()));
    let witness = socket.config().anchor_file.clone();
    tasks.spawn(job::audit(ctx.clone(), witness, stop.clone()));
    tasks.spawn(socket.serve(ctx.clone(), stop.clone()));
    tasks
}

/// Binds the admin socket of a configuration.
///
/// # Errors
/// [`ServeError::Socket`].
pub(crate) async fn admin_socket(config: &Config) -> Result<AdminSocket, ServeError> {
    let path = || crate::admin::socket::path(&config.data_dir);
    let bound = AdminSocket::bind(config).await;
    bound.map_err(|reason| ServeError::Socket {
        path: path(),
        reason,
    })
}

/// Listens on an address.
///
/// # Errors
/// [`ServeError::Listen`].
pub(crate) async fn bind(
    what: &'static str,
    address: SocketAddr,
) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|reason| ServeError::Listen {
        what,
        address,
        reason,
    })
}

/// The delivery worker of a configuration. `keeps_texts` also writes what letters say beside
/// their PDF, for the demo's post page.
///
/// # Errors
/// [`ServeError`] when a folder, the mail server's address or its certificates cannot be used.
pub(crate) fn worker(
    config: &Config,
    ctx: &Context,
    keeps_texts: bool,
) -> Result<Worker, ServeError> {
    let help = format!("{}, {}", config.support.phone, config.support.email);
    let letterhead = Letterhead::new(&config.mail.from_name, Some(&help), config.profile)?;
    Ok(Worker::new(Delivery {
        db: ctx.db.clone(),
        keys: Arc::clone(&ctx.keys),
        mailer: mailer(config)?,
        spools: Spools {
            cards: spool(&config.print.cards, keeps_texts)?,
            letters: spool(&config.print.letters, keeps_texts)?,
        },
        letterhead: letterhead.returning_to(&config.return_address),
        texter: texter(config)?,
        voice: voice(config)?,
        sms_head: sms_head(config),
        fetcher: Fetcher::new(config.outgoing.clone(), None)?,
        signer: signer(ctx),
        issuer: config.issuer.as_str().to_owned(),
        clock: Arc::clone(&ctx.clock),
        rng: Arc::clone(&ctx.rng),
    }))
}

/// The key that signs at a moment, for delivery.
pub fn signer(ctx: &Context) -> Signer {
    let signers = Arc::clone(&ctx.signers);
    Arc::new(move |now| signers.current(now))
}

fn spool(folder: &PrintFolder, keeps_texts: bool) -> Result<Spool, ServeError> {
    let failed = |reason| ServeError::Place {
        path: folder.path.clone(),
        reason,
    };
    let mut spool = Spool::open(&folder.path).map_err(failed)?;
    if let Some(group) = folder.group {
        spool = spool.for_group(group).map_err(failed)?;
    }
    Ok(match keeps_texts {
        true => spool.keeping_texts(),
        false => spool,
    })
}

fn mailer(config: &Config) -> Result<Mailer, ServeError> {
    let from = Sender::new(config.mail.from_address.as_str(), &config.mail.from_name)?;
    match &config.mail.transport {
        MailTransport::Folder(path) => {
            let folder = MailFolder::open(path, from);
            let failed = |reason| ServeError::Place {
                path: path.clone(),
                reason,
            };
            Ok(Mailer::Folder(folder.map_err(failed)?))
        }
        MailTransport::Smtp { url, roots } => {
            let roots = roots.as_ref().map(read).transpose()?;
            Ok(Mailer::Smtp(Smtp::new(
                url.expose(),
                from,
                roots.as_deref(),
            )?))
        }
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, ServeError> {
    std::fs::read(path).map_err(|reason| ServeError::Place {
        path: path.clone(),
        reason,
    })
}
