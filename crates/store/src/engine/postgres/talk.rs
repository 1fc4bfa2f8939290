//! A transaction in as few round trips as it can have. BEGIN and the statements whose outcome
//! nothing depends on are sent and not waited for; their answers are read before the
//! transaction's own outcome is told.

use super::statement::{self, Params};
use crate::error::StoreError;
use crate::value::{Row, Value};
use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, MaybeDone, Shared, maybe_done};
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The answer to something that was sent.
type Answer = BoxFuture<'static, Result<(), StoreError>>;

/// A transaction on a connection; it is rolled back when it is dropped before its end.
pub struct Talk {
    client: Option<Arc<Object>>,
    begun: Shared<Answer>,
    sent: Mutex<Vec<MaybeDone<Answer>>>,
    failed: AtomicBool,
    /// Statements that are awaited at this moment.
    awaited: AtomicUsize,
    ended: bool,
}

impl Talk {
    /// Sends the statement that begins a transaction.
    pub(super) fn begin(client: Object, begin: &'static str) -> Self {
        let client = Arc::new(client);
        let beginner = Arc::clone(&client);
        let begun = async move { Ok(beginner.batch_execute(begin).await?) };
        let begun = match on_its_way(begun) {
            Ok(answer) => answer,
            Err(error) => ready(Err(error)).boxed(),
        };
        Self {
            client: Some(client),
            begun: begun.shared(),
            sent: Mutex::new(Vec::new()),
            failed: AtomicBool::new(false),
            awaited: AtomicUsize::new(0),
            ended: false,
        }
    }

    fn client(&self) -> Result<&Arc<Object>, StoreError> {
        let gone = || StoreError::Disconnected("the connection was given back".to_owned());
        self.client.as_ref().ok_or_else(gone)
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
        let client = self.client()?;
        let outcome = self.listening(statement::fetch(client, text, values)).await;
        self.heed(outcome).await
    }

    /// Runs a statement and counts the rows that it changed.
    pub(crate) async fn execute(
        &self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        self.begun.clone().await?;
        let client = self.client()?;
        let outcome = self
            .listening(statement::execute(client, text, values))
            .await;
        self.heed(outcome).await
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
        let client = Arc::clone(self.client()?);
        let prepared = statement::prepared(&client, text, values.len());
        let statement = self.listening(prepared).await?;
        let params = Params::of(values);
        // What fails before it is sent fails here: the server never hears of it.
        let answer = on_its_way(async move {
            client.execute_raw(&statement, params.each()).await?;
            Ok(())
        })?;
        self.sent().push(maybe_done(answer));
        Ok(())
    }

    /// Runs several statements without parameters.
    pub(crate) async fn script(&self, text: &str) -> Result<(), StoreError> {
        self.begun.clone().await?;
        let client = self.client()?;
        let done = self.listening(async { Ok(client.batch_execute(text).await?) });
        let done = done.await;
        self.heed(done).await
    }

    /// Whether a statement failed whose failure was told.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Ends a transaction that only read.
    pub(super) async fn end(self) -> Result<(), StoreError> {
        self.begun.clone().await?;
        self.answers().await
    }

    /// Commits. An answer that never came is [`StoreError::Disconnected`]: the transaction may
    /// or may not be committed.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.begun.clone().await?;
        let client = Arc::clone(self.client()?);
        let commit = on_its_way(async move { Ok(client.batch_execute("COMMIT").await?) })?;
        self.ended = true;
        // A commit after a statement that failed is a rollback, and no error.
        let (statements, commit) = futures_util::future::join(self.answers(), commit).await;
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
        for mut answer in sent {
            Pin::new(&mut answer).await;
            Pin::new(&mut answer).take_output().unwrap_or(Ok(()))?;
        }
        Ok(())
    }

    /// Awaits a statement, and takes in what comes for the ones that were sent before it: the
    /// driver reads no further while an answer lies there unread.
    async fn listening<T>(
        &self,
        statement: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut statement = pin!(statement);
        self.awaited.fetch_add(1, Ordering::Relaxed);
        let outcome = poll_fn(|context| {
            for answer in self.sent().iter_mut() {
                let _later = answer.poll_unpin(context);
            }
            statement.as_mut().poll(context)
        });
        let outcome = outcome.await;
        self.awaited.fetch_sub(1, Ordering::Relaxed);
        outcome
    }

    fn sent(&self) -> MutexGuard<'_, Vec<MaybeDone<Answer>>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        if self.ended {
            return;
        }
        self.sent().clear();
        self.begun = ready(Ok(())).boxed().shared();
        if *self.awaited.get_mut() == 0 {
            // The first poll sends it, before whatever the connection's next user sends.
            let _answer = client.batch_execute("rollback").now_or_never();
        } else if let Ok(client) = Arc::try_unwrap(client) {
            // Whoever waited went away. The statement still runs, and may wait for a lock: the
            // next one who needs a connection is not to wait for that, so this one is closed.
            drop(Object::take(client));
        }
    }
}

/// Polls once, by which the driver puts the message on its way.
fn on_its_way(
    message: impl Future<Output = Result<(), StoreError>> + Send + 'static,
) -> Result<Answer, StoreError> {
    let mut answer = message.boxed();
    match answer.as_mut().now_or_never() {
        None => Ok(answer),
        Some(outcome) => outcome.map(|()| ready(Ok(())).boxed()),
    }
}
