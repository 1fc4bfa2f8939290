//! From a certificate that somebody shows to an issuer that is trusted.

use super::read::{self, BadTrust, Holder, Issuer};
use super::{ALGORITHMS, webpki_time};
use lykill_core::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use std::fmt;
use webpki::{EndEntityCert, Error, KeyUsage, VerifiedPath, anchor_from_trusted_cert};

/// Certificates that a caller may show: as many as a path has. Ten that could each be above the
/// other kept the search of rustls-webpki busy for seconds (security.md case 173).
const SHOWN_MAX: usize = 5;
/// Between the holder's certificate and the trusted one: a path has five in all at most.
const BETWEEN_MAX: usize = 3;

/// The issuers that are trusted for one electronic ID.
#[derive(Clone)]
pub struct TrustList(Vec<Anchor>);

#[derive(Clone)]
struct Anchor {
    der: CertificateDer<'static>,
    anchor: TrustAnchor<'static>,
    from: Timestamp,
    until: Timestamp,
}

impl TrustList {
    /// The certificates of PEM texts: each is trusted by itself, whoever issued it.
    ///
    /// # Errors
    /// [`BadTrust`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, BadTrust> {
        read::issuers(pem)?
            .into_iter()
            .map(anchor)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Those of another list as well.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The names of the issuers in DER, by which browsers find the certificates that may be shown.
    pub fn names(&self) -> Vec<Vec<u8>> {
        let name = |anchor: &Anchor| in_sequence(&anchor.anchor.subject);
        self.0.iter().map(name).collect()
    }

    /// When the first of them ends.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.0.iter().map(|anchor| anchor.until).min()
    }

    /// Those that are good at a moment: rustls-webpki trusts what it is given for ever.
    pub(super) fn at(&self, now: Timestamp) -> Vec<TrustAnchor<'static>> {
        let good = |anchor: &&Anchor| anchor.from <= now && now < anchor.until;
        let good = self.0.iter().filter(good);
        good.map(|anchor| anchor.anchor.clone()).collect()
    }
}

impl fmt::Debug for TrustList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustList({})", self.0.len())
    }
}

fn anchor(issuer: Issuer) -> Result<Anchor, BadTrust> {
    let anchor = anchor_from_trusted_cert(&issuer.der);
    let anchor = anchor.map_err(|_| BadTrust::Unreadable)?.to_owned();
    Ok(Anchor {
        anchor,
        from: issuer.from,
        until: issuer.until,
        der: issuer.der,
    })
}

/// Content with the tag and length of a SEQUENCE before it.
pub(super) fn in_sequence(content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let octets = length.to_be_bytes();
    let long: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
    let head = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![0x30, short],
        _ => {
            let count = u8::try_from(long.len()).unwrap_or_default();
            [vec![0x30, 0x80 | count], long].concat()
        }
    };
    [head.as_slice(), content].concat()
}

/// A certificate whose path, time and use are right. Nothing was said about revocation.
#[derive(Clone)]
pub struct Checked {
    /// What it says about its holder.
    pub holder: Holder,
    pub(super) leaf: CertificateDer<'static>,
    /// That of its issuer.
    pub(super) issuer: CertificateDer<'static>,
    /// Those from it to the trusted one.
    pub(super) between: Vec<CertificateDer<'static>>,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checked({:?})", self.holder)
    }
}

/// Why a certificate that was shown counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// None was shown.
    #[error("no certificate was shown")]
    Nothing,
    /// What was shown cannot be read, or there is too much of it.
    #[error("what was shown cannot be read")]
    Unreadable,
    /// It, or one on its path, is not good yet or any more.
    #[error("it has ended, or one on its path has")]
    Ended,
    /// No path leads to an issuer that is trusted.
    #[error("no path leads to a trusted issuer")]
    Untrusted,
    /// It is not for logging in.
    #[error("its key is for something else than logging in")]
    WrongUse,
}

/// Checks what somebody shows, their own certificate first, at a moment: a path of at most five to
/// a trusted issuer, signatures, times, constraints, and that the key is for authentication.
///
/// # Errors
/// [`Refusal`].
pub fn check(shown: &[Vec<u8>], trust: &TrustList, now: Timestamp) -> Result<Checked, Refusal> {
    let (leaf, others) = shown.split_first().ok_or(Refusal::Nothing)?;
    if shown.len() > SHOWN_MAX {
        return Err(Refusal::Unreadable);
    }
    let leaf = CertificateDer::from(leaf.clone());
    let others: Vec<_> = others.iter().cloned().map(CertificateDer::from).collect();
    let read = read::leaf(&leaf).map_err(|_| Refusal::Unreadable)?;
    if !read.authenticates {
        return Err(Refusal::WrongUse);
    }
    let anchors = trust.at(now);
    let certificate = EndEntityCert::try_from(&leaf).map_err(|_| Refusal::Unreadable)?;
    let verified = certificate.verify_for_usage(
        ALGORITHMS,
        &anchors,
        &others,
        webpki_time(now),
        KeyUsage::client_auth(),
        None,
        Some(&is_proper),
    );
    let path = verified.map_err(|error| refusal(&error))?;
    let between = path.intermediate_certificates();
    let between: Vec<_> = between.map(|one| one.der().into_owned()).collect();
    let issuer = match between.first() {
        Some(first) => first.clone(),
        None => trusted(trust, path.anchor()).ok_or(Refusal::Untrusted)?,
    };
    Ok(Checked {
        holder: read.holder,
        issuer,
        between,
        leaf: leaf.clone(),
    })
}

/// What rustls-webpki does not look at: how long the path is in all, and whether those on it may
/// issue.
fn is_proper(path: &VerifiedPath<'_>) -> Result<(), Error> {
    if path.intermediate_certificates().count() > BETWEEN_MAX {
        return Err(Error::MaximumPathDepthExceeded);
    }
    let mut between = path.intermediate_certificates();
    if between.all(|one| read::may_issue(&one.der())) {
        Ok(())
    } else {
        Err(Error::UnknownIssuer)
    }
}

fn trusted(trust: &TrustList, found: &TrustAnchor<'_>) -> Option<CertificateDer<'static>> {
    let is_it = |anchor: &&Anchor| {
        let one = &anchor.anchor;
        one.subject == found.subject && one.subject_public_key_info == found.subject_public_key_info
    };
    trust.0.iter().find(is_it).map(|anchor| anchor.der.clone())
}

const fn refusal(error: &Error) -> Refusal {
    match error {
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Refusal::Ended,
        Error::RequiredEkuNotFoundContext(_) | Error::CaUsedAsEndEntity => Refusal::WrongUse,
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => Refusal::Unreadable,
        _ => Refusal::Untrusted,
    }
}
