//! `lykill company`.

use super::arguments::PlaceArguments;
use super::file::text;
use super::{Exit, admin, show};
use crate::admin::{AdminCommand, CompanyToAdd, EmployeesToImport};
use indicatif::ProgressBar;
use lykill_issuer::company::MOST_BYTES;
use std::path::PathBuf;
use std::time::Duration;

/// What can be done with companies.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a company; its payroll contact stands on the linking page
    #[command(after_help = "\
Examples:
  lykill company add --config /etc/lykill.toml --id fjordvik --name 'Fjordvik kommune' \\
      --payroll-name 'Lønn og personal' --payroll-email lonn@fjordvik.example \\
      --payroll-phone '+47 12 34 56 78'")]
    Add(Add),
    /// Import a company's register; nothing is imported unless every row is right
    #[command(after_help = "\
Examples:
  lykill company import-employees employees.csv --company fjordvik --config /etc/lykill.toml
  lykill company import-employees employees.csv --company fjordvik --dry-run \\
      --config /etc/lykill.toml

The file is CSV in UTF-8 with the header employee_id,name,national_id,work_email; national_id may
be empty. Known employee ids are changed, new ones added; others and all links stay.")]
    ImportEmployees(Import),
    /// List companies
    #[command(after_help = "\
Examples:
  lykill company list --config /etc/lykill.toml")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
    },
}

/// What `lykill company add` takes.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    place: PlaceArguments,
    /// The company's id, which stays
    #[arg(long)]
    id: String,
    /// The company's name, as people know it
    #[arg(long)]
    name: String,
    /// Whom an employee asks who cannot read the work mailbox
    #[arg(long)]
    payroll_name: String,
    /// That contact's e-mail address
    #[arg(long)]
    payroll_email: String,
    /// That contact's telephone number
    #[arg(long)]
    payroll_phone: String,
}

/// What `lykill company import-employees` takes.
#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(flatten)]
    place: PlaceArguments,
    /// The register
    file: PathBuf,
    /// The company's id
    #[arg(long)]
    company: String,
    /// Only check the file
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    match command {
        Command::Add(add) => {
            let place = add.place.clone();
            let company = CompanyToAdd {
                id: add.id,
                name: add.name,
                payroll_name: add.payroll_name,
                payroll_email: add.payroll_email,
                payroll_phone: add.payroll_phone,
            };
            admin::carry_out(place, AdminCommand::CompanyAdd(company), as_json).await
        }
        Command::ImportEmployees(arguments) => import(arguments, as_json).await,
        Command::List { place } => {
            admin::carry_out(place, AdminCommand::CompanyList, as_json).await
        }
    }
}

async fn import(arguments: Import, as_json: bool) -> Exit {
    let csv = match text(&arguments.file, MOST_BYTES) {
        Ok(csv) => csv.expose().clone(),
        Err(reason) => {
            admin::tell("usage", &[reason], as_json);
            return Exit::Usage;
        }
    };
    let bar = working(csv.lines().count().saturating_sub(1));
    let import = EmployeesToImport {
        company: arguments.company,
        csv,
        dry_run: arguments.dry_run,
    };
    let command = AdminCommand::CompanyImportEmployees(import);
    let reply = admin::reply(arguments.place.into(), command, as_json).await;
    bar.finish_and_clear();
    match reply {
        Ok(result) => {
            show::result(&result, as_json, &[]);
            Exit::Ok
        }
        Err(exit) => exit,
    }
}

/// Shows on a terminal that the import runs; elsewhere it is silent.
fn working(rows: usize) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_message(format!("importing {rows} rows"));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
