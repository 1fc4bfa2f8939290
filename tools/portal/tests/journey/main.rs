//! The portal over real HTTP: a browser, the portal, and an issuer that can be made to lie.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod backchannel;
mod browser;
mod failures;
mod issuer;
mod login;
mod logout;
mod pages;
mod provider;
mod signing;
mod stage;
mod swap;
