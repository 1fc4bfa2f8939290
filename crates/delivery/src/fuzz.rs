//! Doors for the fuzz targets: what SMS gateways answer, and the numbers that they are given.
//! Nothing that is shipped calls them.

use crate::sms::{self, Taken};

/// Whether an answer's body says that the message was taken, when that is agreed to stand at a
/// place (RFC 6901).
pub fn sms_is_taken((pointer, value): (&str, &str), body: &[u8]) -> bool {
    let taken = Taken::Json {
        pointer: pointer.to_owned(),
        value: value.to_owned(),
    };
    taken.is(body)
}

/// A number as gateways take it; none when it is no number.
pub fn sms_number(text: &str) -> Option<String> {
    sms::number(text).ok()
}
