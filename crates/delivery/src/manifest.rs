//! The sheet of facts beside each delivered file: what a print house's queue reads, and the
//! demo's post page. JSON, one file an item, written last: where it stands, the item is whole.

use crate::drop_folder::DropFolder;
use lykill_core::Timestamp;
use lykill_core::id::{CardId, OutboxId, PersonId};
use serde::{Deserialize, Serialize};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostKind {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A letter.
    Letter,
    /// A key card with its letter.
    KeyCard,
}

impl PostKind {
    /// `email`, `sms`, `letter` or `key-card`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Letter => "letter",
            Self::KeyCard => "key-card",
        }
    }
}

/// A file that belongs to an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestFile {
    /// Its name in the same folder.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) content_type: String,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The outbox row.
    pub(crate) id: OutboxId,
    /// What it is.
    pub(crate) kind: PostKind,
    /// Which letter it is, such as `welcome-letter`; none on an e-mail.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) document: Option<String>,
    /// Whom it concerns.
    pub(crate) person: PersonId,
    /// The address, lines separated by `\n`; empty for somebody who is protected.
    pub(crate) to: String,
    /// When it was made, RFC 3339 in UTC.
    #[serde(with = "rfc3339")]
    pub(crate) created_at: Timestamp,
    /// What it is called.
    pub(crate) subject: String,
    /// What it says; empty on paper whose text stays in the PDF.
    pub(crate) text: String,
    /// Sheets of paper, none for an e-mail.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) pages: Option<u32>,
    /// The card, on a key card.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) card: Option<CardId>,
    /// Its files.
    pub(crate) attachments: Vec<ManifestFile>,
}

impl Manifest {
    pub(crate) fn put(&self, folder: &DropFolder) -> std::io::Result<()> {
        let json = serde_json::to_vec_pretty(self)?;
        folder.put(&DropFolder::name(self.id, "json"), &json)
    }
}

mod rfc3339 {
    use lykill_core::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&at.to_jiff())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        let at: jiff::Timestamp = text.parse().map_err(de::Error::custom)?;
        Ok(Timestamp::from_micros(at.as_microsecond()))
    }
}
