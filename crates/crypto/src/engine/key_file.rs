//! The key file: key-encryption key, look-up key and peppers, outside the database, so that a
//! stolen database or backup opens nothing (security.md case 16).
//!
//! JSON, mode 0600: `{"version":1,"file_id":"…","keys":[{"id":"3f9a12bc","purpose":"seal",
//! "secret":"…"}]}`. Secrets are 32 bytes in base64url. The last key of a purpose is current,
//! unless the database says that another one is: a rotation puts its new keys first, where they
//! wait until every node has them. Earlier ones still open what they made. From each secret the
//! keys for use are derived, so the bytes in the file are used for nothing directly.

mod disk;

use crate::pure::ring::{Key, KeyId, KeyRing, derive};
use crate::pure::{b64, json, prf};
use lykill_core::{Rng, Secret, random};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const VERSION: u32 = 1;

/// Why there is no key file to work with. Each message is one line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// It is not there.
    #[error(
        "the key file {path} is missing; restore it from its backup: without it nothing in \
             the database opens"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Others than its owner may read or write it.
    #[error("the key file {path} is open to others (mode {mode:03o}); run: chmod 600 {path}")]
    WrongMode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Its content is not that of a key file.
    #[error("the key file {path} is damaged: {what}; restore it from its backup")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was wrong, without any secret.
        what: String,
    },
    /// A file is there already; it is never overwritten.
    #[error("the key file {path} exists already and is never overwritten")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The system refused to read or write.
    #[error("the key file {path} cannot be used: {reason}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

/// What the keys of a ring are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Seals stored values.
    Seal,
    /// Makes look-up values.
    Lookup,
    /// Goes into password hashes.
    Pepper,
    /// Goes into the keys of key cards.
    Card,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Seal, Self::Lookup, Self::Pepper, Self::Card];

    /// The word in the file and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Lookup => "lookup",
            Self::Pepper => "pepper",
            Self::Card => "card",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: u32,
    file_id: String,
    keys: Vec<RawKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKey {
    id: String,
    purpose: Purpose,
    secret: String,
}

#[derive(Debug, Clone)]
struct FileKey {
    id: KeyId,
    purpose: Purpose,
    secret: Secret<[u8; 32]>,
}

/// A key of the file, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// What only this key can make: it shows another key of the same id.
    pub mark: String,
}

/// A loaded key file. It has at least one key for each purpose.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
    file_id: String,
    keys: Vec<FileKey>,
}

