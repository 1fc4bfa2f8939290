//! Reading back what was delivered into folders: the demo's post page, where a newcomer finds the
//! mail and the letters of the test people.

use crate::manifest::Manifest;
pub use crate::manifest::PostKind;
use lykill_core::Timestamp;
use lykill_core::id::{CardId, OutboxId, PersonId};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One thing that was delivered into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostItem {
    /// The outbox row that it was.
    pub id: OutboxId,
    /// What it is.
    pub kind: PostKind,
    /// Whom it concerns.
    pub person: PersonId,
    /// The address; lines of a postal address are separated by `\n`.
    pub to: String,
    /// When it was delivered.
    pub at: Timestamp,
    /// What it is called.
    pub subject: String,
    /// What it says; empty on paper unless the spool keeps texts.
    pub text: String,
    /// The card, on a key card: [`crate::card_keys`] derives its keys.
    pub card: Option<CardId>,
    /// Its files.
    pub attachments: Vec<PostFile>,
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostFile {
    /// Its name, one path component.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Where it is.
    pub path: PathBuf,
}

/// All that was delivered into these folders, oldest first. A folder that is not there yet is
/// empty.
///
/// # Errors
/// [`io::Error`] when a folder or a manifest in it cannot be read, of kind `InvalidData` when
/// what is in a manifest is not one.
pub fn read(folders: &[&Path]) -> io::Result<Vec<PostItem>> {
    let mut items = Vec::new();
    for dir in folders {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            let hidden = name.as_encoded_bytes().starts_with(b".");
            if !hidden
                && path
                    .extension()
                    .is_some_and(|extension| extension == "json")
            {
                let manifest: Manifest = serde_json::from_slice(&fs::read(&path)?)?;
                items.push(item(manifest, dir));
            }
        }
    }
    items.sort_by_key(|item: &PostItem| (item.at, item.id));
    Ok(items)
}

fn item(manifest: Manifest, dir: &Path) -> PostItem {
    let file = |file: crate::manifest::ManifestFile| PostFile {
        path: dir.join(&file.name),
        name: file.name,
        content_type: file.content_type,
    };
    PostItem {
        id: manifest.id,
        kind: manifest.kind,
        person: manifest.person,
        to: manifest.to,
        at: manifest.created_at,
        subject: manifest.subject,
        text: manifest.text,
        card: manifest.card,
        attachments: manifest.attachments.into_iter().map(file).collect(),
    }
}
