//! Logging in by a certificate on a card. The browser shows it where certificates are asked for,
//! over TLS that this program ends itself, and gets a ticket there: 256 bits, one minute, taken
//! once, by the browser that holds the login.
//!
//! Whose a certificate is, is said by the national number in it, with which the issuer is trusted.
//! Whether it was revoked is asked of its issuer each time, outside transactions; an issuer that
//! does not answer lets nobody in.

mod ask;
mod issuers;
mod redeem;
mod revoked;
mod show;

pub use issuers::{CardIssuers, Configured};
pub use redeem::redeem;
pub use show::{Brought, Shown, show};

pub(crate) use ask::ask;
pub(crate) use issuers::view;