impl KeyFile {
    /// Makes a key file with one fresh key for each purpose, durable and with mode 0600. To be
    /// called only when the database is new: a new file opens nothing that exists.
    ///
    /// # Errors
    /// [`KeyFileError::Exists`] when something is at `path`, [`KeyFileError::Io`].
    pub fn create(path: &Path, rng: &dyn Rng) -> Result<Self, KeyFileError> {
        let raw = RawFile {
            version: VERSION,
            file_id: hex(&random::bytes::<16>(rng)),
            keys: Purpose::ALL.map(|purpose| fresh(purpose, rng)).into(),
        };
        let text = json_of(&raw, path)?;
        let file_id = raw.file_id.clone();
        let file = Self::from_raw(raw, path)?;
        disk::create(path, &file_id, text.as_bytes())?;
        Ok(file)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyFileError`]; nothing is read when others than the owner may read or write the file.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let text = Zeroizing::new(disk::read(path)?);
        let parsed = json::parse(&text).map_err(|error| error.to_string());
        let raw = parsed.and_then(|value| {
            serde_json::from_value::<RawFile>(value).map_err(|_| "not a key file".to_owned())
        });
        Self::from_raw(raw.map_err(|what| malformed(path, what))?, path)
    }

    fn from_raw(raw: RawFile, path: &Path) -> Result<Self, KeyFileError> {
        if raw.version != VERSION {
            return Err(malformed(
                path,
                format!("version {} is unknown", raw.version),
            ));
        }
        let mut keys: Vec<FileKey> = Vec::with_capacity(raw.keys.len());
        for key in raw.keys {
            let key = checked(key).map_err(|what| malformed(path, what))?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(malformed(path, format!("the id {} stands twice", key.id)));
            }
            keys.push(key);
        }
        let has = |purpose| keys.iter().any(|key| key.purpose == purpose);
        match Purpose::ALL.into_iter().find(|purpose| !has(*purpose)) {
            Some(purpose) => Err(malformed(path, format!("no {} key", purpose.word()))),
            None => Ok(Self {
                path: path.to_owned(),
                file_id: raw.file_id,
                keys,
            }),
        }
    }

    /// A value for the database by which loss or a wrong file is recognised: the file's id and,
    /// for each key, its id and a MAC that only that key can make. It reveals no key.
    pub fn check_value(&self) -> String {
        self.check_value_of(&self.ids())
    }

    /// As [`KeyFile::check_value`], for those keys of the file only.
    pub fn check_value_of(&self, ids: &[String]) -> String {
        let mut out = self.file_id.clone();
        let named = |key: &&FileKey| ids.iter().any(|id| id == key.id.as_str());
        for key in self.keys.iter().filter(named) {
            let _ = write!(out, " {}={}", key.id, mark(key));
        }
        out
    }

    /// Whether this is the file that a stored check value was made with: every key that the value
    /// names is here and is the same. Keys that were added since do not matter.
    pub fn matches(&self, check: &str) -> bool {
        let mut words = check.split(' ');
        let same_file = words.next() == Some(self.file_id.as_str());
        let mut named = 0_usize;
        let same_keys = words.all(|word| {
            named += 1;
            word.split_once('=')
                .is_some_and(|(id, made)| self.has_marked(id, made))
        });
        same_file && same_keys && named > 0
    }

    fn has_marked(&self, id: &str, made: &str) -> bool {
        let mut keys = self.keys.iter();
        let key = keys.find(|key| key.id.as_str() == id);
        key.is_some_and(|key| prf::equal(mark(key).as_bytes(), made.as_bytes()))
    }

    /// Where it was read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its keys, without their secrets.
    pub fn listed(&self) -> Vec<ListedKey> {
        let listed = |key: &FileKey| ListedKey {
            id: key.id.to_string(),
            purpose: key.purpose,
            mark: mark(key),
        };
        self.keys.iter().map(listed).collect()
    }

    /// The ids of its keys.
    pub fn ids(&self) -> Vec<String> {
        self.keys.iter().map(|key| key.id.to_string()).collect()
    }

    /// The file with a fresh key for each purpose, and their ids. They stand first: the last key
    /// of a purpose is current for whoever does not ask the database.
    pub(crate) fn with_fresh(
        &self,
        purposes: &[Purpose],
        rng: &dyn Rng,
    ) -> Result<(Self, Vec<String>), KeyFileError> {
        let made = |purpose: &Purpose| checked(fresh(*purpose, rng));
        let made = purposes.iter().map(made).collect::<Result<Vec<_>, _>>();
        let mut keys = made.map_err(|what| malformed(&self.path, what))?;
        let ids = keys.iter().map(|key| key.id.to_string()).collect();
        keys.extend(self.keys.iter().cloned());
        let file = Self {
            keys,
            ..self.clone()
        };
        Ok((file, ids))
    }

    /// The file without a key.
    pub(crate) fn without(&self, id: &str) -> Self {
        let mut file = self.clone();
        file.keys.retain(|key| key.id.as_str() != id);
        file
    }

    /// Writes the file in the place of the one that is there: after a crash it is the old one or
    /// the new one, whole.
    pub(crate) fn save(&self, rng: &dyn Rng) -> Result<(), KeyFileError> {
        let raw = RawFile {
            version: VERSION,
            file_id: self.file_id.clone(),
            keys: self.keys.iter().map(raw).collect(),
        };
        let draft = hex(&random::bytes::<8>(rng));
        disk::replace(&self.path, &draft, json_of(&raw, &self.path)?.as_bytes())
    }

    /// The ring of a purpose. Its current key is the one among `current`, or else the last one.
    #[expect(
        clippy::expect_used,
        reason = "a file without a key for a purpose is not loaded"
    )]
    pub(crate) fn ring(&self, purpose: Purpose, current: &[String]) -> KeyRing {
        let of_purpose = self.keys.iter().rev().filter(|key| key.purpose == purpose);
        let mut keys: Vec<_> = of_purpose
            .map(|key| Key::new(key.id.clone(), derive(key.secret.expose(), purpose.word())))
            .collect();
        let named = |key: &Key| current.iter().any(|id| id == key.id().as_str());
        if let Some(place) = keys.iter().position(named) {
            let found = keys.remove(place);
            keys.insert(0, found);
        }
        let mut keys = keys.into_iter();
        let current = keys.next().expect("each purpose has a key");
        KeyRing::new(current, keys.collect())
    }
}

fn raw(key: &FileKey) -> RawKey {
    RawKey {
        id: key.id.to_string(),
        purpose: key.purpose,
        secret: b64::encode(key.secret.expose()),
    }
}

fn json_of(raw: &RawFile, path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let text = serde_json::to_string_pretty(raw).map_err(|error| KeyFileError::Io {
        path: path.to_owned(),
        reason: error.to_string(),
    });
    text.map(Zeroizing::new)
}

fn mark(key: &FileKey) -> String {
    let check = derive(key.secret.expose(), "check");
    b64::encode(&prf::hmac(check.expose(), key.purpose.word().as_bytes()))
}

fn fresh(purpose: Purpose, rng: &dyn Rng) -> RawKey {
    let secret = Secret::new(random::bytes::<32>(rng));
    RawKey {
        id: hex(&random::bytes::<4>(rng)),
        purpose,
        secret: b64::encode(secret.expose()),
    }
}

fn checked(raw: RawKey) -> Result<FileKey, String> {
    let id = KeyId::parse(&raw.id).map_err(|error| error.to_string())?;
    let secret = b64::decode(&Zeroizing::new(raw.secret))
        .map(Zeroizing::new)
        .ok();
    let secret: Option<[u8; 32]> = secret.and_then(|bytes| bytes.as_slice().try_into().ok());
    let secret = secret.ok_or_else(|| format!("the key {id} has not 32 bytes of base64url"))?;
    Ok(FileKey {
        id,
        purpose: raw.purpose,
        secret: Secret::new(secret),
    })
}

fn malformed(path: &Path, what: String) -> KeyFileError {
    KeyFileError::Malformed {
        path: path.to_owned(),
        what,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
