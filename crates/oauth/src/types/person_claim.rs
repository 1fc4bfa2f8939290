//! The claims about a person that are served.

use serde::{Deserialize, Serialize};

/// A claim about the person, released as `crate::claims` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonClaim {
    /// The display name (OIDC Core 1.0 section 5.1).
    Name,
    /// The national identity number; only for clients that are entitled to it.
    NationalId,
    /// The work e-mail that was linked at the client's company (design.md section 4, "Links").
    WorkEmail,
}

impl PersonClaim {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::NationalId, Self::WorkEmail];

    /// The name of the claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NationalId => "national_id",
            Self::WorkEmail => "work_email",
        }
    }

    /// The claim of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == name)
    }

    /// Whether the operator must have written the claim into the client's `lykill_claims`.
    pub const fn needs_entitlement(self) -> bool {
        matches!(self, Self::NationalId)
    }
}
