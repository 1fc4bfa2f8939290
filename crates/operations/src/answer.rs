//! What the login's operations answer: a view of the step to show, or where to go.

use crate::call::NewCookies;
pub use lykill_broker::method::{Offer, Standing, WayUp, any_reaches};
pub use lykill_broker::types::{CardFault, CardStage, UpstreamFault, UpstreamStage};
use lykill_broker::types::{Method, RefusedReason};
use lykill_core::id::{CompanyId, LoginId};
use lykill_core::{DisplayName, Language, Level, Timestamp};
pub use lykill_issuer::entitlement::Young;
pub use lykill_issuer::key_card::Place;
pub use lykill_issuer::types::CardKind;
use lykill_issuer::types::PayrollContact;
use lykill_oauth::authorize::response::{Answer, FormPost};
use lykill_oauth::types::Client;

/// The rules that pages must name, under one roof: a method's texts, and why a password is not
/// taken.
pub use lykill_broker::method::for_language;
pub use lykill_issuer::password::{LEAST_CHARACTERS, MOST_BYTES, PasswordRefusal};
pub use lykill_issuer::user_id::NotAUserId;

/// A login as its holder may see it.
#[derive(Debug, Clone)]
pub struct LoginView {
    /// The login.
    pub id: LoginId,
    /// The service that asked.
    pub service: ServiceView,
    /// The language of its pages.
    pub language: Language,
    /// The level that the service asks for.
    pub asked: Level,
    /// Where its forms may lead besides us and the service, as source expressions: to the
    /// providers that are offered.
    pub form_actions: Vec<String>,
    /// What a passkey may answer in this step; none where none may.
    pub passkey: Option<PasskeyAsk>,
    /// The step that it awaits.
    pub step: StepView,
}

/// The service that asked, as registered.
#[derive(Debug, Clone)]
pub struct ServiceView {
    /// Its name.
    pub name: DisplayName,
    /// The employer whose service it is, when it says so.
    pub company: Option<DisplayName>,
    /// Its own start page: where "start again" leads.
    pub home: Option<String>,
    /// The source expression of the origin that the answer goes to, for `form-action`.
    pub form_action: String,
    /// Whether it learns the name.
    pub learns_name: bool,
    /// Whether it learns the national number.
    pub learns_national_id: bool,
    /// Whether it learns the linked work e-mail.
    pub learns_work_email: bool,
}

/// One step, with what its page needs.
#[derive(Debug, Clone)]
pub enum StepView {
    /// Choose an electronic ID.
    Method {
        /// What is configured, and whether it reaches the level.
        offers: Vec<Offer>,
        /// The level of the session that lives and does not suffice.
        below: Option<Level>,
    },
    /// Type user id and password.
    Password {
        /// Whether there is a choice to go back to.
        has_choice: bool,
        /// The user id that the service expects, to be filled in; nobody checked it.
        hint: Option<String>,
        /// Whether the national number is typed, not the user id.
        by_number: bool,
    },
    /// Choose an own user id and password.
    NewPassword {
        /// The user id that stays when no other one is chosen.
        user_id: String,
    },
    /// Type the key of a number.
    Key(KeyView),
    /// Type the code of the key viewer.
    Otp {
        /// The number on its back.
        serial: Option<String>,
    },
    /// Type national number and the code of the code device.
    Device {
        /// Whether there is a choice to go back to.
        has_choice: bool,
    },
    /// Type the password after it.
    DevicePassword,
    /// Show a certificate on a card.
    SmartCard(Box<SmartCardView>),
    /// Type the code that went to the telephone.
    Sms(SmsView),
    /// Use a passkey.
    Passkey {
        /// Whether there is a choice to go back to.
        has_choice: bool,
    },
    /// Log in at another provider.
    Upstream(Box<UpstreamView>),
    /// Ask for the e-mail with the code.
    Link(LinkView),
    /// Type the code from the e-mail.
    Code(CodeView),
    /// The work account is linked.
    Receipt {
        /// The employer.
        company: DisplayName,
        /// The address that was linked.
        work_email: String,
    },
    /// The answer went back to the service.
    Finished,
    /// The login was refused.
    Refused(Box<RefusedView>),
    /// The person went back to the service.
    Cancelled,
}

