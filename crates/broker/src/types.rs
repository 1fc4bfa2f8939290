//! What the broker's rules decide about; the shapes that the store loads and saves.

mod smart_card;

pub use smart_card::{AwaitedCard, CardFault, CardStage, ShownCard};

use lykill_core::id::{
    CardId, ClientId, CompanyId, EidId, LinkCodeId, LinkId, LoginId, PersonId, SessionId,
};
use lykill_core::proof::Factor;
use lykill_core::{DisplayName, Language, Level, Lookup, MethodKind, Proof, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One login: a transaction of one browser tab at one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Its id, in the URL.
    pub id: LoginId,
    /// The service that asked.
    pub client: ClientId,
    /// The hash of the cookie of the browser that holds this login; nobody else goes on with it.
    pub browser: Vec<u8>,
    /// The level that the service asks for.
    pub asked: Level,
    /// The language in which its pages are shown.
    pub language: Language,
    /// What it awaits.
    pub state: LoginState,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends, finished or not: an hour after it began.
    pub expires_at: Timestamp,
    /// Counts the saves; a save names the version that it loaded.
    pub version: i64,
}

/// What a login awaits, with that step's data only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "awaits", rename_all = "kebab-case")]
pub enum LoginState {
    /// The choice of an electronic ID.
    Method,
    /// User id and password.
    Password {
        /// The method that was chosen, by its configured name.
        method: String,
    },
    /// The holder's own password, after the temporary one was right. Leaving spends nothing.
    NewPassword {
        /// The eID that is being activated.
        eid: EidId,
        /// The method that was chosen, by its configured name.
        #[serde(default)]
        method: String,
    },
    /// The key of the asked number.
    Key(AwaitedKey),
    /// The code of a key viewer, after user id and password.
    Otp(AwaitedOtp),
    /// National number and the code of a code device.
    Device {
        /// The method that was chosen, by its configured name.
        method: String,
    },
    /// The password, after the code of a code device.
    DevicePassword(AwaitedDevice),
    /// A certificate on a card.
    SmartCard(AwaitedCard),
    /// The code that was sent to a telephone, after national number and password.
    Sms(AwaitedSms),
    /// The answer of a passkey, whoever's it is.
    Passkey {
        /// The method that was chosen, by its configured name.
        method: String,
    },
    /// The answer of another provider.
    Upstream(AwaitedUpstream),
    /// Consent to mail a code to the work address of the company's register.
    Link(AwaitedLink),
    /// The 6-digit code from that mail.
    Code {
        /// The link to be made.
        link: AwaitedLink,
        /// The newest code.
        code: LinkCodeId,
        /// When it ends.
        valid_until: Timestamp,
        /// When it was ordered: a new one may be asked 30 s later.
        sent_at: Timestamp,
    },
    /// "Continue" on the receipt page after linking.
    Receipt {
        /// Who is logged in.
        proof: Proof,
        /// The employer.
        company: CompanyId,
        /// The address that was linked.
        work_email: String,
    },
    /// Nothing: the answer went back to the service.
    Nothing,
    /// Nothing: the login was refused and says why.
    Refused {
        /// Why, for the page and for the service.
        reason: RefusedReason,
    },
    /// Nothing: the person went back to the service.
    Cancelled,
}

/// The key step's data: of a card, or of a letter of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedKey {
    /// The eID whose password was right.
    pub eid: EidId,
    /// Whose it is.
    pub person: PersonId,
    /// The card that is asked.
    pub card: CardId,
    /// The number that is asked, as shown to this browser.
    pub number: u16,
    /// The method that was chosen, by its configured name; empty in what an earlier release stored.
    #[serde(default)]
    pub method: String,
    /// The hash of the own password that was chosen in this login, while activating.
    pub chosen_password: Option<String>,
    /// The own user id that was chosen with it.
    #[serde(default)]
    pub chosen_user_id: Option<String>,
    /// How strong that password is, from 0 to 4.
    #[serde(default)]
    pub chosen_strength: Option<u8>,
    /// The session in which the password was shown, where this login did not ask for it: it must
    /// live until the key is accepted.
    #[serde(default)]
    pub shown_in: Option<SessionId>,
}

/// The data of the step that awaits a key viewer's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedOtp {
    /// The eID whose password was right.
    pub eid: EidId,
    /// Whose it is.
    pub person: PersonId,
    /// The method that was chosen, by its configured name.
    pub method: String,
}

/// The data of the step that awaits the password after a code device's code, which is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedDevice {
    /// The eID with which the device logs in.
    pub eid: EidId,
    /// Whose it is.
    pub person: PersonId,
    /// The method that was chosen, by its configured name.
    pub method: String,
    /// The password must come before this moment; after it a new code is needed.
    pub valid_until: Timestamp,
}

/// The data of the step that awaits the code that was sent to a telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedSms {
    /// The eID whose password was right.
    pub eid: EidId,
    /// Whose it is.
    pub person: PersonId,
    /// The method that was chosen, by its configured name.
    pub method: String,
    /// Where the newest code went, masked.
    pub to: String,
    /// When it was ordered: a new one may be asked 30 s later.
    pub sent_at: Timestamp,
    /// When it ends.
    pub valid_until: Timestamp,
    /// Wrong codes so far: a new one does not reset them (security.md case 43).
    pub tries: u32,
}

