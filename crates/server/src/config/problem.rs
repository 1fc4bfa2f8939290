//! What is wrong with a configuration: where and what, one line each.

use std::collections::BTreeSet;
use std::fmt;

/// One wrong value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    place: String,
    what: String,
}

impl ConfigProblem {
    /// A problem at a place: a file, a file and a key, or an environment variable.
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value that is quoted must not break the line.
        let what = self.what.replace(['\n', '\r'], " ");
        write!(f, "{}: {what}", self.place)
    }
}

/// Everything that is wrong; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadConfig(pub Vec<ConfigProblem>);

impl std::error::Error for BadConfig {}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

/// Collects problems while the values are checked.
pub(super) struct Findings<'a> {
    file: &'a str,
    from_environment: &'a BTreeSet<String>,
    problems: Vec<ConfigProblem>,
}

impl<'a> Findings<'a> {
    /// No problem so far, in a file of this name with these paths set by the environment.
    pub(super) fn new(file: &'a str, from_environment: &'a BTreeSet<String>) -> Self {
        Self {
            file,
            from_environment,
            problems: Vec::new(),
        }
    }

    /// Notes a problem with the value at a path.
    pub(super) fn add(&mut self, path: &str, what: impl Into<String>) {
        let place = if self.from_environment.contains(path) {
            super::keys::variable(path)
        } else {
            format!("{}: {path}", self.file)
        };
        self.problems.push(ConfigProblem::new(place, what));
    }

    /// The checked form of a value that must be there.
    pub(super) fn required<V: ?Sized, T>(
        &mut self,
        path: &str,
        value: Option<&V>,
        read: impl FnOnce(&V) -> Result<T, String>,
    ) -> Option<T> {
        match value {
            Some(value) => self.read(path, value, read),
            None => {
                self.add(path, "is missing and has no default");
                None
            }
        }
    }

    /// The checked form of a value, or its documented default.
    pub(super) fn or<V: ?Sized, T>(
        &mut self,
        path: &str,
        value: Option<&V>,
        default: T,
        read: impl FnOnce(&V) -> Result<T, String>,
    ) -> Option<T> {
        match value {
            Some(value) => self.read(path, value, read),
            None => Some(default),
        }
    }

    fn read<V: ?Sized, T>(
        &mut self,
        path: &str,
        value: &V,
        read: impl FnOnce(&V) -> Result<T, String>,
    ) -> Option<T> {
        match read(value) {
            Ok(checked) => Some(checked),
            Err(what) => {
                self.add(path, what);
                None
            }
        }
    }

    /// The checked whole, or all problems.
    pub(super) fn conclude<T>(self, whole: Option<T>) -> Result<T, BadConfig> {
        match whole {
            Some(whole) if self.problems.is_empty() => Ok(whole),
            _ => Err(BadConfig(self.problems)),
        }
    }
}
