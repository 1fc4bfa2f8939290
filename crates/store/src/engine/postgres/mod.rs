//! PostgreSQL, a server: every write is a transaction of its own, on a connection of the pool.

pub(crate) mod address;
mod listen;
mod statement;
mod talk;
mod write;

pub(crate) use address::Address;
pub use talk::Talk;

use crate::dialect::Engine;
use crate::engine::{Durability, Failure};
use crate::error::{OpenError, StoreError, chain};
use crate::notify::{Channel, Signals};
use crate::{Commit, Rollback, Tx};
use deadpool_postgres::{Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The first version that is tested, as the server counts.
const NEEDED: (&str, u32) = ("15", 150_000);
/// Begins a transaction that sees one moment and cannot write.
const SNAPSHOT: &str = "begin isolation level repeatable read, read only";
/// How long a job waits for a connection of the pool.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open PostgreSQL database.
pub(crate) struct Postgres {
    pool: Pool,
    markers: write::Markers,
    listener: listen::Listener,
}

type Answer<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

impl Postgres {
    /// Connects, checks version and durability, and begins to listen.
    pub(crate) async fn open(
        address: &Address,
        max_connections: usize,
        signals: Arc<Signals>,
    ) -> Result<Self, OpenError> {
        let tls = address.tls()?;
        let unusable = |what: String| OpenError::Unusable {
            place: address.place.clone(),
            what,
        };
        let pool = pool(address, tls.clone(), max_connections);
        let pool = pool.map_err(|error| unusable(chain(&error)))?;
        let client = pool.get().await.map_err(|error| unusable(chain(&error)))?;
        let failed = |error: tokio_postgres::Error| unusable(chain(&error));
        let settings = Settings::of(&client).await.map_err(failed)?;
        settings.check()?;
        let markers = write::Markers::of(&client).await.map_err(failed)?;
        drop(client);
        let listener = listen::Listener::start(address.config.clone(), tls, signals);
        Ok(Self {
            pool,
            markers,
            listener,
        })
    }

    /// Runs a reading job on a snapshot.
    pub(crate) async fn read<T, F>(&self, job: &F) -> Result<T, StoreError>
    where
        T: Send,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, T, StoreError> + Send + Sync,
    {
        let client = self.pool.get().await?;
        let talk = Talk::begin(client, SNAPSHOT);
        let answer = write::caught(job(&mut Tx::Postgres { talk: &talk })).await;
        let answer = answer.unwrap_or(Err(StoreError::Panicked))?;
        talk.end().await?;
        Ok(answer)
    }

    /// Runs a job in a transaction of its own, which carries a marker by which its outcome is
    /// found out when the connection breaks during the commit.
    pub(crate) async fn write<T, F>(&self, job: &F, durability: Durability) -> Result<T, Failure>
    where
        T: Send,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback> + Send + Sync,
    {
        write::marked(&self.pool, self.markers.next(), job, durability).await
    }

    /// As [`Postgres::write`], without a marker: its table does not exist yet.
    pub(crate) async fn write_unmarked<T, F>(&self, job: &F) -> Result<T, Failure>
    where
        T: Send,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback> + Send + Sync,
    {
        write::unmarked(&self.pool, job).await
    }

    /// Whether the server takes durable writes.
    pub(crate) async fn ready(&self) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let settings = Settings::of(&client).await?;
        settings
            .check()
            .map_err(|error| StoreError::Database(error.to_string()))
    }

    /// Tells the other processes.
    pub(crate) fn notify(&self, channel: Channel) {
        self.listener.notify(channel);
    }
}

fn pool(
    address: &Address,
    tls: MakeRustlsConnect,
    max_connections: usize,
) -> Result<Pool, deadpool_postgres::BuildError> {
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(address.config.clone(), tls, recycling);
    Pool::builder(manager)
        .max_size(max_connections.max(1))
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE * 2))
        .runtime(Runtime::Tokio1)
        // The connection that was used last: its statements and its server process are warm.
        .queue_mode(QueueMode::Lifo)
        .build()
}

/// What the server says about itself.
struct Settings {
    version: String,
    version_number: u32,
    synchronous_commit: String,
    in_recovery: bool,
}

impl Settings {
    async fn of(client: &tokio_postgres::Client) -> Result<Self, tokio_postgres::Error> {
        let text = "select current_setting('server_version'), \
                    cast(current_setting('server_version_num') as bigint), \
                    current_setting('synchronous_commit'), pg_is_in_recovery()";
        let row = client.query_one(text, &[]).await?;
        Ok(Self {
            version: row.try_get(0)?,
            version_number: u32::try_from(row.try_get::<_, i64>(1)?).unwrap_or(0),
            synchronous_commit: row.try_get(2)?,
            in_recovery: row.try_get(3)?,
        })
    }

    fn check(&self) -> Result<(), OpenError> {
        let (needed, least) = NEEDED;
        if self.version_number < least {
            let found = self.version.clone();
            let reason = "nothing older is tested";
            return Err(OpenError::TooOld {
                engine: Engine::Postgres,
                found,
                needed,
                reason,
            });
        }
        if self.in_recovery {
            return Err(OpenError::Standby);
        }
        // `local` does not wait for a synchronous standby, so a failover could lose what was
        // acknowledged; `off` does not even wait for the disk (security.md case 203).
        match self.synchronous_commit.as_str() {
            "on" | "remote_apply" | "remote_write" => Ok(()),
            loose => Err(OpenError::Loose(loose.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            version: "15.7".to_owned(),
            version_number: 150_007,
            synchronous_commit: "on".to_owned(),
            in_recovery: false,
        }
    }

    #[test]
    fn case_203_a_loose_commit_is_refused() {
        assert_eq!(settings().check(), Ok(()));
        for loose in ["off", "local"] {
            let synchronous_commit = loose.to_owned();
            let error = Settings {
                synchronous_commit,
                ..settings()
            }
            .check()
            .unwrap_err();
            assert_eq!(error, OpenError::Loose(loose.to_owned()));
        }
    }

    #[test]
    fn a_standby_and_an_old_server_are_refused() {
        let standby = Settings {
            in_recovery: true,
            ..settings()
        };
        assert_eq!(standby.check(), Err(OpenError::Standby));
        let old = Settings {
            version_number: 140_012,
            version: "14.12".to_owned(),
            ..settings()
        };
        let text = old.check().unwrap_err().to_string();
        assert!(
            text.starts_with("postgres 14.12 is too old: 15 or newer"),
            "{text}"
        );
    }
}
