//! An id type for each kind of thing, all in one registry, so that a card's id can never be
//! passed where a person's is meant.
//!
//! Ids are UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits. They
//! name rows; they are never secrets (ASVS 11.5.1: a UUID does not count as a random value).

use crate::{Rng, Timestamp};
use std::{fmt, str::FromStr};

/// The text is not an id: 32 hexadecimal digits, with or without hyphens, are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 32 hexadecimal digits are expected")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id for something that begins to exist at `now`.
            pub fn new(now: Timestamp, rng: &dyn Rng) -> Self {
                let mut random = [0_u8; 10];
                rng.fill(&mut random);
                let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The id that these 16 stored bytes name; none when the length is another.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                uuid::Uuid::from_slice(bytes).ok().map(Self)
            }

            /// The 16 bytes that are stored.
            pub fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                uuid::Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}

ids! {
    /// A human being, known to the deployment by registration.
    PersonId;
    /// An electronic identity that was issued to a person: user id, password, cards.
    EidId;
    /// One printed key card.
    CardId;
    /// A device that shows one-time codes: a key viewer or code device.
    OtpTokenId;
    /// A passkey: a credential of an authenticator.
    PasskeyId;
    /// A pair of letters, welcome and temporary password, that activates an eID.
    LetterId;
    /// An order of paper that waits for a second person.
    HeldOrderId;
    /// One login transaction; it stands in the URL, one per tab.
    LoginId;
    /// A single sign-on session in one browser.
    SessionId;
    /// A link between a person and a work e-mail at a company.
    LinkId;
    /// A 6-digit code that was mailed to a work address.
    LinkCodeId;
    /// A row of the outbox: something that must leave the house.
    OutboxId;
    /// A row of the audit log.
    AuditId;
    /// One HTTP request or command; it stands in every log line.
    RequestId;
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text as it was registered.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAName;
            fn from_str(text: &str) -> Result<Self, NotAName> {
                if is_name(text) { Ok(Self(text.to_owned())) } else { Err(NotAName) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;
            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
    )*};
}

/// The text cannot name a client or company: 1 to 128 of `A–Z a–z 0–9 . _ : / -` are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to 128 letters A to Z, digits or . _ : / - are expected")]
pub struct NotAName;

fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._:/-".contains(&b);
    (1..=128).contains(&text.len()) && text.bytes().all(allowed)
}

names! {
    /// A relying party's `client_id` (RFC 6749 section 2.2), chosen by the operator.
    ClientId;
    /// A company's id, chosen by the operator.
    CompanyId;
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Rng for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn an_id_survives_text_and_bytes() {
        let id = PersonId::new(Timestamp::from_micros(1_700_000_000_000_000), &Ones);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(PersonId::from_slice(id.as_bytes()), Some(id));
        assert_eq!(id.to_string().len(), 32);
    }

    #[test]
    fn a_client_id_has_no_room_for_tricks() {
        for bad in ["", "a b", "a\n", "æ", "a?b", "a\0", &"x".repeat(129)] {
            assert_eq!(bad.parse::<ClientId>(), Err(NotAName), "{bad:?}");
        }
        assert!("https://visma.example/min-lonn".parse::<ClientId>().is_ok());
    }
}
