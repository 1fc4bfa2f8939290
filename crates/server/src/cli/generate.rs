//! `lykill completions` and `lykill man`.

use super::{Cli, Exit};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::{self, Write as _};

pub(super) fn completions(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lykill", &mut script);
    written(io::stdout().write_all(&script))
}

/// One page: the program, then each command with its options and examples.
pub(super) fn man() -> Exit {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    let rendered = head(&command, &mut page).and_then(|()| sections(&command, "lykill", &mut page));
    written(rendered.and_then(|()| io::stdout().write_all(&page)))
}

/// The program itself. Its commands follow as sections of this page, not as pages of their own.
fn head(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    man.render_extra_section(page)
}

fn sections(command: &clap::Command, path: &str, page: &mut Vec<u8>) -> io::Result<()> {
    for inner in command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
    {
        let path = format!("{path} {}", inner.get_name());
        if inner.get_subcommands().next().is_some() {
            sections(inner, &path, page)?;
            continue;
        }
        writeln!(page, ".SH {}", path.to_uppercase())?;
        let man = clap_mangen::Man::new(inner.clone());
        man.render_description_section(page)?;
        man.render_synopsis_section(page)?;
        man.render_options_section(page)?;
        man.render_extra_section(page)?;
    }
    Ok(())
}

fn written(outcome: io::Result<()>) -> Exit {
    match outcome {
        Ok(()) => Exit::Ok,
        // `lykill man | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
        Err(error) => {
            eprintln!("lykill: {error}");
            Exit::Failed
        }
    }
}
