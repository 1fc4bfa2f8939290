//! The keys of a deployment, each ring ready for its one use. They can be exchanged while others
//! use them: who asks for a ring gets the one of this moment.

use crate::engine::key_file::{KeyFile, KeyFileError, Purpose};
use crate::pure::card::CardRing;
use crate::pure::lookup::LookupRing;
use crate::pure::ring::KeyRing;
use crate::pure::seal::SealRing;
use lykill_core::Rng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// All rings of a loaded key file. Clones share them.
#[derive(Debug, Clone)]
pub struct Keys {
    shared: Arc<RwLock<Rings>>,
    /// Held while the rings or the file are changed.
    writing: Arc<Mutex<()>>,
}

#[derive(Debug)]
struct Rings {
    file: KeyFile,
    /// The ids of the keys that make new values; for a purpose that none of them is for, the
    /// last key of the file does.
    current: Vec<String>,
    seal: Arc<SealRing>,
    lookup: Arc<LookupRing>,
    card: Arc<CardRing>,
    password: Arc<KeyRing>,
}

impl Rings {
    fn of(file: KeyFile, current: Vec<String>) -> Self {
        let ring = |purpose| file.ring(purpose, &current);
        Self {
            seal: Arc::new(SealRing::new(ring(Purpose::Seal))),
            lookup: Arc::new(LookupRing::new(ring(Purpose::Lookup))),
            card: Arc::new(CardRing::new(ring(Purpose::Card))),
            password: Arc::new(ring(Purpose::Pepper)),
            file,
            current,
        }
    }
}

impl Keys {
    /// The rings of `file`. In each, the key that is listed last is current.
    pub fn of(file: &KeyFile) -> Self {
        Self {
            shared: Arc::new(RwLock::new(Rings::of(file.clone(), Vec::new()))),
            writing: Arc::default(),
        }
    }

    fn with<T>(&self, look: impl FnOnce(&Rings) -> T) -> T {
        look(&self.shared.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, rings: Rings) {
        *self.shared.write().unwrap_or_else(PoisonError::into_inner) = rings;
    }

    /// Seals and opens stored values.
    pub fn seal(&self) -> Arc<SealRing> {
        self.with(|rings| Arc::clone(&rings.seal))
    }

    /// Makes look-up values.
    pub fn lookup(&self) -> Arc<LookupRing> {
        self.with(|rings| Arc::clone(&rings.lookup))
    }

    /// Derives the pairs of key cards.
    pub fn card(&self) -> Arc<CardRing> {
        self.with(|rings| Arc::clone(&rings.card))
    }

    /// The peppers of passwords, for [`crate::engine::PasswordHasher`], which follows them.
    pub fn password_peppers(&self) -> Peppers {
        Peppers(PepperSource::Keys(self.clone()))
    }

    /// Whether stored values can stand under other keys than the current ones.
    pub fn has_earlier(&self) -> bool {
        self.with(|rings| rings.seal.has_earlier() || rings.lookup.has_earlier())
    }

    /// The key file as it was read last.
    pub fn file(&self) -> KeyFile {
        self.with(|rings| rings.file.clone())
    }

    /// The ids of the keys that make new values: of each purpose one.
    pub fn current_ids(&self) -> Vec<String> {
        let current = |rings: &Rings| {
            let of = |purpose| rings.file.ring(purpose, &rings.current);
            let id = |purpose| of(purpose).current().id().to_string();
            Purpose::ALL.into_iter().map(id).collect()
        };
        self.with(current)
    }

    /// Makes new values with these keys from now on; ids that are not in the file are passed over.
    pub fn make_current(&self, ids: Vec<String>) {
        let _alone = self.alone();
        if self.with(|rings| rings.current != ids) {
            self.replace(Rings::of(self.file(), ids));
        }
    }

    /// Reads the key file again; says whether it changed.
    ///
    /// # Errors
    /// [`KeyFileError`]; then the keys stay as they are.
    pub fn reload(&self) -> Result<bool, KeyFileError> {
        let _alone = self.alone();
        self.read_again()
    }

    /// Nobody else replaces the rings, or the file, meanwhile: what was looked at stays true.
    fn alone(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_again(&self) -> Result<bool, KeyFileError> {
        let read = KeyFile::load(self.file().path())?;
        let changed = read.check_value() != self.file().check_value();
        if changed {
            self.replace(Rings::of(read, self.with(|rings| rings.current.clone())));
        }
        Ok(changed)
    }

    /// Adds a fresh key for each purpose to the key file, whole or not at all; none of them is
    /// current yet. Gives their ids.
    ///
    /// # Errors
    /// [`KeyFileError`]; then nothing was added.
    pub fn add(&self, purposes: &[Purpose], rng: &dyn Rng) -> Result<Vec<String>, KeyFileError> {
        let _alone = self.alone();
        self.read_again()?;
        let (file, added) = self.file().with_fresh(purposes, rng)?;
        file.save(rng)?;
        self.replace(Rings::of(file, self.with(|rings| rings.current.clone())));
        Ok(added)
    }

    /// Removes a key from the key file. What it sealed opens nowhere any more.
    ///
    /// # Errors
    /// [`KeyFileError`]; then it is still there.
    pub fn remove(&self, id: &str, rng: &dyn Rng) -> Result<(), KeyFileError> {
        let _alone = self.alone();
        self.read_again()?;
        let file = self.file().without(id);
        file.save(rng)?;
        self.replace(Rings::of(file, self.with(|rings| rings.current.clone())));
        Ok(())
    }
}

/// The peppers of passwords, as they are at the moment they are asked for.
#[derive(Debug, Clone)]
pub struct Peppers(PepperSource);

#[derive(Debug, Clone)]
enum PepperSource {
    Keys(Keys),
    Fixed(Arc<KeyRing>),
}

impl Peppers {
    /// The ring of this moment.
    pub(crate) fn ring(&self) -> Arc<KeyRing> {
        match &self.0 {
            PepperSource::Keys(keys) => keys.with(|rings| Arc::clone(&rings.password)),
            PepperSource::Fixed(ring) => Arc::clone(ring),
        }
    }
}

impl From<KeyRing> for Peppers {
    fn from(ring: KeyRing) -> Self {
        Self(PepperSource::Fixed(Arc::new(ring)))
    }
}
