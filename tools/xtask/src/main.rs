//! `cargo xtask`: everything that is done to this repository and is not the product itself.
//!
//! One file for each subcommand. `cargo xtask <subcommand> --help` shows examples.

mod assets;
mod bench;
mod beside;
mod changed;
mod fuzz;
mod http;
mod run;
mod setup;
mod shots;
mod simulate;
mod soak;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::run::Outcome;

/// Sets up, tests and tends this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask test              install what is missing, then run every check and test
  cargo xtask test --changed    the same, only for what changed against HEAD
  cargo xtask tidy              the rules of this code base that no compiler knows";

#[derive(Subcommand)]
enum Command {
    Setup(setup::Options),
    Test(test::Options),
    Tidy(tidy::Options),
    Assets(assets::Options),
    Bench(bench::Options),
    Shots(shots::Options),
    Fuzz(fuzz::Options),
    Simulate(simulate::Options),
    Soak(soak::Options),
}

fn main() -> ExitCode {
    match dispatch(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn dispatch(cli: Cli) -> Outcome {
    let root = workspace::root()?;
    match cli.command {
        Command::Setup(options) => setup::setup(&root, &options),
        Command::Test(options) => test::test(&root, &options),
        Command::Tidy(options) => tidy::tidy(&root, &options),
        Command::Assets(options) => assets::assets(&root, &options),
        Command::Bench(options) => bench::bench(&root, &options),
        Command::Shots(options) => shots::shots(&root, &options),
        Command::Fuzz(options) => fuzz::fuzz(&root, &options),
        Command::Simulate(options) => simulate::simulate(&root, &options),
        Command::Soak(options) => soak::soak(&root, &options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_subcommand_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.clone().render_long_help().to_string();
            let example = format!("cargo xtask {}", command.get_name());
            assert!(
                help.contains("Examples:"),
                "{} has no examples",
                command.get_name()
            );
            assert!(
                help.contains(&example),
                "{} never shows `{example}`",
                command.get_name()
            );
        }
    }
}
