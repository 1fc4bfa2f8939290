//! What every operation works with.

use crate::down::DownMethods;
use crate::key::Signers;
use crate::passkey::PasskeySettings;
use crate::receipt::ReceiptRules;
use crate::smart_card::CardIssuers;
use crate::upstream::Upstreams;
use lykill_broker::method::{self, Offer};
use lykill_broker::types::{Login, LoginState, Method};
use lykill_core::{Clock, Level, MethodKind, Profile, Rng, Timestamp};
use lykill_crypto::engine::{Keys, PasswordHasher};
use lykill_fetch::Rules;
use lykill_issuer::otp_token::UnusedRule;
use lykill_oauth::types::{AcrNames, Endpoints, Lifetimes};
use lykill_store::Db;
use std::sync::Arc;
use std::time::Duration;

/// The deployment: its database, clock, randomness, keys and settings. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Where the present moment comes from.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub rng: Arc<dyn Rng>,
    /// The keys that stay outside the database.
    pub keys: Arc<Keys>,
    /// The pool that hashes passwords.
    pub hasher: Arc<PasswordHasher>,
    /// The keys that sign ID tokens.
    pub signers: Arc<Signers>,
    /// Which electronic IDs do not answer at present.
    pub down: Arc<DownMethods>,
    /// The providers at which people log in instead.
    pub upstreams: Arc<Upstreams>,
    /// The issuers of the cards with which people log in.
    pub card_issuers: Arc<CardIssuers>,
    /// What the operator decided.
    pub settings: Arc<Settings>,
}

impl Context {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The lines of the chooser where this level is asked.
    pub fn offers(&self, asked: Level) -> Vec<Offer> {
        let now = self.now();
        let is_down = |method: &Method| {
            self.down.is_down(&method.name, now) || self.upstreams.is_down(&method.name)
        };
        method::offered(&self.settings.methods, asked, is_down)
    }

    /// The electronic ID that need not be chosen, since it is the only one. Nobody is sent to
    /// another provider, or asked for a card, without a choice.
    pub(crate) fn only_method(&self, asked: Level) -> Option<Method> {
        if self.settings.always_choose {
            return None;
        }
        let offers = self.offers(asked);
        let only = method::only(&offers).cloned();
        let is_here =
            |only: &Method| !matches!(only.kind, MethodKind::SmartCard | MethodKind::UpstreamOidc);
        only.filter(is_here)
    }

    /// The kind of the method of a configured name.
    pub(crate) fn kind(&self, name: &str) -> Option<MethodKind> {
        let mut methods = self.settings.methods.iter();
        let named = methods.find(|method| method.name == name);
        named.map(|method| method.kind)
    }

    /// The method of a configured name; where a state of an earlier release has none, the first
    /// of the kind.
    pub(crate) fn method(&self, name: &str, kind: MethodKind) -> Option<&Method> {
        let of_kind = |method: &&Method| method.kind == kind;
        let named = |method: &&Method| name.is_empty() || method.name == name;
        let mut methods = self.settings.methods.iter();
        methods.find(|method| of_kind(method) && named(method))
    }

    /// The configured name of the method by which a passkey may answer in a login; none where there
    /// is none, or none that reaches what is asked.
    pub(crate) fn passkey_method(&self, login: &Login) -> Option<String> {
        self.settings.passkeys.host.as_ref()?;
        let chosen = match &login.state {
            LoginState::Passkey { method } => method.as_str(),
            _ => "",
        };
        let fits = |offer: &Offer| {
            let method = &offer.method;
            let named = chosen.is_empty() || method.name == chosen;
            offer.is_open() && method.kind == MethodKind::Passkey && named
        };
        let offers = self.offers(login.asked);
        let found = offers.into_iter().find(fits);
        found.map(|offer| offer.method.name)
    }
}

/// What the operator decided, checked at start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The issuer's URL, without a trailing slash: the one base of every link and token.
    pub issuer: String,
    /// The country profile.
    pub profile: Profile,
    /// The electronic IDs of the chooser, in order.
    pub methods: Vec<Method>,
    /// Whether the choice is shown even when only one electronic ID can be chosen.
    pub always_choose: bool,
    /// Whether a browser may be asked to remember which electronic ID was chosen in it.
    pub remember_choice: bool,
    /// How levels are called in tokens.
    pub acr: AcrNames,
    /// Where the endpoints are, as discovery publishes them.
    pub endpoints: Endpoints,
    /// How long codes and tokens live.
    pub lifetimes: Lifetimes,
    /// Letters of one order are posted at least so long after one another.
    pub letter_spacing: Duration,
    /// How old a key of the server may become.
    pub key_max_age: Duration,
    /// When devices that show one-time codes and that nobody uses go out of use.
    pub unused_tokens: UnusedRule,
    /// For which host passkeys are made, and what they are worth.
    pub passkeys: PasskeySettings,
    /// Whether text messages can be sent.
    pub sms: bool,
    /// Whether codes can be told in a voice call.
    pub voice: bool,
    /// How the gateway's receipts look; none where they are not read.
    pub receipts: Option<ReceiptRules>,
    /// Where requests of ours may go.
    pub outgoing: Rules,
    /// So long a print job may wait for its acknowledgement; then somebody is told.
    pub print_alarm: Duration,
    /// Where an eID is activated, as letters say it.
    pub activate_url: String,
    /// Whom people ask when they cannot log in or lost a card.
    pub support: Support,
}

impl Settings {
    /// Whether passkeys are a way to log in here.
    pub fn offers_passkeys(&self) -> bool {
        let mut methods = self.methods.iter();
        self.passkeys.host.is_some() && methods.any(|method| method.kind == MethodKind::Passkey)
    }

    /// Whether a client is a service of our own: eIDs are activated there, or passkeys looked
    /// after.
    pub fn is_own_service(&self, client: &str) -> bool {
        client == self.activate_url || client == self.passkeys.url
    }
}

/// The operator's own contact, as pages and letters show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// The operator's name.
    pub name: String,
    /// Its address.
    pub email: String,
    /// Its telephone number, open at any hour for blocking.
    pub phone: String,
}
