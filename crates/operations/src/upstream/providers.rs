//! The providers of this node: what each says about itself, its keys, and whether it answers. Each
//! has a client, places and a time of its own: one that hangs delays nobody else (security.md case
//! 220).

use lykill_core::Timestamp;
use lykill_crypto::pure::jose::{SigningKey, VerifyKey};
use lykill_fetch::{BadCertificates, Fetcher, Limits, Rules};
use lykill_oauth::upstream::{Metadata, Provider};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

/// One provider, as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// The method that stands for it, by its configured name.
    pub method: String,
    /// What the operator says about it.
    pub provider: Provider,
    /// How much of us it may hold.
    pub limits: Limits,
}

/// All providers of this node.
#[derive(Debug, Default)]
pub struct Upstreams(Vec<Upstream>);

/// One provider.
pub(super) struct Upstream {
    pub(super) method: String,
    pub(super) provider: Provider,
    pub(super) fetcher: Fetcher,
    known: RwLock<Known>,
}

/// What is known of a provider at the moment.
#[derive(Clone, Default)]
struct Known {
    published: Option<Published>,
    is_up: bool,
    asked_at: Option<Timestamp>,
    keys_asked_at: Option<Timestamp>,
    own_key: Option<Arc<SigningKey>>,
}

/// What a provider says about itself.
#[derive(Clone)]
pub(super) struct Published {
    pub(super) metadata: Arc<Metadata>,
    pub(super) keys: Arc<[VerifyKey]>,
    pub(super) read_at: Timestamp,
}

impl Upstreams {
    /// The providers of a configuration. Nothing is asked yet.
    ///
    /// # Errors
    /// [`BadCertificates`] when TLS cannot be set up.
    pub fn new(configured: &[Configured], rules: &Rules) -> Result<Self, BadCertificates> {
        let one = |one: &Configured| Upstream::new(one, rules);
        configured
            .iter()
            .map(one)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a method stands for a provider that cannot be asked just now.
    pub fn is_down(&self, method: &str) -> bool {
        self.of(method)
            .is_some_and(|upstream| upstream.usable().is_none())
    }

    /// The origins to which browsers may be sent just now, as source expressions.
    pub fn form_actions(&self) -> Vec<String> {
        let usable = self.0.iter().filter_map(Upstream::usable);
        usable
            .map(|published| published.metadata.form_action())
            .collect()
    }

    pub(super) fn of(&self, method: &str) -> Option<&Upstream> {
        self.0.iter().find(|upstream| upstream.method == method)
    }

    pub(super) fn all(&self) -> &[Upstream] {
        &self.0
    }
}

impl Upstream {
    pub(super) fn new(one: &Configured, rules: &Rules) -> Result<Self, BadCertificates> {
        Ok(Self {
            method: one.method.clone(),
            provider: one.provider.clone(),
            fetcher: Fetcher::limited(rules.clone(), None, one.limits)?,
            known: RwLock::default(),
        })
    }

    /// What it says about itself, while it answers.
    pub(super) fn usable(&self) -> Option<Published> {
        let known = self.read();
        known.published.filter(|_| known.is_up)
    }

    /// Our own key for it.
    pub(super) fn own_key(&self) -> Option<Arc<SigningKey>> {
        self.read().own_key
    }

    pub(super) fn use_key(&self, key: Arc<SigningKey>) {
        self.write().own_key = Some(key);
    }

    /// Whether it should be asked about itself at `now`; then it was.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        let mut known = self.write();
        let is_fresh = |read: &Published| now.since(read.read_at) < super::ask::FRESH;
        let is_well = known.is_up && known.published.as_ref().is_some_and(is_fresh);
        let was_asked = known
            .asked_at
            .is_some_and(|at| now.since(at) < super::ask::PATIENCE);
        let due = !is_well && !was_asked;
        if due {
            known.asked_at = Some(now);
        }
        due
    }

    /// Whether its keys may be asked for again at `now`; then they were. Whoever sends tokens with
    /// made-up key ids causes one request in a minute.
    pub(super) fn may_ask_keys(&self, now: Timestamp) -> bool {
        let mut known = self.write();
        let waits = |at: Timestamp| now.since(at) < super::ask::BETWEEN_KEYS;
        let may = !known.keys_asked_at.is_some_and(waits);
        if may {
            known.keys_asked_at = Some(now);
        }
        may
    }

    pub(super) fn is_published(&self, published: Published) {
        let mut known = self.write();
        known.keys_asked_at = Some(published.read_at);
        (known.published, known.is_up) = (Some(published), true);
    }

    pub(super) fn has_keys(&self, keys: Arc<[VerifyKey]>) {
        if let Some(published) = &mut self.write().published {
            published.keys = keys;
        }
    }

    /// It does not answer: nobody is sent there until it does again.
    pub(super) fn is_silent(&self) {
        self.write().is_up = false;
    }

    fn read(&self) -> Known {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upstream({})", self.method)
    }
}
