//! The Online Certificate Status Protocol (RFC 6960): one question about one certificate, and what
//! its answer is worth.

use super::path::{Checked, in_sequence};
use super::{ALGORITHMS, SKEW, Standing, moment, webpki_time};
use aws_lc_rs::digest;
use der::asn1::{Any, BitString, GeneralizedTime, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Enumerated, Sequence, TagNumber};
use lykill_core::Timestamp;
use rustls_pki_types::CertificateDer;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::ext::{Extension, Extensions};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

/// `id-pkix-ocsp-basic`.
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// `id-pkix-ocsp-nonce`.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// `id-sha1`.
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
/// `id-kp-OCSPSigning` (RFC 6960 section 4.2.2.2), without tag and length.
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
/// An answer that does not say when the next one comes is good for so long.
const WITHOUT_NEXT: Duration = Duration::from_secs(60 * 60);
/// Certificates in an answer that are looked at.
const CERTIFICATES_MAX: usize = 5;

/// Why an answer is not believed; in words for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadOcsp {
    /// It is no answer of this protocol, or says something that we do not know.
    #[error("the answer cannot be read")]
    Unreadable,
    /// The responder does not answer such questions now.
    #[error("the responder answers with an error")]
    Refused,
    /// Neither the issuer signed it nor somebody whom the issuer appointed.
    #[error("the answer is not signed by the issuer or its responder")]
    Signature,
    /// It says nothing about the certificate that was asked about.
    #[error("the answer is about another certificate")]
    OtherCertificate,
    /// It is of another question.
    #[error("the answer is of another question")]
    Nonce,
    /// It is over, or from the future.
    #[error("the answer is not of this time")]
    Stale,
}

impl From<der::Error> for BadOcsp {
    fn from(_: der::Error) -> Self {
        Self::Unreadable
    }
}

#[derive(Clone, Sequence)]
struct Question {
    tbs: TbsQuestion,
}

#[derive(Clone, Sequence)]
struct TbsQuestion {
    list: Vec<OneQuestion>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Clone, Sequence)]
struct OneQuestion {
    certificate: CertId,
}

/// Section 4.1.1. The hashes only name: that the answer is the issuer's is shown by its signature.
#[derive(Clone, PartialEq, Eq, Sequence)]
struct CertId {
    algorithm: AlgorithmIdentifierOwned,
    issuer_name: OctetString,
    issuer_key: OctetString,
    serial: SerialNumber,
}

impl CertId {
    /// Whether both name the same certificate; that NULL may stand for no parameter is not a
    /// difference.
    fn is(&self, other: &Self) -> bool {
        let hashes = |id: &Self| (id.issuer_name.clone(), id.issuer_key.clone());
        self.algorithm.oid == other.algorithm.oid
            && hashes(self) == hashes(other)
            && self.serial == other.serial
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Enumerated)]
#[asn1(type = "ENUMERATED")]
#[repr(u8)]
enum Status {
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    SigRequired = 5,
    Unauthorized = 6,
}

#[derive(Clone, Sequence)]
struct Response {
    status: Status,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<ResponseBytes>,
}

#[derive(Clone, Sequence)]
struct ResponseBytes {
    kind: ObjectIdentifier,
    response: OctetString,
}

#[derive(Clone, Sequence)]
struct BasicResponse {
    /// As it was signed; read as [`ResponseData`].
    data: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    certificates: Option<Vec<Any>>,
}

#[derive(Clone, Sequence)]
struct ResponseData {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    /// Not looked at: whose the signature is, is tried.
    responder: Any,
    produced_at: GeneralizedTime,
    responses: Vec<SingleResponse>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Clone, Sequence)]
