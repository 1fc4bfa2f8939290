//! Why a question got no answer, in words without addresses.

use crate::address::BadAddress;
use std::error::Error;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is not asked.
    #[error("the address may not be asked: {0}")]
    Address(#[from] BadAddress),
    /// Its name leads to an address that is not public.
    #[error("the name leads to an address that is not on the public Internet")]
    NotPublic,
    /// Its name is not known.
    #[error("the name cannot be resolved")]
    Unresolved,
    /// No connection, or it broke.
    #[error("the peer cannot be reached")]
    Unreachable,
    /// No TLS: certificate, name or version.
    #[error("no TLS connection with the peer")]
    Tls,
    /// Not within the time.
    #[error("the peer did not answer in time")]
    Timeout,
    /// A longer answer than is read.
    #[error("the peer's answer is too long")]
    TooLong,
    /// As many questions as one peer gets at a time are being asked; nothing was sent.
    #[error("the peer is busy with earlier requests")]
    Busy,
    /// The question cannot be put: a header that is none.
    #[error("the request cannot be put together")]
    Request,
}

/// The text is no list of PEM certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not PEM certificates, or TLS cannot be set up with them")]
pub struct BadCertificates;

/// Finds in what reqwest says the cause that is ours, and else the kind.
pub(crate) fn of(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut tls = false;
    while let Some(one) = cause {
        if let Some(own) = one.downcast_ref::<FetchError>() {
            return *own;
        }
        // TLS failures come as an I/O error of kind InvalidData or UnexpectedEof around rustls's.
        tls |= one
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData);
        cause = within(one);
    }
    if error.is_timeout() {
        FetchError::Timeout
    } else if tls {
        FetchError::Tls
    } else if error.is_builder() {
        FetchError::Request
    } else {
        FetchError::Unreachable
    }
}

/// What an error carries. An I/O error tells of what it wraps only by `get_ref`.
fn within<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<std::io::Error>();
    match wrapped.and_then(std::io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
