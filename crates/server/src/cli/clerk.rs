//! Who gives a command: needed where two people must agree.

use clap::Args;

/// Who gives the command.
#[derive(Debug, Clone, Args)]
pub struct ByArguments {
    /// Who gives this command; under sudo nobody but who called it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl ByArguments {
    /// The name, if one is known. Who came by sudo has the name that sudo gives them.
    ///
    /// # Errors
    /// In words, when sudo knows another name.
    pub(super) fn name(self) -> Result<Option<String>, String> {
        let sudo = std::env::var("SUDO_USER").ok();
        of(self.by, sudo.filter(|name| !name.is_empty()))
    }

    /// The name, which must be known.
    ///
    /// # Errors
    /// In words, when it is not, or sudo knows another one.
    pub(super) fn required(self) -> Result<String, String> {
        self.name()?
            .ok_or_else(|| "say with --by who gives this command".to_owned())
    }
}

fn of(given: Option<String>, sudo: Option<String>) -> Result<Option<String>, String> {
    match (given, sudo) {
        (Some(given), Some(sudo)) if given != sudo => Err(format!(
            "sudo says that {sudo} gives this command; leave --by out"
        )),
        (given, sudo) => Ok(sudo.or(given)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_020_who_comes_by_sudo_cannot_take_another_name() {
        let name = |text: &str| Some(text.to_owned());
        assert_eq!(of(None, None), Ok(None));
        assert_eq!(of(name("kari"), None), Ok(name("kari")));
        assert_eq!(of(None, name("kari")), Ok(name("kari")));
        assert_eq!(of(name("kari"), name("kari")), Ok(name("kari")));
        assert!(of(name("per"), name("kari")).is_err());
    }
}