/// The step of a key card, or of a letter of codes.
/// Why a passkey logs nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyProblem {
    /// What it answered is not taken.
    Refused,
    /// It took longer than five minutes, or was answered before.
    Late,
    /// It is new and logs in from this moment on.
    Waits(Timestamp),
    /// There may be a copy of it: its counter did not go on.
    Copied,
}

/// What an authenticator is asked at a login (WebAuthn section 5.5). Bytes are base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyAsk {
    /// For which host.
    pub host: String,
    /// The challenge.
    pub challenge: String,
    /// When it was made, in microseconds; it comes back with the answer.
    pub issued: i64,
    /// The credentials that may answer; any that the authenticator finds where there are none.
    pub credentials: Vec<String>,
}

/// The key card step.
#[derive(Debug, Clone)]
pub struct KeyView {
    /// The user id, masked.
    pub user_id: String,
    /// Which of them it is.
    pub kind: CardKind,
    /// The asked number: 4 digits on a card, from 1 on in a letter.
    pub number: u16,
    /// The card that carries it.
    pub card: String,
    /// Where on that card it stands; none in a letter, whose numbers follow each other.
    pub place: Option<Place>,
    /// Keys that are left on the card.
    pub keys_left: u32,
    /// Keys left at which the next card is ordered.
    pub threshold: u32,
    /// Whether this is the first key of a card that was not used before.
    pub first_use: bool,
    /// Whether an own password was chosen in this login: the key completes the activation.
    pub activates: bool,
    /// How strong that password is, from 0 to 4.
    pub strength: Option<u8>,
    /// The label of a newer card that is on its way or has arrived.
    pub newer_card: Option<String>,
}

/// The page that asks to mail a code.
#[derive(Debug, Clone)]
pub struct LinkView {
    /// The employer.
    pub company: DisplayName,
    /// The address from the register, in full: its owner is logged in.
    pub work_email: String,
    /// Whom to ask when that mailbox is out of reach.
    pub payroll: PayrollContact,
}

/// The page that asks for the code.
#[derive(Debug, Clone)]
pub struct CodeView {
    /// The employer.
    pub company: DisplayName,
    /// The address that the code went to.
    pub work_email: String,
    /// When the e-mail was ordered.
    pub sent_at: Timestamp,
    /// When the code ends.
    pub valid_until: Timestamp,
    /// When a new e-mail may be asked for.
    pub resend_at: Timestamp,
    /// The moment of this view.
    pub now: Timestamp,
    /// Tries that are left.
    pub tries_left: u32,
    /// Whom to ask when that mailbox is out of reach.
    pub payroll: PayrollContact,
}

/// The page that asks for the code that went to the telephone.
#[derive(Debug, Clone)]
pub struct SmsView {
    /// The number that it went to, masked.
    pub to: String,
    /// When it was ordered.
    pub sent_at: Timestamp,
    /// When it ends.
    pub valid_until: Timestamp,
    /// When a new one may be asked for.
    pub resend_at: Timestamp,
    /// The moment of this view.
    pub now: Timestamp,
    /// Tries that are left.
    pub tries_left: u32,
    /// Whether the code can be told in a voice call.
    pub voice: bool,
}

/// Why a login was refused, and what helps.
#[derive(Debug, Clone)]
pub struct RefusedView {
    /// Why.
    pub reason: RefusedReason,
    /// The employer, where the reason concerns its register.
    pub company: Option<(CompanyId, DisplayName, PayrollContact)>,
    /// The link that stands in the way, masked.
    pub linked_email: Option<String>,
    /// Whether the service is to be used from outside certain networks only.
    pub outside_only: bool,
    /// How young the person is, where that is the reason and the session lives.
    pub young: Option<Young>,
    /// The level that was reached and the ways up, where there are any here.
    pub level: Option<LacksLevel>,
}

/// A level that does not suffice.
#[derive(Debug, Clone)]
pub struct LacksLevel {
    /// What was reached.
    pub reached: Level,
    /// What helps, the shortest way first.
    pub ways: Vec<WayUp>,
}

/// A login that its holder cannot go on with.
#[derive(Debug, Clone)]
pub struct LeftView {
    /// The service that asked.
    pub service: ServiceView,
    /// The language of its pages.
    pub language: Language,
    /// Whether its answer went to the service.
    pub finished: bool,
}

