//! Effects as data: what must leave the house is a row of the outbox, never a call in a request.

use crate::id::{CardId, ClientId, CompanyId, SessionId};
use crate::{CardFormat, Language, Timestamp};
use serde::{Deserialize, Serialize};

/// What to deliver. The whole value is sealed in its row and erased on delivery or expiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EffectKind {
    /// The e-mail with the 6-digit code that links a work account (seed 0).
    LinkCodeEmail {
        /// The address, from the company's register.
        to: String,
        /// The language of the mail.
        language: Language,
        /// The 6-digit code.
        code: String,
        /// When the code ends.
        valid_until: Timestamp,
        /// The employer who keeps the register.
        company: CompanyId,
        /// The employer's name.
        company_name: String,
        /// Who asked, as registered.
        person_name: Option<String>,
    },
    /// A notice that changes nothing: the words are chosen at delivery.
    NoticeEmail {
        /// The person's own address.
        to: String,
        /// The language of the mail.
        language: Language,
        /// What happened.
        notice: Notice,
    },
    /// The first letter of an order: what comes, how to activate it, and the letter's number.
    WelcomeLetter {
        /// Name and address lines.
        to: Vec<String>,
        /// The language of the letter.
        language: Language,
        /// The number of the letter, as it is printed: three groups of four digits.
        letter_number: String,
        /// Where the eID is activated.
        activate_url: String,
        /// When it can be activated no longer.
        valid_until: Timestamp,
    },
    /// A notice to who has a telephone: instead of an e-mail where there is no address for it,
    /// beside one where both ways must be warned.
    NoticeSms {
        /// The person's own number, as registered.
        to: String,
        /// The language of the message.
        language: Language,
        /// What happened.
        notice: Notice,
    },
    /// A one-time code, whose last line is bound to the origin where it is typed.
    CodeSms {
        /// The person's own number, as registered.
        to: String,
        /// The language of the message.
        language: Language,
        /// The code.
        code: String,
        /// When the code ends.
        valid_until: Timestamp,
    },
    /// The same code in a voice call, for whom no message reaches.
    CodeCall {
        /// The person's own number, as registered.
        to: String,
        /// The language of the call.
        language: Language,
        /// The code.
        code: String,
        /// When the code ends.
        valid_until: Timestamp,
    },
    /// A posted letter with the temporary password, for one's own eyes.
    TemporaryPasswordLetter {
        /// Name and address lines.
        to: Vec<String>,
        /// The language of the letter.
        language: Language,
        /// The temporary password.
        password: String,
        /// When it ends.
        valid_until: Timestamp,
    },
    /// A notice on paper, to who can be told nowhere else: to an address that was left, too.
    NoticeLetter {
        /// Name and address lines.
        to: Vec<String>,
        /// The language of the letter.
        language: Language,
        /// What happened.
        notice: Notice,
    },
    /// A printed key card. Only its id is here: delivery derives the keys and renders it.
    KeyCard {
        /// Name and address lines.
        to: Vec<String>,
        /// The language of the card.
        language: Language,
        /// The card.
        card: CardId,
        /// How it reaches its holder's fingers, eyes or ears.
        #[serde(default)]
        format: CardFormat,
    },
    /// A posted letter of numbered codes. Only its id is here, as with a card.
    PinLetter {
        /// Name and address lines.
        to: Vec<String>,
        /// The language of the letter.
        language: Language,
        /// The letter, which is a card of its own kind.
        card: CardId,
    },
    /// A session ended of which services want to hear: becomes a [`EffectKind::LogoutToken`] for
    /// each, so that whoever logs out never waits for their number.
    SessionEnded {
        /// The session.
        session: SessionId,
    },
    /// Tells one service that one session ended (OIDC Back-Channel Logout 1.0). The token is made
    /// and signed at each try.
    LogoutToken {
        /// The service.
        client: ClientId,
        /// Its address for this.
        uri: String,
        /// The person's name towards it.
        sub: String,
        /// The session's name towards it.
        sid: String,
    },
}

impl EffectKind {
    /// The card or letter of codes that is to be printed; none where something else is asked for.
    pub const fn card(&self) -> Option<CardId> {
        match self {
            Self::KeyCard { card, .. } | Self::PinLetter { card, .. } => Some(*card),
            _ => None,
        }
    }

    /// The word of a notice on paper. It carries no secret and may go to an address that was left,
    /// so nothing waits for it and no move takes it back.
    pub const NOTICE_LETTER: &'static str = "notice-letter";

