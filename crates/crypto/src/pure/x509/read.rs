//! What certificates say that the path does not rest on.

use super::moment;
use crate::pure::prf;
use lykill_core::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::fmt;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::{Any, ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use x509_cert::ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage};

/// `id-at-serialNumber` (X.520 section 6.2.9).
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
/// `id-kp-clientAuth` (RFC 5280 section 4.2.1.12).
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
/// The longest number of a holder (RFC 5280 appendix A.1, `ub-serial-number`).
const LONGEST_NUMBER: usize = 64;

/// What a certificate says about its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The `serialNumber` of the subject: the number by which the issuer knows the person.
    pub number: Option<String>,
    /// The policies under which it was issued, as dotted numbers.
    pub policies: Vec<String>,
    /// The SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
    /// When it ends.
    pub ends_at: Timestamp,
}

/// Numbers may be national numbers.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder")
            .field("policies", &self.policies)
            .field("ends_at", &self.ends_at)
            .finish_non_exhaustive()
    }
}

/// What the own code must know of a leaf.
pub(super) struct Leaf {
    pub(super) holder: Holder,
    /// Whether its key is for signing what proves presence, and for that as a client: both must be
    /// said (RFC 5280 sections 4.2.1.3 and 4.2.1.12). rustls-webpki takes silence for consent.
    pub(super) authenticates: bool,
}

/// It cannot be read, or says something twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

pub(super) fn leaf(der: &[u8]) -> Result<Leaf, Unreadable> {
    let certificate = Certificate::from_der(der).map_err(|_| Unreadable)?;
    let tbs = &certificate.tbs_certificate;
    let usage = tbs.get::<KeyUsage>().map_err(|_| Unreadable)?;
    let purposes = tbs.get::<ExtendedKeyUsage>().map_err(|_| Unreadable)?;
    let signs = usage.is_some_and(|(_, usage)| usage.digital_signature());
    let names_clients = purposes.is_some_and(|(_, purposes)| purposes.0.contains(&CLIENT_AUTH));
    let policies = tbs.get::<CertificatePolicies>().map_err(|_| Unreadable)?;
    let policies = policies.map_or_else(Vec::new, |(_, policies)| policies.0);
    Ok(Leaf {
        authenticates: signs && names_clients,
        holder: Holder {
            number: number(&certificate)?,
            policies: policies
                .iter()
                .map(|policy| policy.policy_identifier.to_string())
                .collect(),
            fingerprint: prf::sha256(der),
            ends_at: moment(tbs.validity.not_after.to_unix_duration()),
        },
    })
}

/// The one number of the subject: of two, nobody knows whose the certificate is.
fn number(certificate: &Certificate) -> Result<Option<String>, Unreadable> {
    let names = certificate.tbs_certificate.subject.0.iter();
    let mut numbers = names
        .flat_map(|name| name.0.iter())
        .filter(|part| part.oid == SERIAL_NUMBER);
    let (first, second) = (numbers.next(), numbers.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(part), None) => text(&part.value).map(Some),
        (Some(_), Some(_)) => Err(Unreadable),
    }
}

fn text(value: &Any) -> Result<String, Unreadable> {
    let printable = value.decode_as::<PrintableStringRef<'_>>();
    let text = match &printable {
        Ok(text) => text.as_str().to_owned(),
        Err(_) => {
            let utf8 = value.decode_as::<Utf8StringRef<'_>>();
            utf8.map_err(|_| Unreadable)?.as_str().to_owned()
        }
    };
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    match text.len() {
        1..=LONGEST_NUMBER if plain => Ok(text),
        _ => Err(Unreadable),
    }
}

/// Whether a certificate may issue others (RFC 5280 section 4.2.1.3): rustls-webpki looks at its
/// basic constraints alone.
pub(super) fn may_issue(der: &[u8]) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else {
        return false;
    };
    match certificate.tbs_certificate.get::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| usage.key_cert_sign()),
        Err(_) => false,
    }
}

/// When the first of the certificates in a PEM text ends, whatever they are for; none where there
/// is none or one cannot be read.
pub fn ends_at(pem: &[u8]) -> Option<Timestamp> {
    let one = |der: CertificateDer<'static>| {
        let certificate = Certificate::from_der(&der).ok()?;
        let validity = &certificate.tbs_certificate.validity;
        Some(moment(validity.not_after.to_unix_duration()))
    };
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let ends: Option<Vec<Timestamp>> = read.ok()?.into_iter().map(one).collect();
    ends?.into_iter().min()
}

/// Why certificates cannot be trusted; in words for whoever wrote them down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTrust {
    /// There is none in it.
    #[error("holds no PEM certificate")]
    Empty,
    /// One cannot be read.
    #[error("holds a certificate that cannot be read")]
    Unreadable,
    /// One is no issuer's.
    #[error("holds a certificate that is not that of an issuer (basicConstraints, keyCertSign)")]
    NotAnIssuer,
}

/// An issuer's certificate and when it is good.
pub(super) struct Issuer {
    pub(super) der: CertificateDer<'static>,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

pub(super) fn issuers(pem: &[u8]) -> Result<Vec<Issuer>, BadTrust> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.map_err(|_| BadTrust::Unreadable)?;
    if read.is_empty() {
        return Err(BadTrust::Empty);
    }
    read.into_iter().map(issuer).collect()
}

fn issuer(der: CertificateDer<'static>) -> Result<Issuer, BadTrust> {
    let certificate = Certificate::from_der(&der).map_err(|_| BadTrust::Unreadable)?;
    let tbs = &certificate.tbs_certificate;
    let constraints = tbs.get::<BasicConstraints>();
    let constraints = constraints.map_err(|_| BadTrust::Unreadable)?;
    let is_authority = constraints.is_some_and(|(_, constraints)| constraints.ca);
    if !is_authority || !may_issue(&der) {
        return Err(BadTrust::NotAnIssuer);
    }
    Ok(Issuer {
        from: moment(tbs.validity.not_before.to_unix_duration()),
        until: moment(tbs.validity.not_after.to_unix_duration()),
        der,
    })
}
