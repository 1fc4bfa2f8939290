//! Logging in at another OpenID Provider: the browser is sent there and comes back with a code,
//! the code is exchanged outside every transaction, and whom the provider names is that person.
//!
//! Whom a provider calls by a name is bound once, as (issuer, `sub`): by the national number that
//! the provider is trusted with. Never by an e-mail address.

mod ask;
mod callback;
mod conclude;
mod keys;
mod providers;
mod secrets;
mod send;

pub use ask::{probe, watch};
pub use callback::{Brought, Came, callback};
pub use keys::{jwks, prepare};
pub use providers::{Configured, Upstreams};

pub(crate) use send::{Leaving, address, send};
