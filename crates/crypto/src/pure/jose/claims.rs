//! Reading claims without being lenient about their types.

use lykill_core::Timestamp;
use serde_json::Value;

/// The last second that fits in four digits of a year: 9999-12-31T23:59:59Z.
const SECONDS_MAX: i64 = 253_402_300_799;

/// A claim has another type than its specification says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the claim {claim} must be a whole number of seconds since 1970")]
pub struct ClaimError {
    /// The claim.
    pub claim: String,
}

/// The time in a claim such as `exp`, `nbf` or `iat` (NumericDate, RFC 7519 section 2), or none
/// when the claim is absent. Fractions are refused though that section allows them: no sender
/// needs them, and readers disagree about how to round.
///
/// # Errors
/// [`ClaimError`] for a text, a fraction, a negative number or a year beyond 9999.
pub fn seconds(claims: &Value, claim: &str) -> Result<Option<Timestamp>, ClaimError> {
    let Some(value) = claims.get(claim) else {
        return Ok(None);
    };
    let whole = value
        .as_i64()
        .filter(|seconds| (0..=SECONDS_MAX).contains(seconds));
    let whole = whole.ok_or_else(|| ClaimError {
        claim: claim.to_owned(),
    })?;
    Ok(Some(Timestamp::from_seconds(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn case_131_a_time_is_a_whole_number_or_nothing() {
        for bad in [
            json!("1"),
            json!(-1),
            json!(1.5),
            json!(1e300),
            json!(null),
            json!([1]),
        ] {
            assert!(seconds(&json!({"exp": bad}), "exp").is_err(), "{bad}");
        }
        let at = seconds(&json!({"exp": 1_300_819_380}), "exp");
        assert_eq!(at, Ok(Some(Timestamp::from_seconds(1_300_819_380))));
        assert_eq!(seconds(&json!({}), "exp"), Ok(None));
    }
}
