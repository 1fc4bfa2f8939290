//! Certificate revocation lists (RFC 5280 section 5).

use super::path::{Checked, TrustList};
use super::{ALGORITHMS, SKEW, Standing, moment, webpki_time};
use lykill_core::Timestamp;
use rustls_pki_types::CertificateDer;
use std::fmt;
use std::time::Duration;
use webpki::{
    CertRevocationList, EndEntityCert, Error, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy,
};
use x509_cert::crl::CertificateList;
use x509_cert::der::Decode as _;

/// How much of a path a list is asked about, and whether silence about it is an error.
type Policy = (RevocationCheckDepth, UnknownStatusPolicy);

/// The holder's own certificate, of which its issuer's list must know.
const OWN: Policy = (RevocationCheckDepth::EndEntity, UnknownStatusPolicy::Deny);
/// All on the path of which a list knows.
const ABOVE: Policy = (RevocationCheckDepth::Chain, UnknownStatusPolicy::Allow);

/// A list that was read; who signed it is looked at with each certificate.
pub struct Crl {
    list: CertRevocationList<'static>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When a newer one was promised.
    pub next_at: Timestamp,
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({:?} to {:?})", self.made_at, self.next_at)
    }
}

/// Why a list is not used; in words for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCrl {
    /// It cannot be read, or does not say when the next one comes.
    #[error("the list cannot be read")]
    Unreadable,
    /// It is over, or from the future.
    #[error("the list is not of this time")]
    Stale,
    /// It is not that of the certificate's issuer, or not signed by it.
    #[error("the list is not that of the certificate's issuer")]
    NotTheirs,
}

impl Crl {
    /// Reads a list in DER.
    ///
    /// # Errors
    /// [`BadCrl::Unreadable`].
    pub fn read(der: &[u8]) -> Result<Self, BadCrl> {
        let list = OwnedCertRevocationList::from_der(der).map_err(|_| BadCrl::Unreadable)?;
        let times = CertificateList::from_der(der).map_err(|_| BadCrl::Unreadable)?;
        let next_at = times.tbs_cert_list.next_update.ok_or(BadCrl::Unreadable)?;
        Ok(Self {
            list: list.into(),
            made_at: moment(times.tbs_cert_list.this_update.to_unix_duration()),
            next_at: moment(next_at.to_unix_duration()),
        })
    }
}

impl Checked {
    /// What lists say of this certificate. That of its issuer must be among them; those of issuers
    /// above it are looked at where they are there. A list is good for `grace` after the moment at
    /// which the next one was promised.
    ///
    /// Each list is asked by itself: rustls-webpki would take the first one of an issuer's name,
    /// also an older one, or one that somebody else signed.
    ///
    /// # Errors
    /// [`BadCrl`] when no list of its issuer is good.
    pub fn by_lists(
        &self,
        lists: &[&Crl],
        trust: &TrustList,
        (now, grace): (Timestamp, Duration),
    ) -> Result<Standing, BadCrl> {
        let good = of_now(lists, (now, grace));
        // The grace is the list's alone: whoever remembers the answer must not grant it again.
        let until = good.iter().map(|list| list.next_at).min();
        let until = until.ok_or(BadCrl::Stale)?;
        let mut since: Option<Timestamp> = None;
        for list in &good {
            match self.found(list, trust, (OWN, now)) {
                Ok(()) => since = since.max(Some(list.made_at)),
                Err(Error::CertRevoked) => return Ok(Standing::Revoked),
                Err(_) => {}
            }
        }
        let since = since.ok_or(BadCrl::NotTheirs)?;
        if self.is_below_revoked(&good, trust, (now, grace)) {
            return Ok(Standing::Revoked);
        }
        Ok(Standing::Good { since, until })
    }

    /// Whether a list says that an issuer on the path was revoked. Of the certificate itself
    /// nothing is said here.
    pub fn is_below_revoked(
        &self,
        lists: &[&Crl],
        trust: &TrustList,
        (now, grace): (Timestamp, Duration),
    ) -> bool {
        let revokes = |list: &&Crl| {
            let own = self.found(list, trust, (OWN, now));
            // The list of its own issuer is about the certificate itself.
            !matches!(own, Ok(()) | Err(Error::CertRevoked))
                && self.found(list, trust, (ABOVE, now)) == Err(Error::CertRevoked)
        };
        !self.between.is_empty() && of_now(lists, (now, grace)).iter().any(revokes)
    }

    /// Whether there are issuers between it and the trusted one.
    pub fn has_between(&self) -> bool {
        !self.between.is_empty()
    }

    fn found(
        &self,
        list: &Crl,
        trust: &TrustList,
        ((depth, policy), now): (Policy, Timestamp),
    ) -> Result<(), Error> {
        let lists = [&list.list];
        let options = RevocationOptionsBuilder::new(&lists);
        let options = options.map_err(|_| Error::UnknownRevocationStatus)?;
        let options = options
            .with_depth(depth)
            .with_status_policy(policy)
            // Looked at above, with the grace that the operator allows.
            .with_expiration_policy(ExpirationPolicy::Ignore);
        let anchors = trust.at(now);
        let between: Vec<CertificateDer<'_>> = self.between.clone();
        let certificate = EndEntityCert::try_from(&self.leaf)?;
        let verified = certificate.verify_for_usage(
            ALGORITHMS,
            &anchors,
            &between,
            webpki_time(now),
            KeyUsage::client_auth(),
            Some(options.build()),
            None,
        );
        verified.map(drop)
    }
}

/// Those of now, or of not longer ago than the grace.
fn of_now<'a>(lists: &[&'a Crl], (now, grace): (Timestamp, Duration)) -> Vec<&'a Crl> {
    let is_good = |list: &&Crl| list.made_at <= now + SKEW && now < list.next_at + grace;
    lists.iter().copied().filter(is_good).collect()
}
