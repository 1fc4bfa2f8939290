//! Waking those who wait for work. A wake-up may be lost (a connection that breaks, a process
//! that starts late), so whoever waits polls as well.

use tokio::sync::watch;

/// What one can be woken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A row was put into the outbox.
    Outbox,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 1] = [Self::Outbox];

    /// The name of the channel between processes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Outbox => "lykill_outbox",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

/// The signals of this process, one a channel.
pub(crate) struct Signals {
    outbox: watch::Sender<()>,
}

impl Signals {
    pub(crate) fn new() -> Self {
        Self {
            outbox: watch::Sender::new(()),
        }
    }

    /// Wakes everybody in this process who waits for the channel.
    pub(crate) fn raise(&self, channel: Channel) {
        match channel {
            Channel::Outbox => self.outbox.send_replace(()),
        }
    }

    pub(crate) fn subscribe(&self) -> Notifications {
        Notifications {
            outbox: self.outbox.subscribe(),
        }
    }
}

/// Wake-ups since [`crate::Db::subscribe`], each channel on its own; several become one.
#[derive(Debug, Clone)]
pub struct Notifications {
    outbox: watch::Receiver<()>,
}

impl Notifications {
    /// Waits until somebody notified the channel after this was last awaited. Never ends when
    /// the database was closed; await it together with a timer that polls.
    pub async fn wait(&mut self, channel: Channel) {
        let receiver = match channel {
            Channel::Outbox => &mut self.outbox,
        };
        if receiver.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
