//! Which server takes writes. An address may name several hosts: one is the primary, the others
//! follow it, and after a failover another one is the primary.
//!
//! Everything is read from the primary, too: a standby may be behind (security.md case 215). And
//! a primary that was overtaken may come back, or never have gone, and take writes that nobody
//! else will ever see. What tells it apart is its timeline, which every promotion makes higher:
//! once a higher one was seen, connections to a lower one are refused, and open ones are cut
//! (security.md case 214). One host may stand for several servers, one after the other: then the
//! higher timeline is seen with the next connection.

use super::settings::Settings;
use crate::error::OpenError;
use deadpool_postgres::Connect;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::task::{AbortHandle, JoinHandle};
use tokio_postgres::config::Host;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Error, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How often all hosts are asked whether one was promoted.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long one host may take to say what it is.
const LOOK_WITHIN: Duration = Duration::from_secs(3);
/// A primary answered; the others may have so long to say that they are a later one.
const GRACE: Duration = Duration::from_millis(500);

type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

/// The servers of an address, and what is known of them; clones share it.
#[derive(Clone)]
pub(super) struct Primary(Arc<Servers>);

struct Servers {
    /// As it was configured.
    whole: Config,
    /// One for each host, where there are several.
    hosts: Vec<Config>,
    tls: MakeRustlsConnect,
    /// The highest timeline that was seen.
    seen: AtomicU32,
    /// Open connections and their timelines.
    open: Mutex<Vec<(u32, AbortHandle)>>,
}

impl Primary {
    /// The primary among the hosts of an address; where there are several, whichever is promoted
    /// is noticed.
    pub(super) fn among(config: &Config, tls: MakeRustlsConnect) -> Self {
        let count = config.get_hosts().len().max(config.get_hostaddrs().len());
        let each = (0..count).filter(|_| count > 1);
        let servers = Arc::new(Servers {
            whole: config.clone(),
            hosts: each.map(|index| alone(config, index)).collect(),
            tls,
            seen: AtomicU32::new(0),
            open: Mutex::default(),
        });
        if count > 1 {
            tokio::spawn(keep_looking(Arc::downgrade(&servers)));
        }
        Self(servers)
    }

    /// Connects to the primary, or to whom an error may be learnt from.
    pub(super) async fn connect(&self) -> Result<(Client, Connection<Socket, Stream>), Error> {
        let (host, _) = self.0.choose().await;
        host.connect(self.0.tls.clone()).await
    }

    /// Cuts this connection when its server is overtaken.
    pub(super) async fn guard(&self, client: &Client, driver: AbortHandle) -> Result<(), Error> {
        let timeline = Settings::of(client).await?.timeline;
        self.0.remember(timeline, driver);
        Ok(())
    }

    /// Whether this server may be worked with. Its timeline is remembered.
    pub(super) async fn admit(&self, client: &Client) -> Result<Result<(), OpenError>, Error> {
        let settings = Settings::of(client).await?;
        if let Err(error) = settings.check() {
            return Ok(Err(error));
        }
        let seen = self.0.saw(settings.timeline);
        if settings.timeline < seen {
            return Ok(Err(OpenError::Overtaken {
                timeline: settings.timeline,
                seen,
            }));
        }
        Ok(Ok(()))
    }
}

impl Connect for Primary {
    fn connect(&self, _: &Config) -> BoxFuture<'_, Result<(Client, JoinHandle<()>), Error>> {
        Box::pin(async move {
            let (host, _) = self.0.choose().await;
            let (client, connection) = host.connect(self.0.tls.clone()).await?;
            let driver = tokio::spawn(async move {
                if let Err(error) = connection.await {
                    let error = crate::error::chain(&error);
                    tracing::warn!(%error, "a connection to the database broke");
                }
            });
            self.guard(&client, driver.abort_handle()).await?;
            Ok((client, driver))
        })
    }
}

impl Servers {
    /// The host with the highest timeline among those that take writes, and that timeline. When
    /// none is found, whom the driver finds: its error, or that it is no primary, is told then.
    async fn choose(&self) -> (&Config, u32) {
        let looks = self.hosts.iter().map(|host| self.look(host));
        let mut looks: FuturesUnordered<_> = looks.collect();
        let mut best: Option<(&Config, u32)> = None;
        loop {
            let next = match best {
                None => looks.next().await,
                Some(_) => {
                    let next = tokio::time::timeout(GRACE, looks.next()).await;
                    next.ok().flatten()
                }
            };
            let Some(found) = next else { break };
            if let Some((_, timeline)) = found
                && best.is_none_or(|(_, highest)| timeline > highest)
            {
                best = found;
            }
        }
        match best {
            Some((host, timeline)) => {
                self.saw(timeline);
                (host, timeline)
            }
            None => (&self.whole, 0),
        }
    }

