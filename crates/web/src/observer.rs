//! What the front tells to whoever counts.

use std::time::Duration;

/// Counts requests and logins; called once for each, after the answer is known.
pub trait Observer: Send + Sync {
    /// A request was answered. `route` is the pattern of the table (`/login/{id}/key`), or
    /// `unmatched`; `method` is one of `GET`, `HEAD`, `POST` and `other`. Nothing that a caller
    /// can choose freely is among them.
    fn request(&self, method: &'static str, route: &str, status: u16, elapsed: Duration);

    /// A login came to a point worth counting.
    fn login(&self, outcome: LoginOutcome);
}

/// The points of a login that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginOutcome {
    /// It began.
    Began,
    /// User id and password did not match.
    PasswordRefused,
    /// The key did not match, or its number was answered elsewhere.
    KeyRefused,
    /// The code from the e-mail did not match or was over.
    CodeRefused,
    /// Too many tries: refused before anything was compared.
    Closed,
    /// The answer went to the service.
    Answered,
    /// The person went back without it.
    Cancelled,
}

impl LoginOutcome {
    /// All outcomes.
    pub const ALL: [Self; 7] = [
        Self::Began,
        Self::PasswordRefused,
        Self::KeyRefused,
        Self::CodeRefused,
        Self::Closed,
        Self::Answered,
        Self::Cancelled,
    ];

    /// The word in metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Began => "began",
            Self::PasswordRefused => "password-refused",
            Self::KeyRefused => "key-refused",
            Self::CodeRefused => "code-refused",
            Self::Closed => "closed",
            Self::Answered => "answered",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Counts nothing: for tests and tools.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn request(&self, _: &'static str, _: &str, _: u16, _: Duration) {}
    fn login(&self, _: LoginOutcome) {}
}
