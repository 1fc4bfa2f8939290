//! The levels of assurance that this service accepts, and how it asks for them.

/// What is asked for with `acr_values`: a minimum (domain.md row I2).
pub(crate) const ASKED: &str = "idporten-loa-substantial";

/// A level of assurance that is good enough for pay slips (eIDAS, Regulation 910/2014 article 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Substantial.
    Substantial,
    /// High.
    High,
}

impl Level {
    /// The level behind an `acr`, if it is one that was asked for or a higher one. Everything
    /// else, also a value that nobody knows, is not accepted.
    pub(crate) fn accepted(acr: &str) -> Option<Self> {
        match acr {
            ASKED | "urn:lykill:loa:substantial" => Some(Self::Substantial),
            "idporten-loa-high" | "urn:lykill:loa:high" => Some(Self::High),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_asked_level_and_the_one_above_are_accepted() {
        assert_eq!(
            Level::accepted("idporten-loa-substantial"),
            Some(Level::Substantial)
        );
        assert_eq!(Level::accepted("urn:lykill:loa:high"), Some(Level::High));
        for acr in [
            "idporten-loa-low",
            "urn:lykill:loa:low",
            "",
            "IDPORTEN-LOA-HIGH",
            "0",
        ] {
            assert_eq!(Level::accepted(acr), None, "{acr}");
        }
    }
}
