//! The command line.

mod access;
mod admin;
mod arguments;
mod audit;
mod backup;
mod card;
mod clerk;
mod client;
mod company;
mod demo;
mod doctor;
mod exit;
mod file;
mod generate;
mod key;
mod link;
mod migrate;
mod order;
mod outbox;
mod passkey;
mod person;
mod pin_letter;
mod print;
mod serve;
mod session;
mod show;
mod token;

pub use arguments::{Cli, Command};
pub use exit::Exit;

use clap::Parser as _;
use std::process::ExitCode;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` come here too, and are no errors.
            let _terminal_gone = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Ok.into()
            };
        }
    };
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(run(cli)).into(),
        Err(error) => {
            eprintln!("lykill: the system gives no threads: {error}");
            Exit::Failed.into()
        }
    }
}

async fn run(cli: Cli) -> Exit {
    let json = cli.json;
    match cli.command {
        Command::Serve(arguments) => serve::run(&arguments, json).await,
        Command::Demo(arguments) => demo::run(arguments, json).await,
        Command::Migrate(arguments) => migrate::run(&arguments, json).await,
        Command::Doctor(place) => doctor::run(place, json).await,
        Command::Person(command) => person::run(command, json).await,
        Command::Card(command) => card::run(command, json).await,
        Command::PinLetter(command) => pin_letter::run(command, json).await,
        Command::Order(command) => order::run(command, json).await,
        Command::Token(command) => token::run(command, json).await,
        Command::Passkey(command) => passkey::run(command, json).await,
        Command::Print(command) => print::run(command, json).await,
        Command::Outbox(command) => outbox::run(command, json).await,
        Command::Company(command) => company::run(command, json).await,
        Command::Client(command) => client::run(command, json).await,
        Command::Link(command) => link::run(command, json).await,
        Command::Session(command) => session::run(command, json).await,
        Command::Audit(command) => audit::run(command, json).await,
        Command::Backup(arguments) => backup::make(arguments, json).await,
        Command::Restore(arguments) => backup::restore(arguments, json).await,
        Command::Key(command) => key::run(command, json).await,
        Command::Completions { shell } => generate::completions(shell),
        Command::Man => generate::man(),
    }
}
