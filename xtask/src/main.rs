//! The project's own chores: `cargo xtask test`, parts of it, `cargo xtask bless`, `cargo xtask docs` and `cargo xtask bench`.
//!
//! Standard library only, so that a machine with Rust and nothing else can run it.

mod bench;
mod book;
mod python;
mod report;
mod rule;
mod step;
mod tree;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask CHORE

  test    house rules, format, lints, all Rust tests, the page in a browser, documentation, independent oracle,
          the Python package; what CI runs
  rules   the house rules alone (a second)
  python  the Python package alone
  bless   rewrites the golden files from what the program prints now; read the diff before committing it
  docs    renews the generated parts of the book in docs/ and builds it into target/book, where mdbook is installed
  mdbook  installs the mdbook that builds the book into target/tools, for this repository only (some minutes)
  bench   the benchmarks, in release mode; further words are handed to them
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() else {
        report::error("no folder above xtask");
        return ExitCode::from(2);
    };
    let done = match words.first().map(String::as_str) {
        Some("test") if words.len() == 1 => step::run_all(root, &step::TEST),
        Some("rules") if words.len() == 1 => step::run_all(root, &[step::HOUSE_RULES]),
        Some("python") if words.len() == 1 => step::run_all(root, &[step::PYTHON]),
        Some("bless") if words.len() == 1 => step::bless(root),
        Some("docs") if words.len() == 1 => step::renew_book(root),
        Some("mdbook") if words.len() == 1 => book::install(root),
        Some("bench") => bench::run(root, &words[1..]),
        Some("help" | "--help" | "-h") => {
            report::line(USAGE);
            return ExitCode::SUCCESS;
        }
        _ => {
            report::error(USAGE);
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
