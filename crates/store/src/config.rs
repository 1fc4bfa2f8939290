//! Which database: one text, `sqlite:PATH` or `postgres://…`.

use crate::error::OpenError;
use std::fmt;
use std::path::PathBuf;

/// Connections to PostgreSQL when nothing else is configured.
pub const DEFAULT_MAX_CONNECTIONS: usize = 16;

/// Which database to open.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseConfig {
    /// A file of this machine.
    Sqlite {
        /// Where it is; it is created when there is none.
        path: PathBuf,
    },
    /// A server.
    Postgres {
        /// `postgres://user:password@host:port/database`, with `sslmode` and `sslrootcert` as
        /// libpq names them.
        url: String,
        /// Connections in the pool; one more listens for notifications.
        max_connections: usize,
    },
}

impl DatabaseConfig {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// [`OpenError::Address`] for anything else.
    pub fn from_url(url: &str) -> Result<Self, OpenError> {
        let is_postgres = ["postgres://", "postgresql://"]
            .iter()
            .any(|s| url.starts_with(s));
        match url.strip_prefix("sqlite:") {
            Some("") => Err(OpenError::Address(
                "sqlite: needs a path behind it".to_owned(),
            )),
            Some(path) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Self::Sqlite {
                    path: PathBuf::from(path),
                })
            }
            None if is_postgres => Ok(Self::Postgres {
                url: url.to_owned(),
                max_connections: DEFAULT_MAX_CONNECTIONS,
            }),
            None => {
                let what = "expected sqlite:PATH or postgres://user:password@host/database";
                Err(OpenError::Address(what.to_owned()))
            }
        }
    }
}

impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "sqlite:{}", path.display()),
            Self::Postgres { .. } => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_are_named_by_one_text() {
        let path = |text| match DatabaseConfig::from_url(text) {
            Ok(DatabaseConfig::Sqlite { path }) => Some(path),
            _ => None,
        };
        assert_eq!(
            path("sqlite:data/lykill.db"),
            Some(PathBuf::from("data/lykill.db"))
        );
        assert_eq!(
            path("sqlite:///var/lib/lykill.db"),
            Some(PathBuf::from("/var/lib/lykill.db"))
        );
        assert!(DatabaseConfig::from_url("postgresql://u:p@h/d").is_ok());
        for bad in ["", "sqlite:", "mysql://h/d", "/var/lib/lykill.db"] {
            assert!(DatabaseConfig::from_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_never_shows() {
        let config = DatabaseConfig::from_url("postgres://u:hunter2@h/d").unwrap();
        assert_eq!(format!("{config:?}"), "postgres://…");
    }
}
