//! The shapes that the rules decide about, and that the store keeps and the pages show.

mod acr;
mod authorize_request;
mod bad_params;
mod client;
mod endpoints;
mod error;
mod grant;
mod person_claim;
mod redirect_uri;
mod refusal;
mod scope;
mod sector;

pub use acr::{AcrNames, BadAcrNames};
pub use authorize_request::{AuthorizeRequest, ClaimsRequest, LoginRequest, Prompt, ResponseMode};
pub use bad_params::BadParams;
pub use client::{ApplicationType, AuthMethod, Client, Networks};
pub use endpoints::{Endpoints, Lifetimes};
pub use error::{ErrorCode, OAuthError};
pub use grant::{AccessGrant, CodeGrant, RefreshGrant};
pub use person_claim::PersonClaim;
pub use redirect_uri::{BadRedirectUri, RedirectUri};
pub use refusal::{ErrorRedirect, PageError, Refusal};
pub(crate) use scope::WITHOUT_EFFECT;
pub use scope::{Scope, Scopes};
pub use sector::{Sector, SeveralHosts};