    /// The host and its timeline, if it takes writes.
    async fn look<'h>(&self, host: &'h Config) -> Option<(&'h Config, u32)> {
        let look = async {
            let (client, connection) = host.connect(self.tls.clone()).await?;
            tokio::spawn(connection);
            Settings::of(&client).await
        };
        let looked = tokio::time::timeout(LOOK_WITHIN, look).await;
        let settings = looked.ok()?.ok()?;
        (!settings.in_recovery).then_some((host, settings.timeline))
    }

    /// Remembers a timeline, and gives the highest one that was seen. A higher one than before ends
    /// the connections to whoever was the primary until then.
    fn saw(&self, timeline: u32) -> u32 {
        let before = self.seen.fetch_max(timeline, Ordering::SeqCst);
        if timeline <= before {
            return before;
        }
        if before > 0 {
            tracing::warn!(before, timeline, "another database server was promoted");
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(of, connection)| {
            if *of < timeline {
                connection.abort();
            }
            *of >= timeline
        });
        timeline
    }

    fn remember(&self, timeline: u32, connection: AbortHandle) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(_, connection)| !connection.is_finished());
        // It may have been overtaken while it was made.
        if timeline < self.seen.load(Ordering::SeqCst) {
            connection.abort();
        } else {
            open.push((timeline, connection));
        }
    }
}

async fn keep_looking(servers: Weak<Servers>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(servers) = servers.upgrade() else {
            return;
        };
        servers.choose().await;
    }
}

/// The configuration with one of its hosts alone. Whether that one is the right one is decided
/// here, so the driver's own rule is left out.
fn alone(config: &Config, index: usize) -> Config {
    let mut one = Config::new();
    match config.get_hosts().get(index) {
        Some(Host::Tcp(name)) => drop(one.host(name.clone())),
        Some(Host::Unix(path)) => drop(one.host_path(path)),
        None => {}
    }
    if let Some(address) = config.get_hostaddrs().get(index) {
        one.hostaddr(*address);
    }
    let ports = config.get_ports();
    if let Some(port) = ports.get(index).or_else(|| ports.first()) {
        one.port(*port);
    }
    if let Some(user) = config.get_user() {
        one.user(user);
    }
    if let Some(password) = config.get_password() {
        one.password(password);
    }
    if let Some(database) = config.get_dbname() {
        one.dbname(database);
    }
    if let Some(options) = config.get_options() {
        one.options(options);
    }
    if let Some(name) = config.get_application_name() {
        one.application_name(name);
    }
    if let Some(within) = config.get_connect_timeout() {
        one.connect_timeout(*within);
    }
    if let Some(within) = config.get_tcp_user_timeout() {
        one.tcp_user_timeout(*within);
    }
    if let Some(every) = config.get_keepalives_interval() {
        one.keepalives_interval(every);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        one.keepalives_retries(retries);
    }
    one.keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .channel_binding(config.get_channel_binding());
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::postgres::Address;

    #[test]
    fn each_host_has_its_port_and_everything_else_of_the_address() {
        let url = "postgres://u:p@a.example:1,b.example:2/d?sslmode=disable&connect_timeout=1";
        let whole = Address::parse(url).unwrap().config;
        for (index, (name, port)) in [("a.example", 1), ("b.example", 2)].into_iter().enumerate() {
            let url = format!("postgres://u:p@{name}:{port}/d?sslmode=disable&connect_timeout=1");
            let one = Address::parse(&url).unwrap().config;
            assert_eq!(alone(&whole, index), one);
        }
    }
    /// One address that moves from server to server.
    #[tokio::test]
    async fn case_214_what_is_open_to_an_overtaken_server_is_cut_on_one_host_too() {
        let database = lykill_testkit::test_database().await.unwrap();
        let address = Address::parse(database.url()).unwrap();
        let primary = Primary::among(&address.config, address.tls().unwrap());
        let (client, connection) = primary.connect().await.unwrap();
        let driver = tokio::spawn(connection);
        let guarded = primary.guard(&client, driver.abort_handle()).await;
        guarded.unwrap();
        assert!(primary.admit(&client).await.unwrap().is_ok());
        primary.0.saw(u32::MAX);
        let cut = tokio::time::timeout(Duration::from_secs(10), driver).await;
        let ended = cut.expect("the connection is still open");
        assert!(ended.is_err_and(|ended| ended.is_cancelled()));
    }
}
