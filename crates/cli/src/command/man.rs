//! `ambimech man`: the manual pages.

use crate::argument::{Arguments, Man};
use crate::outcome::{Failure, Outcome};
use crate::output;
use clap::CommandFactory;
use std::path::Path;

/// Prints the main page, or writes one page per command.
pub fn run(options: &Man) -> Result<Outcome, Failure> {
    match &options.out {
        None => output::answer(&page(Arguments::command(), Path::new("standard output"))?),
        Some(folder) => {
            output::make_folder(folder)?;
            let main = folder.join("ambimech.1");
            output::write_file(&main, &page(Arguments::command(), &main)?)?;
            for command in Arguments::command().get_subcommands() {
                let path = folder.join(format!("ambimech-{}.1", command.get_name()));
                output::write_file(&path, &page(command.clone(), &path)?)?;
            }
            output::answer(&format!("done: manual pages in {}", folder.display()));
        }
    }
    Ok(Outcome::Holds)
}

fn page(command: clap::Command, path: &Path) -> Result<String, Failure> {
    let mut roff = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut roff);
    rendered.map_err(|error| Failure::Write(path.to_path_buf(), error))?;
    Ok(String::from_utf8_lossy(&roff).into_owned())
}
