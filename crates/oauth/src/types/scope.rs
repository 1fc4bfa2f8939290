//! The scopes that give something.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Scopes that OIDC Core 1.0 defines (sections 5.4 and 11) and that give nothing here.
pub(crate) const WITHOUT_EFFECT: [&str; 4] = ["email", "address", "phone", "offline_access"];

/// A scope that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// An ID token (OIDC Core 1.0 section 3.1.2.1); every request carries it.
    OpenId,
    /// The name, and the national number where the client is entitled to it.
    Profile,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::OpenId, Self::Profile];

    /// The word in `scope`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// The scopes that were granted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(std::collections::BTreeSet<Scope>);

impl Scopes {
    /// Whether this scope is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }
}

impl Scopes {
    /// Those of these words, when every scope among them is among these (RFC 6749 section 6).
    pub fn narrowed(&self, words: &str) -> Option<Self> {
        let words = words.split(' ').filter(|word| !word.is_empty());
        let own = |word: &str| Scope::from_word(word).filter(|scope| self.has(*scope));
        let kept: Option<Self> = words
            .filter(|word| !WITHOUT_EFFECT.contains(word))
            .map(own)
            .collect();
        kept.filter(|kept| !kept.0.is_empty())
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_become_fewer_and_never_more() {
        let both: Scopes = Scope::ALL.into_iter().collect();
        let one: Scopes = [Scope::OpenId].into_iter().collect();
        assert_eq!(both.narrowed("profile openid"), Some(both.clone()));
        assert_eq!(both.narrowed("openid offline_access"), Some(one.clone()));
        assert_eq!(one.narrowed("openid"), Some(one.clone()));
        for more in ["openid profile", "openid admin", "", "offline_access"] {
            assert_eq!(one.narrowed(more), None, "{more:?}");
        }
    }
}
