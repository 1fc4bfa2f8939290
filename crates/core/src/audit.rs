//! What is written down about what happened: no success without its audit row.

use crate::Timestamp;
use crate::id::{AuditId, ClientId, CompanyId, EidId, LoginId, PersonId, RequestId};
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// The listed events. Nothing else is audited, so that a flood of noise buries nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum AuditKind {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl AuditKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word that is stored.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The kind of a stored word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.word() == word)
            }
        }
    };
}

kinds! {
    /// A person was registered.
    PersonAdded = "person.added",
    /// An eID was activated by its card's first key.
    EidActivated = "eid.activated",
    /// An eID was blocked.
    EidBlocked = "eid.blocked",
    /// An eID that was blocked can be activated anew.
    EidUnblocked = "eid.unblocked",
    /// A password ended, and letters were ordered with which its holder chooses another one.
    PasswordEnded = "password.ended",
    /// Failures were forgotten, so that the holder may try again.
    TriesReopened = "tries.reopened",
    /// A holder's threshold for the next card was set.
    ThresholdSet = "card.threshold-set",
    /// A password was refused.
    PasswordRefused = "password.refused",
    /// A password was right; a number is asked next.
    PasswordAccepted = "password.accepted",
    /// A stored hash was renewed under higher parameters.
    PasswordRehashed = "password.rehashed",
    /// A key was refused.
    KeyRefused = "key.refused",
    /// A key was right and is spent.
    KeyUsed = "key.used",
    /// A key was offered again after it was spent.
    KeyReused = "key.reused",
    /// Devices that show one-time codes were imported from a vendor's seed file.
    OtpTokensImported = "otp-token.imported",
    /// A device became somebody's.
    OtpTokenAssigned = "otp-token.assigned",
    /// A device was blocked.
    OtpTokenBlocked = "otp-token.blocked",
    /// A device that was out of step was put in step by two codes in a row.
    OtpTokenResynced = "otp-token.resynced",
    /// A holder was warned that an unused device will be blocked.
    OtpTokenUnused = "otp-token.unused",
    /// The code of a device was right and is spent.
    OtpUsed = "otp.used",
    /// The code of a device was refused.
    OtpRefused = "otp.refused",
    /// A code to log in with went to a telephone.
    SmsCodeSent = "sms-code.sent",
    /// Such a code was right and is spent.
    SmsCodeUsed = "sms-code.used",
    /// Such a code was refused.
    SmsCodeRefused = "sms-code.refused",
    /// A passkey became somebody's.
    PasskeyAdded = "passkey.added",
    /// A passkey was used to log in.
    PasskeyUsed = "passkey.used",
    /// What a passkey answered was refused.
    PasskeyRefused = "passkey.refused",
    /// The counter of a passkey did not go on: there may be a copy of it. It was refused.
    PasskeyCounter = "passkey.counter",
    /// A passkey was removed or blocked.
    PasskeyBlocked = "passkey.blocked",
    /// An attempt was refused before verification because its lane waits.
    LaneClosed = "lane.closed",
    /// So many strangers fail to log in that somebody may be spraying passwords.
    SprayAlarm = "spray.alarm",
    /// A card was ordered.
    CardOrdered = "card.ordered",
    /// A card became the active one.
    CardActivated = "card.activated",
    /// A card was blocked.
    CardBlocked = "card.blocked",
    /// A person was authenticated; a session began.
    LoginSucceeded = "login.succeeded",
    /// A login was refused after authentication.
    LoginRefused = "login.refused",
    /// A certificate on a card is good and somebody's; the browser got a ticket for it.
    SmartCardShown = "smart-card.shown",
    /// A certificate or a ticket was not taken.
    SmartCardRefused = "smart-card.refused",
    /// A certificate is that person from now on.
    SmartCardBound = "smart-card.bound",
    /// Somebody was sent to another provider to log in there.
    UpstreamAsked = "upstream.asked",
    /// Another provider vouched for somebody.
    UpstreamVouched = "upstream.vouched",
    /// An answer of another provider was not taken, or it logged nobody in.
    UpstreamRefused = "upstream.refused",
    /// What another provider calls somebody is that person from now on.
    UpstreamBound = "upstream.bound",
    /// A session answered for a service without a new authentication.
    SessionReused = "session.reused",
    /// The support desk looked at somebody's living sessions.
    SessionsListed = "sessions.listed",
    /// A session was ended.
    SessionEnded = "session.ended",
    /// A mail with a code was ordered.
    LinkCodeSent = "link.code-sent",
    /// A code was refused.
    LinkCodeRefused = "link.code-refused",
    /// A work account was linked.
    LinkMade = "link.made",
    /// A link was released.
    LinkReleased = "link.released",
    /// An authorization code was issued.
    CodeIssued = "code.issued",
    /// An authorization code was redeemed.
    CodeRedeemed = "code.redeemed",
    /// An authorization code came a second time; its tokens are revoked.
    CodeReplayed = "code.replayed",
    /// A refresh token gave new tokens.
    TokenRefreshed = "token.refreshed",
    /// A refresh token came again after it was exchanged; its family is revoked.
    RefreshReplayed = "token.refresh-replayed",
    /// A client gave a token back.
    TokenRevoked = "token.revoked",
    /// A client failed to authenticate or redeem.
    ClientRefused = "client.refused",
    /// A client was registered.
    ClientAdded = "client.added",
    /// A company was added.
    CompanyAdded = "company.added",
    /// A company's register was imported.
    EmployeesImported = "company.employees-imported",
    /// The print house says that a letter or card was printed and posted.
    PrintAcknowledged = "print.acknowledged",
    /// A letter or card came back from the post.
    PostReturned = "post.returned",
    /// A letter or card was ordered again, with new secrets; the old ones are void.
    PostReprinted = "post.reprinted",
    /// A print job was not acknowledged in time.
    PrintStuck = "print.stuck",
    /// A person has another address.
    AddressChanged = "person.address-changed",
    /// A person has another telephone number, or none any more.
    PhoneChanged = "person.phone-changed",
    /// A person's name and address are told to nobody from now on.
    PersonProtected = "person.protected",
    /// A person's name and address are told again to who may know them.
    PersonUnprotected = "person.unprotected",
    /// Paper was ordered, and waits for a second person.
    OrderHeld = "order.held",
    /// A second person approved an order of paper.
    OrderApproved = "order.approved",
    /// An order of paper that waited was refused or taken back.
    OrderRefused = "order.refused",
    /// The letters that activate an eID were ordered anew; the old ones are void.
    LettersReissued = "letters.reissued",
    /// Something could not be delivered and stays on the dead-letter list.
    DeliveryFailed = "delivery.failed",
    /// Something was delivered.
    Delivered = "delivery.done",
    /// Something was not delivered within its time.
    DeliveryExpired = "delivery.expired",
    /// A gateway told what became of a text message that it took.
    TextReceipt = "text.receipt",
    /// The database came back from a backup; what was open in it was ended.
    DatabaseRestored = "database.restored",
    /// A backup was made.
    BackupMade = "backup.made",
    /// A key of the server was made, put to use, ended or removed.
    ServerKeyChanged = "server-key.changed",
    /// So many rows about whoever proved nothing were counted, not written singly.
    NoiseCounted = "noise.counted",
    /// A request ended in a panic; its words are in the log.
    RequestPanicked = "request.panicked",
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The row's id.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// The request or command in which it happened.
    pub request: RequestId,
    /// What happened.
    pub kind: AuditKind,
    /// To whom.
    pub person: Option<PersonId>,
    /// With which eID.
    pub eid: Option<EidId>,
    /// At which service.
    pub client: Option<ClientId>,
    /// At which company.
    pub company: Option<CompanyId>,
    /// In which login.
    pub login: Option<LoginId>,
    /// Words that explain it; never a secret, never a national number.
    pub detail: String,
}
