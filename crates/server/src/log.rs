//! The log: one JSON object a line on standard error. Messages read alone; what identifies people
//! stays out, and JSON escapes what a caller might smuggle in (security.md case 189).

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging at `level`. What libraries say is logged from warnings on: their finer records
/// may quote what they carry. A second call changes nothing.
pub fn start(level: Level) {
    let ours = LevelFilter::from_level(level);
    let targets = Targets::new()
        .with_target("lykill", ours)
        .with_target("lykill_crypto", ours)
        .with_target("lykill_delivery", ours)
        .with_target("lykill_operations", ours)
        .with_target("lykill_server", ours)
        .with_target("lykill_store", ours)
        .with_target("lykill_web", ours)
        .with_default(LevelFilter::WARN.min(ours));
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr);
    tell_panics();
    // A test process may have started one already; both say the same.
    let _started_before = tracing_subscriber::registry()
        .with(targets)
        .with(layer)
        .try_init();
}

/// Tells where a panic was, in the log's own form and without its message, which may quote data.
fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(
            place,
            "a panic; the request or job that met it is answered with an error"
        );
    }));
}