/// A login at another provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamView {
    /// The method that stands for it, as it is configured; none when it is no more.
    pub method: Option<Method>,
    /// Where the browser goes on there; none while it does not answer.
    pub address: Option<String>,
    /// How far the login there came.
    pub stage: UpstreamStage,
}

/// A login by a certificate on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartCardView {
    /// The method that was chosen, as it is configured; none when it is no more.
    pub method: Option<Method>,
    /// Where the card is shown; none once it was.
    pub address: Option<String>,
    /// Why it came to nothing, if it did.
    pub fault: Option<CardFault>,
}

/// What stands in the way of a step that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// User id and password do not match: also when there is no such user id.
    PasswordMismatch,
    /// Too many tries: again at this moment.
    Wait(Timestamp),
    /// Too many tries: only support can help.
    Exhausted,
    /// The new password cannot be taken; so strong it is, from 0 to 4.
    NewPassword(lykill_issuer::password::PasswordRefusal, u8),
    /// The two new passwords differ.
    NewPasswordsDiffer,
    /// The new user id does not follow the rules.
    NewUserId(NotAUserId),
    /// Somebody has the new user id.
    UserIdTaken,
    /// Number and temporary password are right, but the time of the letters is over.
    LetterExpired,
    /// Number and temporary password are right, and did what they are for.
    LetterUsed,
    /// Number and temporary password are right, but newer letters took their place.
    LetterVoid,
    /// What was typed is not six digits; nothing was counted.
    NotSixDigits,
    /// The key does not match the number.
    KeyMismatch {
        /// When the next try is taken, if a wait follows.
        wait_until: Option<Timestamp>,
    },
    /// What was typed is no code of a device; nothing was counted.
    NotACode,
    /// The code is not one that the key viewer shows now.
    OtpMismatch {
        /// When the next try is taken, if a wait follows.
        wait_until: Option<Timestamp>,
    },
    /// National number and code do not match: also when nobody has the number.
    DeviceMismatch,
    /// What a passkey answered.
    Passkey(PasskeyProblem),
    /// The number was answered elsewhere; the login starts again.
    KeySpent,
    /// The card was blocked meanwhile.
    CardBlocked,
    /// No e-mail or text message before this moment: the limit is reached.
    SendLimit(Timestamp),
    /// The code does not match.
    CodeMismatch {
        /// Tries that are left.
        left: u32,
    },
    /// The code ended, or a newer one was sent.
    CodeExpired,
    /// Too many wrong codes: start again.
    CodeTries,
    /// The step that was answered is not the one that the login awaits now.
    StepPassed,
}

/// How the browser goes back to the service.
#[derive(Debug, Clone)]
pub enum Leave {
    /// By a redirect to this address.
    To(String),
    /// By a form that the person posts.
    Post(Box<ServicePost>),
}

/// A form that carries the answer to a service (OAuth 2.0 Form Post Response Mode 1.0).
#[derive(Debug, Clone)]
pub struct ServicePost {
    /// Where it is posted, and what.
    pub form: FormPost,
    /// The source expression of that address, for `form-action`.
    pub form_action: String,
    /// The service.
    pub service: DisplayName,
    /// The language of the page.
    pub language: Language,
}

impl Leave {
    /// The way of an answer to this client.
    pub(crate) fn with(answer: Answer, client: &Client, language: Language) -> Self {
        match answer {
            Answer::Redirect(address) => Self::To(address),
            Answer::Form(form) => Self::Post(Box::new(ServicePost {
                form_action: form.action.form_action(),
                form,
                service: client.client_name.clone(),
                language,
            })),
        }
    }
}

/// What a step's operation answers.
#[derive(Debug, Clone)]
pub enum StepAnswer {
    /// Show the login's next step.
    Next(NewCookies),
    /// Show this step again, with what stands in the way.
    Stay(Box<LoginView>, Problem),
    /// Go back to the service.
    Return(Leave, NewCookies),
    /// Go to another provider, at this address.
    Away(String),
    /// There is no such login here.
    Gone(Gone),
}

/// Why a login cannot go on in this browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// No such login, or it ended long ago.
    Unknown,
    /// It ended; start again at the service.
    Expired,
    /// It began in another browser, or cookies are off.
    OtherBrowser,
}

/// An answer of the token or userinfo endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: serde_json::Value,
    /// The `WWW-Authenticate` header, where the status asks for one.
    pub authenticate: Option<String>,
}