    /// The words of all paper that carries a secret.
    pub const PAPER: [&'static str; 4] = [
        "welcome-letter",
        "temporary-password-letter",
        "key-card",
        "pin-letter",
    ];

    /// The word in the outbox's `kind` column, in metrics and in logs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::LinkCodeEmail { .. } => "link-code-email",
            Self::NoticeEmail { .. } => "notice-email",
            Self::WelcomeLetter { .. } => "welcome-letter",
            Self::NoticeSms { .. } => "notice-sms",
            Self::CodeSms { .. } => "code-sms",
            Self::CodeCall { .. } => "code-call",
            Self::TemporaryPasswordLetter { .. } => "temporary-password-letter",
            Self::NoticeLetter { .. } => Self::NOTICE_LETTER,
            Self::KeyCard { .. } => "key-card",
            Self::PinLetter { .. } => "pin-letter",
            Self::SessionEnded { .. } => "session-ended",
            Self::LogoutToken { .. } => "logout-token",
        }
    }
}

/// What a notice tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum Notice {
    /// Somebody logged in from a browser that was not known before.
    NewDevice {
        /// The service that asked.
        service: String,
        /// When.
        at: Timestamp,
    },
    /// A key was offered a second time after it was used (security.md case 3).
    KeyReused {
        /// The card's label.
        card: String,
        /// When.
        at: Timestamp,
    },
    /// A code of a letter was offered a second time after it was used (security.md case 3).
    PinCodeReused {
        /// The letter's label.
        letter: String,
        /// When.
        at: Timestamp,
    },
    /// A work account was linked.
    Linked {
        /// The employer.
        company_name: String,
        /// The address.
        work_email: String,
        /// When.
        at: Timestamp,
    },
    /// From now on a login at another provider counts as theirs.
    MethodConnected {
        /// The electronic ID, as the choice calls it.
        method: String,
        /// When.
        at: Timestamp,
    },
    /// A card was blocked.
    CardBlocked {
        /// The card's label.
        card: String,
        /// When.
        at: Timestamp,
    },
    /// The next letter of codes is on its way.
    PinLetterOrdered {
        /// Its label.
        letter: String,
        /// Codes that are left on the present one.
        left: u32,
    },
    /// A letter of codes was blocked.
    PinLetterBlocked {
        /// Its label.
        letter: String,
        /// When.
        at: Timestamp,
    },
    /// The whole eID was blocked.
    EidBlocked {
        /// When.
        at: Timestamp,
    },
    /// Support opened the eID again: it was blocked, or tried too often.
    EidReopened {
        /// When.
        at: Timestamp,
    },
    /// Support ended the password, and letters bring the way to another one.
    PasswordEnded {
        /// When.
        at: Timestamp,
    },
    /// A new card was ordered because few keys are left.
    CardOrdered {
        /// The new card's label.
        card: String,
        /// How many keys are left on the present one.
        keys_left: u32,
    },
    /// A device that shows one-time codes was not used for long, and will be blocked.
    TokenUnused {
        /// Its serial number.
        serial: String,
        /// When it will be.
        blocked_from: Timestamp,
    },
    /// A device that shows one-time codes was blocked.
    TokenBlocked {
        /// Its serial number.
        serial: String,
        /// When.
        at: Timestamp,
    },
    /// The telephone number was changed; no code goes to the new one for a while.
    PhoneChanged {
        /// When.
        at: Timestamp,
    },
    /// A passkey was added to the eID.
    PasskeyAdded {
        /// What its holder calls it.
        label: String,
        /// When.
        at: Timestamp,
        /// From when on it logs in, where it waits.
        usable_from: Option<Timestamp>,
        /// Where it is stopped without a login.
        stop: String,
    },
    /// A passkey was removed or blocked.
    PasskeyBlocked {
        /// What its holder called it.
        label: String,
        /// When.
        at: Timestamp,
    },
    /// The postal address was changed; nothing is posted there for a while.
    AddressChanged {
        /// When.
        at: Timestamp,
    },
    /// A caller on the telephone had paper ordered; it waits, so that it can be stopped.
    OrderedByTelephone {
        /// When.
        at: Timestamp,
    },
    /// Paper was ordered for somebody whose postal address is new.
    OrderedToNewAddress {
        /// When.
        at: Timestamp,
    },
    /// A letter or card came back from the post; nothing more is sent until the address is right.
    PostReturned {
        /// When it was noted.
        at: Timestamp,
    },
}
