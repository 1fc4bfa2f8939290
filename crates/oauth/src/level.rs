//! The one place where a level is held against what a client demands: when a request arrives,
//! when a session answers it, and when a login ends (security.md case 104).

use crate::types::{AcrNames, ErrorCode, OAuthError};
use lykill_core::Level;

/// Whether a level satisfies a demand; no demand is always satisfied.
pub fn meets(level: Level, minimum: Option<Level>) -> bool {
    minimum.is_none_or(|minimum| lykill_core::level::meets(level, minimum))
}

/// Refuses a level that is below the demand.
///
/// # Errors
/// [`unmet`], so that no token ever carries a lower level than was demanded.
pub fn enforce(level: Level, minimum: Option<Level>, acr: &AcrNames) -> Result<(), OAuthError> {
    match minimum {
        Some(asked) if !meets(level, minimum) => Err(unmet(asked, acr)),
        _ => Ok(()),
    }
}

/// The answer when the demanded level cannot be reached (OpenID Connect Core Error Code
/// `unmet_authentication_requirements` 1.0).
pub fn unmet(minimum: Level, acr: &AcrNames) -> OAuthError {
    let words = format!(
        "the level {} was not reached; ask for a lower level with acr_values, or let the person \
         use an electronic ID of that level",
        acr.name(minimum)
    );
    OAuthError::new(
        ErrorCode::UnmetAuthenticationRequirements,
        "level-unmet",
        words,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_104_a_lower_level_never_passes() {
        let acr = AcrNames::default();
        for level in Level::ALL {
            assert!(meets(level, None) && enforce(level, None, &acr).is_ok());
            for minimum in Level::ALL {
                let enough = level >= minimum;
                assert_eq!(meets(level, Some(minimum)), enough);
                assert_eq!(enforce(level, Some(minimum), &acr).is_ok(), enough);
            }
        }
        let error = unmet(Level::High, &acr);
        assert_eq!(error.code.as_str(), "unmet_authentication_requirements");
        assert!(error.description().contains("idporten-loa-high"));
    }
}
