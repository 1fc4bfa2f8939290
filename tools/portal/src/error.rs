//! What can keep the portal from running at all. What a person meets is in `refusal`.

/// Why the portal did not start or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PortalError {
    /// A configured value is wrong.
    #[error("portal configuration: {field}: {reason}")]
    Config {
        /// The field of [`crate::PortalConfig`].
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The HTTP client for calls to the issuer could not be made.
    #[error("portal: cannot make an HTTP client: {0}")]
    Client(#[source] reqwest::Error),
    /// The listener failed.
    #[error("portal: cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

impl PortalError {
    pub(crate) fn config(field: &'static str, reason: &'static str) -> Self {
        Self::Config { field, reason }
    }
}
