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
    // A test process may have started one already; both say the same.
    let _started_before = tracing_subscriber::registry().with(targets).with(layer).try_init();
}

/// Characters of a text from outside that stand in one record.
const SHOWN_CHARACTERS: usize = 120;

/// A text from outside, cut for the log.
pub fn cut(text: &str) -> String {
    text.chars().take(SHOWN_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_189_a_long_text_is_cut_between_characters() {
        assert_eq!(cut(&"å".repeat(1_000_000)).chars().count(), SHOWN_CHARACTERS);
        assert_eq!(cut("curl/8"), "curl/8");
    }
}
