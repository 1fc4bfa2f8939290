//! Why something was not delivered, in words that may stand in a log: no address, no name, and
//! nothing that a mail server wrote, since servers quote the recipient.

use crate::pdf::PdfError;
use lykill_fetch::FetchError;
use std::io;

/// Why one attempt failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row does not open with the key file at hand.
    #[error("the row does not open with this key file")]
    Sealed,
    /// The row opens, but what is in it is not known here: it was written by a newer version.
    #[error("the row holds something that this version does not know")]
    Unknown,
    /// Not exactly one plain address.
    #[error("the recipient is not exactly one e-mail address")]
    Address,
    /// The mail could not be put together.
    #[error("the e-mail could not be put together")]
    Message,
    /// The mail server answered with this code (RFC 5321 section 4.2).
    #[error("the mail server refused with code {0}")]
    Smtp(u16),
    /// The mail server did not answer in time.
    #[error("the mail server did not answer in time")]
    Timeout,
    /// TLS with the mail server failed: certificate, name or version.
    #[error("no TLS connection to the mail server")]
    Tls,
    /// The mail server cannot be reached, or does not speak as expected.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// The card is not there any more, or it was blocked before it was printed.
    #[error("the card was blocked or does not exist")]
    Card,
    /// The card's secret does not open, or its pepper is not in the key file.
    #[error("the keys of the card cannot be derived with this key file")]
    Keys,
    /// The paper could not be drawn.
    #[error(transparent)]
    Paper(#[from] PdfError),
    /// Another's server gave no answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Another's server answered with this status.
    #[error("the answer was status {0}")]
    Http(u16),
    /// The gateway answered that it did not take the message.
    #[error("the gateway did not take the message")]
    NotTaken,
    /// No gateway is configured.
    #[error("no SMS gateway is configured")]
    NoGateway,
    /// Not one telephone number.
    #[error("the recipient is not one telephone number")]
    Number,
    /// A token could not be signed.
    #[error("the token could not be signed")]
    Signing,
    /// A file could not be written.
    #[error("a file cannot be written: {0}")]
    File(io::ErrorKind),
    /// The database failed.
    #[error("the database failed")]
    Database,
}

/// Codes that speak of our own login at the server, not of the mail: 530, 534, 535 and 538
/// (RFC 4954 section 6). An operator repairs that, so the mail waits.
const OUR_OWN_LOGIN: [u16; 4] = [530, 534, 535, 538];

impl Fault {
    /// Whether another attempt cannot help.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Smtp(code) => (500..600).contains(code) && !OUR_OWN_LOGIN.contains(code),
            Self::Unknown
            | Self::Address
            | Self::Number
            | Self::Message
            | Self::Card
            | Self::Paper(_) => true,
            Self::Sealed | Self::Keys | Self::Timeout | Self::Tls | Self::Unreachable => false,
            // A service repairs its address or its server, and hears of it at the next try.
            Self::Fetch(_) | Self::Http(_) | Self::Signing => false,
            Self::NotTaken | Self::NoGateway => false,
            Self::File(_) | Self::Database => false,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::File(error.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_recipient_is_final_and_our_own_wrong_password_is_not() {
        for code in [550, 551, 553, 554] {
            assert!(Fault::Smtp(code).is_permanent());
        }
        for code in [421, 450, 452, 530, 535] {
            assert!(!Fault::Smtp(code).is_permanent());
        }
    }
}
