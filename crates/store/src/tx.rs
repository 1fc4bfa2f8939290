//! A transaction, and the ways to speak in it.

use crate::db::Running;
use crate::dialect::{Engine, Sql};
use crate::engine::{postgres, sqlite};
use crate::error::StoreError;
use crate::value::{Row, Value};

/// A transaction of either engine. Store functions take it as `&mut Tx<'_>` and are ordinary
/// async functions: on SQLite a statement runs inside the call, so the future is ready when it
/// is first polled; on PostgreSQL it awaits the server.
pub enum Tx<'a> {
    /// On SQLite.
    Sqlite {
        /// The connection, inside the group's transaction, in a savepoint where others share it.
        connection: &'a mut rusqlite::Connection,
        /// Whether a statement failed; then nothing is committed.
        failed: bool,
    },
    /// On PostgreSQL.
    Postgres {
        /// The transaction.
        talk: &'a postgres::Talk,
    },
}

impl Tx<'_> {
    /// Runs a statement and counts the rows that it changed.
    ///
    /// # Errors
    /// [`StoreError`] as the engine says; the transaction cannot be committed after that.
    pub async fn execute(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let outcome = match self {
            Self::Sqlite { connection, .. } => sqlite::execute(connection, sql, values),
            Self::Postgres { talk } => talk.execute(sql.postgres, values).await,
        };
        self.heed(outcome)
    }

    /// Runs a statement whose outcome nothing depends on: a row that is added, say. On PostgreSQL
    /// it is sent and not waited for, which saves a round trip; when it fails, the whole
    /// transaction does, at the latest with its commit.
    ///
    /// # Errors
    /// As [`Tx::execute`], or none now and the same from a later statement or the commit.
    pub async fn send(&mut self, sql: &Sql, values: &[Value<'_>]) -> Result<(), StoreError> {
        let outcome = match self {
            Self::Sqlite { connection, .. } => sqlite::execute(connection, sql, values).map(drop),
            Self::Postgres { talk } => talk.send(sql.postgres, values).await,
        };
        self.heed(outcome)
    }

    /// Runs an UPDATE, made with `sql_insisting!`, that must change a row. When it changes none,
    /// the job runs again from its start: at once or, on PostgreSQL, at the latest instead of its
    /// commit.
    ///
    /// # Errors
    /// [`StoreError::Contended`], and as [`Tx::send`].
    pub(crate) async fn insist(
        &mut self,
        sql: &Sql,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let outcome = match self {
            Self::Sqlite { connection, .. } => {
                sqlite::execute(connection, sql, values).and_then(|changed| match changed {
                    0 => Err(StoreError::changed_meanwhile()),
                    _ => Ok(()),
                })
            }
            Self::Postgres { talk } => talk.send(sql.postgres, values).await,
        };
        self.heed(outcome)
    }

    /// Runs a statement and gives its first row, if it has one.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn fetch_one(
        &mut self,
        sql: &Sql,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn fetch_all(
        &mut self,
        sql: &Sql,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let outcome = match self {
            Self::Sqlite { connection, .. } => sqlite::fetch(connection, sql, values),
            Self::Postgres { talk } => talk.fetch(sql.postgres, values).await,
        };
        self.heed(outcome)
    }

    /// Runs two jobs of which neither needs the other's answer. On PostgreSQL what both send
    /// first leaves together and is awaited once: in this order, except for the first time on a
    /// connection, when a statement is still to be prepared. Rows that are locked in another
    /// order then are at worst a deadlock, and that runs again.
    ///
    /// # Errors
    /// The first error of either.
    pub async fn together<A, B>(
        &mut self,
        first: impl for<'t, 'u> FnOnce(&'t mut Tx<'u>) -> Running<'t, A, StoreError> + Send,
        second: impl for<'t, 'u> FnOnce(&'t mut Tx<'u>) -> Running<'t, B, StoreError> + Send,
    ) -> Result<(A, B), StoreError> {
        match self {
            Self::Sqlite { .. } => Ok((first(self).await?, second(self).await?)),
            Self::Postgres { talk } => {
                let (mut one, mut other) = (Tx::Postgres { talk }, Tx::Postgres { talk });
                futures_util::future::try_join(first(&mut one), second(&mut other)).await
            }
        }
    }

    /// Runs several statements without parameters: a migration.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), StoreError> {
        let outcome = match self {
            Self::Sqlite { connection, .. } => connection.execute_batch(text).map_err(Into::into),
            Self::Postgres { talk } => talk.script(text).await,
        };
        self.heed(outcome)
    }

    /// The engine that it runs on.
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Whether a statement failed in it.
    pub(crate) fn failed(&self) -> bool {
        match self {
            Self::Sqlite { failed, .. } => *failed,
            Self::Postgres { talk } => talk.failed(),
        }
    }

    fn heed<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let (Self::Sqlite { failed, .. }, Err(_)) = (self, &outcome) {
            *failed = true;
        }
        outcome
    }
}

/// Loads the one row that a statement finds, if it finds one.
pub(crate) async fn one<T>(
    tx: &mut Tx<'_>,
    sql: &Sql,
    values: &[Value<'_>],
    load: impl FnOnce(Row) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    tx.fetch_one(sql, values).await?.map(load).transpose()
}

/// Loads all rows that a statement finds.
pub(crate) async fn all<T>(
    tx: &mut Tx<'_>,
    sql: &Sql,
    values: &[Value<'_>],
    load: impl Fn(Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    tx.fetch_all(sql, values)
        .await?
        .into_iter()
        .map(load)
        .collect()
}

/// Runs a conditional statement that spends something, and reads its row count.
pub(crate) async fn spend(
    tx: &mut Tx<'_>,
    sql: &Sql,
    values: &[Value<'_>],
) -> Result<lykill_core::Spend, StoreError> {
    Ok(lykill_core::Spend::from_rows(
        tx.execute(sql, values).await?,
    ))
}
