//! The one outgoing HTTP client of Lykill.
//!
//! Whatever address somebody else chose (a service's logout address, an SMS gateway) is asked
//! through a [`Fetcher`] and nothing else (security.md case 107):
//!
//! * https only; plain http only to this machine, and only where the operator allows it, and for
//!   answers that are signed themselves;
//! * the name is resolved once, every address that it has is checked, and the connection goes to
//!   one of those: a name that is public when it is checked and private when it is used reaches
//!   nothing;
//! * public addresses only, unless the operator allows a network;
//! * no redirects, no proxies, no cookies, no compression;
//! * 64 KiB of answer, 5 seconds in all unless [`Limits`] say otherwise;
//! * at most 4 requests to one peer at a time, or as many as they say: one that is slow delays
//!   nobody else.
//!
//! Deliberately absent: retries, caches and knowledge of what is asked for. Errors name no
//! address: they may stand in logs and in what a service reads.

mod address;
mod bulkhead;
mod client;
mod error;
mod resolve;
mod rules;

pub use address::{Address, BadAddress};
pub use bulkhead::PER_PEER;
pub use client::{Answer, Fetcher, LIMIT, LONGEST_ANSWER_BYTES, Limits, Request, Verb};
pub use error::{BadCertificates, FetchError};
pub use resolve::{Resolver, Resolving, SystemResolver};
pub use rules::{Rules, is_public};
