//! A transaction in as few round trips as it can have. BEGIN and the statements whose outcome
//! nothing depends on are sent and not waited for; their answers are read before the
//! transaction's own outcome is told.

use super::statement::{self, Params};
use crate::error::StoreError;
use crate::value::{Row, Value};
use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The answer to something that was sent.
type Answer = BoxFuture<'static, Result<(), StoreError>>;

/// A transaction on a connection; it is rolled back when it is dropped before its end.
pub struct Talk {
    client: Arc<Object>,
    begun: Shared<Answer>,
    sent: Mutex<Vec<Answer>>,
    failed: AtomicBool,
    ended: bool,
}

impl Talk {
    /// Sends the statement that begins a transaction.
    pub(super) fn begin(client: Object, begin: &'static str) -> Self {
        let client = Arc::new(client);
        let beginner = Arc::clone(&client);
        let begun = async move { Ok(beginner.batch_execute(begin).await?) };
        Self {
            client,
            begun: on_its_way(begun).shared(),
            sent: Mutex::new(Vec::new()),
            failed: AtomicBool::new(false),
            ended: false,
        }
    }

    /// Runs a statement and gives its rows.
    pub(crate) async fn fetch(
        &self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        // A select does no harm should BEGIN have failed, so it leaves together with it.
        if !text.starts_with("select ") {
            self.begun.clone().await?;
        }
        self.heed(statement::fetch(&self.client, text, values).await)
            .await
    }

    /// Runs a statement and counts the rows that it changed.
    pub(crate) async fn execute(
        &self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        self.begun.clone().await?;
        self.heed(statement::execute(&self.client, text, values).await)
            .await
    }

    /// Sends a statement. When it fails, every later one fails and nothing is committed.
    pub(crate) async fn send(&self, text: &str, values: &[Value<'_>]) -> Result<(), StoreError> {
        self.begun.clone().await?;
        let sent = self.send_at_once(text, values).await;
        self.heed(sent).await
    }

    /// Sends a statement that does no harm should BEGIN have failed.
    pub(super) async fn send_at_once(
        &self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let statement = statement::prepared(&self.client, text, values.len()).await?;
        let (client, params) = (Arc::clone(&self.client), Params::of(values));
        let answer = on_its_way(async move {
            client.execute_raw(&statement, params.each()).await?;
            Ok(())
        });
        self.sent().push(answer);
        Ok(())
    }

    /// Runs several statements without parameters.
    pub(crate) async fn script(&self, text: &str) -> Result<(), StoreError> {
        self.begun.clone().await?;
        let done = self.client.batch_execute(text).await;
        self.heed(done.map_err(Into::into)).await
    }

    /// Whether a statement failed whose failure was told.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Ends a transaction that only read.
    pub(super) async fn end(self) -> Result<(), StoreError> {
        self.begun.clone().await
    }

    /// Commits. An answer that never came is [`StoreError::Disconnected`]: the transaction may
    /// or may not be committed.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.begun.clone().await?;
        let client = Arc::clone(&self.client);
        let commit = on_its_way(async move { Ok(client.batch_execute("COMMIT").await?) });
        self.ended = true;
        // A commit after a statement that failed is a rollback, and no error.
        let statements = self.answers().await;
        let commit = commit.await;
        statements.and(commit)
    }

    /// Remembers a failure; an earlier statement's, if that is why this one failed.
    async fn heed<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if outcome.is_err() {
            self.failed.store(true, Ordering::Relaxed);
            self.answers().await?;
        }
        outcome
    }

    /// The first error among what was sent.
    async fn answers(&self) -> Result<(), StoreError> {
        let sent = std::mem::take(&mut *self.sent());
        for answer in sent {
            answer.await?;
        }
        Ok(())
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, Vec<Answer>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        if !self.ended {
            // The first poll sends it, before whatever the connection's next user sends.
            let _answer = self.client.batch_execute("rollback").now_or_never();
        }
    }
}

/// Polls once, by which the driver puts the message on its way.
fn on_its_way(message: impl Future<Output = Result<(), StoreError>> + Send + 'static) -> Answer {
    let mut answer = message.boxed();
    match answer.as_mut().now_or_never() {
        None => answer,
        Some(outcome) => std::future::ready(outcome).boxed(),
    }
}
