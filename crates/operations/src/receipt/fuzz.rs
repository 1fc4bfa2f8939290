//! A door for the fuzz target: what a gateway says about a message. Nothing that is shipped
//! calls it.

use super::rules::ReceiptRules;
use lykill_core::Receipt;

/// Whether the gateway proved itself, and the message with what became of it, where the body
/// names them.
pub fn taken(rules: &ReceiptRules, given: &str, body: &[u8]) -> (bool, Option<(String, Receipt)>) {
    (rules.proves(given, body), rules.read(body))
}
