//! One e-mail in the form of RFC 5322: UTF-8 text and the same as HTML (RFC 2046 section 5.1.4),
//! one recipient, an id that a repeat shares.

use super::html;
use crate::compose::Mail;
use crate::fault::Fault;
use crate::inert;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, message::header};
use lykill_core::Timestamp;
use lykill_core::id::{OutboxId, PersonId};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The longest address: RFC 5321 section 4.5.3.1.3 leaves 254 characters between `<` and `>`.
const ADDRESS_MAX: usize = 254;

/// Whom e-mails come from.
#[derive(Debug, Clone)]
pub struct Sender {
    address: Address,
    name: String,
}

/// The text is not one e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("exactly one e-mail address is expected, such as no-reply@id.example.org")]
pub struct NotASender;

impl Sender {
    /// A sender by address and shown name.
    ///
    /// # Errors
    /// [`NotASender`] when `address` is not exactly one address.
    pub fn new(address: &str, name: &str) -> Result<Self, NotASender> {
        let address = one_address(address).map_err(|_| NotASender)?;
        Ok(Self {
            address,
            name: inert::line(name),
        })
    }

    /// The domain behind the `@`: it stands in message ids and in the greeting to the server.
    pub(crate) fn domain(&self) -> &str {
        self.address.domain()
    }
}

/// Reads exactly one plain address, with nothing that could name a second one or begin another
/// command or header (security.md case 59).
pub(crate) fn one_address(text: &str) -> Result<Address, Fault> {
    let special = |c: char| c.is_whitespace() || c.is_control() || ",;:<>()[]\\\"".contains(c);
    if text.len() > ADDRESS_MAX || text.contains(special) || text.matches('@').count() != 1 {
        return Err(Fault::Address);
    }
    text.parse().map_err(|_| Fault::Address)
}

/// An e-mail that is ready to leave.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// The outbox row.
    pub(crate) id: OutboxId,
    /// Whom it concerns.
    pub(crate) person: PersonId,
    /// When it was ordered: the date that it bears, the same on each attempt.
    pub(crate) written_at: Timestamp,
    /// When this attempt is made.
    pub(crate) sent_at: Timestamp,
    /// What it says and to whom.
    pub(crate) mail: Mail,
}

impl Outgoing {
    /// The message with its envelope.
    pub(crate) fn message(&self, from: &Sender) -> Result<Message, Fault> {
        let to = one_address(&self.mail.to)?;
        let envelope = Envelope::new(Some(from.address.clone()), vec![to.clone()]);
        let name = Some(from.name.clone()).filter(|name| !name.is_empty());
        Message::builder()
            .from(Mailbox::new(name, from.address.clone()))
            .to(Mailbox::new(None, to))
            .subject(self.mail.subject.clone())
            .date(system_time(self.written_at))
            .message_id(Some(format!("<{}@{}>", self.id, from.domain())))
            .header(header::MIME_VERSION_1_0)
            .raw_header(raw("Content-Language", self.mail.language.tag()))
            // RFC 3834 section 5: nobody's holiday notice answers this.
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .envelope(envelope.map_err(|_| Fault::Address)?)
            .multipart(self.alternatives())
            .map_err(|_| Fault::Message)
    }

    /// The text, and the same as HTML. The boundary comes from the row, so that a repeat has the
    /// same bytes.
    fn alternatives(&self) -> MultiPart {
        let Mail { text, subject, .. } = &self.mail;
        let html = html::document(text, subject, self.mail.language);
        MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("lykill-{}", self.id))
            .singlepart(SinglePart::plain(text.clone()))
            .singlepart(SinglePart::html(html))
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_059_only_one_plain_address_is_written_to() {
        let long = format!("{}@x.example", "a".repeat(320));
        for bad in [
            "a@x.example,b@y.example",
            "a@x.example;b@y.example",
            "a@x.example b@y.example",
            "Ola <a@x.example>",
            "<a@x.example>",
            "a@x.example\r\nBcc: b@y.example",
            "a@x.example\nRCPT TO:<b@y.example>",
            "\"a@x.example,b\"@y.example",
            "a@b@x.example",
            "[\"a@x.example\"]",
            "a@[127.0.0.1]",
            "a.example",
            "",
            &long,
        ] {
            assert_eq!(one_address(bad).err(), Some(Fault::Address), "{bad}");
        }
        assert!(one_address("mette.hald+lonn@fjordvik.example").is_ok());
        // Percent signs are letters of the local part: nothing decodes them on the way.
        let literal = one_address("victim%0ABcc:x@y.example");
        assert_eq!(literal.err(), Some(Fault::Address));
    }

    #[test]
    fn a_sender_is_one_address() {
        assert!(Sender::new("no-reply@id.example", "Lykill").is_ok());
        assert!(Sender::new("a@x.example,b@x.example", "Lykill").is_err());
    }
}
