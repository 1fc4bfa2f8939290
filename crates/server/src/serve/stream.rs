//! A connection that does not wait for ever: neither for its first bytes nor for a caller who
//! reads nothing (security.md case 193). hyper's own limit begins with the first bytes of a head
//! and ends with it.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// As long as the opening of an HTTP/2 connection: until so much has come, nobody knows yet what
/// is spoken, and hyper's own clock does not run.
const OPENING_BYTES: usize = 24;

/// How long a connection waits for its caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For the first bytes.
    pub(super) opening: Duration,
    /// For a caller who does not take what was written.
    pub(super) reading: Duration,
}

/// The stream with its two clocks.
pub(super) struct Impatient {
    stream: TcpStream,
    patience: Patience,
    /// Bytes that came, counted up to [`OPENING_BYTES`].
    came: usize,
    /// Runs until the opening is there, or something was answered.
    opening: Option<Pin<Box<Sleep>>>,
    /// Runs while a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    pub(super) fn new(stream: TcpStream, patience: Patience) -> Self {
        Self {
            stream,
            patience,
            came: 0,
            opening: Some(Box::pin(tokio::time::sleep(patience.opening))),
            stalled: None,
        }
    }

    fn came(&mut self, bytes: usize) {
        self.came = self.came.saturating_add(bytes).min(OPENING_BYTES);
        if self.came == OPENING_BYTES {
            self.opening = None;
        }
    }

    /// What a write came to; one that waits too long has failed.
    fn wrote<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.opening = None;
            self.stalled = None;
            return outcome;
        }
        let patience = self.patience.reading;
        let clock = self
            .stalled
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(clock.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(outcome) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            self.came(buffer.filled().len().saturating_sub(before));
            return Poll::Ready(outcome);
        }
        match &mut self.opening {
            Some(clock) => {
                ready!(clock.as_mut().poll(cx));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            None => Poll::Pending,
        }
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.wrote(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