struct SingleResponse {
    certificate: CertId,
    /// `good` [0], `revoked` [1], `unknown` [2].
    status: Any,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// The question about a certificate, in DER; `nonce` makes it another one each time.
///
/// # Errors
/// [`BadOcsp::Unreadable`] when certificate or issuer cannot be named.
pub fn question(checked: &Checked, nonce: &[u8; 32]) -> Result<Vec<u8>, BadOcsp> {
    let extension = Extension {
        extn_id: NONCE,
        critical: false,
        extn_value: nonce_value(nonce)?,
    };
    let tbs = TbsQuestion {
        list: vec![OneQuestion {
            certificate: named(checked)?,
        }],
        extensions: Some(vec![extension]),
    };
    Ok(Question { tbs }.to_der()?)
}

fn nonce_value(nonce: &[u8; 32]) -> Result<OctetString, BadOcsp> {
    let inner = OctetString::new(nonce.as_slice())?.to_der()?;
    Ok(OctetString::new(inner)?)
}

fn named(checked: &Checked) -> Result<CertId, BadOcsp> {
    let unreadable = |_| BadOcsp::Unreadable;
    let leaf = EndEntityCert::try_from(&checked.leaf).map_err(unreadable)?;
    let issuer = Certificate::from_der(&checked.issuer)?;
    let key = &issuer.tbs_certificate.subject_public_key_info;
    let sha1 = |bytes: &[u8]| {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
        OctetString::new(hash.as_ref())
    };
    Ok(CertId {
        algorithm: AlgorithmIdentifierOwned {
            oid: SHA1,
            parameters: None,
        },
        issuer_name: sha1(&in_sequence(leaf.issuer()))?,
        issuer_key: sha1(key.subject_public_key.raw_bytes())?,
        serial: SerialNumber::new(leaf.serial())?,
    })
}

/// What a responder's answer says of a certificate at `now`. One that is of another question is
/// refused; one without a nonce is taken while it is of this time, since many responders sign
/// their answers beforehand (RFC 5019 section 4).
///
/// # Errors
/// [`BadOcsp`].
pub fn standing(
    answer: &[u8],
    checked: &Checked,
    nonce: &[u8; 32],
    now: Timestamp,
) -> Result<Standing, BadOcsp> {
    let basic = basic(answer)?;
    let data = ResponseData::from_der(&verified(&basic, checked, now)?)?;
    if data.version.is_some_and(|version| version != 0) {
        return Err(BadOcsp::Unreadable);
    }
    let mut extensions = data.extensions.iter().flatten();
    let echoed = extensions.find(|extension| extension.extn_id == NONCE);
    let expected = nonce_value(nonce)?;
    if echoed.is_some_and(|echoed| echoed.extn_value != expected) {
        return Err(BadOcsp::Nonce);
    }
    let asked = named(checked)?;
    let mut responses = data.responses.iter();
    let one = responses.find(|one| one.certificate.is(&asked));
    judged(one.ok_or(BadOcsp::OtherCertificate)?, now)
}

fn basic(answer: &[u8]) -> Result<BasicResponse, BadOcsp> {
    let response = Response::from_der(answer)?;
    if response.status != Status::Successful {
        return Err(BadOcsp::Refused);
    }
    let bytes = response.bytes.ok_or(BadOcsp::Unreadable)?;
    if bytes.kind != BASIC {
        return Err(BadOcsp::Unreadable);
    }
    Ok(BasicResponse::from_der(bytes.response.as_bytes())?)
}

fn judged(one: &SingleResponse, now: Timestamp) -> Result<Standing, BadOcsp> {
    let from = moment(one.this_update.to_unix_duration());
    let next = one.next_update.map(|next| moment(next.to_unix_duration()));
    let until = next.unwrap_or(from + WITHOUT_NEXT);
    if from > now + SKEW || now >= until {
        return Err(BadOcsp::Stale);
    }
    let is_critical = |extension: &Extension| extension.critical;
    if one.extensions.iter().flatten().any(is_critical) {
        return Err(BadOcsp::Unreadable);
    }
    let tag = der::Tagged::tag(&one.status);
    match (tag.is_context_specific(), tag.number()) {
        (true, TagNumber::N0) => Ok(Standing::Good { since: from, until }),
        (true, TagNumber::N1) => Ok(Standing::Revoked),
        (true, TagNumber::N2) => Ok(Standing::Unknown),
        _ => Err(BadOcsp::Unreadable),
    }
}

/// What was signed, once the issuer's key or that of a responder whom the issuer appointed
/// verifies it (section 4.2.2.2).
fn verified(basic: &BasicResponse, checked: &Checked, now: Timestamp) -> Result<Vec<u8>, BadOcsp> {
    let data = basic.data.to_der()?;
    if signs(&checked.issuer, basic, &data)? {
        return Ok(data);
    }
    let given = basic.certificates.iter().flatten().take(CERTIFICATES_MAX);
    for certificate in given {
        let certificate = CertificateDer::from(certificate.to_der()?);
        if is_appointed(&certificate, &checked.issuer, now) && signs(&certificate, basic, &data)? {
            return Ok(data);
        }
    }
    Err(BadOcsp::Signature)
}

/// Whether the issuer itself gave a certificate the right to answer, at this moment.
fn is_appointed(
    certificate: &CertificateDer<'_>,
    issuer: &CertificateDer<'_>,
    now: Timestamp,
) -> bool {
    let (Ok(anchor), Ok(responder)) = (
        anchor_from_trusted_cert(issuer),
        EndEntityCert::try_from(certificate),
    ) else {
        return false;
    };
    let (anchors, usage) = ([anchor], KeyUsage::required(OCSP_SIGNING));
    let time = webpki_time(now);
    let verified = responder.verify_for_usage(ALGORITHMS, &anchors, &[], time, usage, None, None);
    verified.is_ok()
}

fn signs(
    certificate: &CertificateDer<'_>,
    basic: &BasicResponse,
    data: &[u8],
) -> Result<bool, BadOcsp> {
    let Ok(certificate) = EndEntityCert::try_from(certificate) else {
        return Ok(false);
    };
    let named = basic.algorithm.to_der()?;
    let signature = basic.signature.as_bytes().ok_or(BadOcsp::Unreadable)?;
    let mut fits = ALGORITHMS
        .iter()
        .filter(|one| in_sequence(&one.signature_alg_id()) == named);
    Ok(fits.any(|one| certificate.verify_signature(*one, data, signature).is_ok()))
}
