//! Certificates of people (RFC 5280): the path to an issuer that is trusted, what a certificate
//! says about its holder, and whether it was revoked (CRL, and OCSP after RFC 6960).
//!
//! Paths, signatures, validity, name constraints and the search through a CRL are rustls-webpki's.
//! Ours is what it leaves out: what the key is for, policies, the holder's number, OCSP. Times are
//! arguments, and nothing is asked of anybody here.

mod crl;
pub mod ocsp;
mod path;
mod read;

pub use crl::{BadCrl, Crl};
pub use path::{Checked, Refusal, TrustList, check};
pub use read::{BadTrust, Holder, ends_at};

use lykill_core::Timestamp;
use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
use std::time::Duration;
use webpki::aws_lc_rs as algorithms;

/// A clock of an issuer may be so much ahead of ours.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// What certificates, CRLs and OCSP answers may be signed with: no SHA-1, no RSA below 2048 bits.
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P384_SHA384,
    algorithms::ECDSA_P521_SHA512,
    algorithms::ED25519,
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

/// What is known of a certificate from its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not revoked when this was said, and what was said holds until then.
    Good {
        /// When it was said.
        since: Timestamp,
        /// Until when; past where only grace lets a list count.
        until: Timestamp,
    },
    /// It was revoked, or put on hold.
    Revoked,
    /// Its issuer knows nothing of it.
    Unknown,
}

fn webpki_time(at: Timestamp) -> UnixTime {
    let seconds = u64::try_from(at.seconds()).unwrap_or_default();
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn moment(since_epoch: Duration) -> Timestamp {
    Timestamp::from_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}
