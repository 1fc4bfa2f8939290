//! Statements of a test itself, past the product.

use std::io;

/// Carries out statements.
///
/// # Errors
/// What the server says.
pub async fn sql_run(url: &str, statements: &str) -> io::Result<()> {
    say(url, statements).await.map_err(io::Error::other)
}

/// The number that a statement answers with: a `bigint`, such as a `count(*)`.
///
/// # Errors
/// What the server says.
pub async fn sql_number(url: &str, statement: &str) -> io::Result<i64> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(connection);
    let row = client.query_one(statement, &[]).await;
    row.and_then(|row| row.try_get(0)).map_err(io::Error::other)
}

/// A table that nobody else reads or writes, until it is released or dropped.
#[derive(Debug)]
pub struct TableLock(tokio_postgres::Client);

impl TableLock {
    /// Takes a table.
    ///
    /// # Errors
    /// What the server says.
    pub async fn of(url: &str, table: &str) -> io::Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
            .await
            .map_err(io::Error::other)?;
        tokio::spawn(connection);
        let take = format!("begin; lock table {table} in access exclusive mode");
        client
            .batch_execute(&take)
            .await
            .map_err(io::Error::other)?;
        Ok(Self(client))
    }

    /// Gives it back.
    ///
    /// # Errors
    /// What the server says.
    pub async fn release(self) -> io::Result<()> {
        self.0
            .batch_execute("rollback")
            .await
            .map_err(io::Error::other)
    }
}

pub(super) async fn say(url: &str, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let outcome = client.batch_execute(statement).await;
    drop(client);
    let _ = connection.await;
    outcome
}
