//! From file and environment to a checked configuration.

use super::environment::overlay;
use super::problem::{BadConfig, ConfigProblem};
use super::raw::Raw;
use super::{Config, check};
use std::path::Path;
use toml::Table;

/// No configuration is larger; what is, is something else.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Reads and checks the file at `path` with this process's environment laid over it.
///
/// # Errors
/// [`BadConfig`] with a line for each wrong value.
pub fn load(path: &Path) -> Result<Config, BadConfig> {
    let name = path.display().to_string();
    let one = |what: String| BadConfig(vec![ConfigProblem::new(name.clone(), what)]);
    let length = std::fs::metadata(path)
        .map_err(|error| one(error.to_string()))?
        .len();
    if length > FILE_BYTES_MAX {
        return Err(one(format!("{length} bytes are no configuration")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| one(error.to_string()))?;
    read(&name, &text, &variables()?)
}

fn variables() -> Result<Vec<(String, String)>, BadConfig> {
    let ours = std::env::vars_os().filter_map(|(name, value)| {
        let name = name
            .into_string()
            .ok()
            .filter(|name| name.starts_with("LYKILL_"))?;
        Some((name, value))
    });
    let texts = ours.map(|(name, value)| match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(BadConfig(vec![ConfigProblem::new(name, "is not UTF-8")])),
    });
    texts.collect()
}

/// Checks a text as if it stood in a file of this name, with these environment variables.
///
/// # Errors
/// [`BadConfig`] with a line for each wrong value.
pub fn read(file: &str, text: &str, variables: &[(String, String)]) -> Result<Config, BadConfig> {
    // Read as it stands first: then an error has its line in the file.
    toml::from_str::<Raw>(text).map_err(|error| malformed(file, text, &error))?;
    let mut table: Table = toml::from_str(text).map_err(|error| malformed(file, text, &error))?;
    let from_environment = overlay(&mut table, variables).map_err(BadConfig)?;
    let raw: Raw = table.try_into().map_err(|error: toml::de::Error| {
        BadConfig(vec![ConfigProblem::new("environment", error.message())])
    })?;
    check::check(&raw, file, &from_environment)
}

fn malformed(file: &str, text: &str, error: &toml::de::Error) -> BadConfig {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = match before {
        Some(before) => format!("{file}:{}", before.matches('\n').count() + 1),
        None => file.to_owned(),
    };
    BadConfig(vec![ConfigProblem::new(place, error.message())])
}
