//! A login's steps: which one it awaits, what may happen in it, what comes next.
//!
//! [`advance`] is the only way from one step to the next; the `expect_` functions read a step's
//! data, and refuse what comes for another step: from another tab, the Back button, or somebody
//! who tries to leave a step out.

mod passkey;
mod smart_card;
mod steps;
mod upstream;

pub use passkey::{ByPasskey, expect_passkey};
pub use smart_card::CardEvent;
pub use steps::{Advance, Done, Event, advance, first_step};
pub use upstream::UpstreamEvent;

use crate::types::{
    AwaitedCard, AwaitedDevice, AwaitedKey, AwaitedLink, AwaitedOtp, AwaitedSms, AwaitedUpstream,
    Login, LoginState,
};
use lykill_core::id::{ClientId, CompanyId, EidId, LinkCodeId, LoginId};
use lykill_core::time::minutes;
use lykill_core::{Language, Level, Proof, Timestamp};
use std::time::Duration;

/// How long a login lives, finished or not.
pub const LIFETIME: Duration = minutes(60);

/// What a login begins with.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// Its id.
    pub id: LoginId,
    /// The service that asks.
    pub client: ClientId,
    /// The hash of the cookie of the browser that holds it.
    pub browser: Vec<u8>,
    /// The level that the service asks for.
    pub asked: Level,
    /// The language of its pages.
    pub language: Language,
}

/// A login that begins `now` and awaits the choice of an electronic ID.
pub fn start(new: NewLogin, now: Timestamp) -> Login {
    Login {
        id: new.id,
        client: new.client,
        browser: new.browser,
        asked: new.asked,
        language: new.language,
        state: LoginState::Method,
        created_at: now,
        expires_at: now + LIFETIME,
        version: 0,
    }
}

/// Whether a login's time is over.
pub fn expired(login: &Login, now: Timestamp) -> bool {
    now >= login.expires_at
}

impl LoginState {
    /// The state's word in the database, in metrics and in logs; the same as in its JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Password { .. } => "password",
            Self::NewPassword { .. } => "new-password",
            Self::Key(_) => "key",
            Self::Otp(_) => "otp",
            Self::Device { .. } => "device",
            Self::DevicePassword(_) => "device-password",
            Self::SmartCard(_) => "smart-card",
            Self::Sms(_) => "sms",
            Self::Passkey { .. } => "passkey",
            Self::Upstream(_) => "upstream",
            Self::Link(_) => "link",
            Self::Code { .. } => "code",
            Self::Receipt { .. } => "receipt",
            Self::Nothing => "nothing",
            Self::Refused { .. } => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// The configured name of the method that was chosen, until something is proven; empty before
    /// the choice, and in what an earlier release stored.
    pub fn method(&self) -> &str {
        match self {
            Self::Password { method } | Self::NewPassword { method, .. } => method,
            Self::Key(key) => &key.method,
            Self::Otp(otp) => &otp.method,
            Self::Device { method } | Self::Passkey { method } => method,
            Self::DevicePassword(device) => &device.method,
            Self::SmartCard(card) => &card.method,
            Self::Sms(sms) => &sms.method,
            Self::Upstream(upstream) => &upstream.method,
            _ => "",
        }
    }

    /// Whether nothing is awaited any more.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Nothing | Self::Refused { .. } | Self::Cancelled)
    }
}

/// The page that a login is on: where every address of this login leads, also an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Choose an electronic ID.
    Chooser,
    /// User id and password.
    Password,
    /// Choose an own password.
    NewPassword,
    /// The key of a number.
    Key,
    /// The code of a key viewer.
    Otp,
    /// National number and the code of a code device.
    Device,
    /// The password after that code.
    DevicePassword,
    /// A certificate on a card.
    SmartCard,
    /// The code that was sent to a telephone.
    Sms,
    /// A passkey.
    Passkey,
    /// A login at another provider.
    Upstream,
    /// Send the e-mail with the code.
    Link,
    /// The code from the e-mail.
    Code,
    /// The work account is linked.
    Receipt,
    /// The answer went back to the service.
    Finished,
    /// The login was refused.
    Refused,
    /// The person went back to the service.
    Cancelled,
    /// The login's time is over before it was finished.
    Expired,
}

/// The page that a login is on now.
pub fn page(login: &Login, now: Timestamp) -> Page {
    if expired(login, now) && !login.state.is_over() {
        return Page::Expired;
    }
    match login.state {
        LoginState::Method => Page::Chooser,
        LoginState::Password { .. } => Page::Password,
        LoginState::NewPassword { .. } => Page::NewPassword,
        LoginState::Key(_) => Page::Key,
        LoginState::Otp(_) => Page::Otp,
        LoginState::Device { .. } => Page::Device,
        LoginState::DevicePassword(_) => Page::DevicePassword,
        LoginState::SmartCard(_) => Page::SmartCard,
        LoginState::Sms(_) => Page::Sms,
        LoginState::Passkey { .. } => Page::Passkey,
        LoginState::Upstream(_) => Page::Upstream,
        LoginState::Link(_) => Page::Link,
        LoginState::Code { .. } => Page::Code,
        LoginState::Receipt { .. } => Page::Receipt,
        LoginState::Nothing => Page::Finished,
        LoginState::Refused { .. } => Page::Refused,
        LoginState::Cancelled => Page::Cancelled,
    }
}

