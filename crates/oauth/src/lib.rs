//! OpenID Connect and OAuth 2 as pure rules: what is asked is checked, what is answered is built.
//!
//! Nothing here does I/O, reads a clock, draws randomness or verifies a signature: the caller
//! loads, draws, verifies and saves; these rules decide. The divergences from each standard stand
//! in `docs/standards/`. Endpoint addresses are an argument: only the router knows them.

pub mod authorize;
pub mod claims;
pub mod discovery;
mod hint;
pub mod introspection;
pub mod level;
pub mod logout;
pub mod params;
pub mod pushed;
pub mod registration;
pub mod session;
pub mod token;
pub mod types;
pub mod upstream;
pub mod userinfo;

#[cfg(test)]
mod fixtures;
