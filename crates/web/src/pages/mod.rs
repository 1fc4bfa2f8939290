//! The pages: one file each, an askama template with typed content. No inline script or style;
//! one script file, where an authenticator is spoken to.
//!
//! A page takes what it shows, already decided, and says it in the language of its [`Shell`]. It
//! never loads, decides or formats a time on its own clock. Every page names its states in
//! [`Page::samples`], from which the tests, the accessibility run and the screenshots are made.

mod card_map;
mod chooser;
mod client_error;
mod contact;
mod cookies;
mod demo_post;
mod demo_start;
mod device;
mod device_password;
mod entitlement;
mod files;
mod form_post;
mod http_error;
mod icon;
mod info;
mod key_card;
mod lacking;
mod level;
mod link_code;
mod link_conflict;
mod link_done;
mod link_start;
mod logged_out;
mod login_gone;
mod logout;
mod lost_card;
mod network;
mod new_password;
mod no_card;
mod no_viewer;
mod notice;
mod otp;
mod passkey;
mod passkey_form;
mod passkey_stop;
mod passkeys;
mod password;
mod pin_letter;
mod samples;
mod shell;
mod shown;
mod smart_card;
mod sms;
mod upstream;

pub use chooser::{ChooserPage, Learns, MethodEntry};
pub use client_error::{ClientErrorPage, ClientFault};
pub use contact::Contact;
pub use cookies::CookiesPage;
pub use demo_post::{DemoPostPage, DemoRecipient, PostFile, PostItem, PostKind};
pub use demo_start::{DemoPerson, DemoStartPage};
pub use device::{DevicePage, DeviceProblem};
pub use device_password::{DevicePasswordPage, DevicePasswordProblem};
pub use entitlement::{EntitlementPage, Unentitled};
pub use files::{FILES, StaticFile};
pub use form_post::FormPostPage;
pub use http_error::{HttpErrorPage, HttpFault};
pub use icon::Icon;
pub use info::{InfoPage, Topic};
pub use key_card::{CardPlace, KeyCardPage, KeyProblem};
pub use lacking::{Lacking, LackingPage};
pub use level::{Lacks, LevelPage, Way};
pub use link_code::{LinkCodePage, LinkCodeProblem, Resend};
pub use link_conflict::{LinkConflict, LinkConflictPage};
pub use link_done::LinkDonePage;
pub use link_start::{LinkStartPage, LinkStartProblem};
pub use logged_out::{LoggedOutPage, LogoutOutcome};
pub use login_gone::{LoginGone, LoginGonePage};
pub use logout::LogoutPage;
pub use lost_card::LostCardPage;
pub use network::{NetworkPage, NetworkRule};
pub use new_password::{NewPasswordPage, NewPasswordProblem};
pub use no_card::NoCardPage;
pub use no_viewer::NoViewerPage;
pub use otp::{OtpPage, OtpProblem};
pub use passkey::PasskeyPage;
pub use passkey_form::{PasskeyForm, PasskeyTrouble};
pub use passkey_stop::{PasskeyStopPage, StopStep};
pub use passkeys::{AddForm, AddProblem, PasskeyEntry, PasskeysPage};
pub use password::{PasswordPage, PasswordProblem};
pub use pin_letter::PinLetterPage;
pub use samples::all_samples;
pub use shell::{LanguageLink, Links, Problem, Service, Shell, Steps, language_links};
pub use shown::{Href, Shown};
pub use smart_card::{CardStep, SmartCardPage};
pub use sms::{SmsPage, SmsProblem};
pub use upstream::{UpstreamPage, UpstreamStep};

use crate::words::Lang;

/// A page that names its states.
pub trait Page: askama::Template + Sized {
    /// The page's name in tests and pictures.
    const NAME: &'static str;

    /// The page in each of its states, by name; the name of an error state begins with `error-`.
    fn samples(lang: Lang) -> Vec<(&'static str, Self)>;
}

#[cfg(test)]
mod tests;
