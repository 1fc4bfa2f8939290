//! The program `lykill`.

use std::process::ExitCode;

fn main() -> ExitCode {
    lykill_server::cli::main()
}
