//! The names under which assurance levels travel in `acr_values` and `acr`.

use lykill_core::Level;

/// The configured names of the levels; the first name of each is what tokens carry, the others
/// are understood in requests (design.md section 4, "Levels"; domain.md row I2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcrNames(Vec<(Level, Vec<String>)>);

/// Why a configuration of names cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAcrNames {
    /// A level would have no name in tokens.
    #[error("level {0} needs at least one name")]
    Nameless(Level),
    /// `acr_values` is a list with spaces between, so a name has none.
    #[error("the name {0:?} must be 1 to 100 printable ASCII characters without space or quotes")]
    Unprintable(String),
    /// One name would mean two levels.
    #[error("the name {0:?} stands twice; each name means one level")]
    Twice(String),
}

impl AcrNames {
    /// Checks configured names.
    ///
    /// # Errors
    /// [`BadAcrNames`] when a level has no name, a name cannot stand in a list, or stands twice.
    pub fn new(
        low: Vec<String>,
        substantial: Vec<String>,
        high: Vec<String>,
    ) -> Result<Self, BadAcrNames> {
        let names: Vec<_> = Level::ALL
            .into_iter()
            .zip([low, substantial, high])
            .collect();
        let mut seen: Vec<&String> = Vec::new();
        for (level, of_level) in &names {
            if of_level.is_empty() {
                return Err(BadAcrNames::Nameless(*level));
            }
            for name in of_level {
                if !is_name(name) {
                    return Err(BadAcrNames::Unprintable(name.clone()));
                }
                if seen.contains(&name) {
                    return Err(BadAcrNames::Twice(name.clone()));
                }
                seen.push(name);
            }
        }
        Ok(Self(names))
    }

    /// The name of a level in tokens.
    pub fn name(&self, level: Level) -> &str {
        let of_level = self.0.iter().find(|(one, _)| *one == level);
        of_level
            .and_then(|(_, names)| names.first())
            .map_or(level.word(), String::as_str)
    }

    /// The level that a name of a request means; none when we do not know the name.
    pub fn level(&self, name: &str) -> Option<Level> {
        let knows = |names: &[String]| names.iter().any(|known| known == name);
        self.0
            .iter()
            .find(|(_, names)| knows(names))
            .map(|(level, _)| *level)
    }

    /// Every name that is understood, lowest level first: `acr_values_supported`.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|(_, names)| names)
            .map(String::as_str)
    }
}

impl Default for AcrNames {
    /// `idporten-loa-…` in tokens, `urn:lykill:loa:…` as aliases.
    fn default() -> Self {
        let names = |level: Level| {
            let word = level.word();
            vec![
                format!("idporten-loa-{word}"),
                format!("urn:lykill:loa:{word}"),
            ]
        };
        Self(
            Level::ALL
                .into_iter()
                .map(|level| (level, names(level)))
                .collect(),
        )
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
    (1..=100).contains(&name.len()) && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_its_name_and_alias() {
        let names = AcrNames::default();
        assert_eq!(names.name(Level::High), "idporten-loa-high");
        assert_eq!(
            names.level("urn:lykill:loa:substantial"),
            Some(Level::Substantial)
        );
        assert_eq!(names.level("Level4"), None);
        assert_eq!(names.all().count(), 6);
    }

    #[test]
    fn names_that_would_confuse_are_refused() {
        let one = |name: &str| vec![name.to_owned()];
        assert_eq!(
            AcrNames::new(vec![], one("b"), one("c")),
            Err(BadAcrNames::Nameless(Level::Low))
        );
        assert_eq!(
            AcrNames::new(one("a b"), one("b"), one("c")),
            Err(BadAcrNames::Unprintable("a b".to_owned()))
        );
        assert_eq!(
            AcrNames::new(one("a"), one("b"), one("a")),
            Err(BadAcrNames::Twice("a".to_owned()))
        );
    }
}
