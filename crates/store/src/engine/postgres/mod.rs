//! PostgreSQL, a server: every write is a transaction of its own, on a connection of the pool.

pub(crate) mod address;
mod listen;
mod primary;
mod settings;
mod statement;
mod talk;
mod write;

pub(crate) use address::Address;
pub use talk::Talk;

use crate::engine::{Durability, Failure};
use crate::error::{OpenError, StoreError, chain};
use crate::notify::{Channel, Signals};
use crate::{Commit, Rollback, Tx};
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime,
};
use primary::Primary;
use settings::Settings;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// Begins a transaction that sees one moment and cannot write.
const SNAPSHOT: &str = "begin isolation level repeatable read, read only";
/// How long a job waits for a connection of the pool; then the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a new connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

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
        let failed = |error: tokio_postgres::Error| unusable(chain(&error));
        let primary = Primary::among(&address.config, tls);
        // The first look is not the pool's, so that what it finds keeps its kind.
        let (client, connection) = primary.connect().await.map_err(failed)?;
        tokio::spawn(connection);
        primary.admit(&client).await.map_err(failed)??;
        let markers = write::Markers::of(&client).await.map_err(failed)?;
        drop(client);
        let pool = pool(address, &primary, max_connections);
        let pool = pool.map_err(|error| unusable(chain(&error)))?;
        let listener = listen::Listener::start(primary, signals);
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
    primary: &Primary,
    max_connections: usize,
) -> Result<Pool, deadpool_postgres::BuildError> {
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_connect(address.config.clone(), primary.clone(), recycling);
    let door = primary.clone();
    let admit = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
        let door = door.clone();
        Box::pin(async move {
            let admitted = door.admit(client).await.map_err(HookError::Backend)?;
            admitted.map_err(|error| HookError::message(error.to_string()))
        })
    });
    Pool::builder(manager)
        .max_size(max_connections.max(1))
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(CONNECT_WITHIN))
        .runtime(Runtime::Tokio1)
        // The connection that was used last: its statements and its server process are warm.
        .queue_mode(QueueMode::Lifo)
        .post_create(admit)
        .build()
}
