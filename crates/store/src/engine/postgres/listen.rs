//! One connection beside the pool that hears and passes on notifications. When it breaks it is
//! made again; what was missed meanwhile is found by those who poll.

use super::primary::Primary;
use crate::notify::{Channel, Signals};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

/// Notifications that may wait to be passed on; more are dropped, since one wakes everybody.
const QUEUE: usize = 64;
/// How long to wait before the connection is made again.
const BEFORE_RECONNECT: Duration = Duration::from_secs(1);

/// The handle; the task ends when it is dropped.
pub(super) struct Listener {
    outgoing: mpsc::Sender<Channel>,
}

impl Listener {
    pub(super) fn start(primary: Primary, signals: Arc<Signals>) -> Self {
        let (outgoing, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(keep_listening(primary, signals, waiting));
        Self { outgoing }
    }

    pub(super) fn notify(&self, channel: Channel) {
        // A full queue means that somebody is about to be woken anyway.
        let _ = self.outgoing.try_send(channel);
    }
}

async fn keep_listening(
    primary: Primary,
    signals: Arc<Signals>,
    mut waiting: mpsc::Receiver<Channel>,
) {
    loop {
        match listen(&primary, &signals, &mut waiting).await {
            Ok(Ended::Unused) => return,
            Ok(Ended::Closed) => tracing::warn!("notifications stopped; polling goes on"),
            Err(error) => {
                let error = crate::error::chain(&error);
                tracing::warn!(%error, "notifications are interrupted; polling goes on");
            }
        }
        tokio::time::sleep(BEFORE_RECONNECT).await;
        if waiting.is_closed() {
            return;
        }
    }
}

enum Ended {
    /// Nobody can notify any more: the database was closed.
    Unused,
    /// The server closed the connection.
    Closed,
}

/// Listens until the connection breaks, or nobody can notify any more.
async fn listen(
    primary: &Primary,
    signals: &Arc<Signals>,
    waiting: &mut mpsc::Receiver<Channel>,
) -> Result<Ended, tokio_postgres::Error> {
    let (client, mut connection) = primary.connect().await?;
    let heard = Arc::clone(signals);
    let mut driver = tokio::spawn(async move {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(notification) = message? {
                Channel::from_word(notification.channel())
                    .into_iter()
                    .for_each(|c| heard.raise(c));
            }
        }
        Ok::<(), tokio_postgres::Error>(())
    });
    primary.guard(&client, driver.abort_handle()).await?;
    for channel in Channel::ALL {
        client
            .batch_execute(&format!("listen {}", channel.word()))
            .await?;
        // Something may have happened while nobody listened.
        signals.raise(channel);
    }
    loop {
        tokio::select! {
            ended = &mut driver => return ended.unwrap_or(Ok(())).map(|()| Ended::Closed),
            next = waiting.recv() => match next {
                Some(channel) => {
                    client.batch_execute(&format!("notify {}", channel.word())).await?;
                }
                None => return Ok(Ended::Unused),
            },
        }
    }
}
