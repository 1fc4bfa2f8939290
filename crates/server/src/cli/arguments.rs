//! The commands and what they share.

use super::{audit, backup, card, client, company, demo, key, link, migrate};
use super::{order, outbox, passkey, person, pin_letter, print, serve, session, token};
use crate::admin::Place;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// What `--help` says at its end.
const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  refused, and nothing was changed; for token import and print ack: some were refused, and the
     rest is done; for doctor: there are problems
  2  the command line or the configuration is wrong
  3  something could not be reached, opened or finished";

/// Electronic identities: issues them, brokers them to services, links them to work accounts.
#[derive(Debug, Parser)]
#[command(name = "lykill", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Answer in JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a deployment until SIGTERM or Ctrl-C
    Serve(serve::Arguments),
    /// Try everything out with test people, on this machine only
    Demo(demo::Arguments),
    /// Bring the database to this program's schema
    Migrate(migrate::Arguments),
    /// Tell every problem and deviation, one line each
    #[command(after_help = "\
Examples:
  lykill doctor --config /etc/lykill.toml
  lykill doctor --config /etc/lykill.toml --json")]
    Doctor(PlaceArguments),
    /// Register people and list them
    #[command(subcommand)]
    Person(person::Command),
    /// Order, block and list key cards
    #[command(subcommand)]
    Card(card::Command),
    /// Order, block and list letters of codes
    #[command(subcommand)]
    PinLetter(pin_letter::Command),
    /// Approve or refuse orders that wait for a second person
    #[command(subcommand)]
    Order(order::Command),
    /// Import, assign and block key viewers and code devices
    #[command(subcommand)]
    Token(token::Command),
    /// Passkeys: list and block
    #[command(subcommand)]
    Passkey(passkey::Command),
    /// Look after the print queues: acknowledge, returned mail, printing anew
    #[command(subcommand)]
    Print(print::Command),
    /// List what was to leave the house, and what became of it
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Add companies, import their registers, list them
    #[command(subcommand)]
    Company(company::Command),
    /// Register relying parties and list them
    #[command(subcommand)]
    Client(client::Command),
    /// List and release links to work accounts
    #[command(subcommand)]
    Link(link::Command),
    /// See a person's living sessions and end them
    #[command(subcommand)]
    Session(session::Command),
    /// List and verify the audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// Write a backup, also while the server runs
    Backup(backup::Make),
    /// Bring a backup back into an empty place
    Restore(backup::Restore),
    /// List the server's own keys and exchange them
    #[command(subcommand)]
    Key(key::Command),
    /// Print completions for a shell
    #[command(after_help = "\
Examples:
  lykill completions bash > /etc/bash_completion.d/lykill
  lykill completions zsh > ~/.zfunc/_lykill")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "\
Examples:
  lykill man > /usr/local/share/man/man1/lykill.1
  lykill man | man -l -")]
    Man,
}

/// Which deployment a command is for.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct PlaceArguments {
    /// The configuration file of the deployment
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder of a demo
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl From<PlaceArguments> for Place {
    fn from(arguments: PlaceArguments) -> Self {
        match (arguments.config, arguments.data_dir) {
            (_, Some(folder)) => Self::DataDir(folder),
            (config, None) => Self::Config(config.unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn leaves(command: &clap::Command, path: String, out: &mut Vec<(String, clap::Command)>) {
        let path = format!("{path} {}", command.get_name());
        let mut inner = command
            .get_subcommands()
            .filter(|one| one.get_name() != "help")
            .peekable();
        if inner.peek().is_none() {
            out.push((path.trim().to_owned(), command.clone()));
            return;
        }
        for one in inner {
            leaves(one, path.clone(), out);
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example_of_itself() {
        let mut all = Vec::new();
        leaves(&Cli::command(), String::new(), &mut all);
        assert!(all.len() >= 15);
        for (path, command) in all {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.contains(&path), "{path} has no example");
        }
    }
}