/// What came is not what the login awaits. Nothing changes and nothing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the login awaits another step")]
pub struct WrongStep {
    /// The page to go to instead.
    pub page: Page,
}

const fn wrong(page: Page) -> WrongStep {
    WrongStep { page }
}

/// The login, if it awaits something and its time is not over.
///
/// # Errors
/// [`WrongStep`] with the page that it is on.
pub fn expect_open(login: &Login, now: Timestamp) -> Result<&LoginState, WrongStep> {
    if expired(login, now) || login.state.is_over() {
        Err(wrong(page(login, now)))
    } else {
        Ok(&login.state)
    }
}

/// The card that is awaited.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_card(login: &Login, now: Timestamp) -> Result<&AwaitedCard, WrongStep> {
    match expect_open(login, now)? {
        LoginState::SmartCard(card) => Ok(card),
        _ => Err(wrong(page(login, now))),
    }
}

/// The login at another provider that is awaited.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_upstream(login: &Login, now: Timestamp) -> Result<&AwaitedUpstream, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Upstream(upstream) => Ok(upstream),
        _ => Err(wrong(page(login, now))),
    }
}

/// The step at which an electronic ID is chosen.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_method(login: &Login, now: Timestamp) -> Result<(), WrongStep> {
    match expect_open(login, now)? {
        LoginState::Method => Ok(()),
        _ => Err(wrong(page(login, now))),
    }
}

/// The name of the chosen method, at the password step.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_password(login: &Login, now: Timestamp) -> Result<&str, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Password { method } => Ok(method),
        _ => Err(wrong(page(login, now))),
    }
}

/// The eID that is being activated, at the step that chooses its own password.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_new_password(login: &Login, now: Timestamp) -> Result<EidId, WrongStep> {
    match expect_open(login, now)? {
        LoginState::NewPassword { eid, .. } => Ok(*eid),
        _ => Err(wrong(page(login, now))),
    }
}

/// The key that is awaited.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_key(login: &Login, now: Timestamp) -> Result<&AwaitedKey, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Key(key) => Ok(key),
        _ => Err(wrong(page(login, now))),
    }
}

/// What awaits a key viewer's code.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_otp(login: &Login, now: Timestamp) -> Result<&AwaitedOtp, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Otp(otp) => Ok(otp),
        _ => Err(wrong(page(login, now))),
    }
}

/// The name of the chosen method, at the step of national number and code.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_device(login: &Login, now: Timestamp) -> Result<&str, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Device { method } => Ok(method),
        _ => Err(wrong(page(login, now))),
    }
}

/// What awaits the password after a code device's code.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_device_password(login: &Login, now: Timestamp) -> Result<&AwaitedDevice, WrongStep> {
    match expect_open(login, now)? {
        LoginState::DevicePassword(device) => Ok(device),
        _ => Err(wrong(page(login, now))),
    }
}

/// What awaits the code that was sent to a telephone.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_sms(login: &Login, now: Timestamp) -> Result<&AwaitedSms, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Sms(sms) => Ok(sms),
        _ => Err(wrong(page(login, now))),
    }
}

/// The link to be made, before a code was sent.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_link(login: &Login, now: Timestamp) -> Result<&AwaitedLink, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Link(link) => Ok(link),
        _ => Err(wrong(page(login, now))),
    }
}

/// What the code step holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwaitedCode<'a> {
    /// The link to be made.
    pub link: &'a AwaitedLink,
    /// The newest code.
    pub code: LinkCodeId,
    /// When it ends.
    pub valid_until: Timestamp,
    /// When it was ordered.
    pub sent_at: Timestamp,
}

/// The code that is awaited.
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_code(login: &Login, now: Timestamp) -> Result<AwaitedCode<'_>, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Code {
            link,
            code,
            valid_until,
            sent_at,
        } => Ok(AwaitedCode {
            link,
            code: *code,
            valid_until: *valid_until,
            sent_at: *sent_at,
        }),
        _ => Err(wrong(page(login, now))),
    }
}

/// What the receipt step holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwaitedReceipt<'a> {
    /// Who is logged in.
    pub proof: &'a Proof,
    /// The employer.
    pub company: &'a CompanyId,
    /// The address that was linked.
    pub work_email: &'a str,
}

/// The receipt that waits for "Continue".
///
/// # Errors
/// [`WrongStep`] when the login awaits something else.
pub fn expect_receipt(login: &Login, now: Timestamp) -> Result<AwaitedReceipt<'_>, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Receipt {
            proof,
            company,
            work_email,
        } => Ok(AwaitedReceipt {
            proof,
            company,
            work_email,
        }),
        _ => Err(wrong(page(login, now))),
    }
}

#[cfg(test)]
mod tests;
