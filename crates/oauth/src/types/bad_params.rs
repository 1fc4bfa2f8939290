//! Why a query or form body is not one that can be read in exactly one way.

/// A malformed query or form body. Names of parameters are shown only when they are plain words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadParams {
    /// More than 64 KiB, or more than 100 parameters.
    #[error("the request is too large: at most 64 KiB and 100 parameters")]
    TooLarge,
    /// One value is longer than it may be.
    #[error("the value of {0} is too long")]
    ValueTooLong(String),
    /// A parameter stands twice (RFC 6749 section 3.1).
    #[error("{0} stands twice; send each parameter once")]
    Duplicate(String),
    /// Not percent-encoded UTF-8.
    #[error("{0} is not correctly percent-encoded UTF-8")]
    Encoding(String),
    /// A NUL, line break or other control character.
    #[error("{0} holds a control character")]
    Control(String),
    /// Parameters in the query and in the body at once.
    #[error("send the parameters in the body or in the query, not in both")]
    TwoPlaces,
    /// A body of another kind.
    #[error("send the body as application/x-www-form-urlencoded in UTF-8")]
    ContentType,
}
