//! The end: what SIGTERM and SIGINT ask for.

use std::io;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};

/// Becomes true at the first SIGTERM or SIGINT; the second one ends the process at once.
///
/// # Errors
/// What the system says when it takes no handler.
pub fn stop() -> io::Result<watch::Receiver<bool>> {
    stop_or(Arc::new(Notify::new()))
}

/// As [`stop`]; `failed` asks for the stop as well.
///
/// # Errors
/// What the system says when it takes no handler.
pub fn stop_or(failed: Arc<Notify>) -> io::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (send, stop) = watch::channel(false);
    tokio::spawn(async move {
        let mut told = 0;
        while told < 2 {
            tokio::select! {
                _ = terminate.recv() => told += 1,
                _ = interrupt.recv() => told += 1,
                // Whoever supervises this process may tell it once, too.
                () = failed.notified() => {}
            }
            if !send.send_replace(true) {
                tracing::info!("told to stop");
            }
        }
        tracing::warn!("told to stop again; ending at once");
        std::process::exit(130);
    });
    Ok(stop)
}

/// Waits until the stop.
pub async fn stopped(mut stop: watch::Receiver<bool>) {
    // The sender lives as long as its task; when it is gone everything ends anyway.
    let _sender_gone = stop.wait_for(|stop| *stop).await;
}