/// The data of a login at another provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedUpstream {
    /// The method, by its configured name: each stands for one provider.
    pub method: String,
    /// Names this attempt. With the browser's cookie it gives `state`, `nonce` and the PKCE
    /// secret, none of which is stored.
    pub attempt: String,
    /// When the browser was sent away.
    pub asked_at: Timestamp,
    /// How far it came.
    pub stage: UpstreamStage,
}

/// How far a login at another provider came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpstreamStage {
    /// The browser was sent there.
    Away,
    /// It came back with an answer, which is looked into. No other answer is taken.
    Answered,
    /// It came to nothing; the person may try again or choose another electronic ID.
    Failed(UpstreamFault),
}

/// Why a login at another provider came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpstreamFault {
    /// The person went back there, or was refused there.
    Declined,
    /// The provider cannot be reached, or cannot answer now.
    Down,
    /// Its answer cannot be believed.
    Wrong,
    /// The level that was reached there is not enough here.
    Level,
    /// Nobody here is whom it names.
    Unknown,
}

/// The linking steps' data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedLink {
    /// Who is logged in.
    pub proof: Proof,
    /// The employer.
    pub company: CompanyId,
    /// The employer's id of the employee.
    pub employee_id: String,
    /// The address from the register.
    pub work_email: String,
    /// Wrong codes so far: a new e-mail does not reset them (NIST SP 800-63B-4, 3.2.2).
    pub tries: u32,
}

/// Why a login ended without an answer that the person hoped for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedReason {
    /// Too young for this kind of service (domain.md row P13).
    TooYoung,
    /// Without the national number that this kind of service needs.
    NoNationalId,
    /// The network rules of the service refuse this address (seed 0).
    Network,
    /// The level that was reached is below the one that was asked.
    Level,
    /// No usable card: none active, none on its way.
    NoCard,
    /// No key viewer in use.
    NoViewer,
    /// No telephone to which a code may go now.
    NoPhone,
    /// No usable letter of codes: none active, none on its way.
    NoPinLetter,
    /// The register has no row for this person.
    NotEmployed,
    /// This person has linked another address at this employer.
    LinkedElsewhere,
    /// The employee row is linked to another person.
    EmployeeTaken,
}

/// A link between a person and a work e-mail at a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The row's id.
    pub id: LinkId,
    /// Who.
    pub person: PersonId,
    /// At which employer.
    pub company: CompanyId,
    /// The employer's id of the employee.
    pub employee_id: String,
    /// The address as it was when it was linked.
    pub work_email: String,
    /// Since when.
    pub linked_at: Timestamp,
}

/// A 6-digit code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCode {
    /// The row's id.
    pub id: LinkCodeId,
    /// The login, and so browser, person, address and client, that it is good in.
    pub login: LoginId,
    /// The keyed hash of the code.
    pub hash: Lookup,
    /// When it ends: 5 minutes after it was ordered, never extended.
    pub valid_until: Timestamp,
    /// What became of it.
    pub state: LinkCodeState,
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkCodeState {
    /// The newest one; it can be used.
    Live,
    /// A newer one was sent.
    Superseded,
    /// It made the link.
    Spent,
    /// Five wrong tries ended it.
    Dead,
}

/// One configured electronic ID of the chooser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// Its name in configuration and forms.
    pub name: String,
    /// What it is.
    pub kind: MethodKind,
    /// Its name on the page, per language.
    pub display: Vec<(Language, DisplayName)>,
    /// One plain line, per language.
    pub line: Vec<(Language, DisplayName)>,
    /// The level it can reach, never above what its kind allows.
    pub level: Level,
    /// Where it stands on the page.
    pub group: Group,
    /// The operator's picture of it; its kind's own icon where there is none.
    pub logo: Option<Logo>,
    /// Where help with it is found, by https.
    pub help: Option<String>,
}

impl Method {
    /// Whether a text can be a method's name: 1 to 32 of a to z, 0 to 9 and -.
    pub fn is_name(text: &str) -> bool {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=32).contains(&text.len()) && text.bytes().all(allowed)
    }
}

/// Where a method stands on the chooser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// In the list.
    Main,
    /// Behind "more ways to log in".
    More,
}

impl Group {
    /// The group of a word in the configuration.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "main" => Some(Self::Main),
            "more" => Some(Self::More),
            _ => None,
        }
    }
}

/// A picture that the operator gave, checked and read once at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Under what name it is served: made from its content, so it may be kept for ever.
    pub file: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

/// A single sign-on session of one browser (domain.md I9: 30 minutes idle, 120 at most).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The row's id; the cookie carries a secret of its own.
    pub id: SessionId,
    /// Who is logged in.
    pub person: PersonId,
    /// With which eID.
    pub eid: EidId,
    /// The one service that it answers; none where it answers all that are not isolated.
    pub only_client: Option<ClientId>,
    /// The level that was reached.
    pub level: Level,
    /// The kind of the method that was used.
    pub method: MethodKind,
    /// Its configured name.
    pub method_name: String,
    /// The factors that were shown.
    pub factors: Vec<Factor>,
    /// When the last factor was verified: the `auth_time` of tokens.
    pub authenticated_at: Timestamp,
    /// The last authentication request that it answered.
    pub last_seen_at: Timestamp,
    /// When it was ended by logout or block; none while it lives.
    pub ended_at: Option<Timestamp>,
}
