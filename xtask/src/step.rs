//! The steps of `cargo xtask test`: each has a name and runs until one fails.

use crate::book;
use crate::python;
use crate::report;
use crate::rule;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Environment variable under which tests rewrite their golden files.
const BLESS: &str = "AMBIMECH_BLESS";
/// Environment variable that says whether the tests in a browser are run: `off`, or `required`.
const BROWSER: &str = "AMBIMECH_BROWSER";

/// How a step ended.
pub enum Outcome {
    /// Nothing wrong.
    Passed,
    /// Not run on this machine, and why.
    Skipped(&'static str),
    /// What went wrong, and what to do.
    Failed(String),
}

/// A named step.
pub struct Step {
    name: &'static str,
    run: fn(&Path) -> Outcome,
}

/// The house rules alone.
pub const HOUSE_RULES: Step = Step { name: "house rules", run: house_rules };

/// The Python package alone.
pub const PYTHON: Step = Step { name: "Python package", run: python::package };

/// Everything, cheapest first.
pub const TEST: [Step; 9] = [
    HOUSE_RULES,
    Step { name: "format", run: format },
    Step { name: "lints", run: lints },
    Step { name: "tests", run: tests },
    Step { name: "the page in a browser", run: browser },
    Step { name: "documentation", run: documentation },
    Step { name: "book", run: build_book },
    Step { name: "independent oracle", run: oracle },
    PYTHON,
];

/// Runs the steps in order and stops at the first that fails; whether all passed or were skipped.
pub fn run_all(root: &Path, steps: &[Step]) -> bool {
    let begin = Instant::now();
    let mut skipped = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        report::line(&format!("[{}/{}] {}", place + 1, steps.len(), step.name));
        let start = Instant::now();
        match (step.run)(root) {
            Outcome::Passed => report::line(&format!("      passed in {} s", start.elapsed().as_secs())),
            Outcome::Skipped(why) => {
                report::line(&format!("      SKIPPED: {why}"));
                skipped.push(step.name);
            }
            Outcome::Failed(why) => {
                report::error(&format!("\nFAILED at {}: {why}", step.name));
                return false;
            }
        }
    }
    let note = if skipped.is_empty() { String::new() } else { format!(" (skipped: {})", skipped.join(", ")) };
    report::line(&format!("OK: all steps passed in {} s{note}", begin.elapsed().as_secs()));
    true
}

/// Runs the tests with golden files rewritten.
pub fn bless(root: &Path) -> bool {
    report::line("tests, golden files rewritten");
    let mut command = cargo(root, &["test", "--workspace"]);
    command.env(BLESS, "1");
    match outcome(command, "some tests have no golden file, or fail for another reason") {
        Outcome::Failed(why) => {
            report::error(&format!("\nFAILED: {why}"));
            false
        }
        _ => {
            report::line("OK: read the changes before you commit them: git diff --stat");
            true
        }
    }
}

/// Renews the generated parts of the book, and builds it where mdBook is installed.
pub fn renew_book(root: &Path) -> bool {
    report::line("the book, generated parts rewritten");
    let mut command = cargo(root, &["test", "--package", "ambimech", "--test", "book"]);
    command.env(BLESS, "1");
    // Tests of links run beside the one that rewrites; the second look is the one that counts.
    let _ = command.status();
    let mut command = cargo(root, &["test", "--package", "ambimech", "--test", "book"]);
    command.env_remove(BLESS);
    let checked = match outcome(command, "a page is wrong; it is named above") {
        Outcome::Failed(why) => Outcome::Failed(why),
        _ => build_book(root),
    };
    match checked {
        Outcome::Failed(why) => {
            report::error(&format!("\nFAILED: {why}"));
            false
        }
        Outcome::Skipped(why) => {
            report::line(&format!("OK: pages are up to date; not built: {why}"));
            true
        }
        Outcome::Passed => {
            report::line("OK: target/book/index.html");
            true
        }
    }
}

fn build_book(root: &Path) -> Outcome {
    match book::tool(root) {
        None => Outcome::Skipped("mdbook is not installed; cargo xtask mdbook installs it for this repository"),
        Some(tool) => book::build(root, &tool).map_or_else(Outcome::Failed, |()| Outcome::Passed),
    }
}

fn house_rules(root: &Path) -> Outcome {
    let findings = match rule::find_violations(root) {
        Ok(findings) => findings,
        Err(error) => return Outcome::Failed(format!("the sources could not be read: {error}")),
    };
    if findings.is_empty() {
        return Outcome::Passed;
    }
    for finding in &findings {
        report::error(&format!("      {finding}"));
    }
    Outcome::Failed(format!("{} against the house rules (see CONTRIBUTING.md)", findings.len()))
}

fn format(root: &Path) -> Outcome {
    if !succeeds(cargo(root, &["fmt", "--version"])) {
        return Outcome::Failed("rustfmt is missing; install it with: rustup component add rustfmt".to_string());
    }
    outcome(cargo(root, &["fmt", "--all", "--check"]), "run: cargo fmt --all")
}

fn lints(root: &Path) -> Outcome {
    if !succeeds(cargo(root, &["clippy", "--version"])) {
        return Outcome::Failed("clippy is missing; install it with: rustup component add clippy".to_string());
    }
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    outcome(cargo(root, &arguments), "mend what clippy names above")
}

fn tests(root: &Path) -> Outcome {
    let mut command = cargo(root, &["test", "--workspace"]);
    command.env_remove(BLESS);
    // They have a step of their own, which says when they are skipped.
    command.env(BROWSER, "off");
    outcome(command, "the first failing test is named above; wanted changes of golden files: cargo xtask bless")
}

/// Clicks through the page of `ambimech serve` in a browser without a window; its pictures go to `target/page/`.
fn browser(root: &Path) -> Outcome {
    let has = |names: &[&str]| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders).any(|folder| names.iter().any(|name| folder.join(name).is_file()))
    };
    if !has(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
        return Outcome::Skipped("no Chromium found");
    }
    if !has(&["chromedriver", "chromium-driver"]) {
        return Outcome::Skipped("no ChromeDriver found beside Chromium (Debian: chromium-driver)");
    }
    let mut command = cargo(root, &["test", "--workspace", "--test", "browser"]);
    command.env(BROWSER, "required");
    outcome(command, "the page does not do what is clicked; its pictures are in target/page/")
}

fn documentation(root: &Path) -> Outcome {
    let mut command = cargo(root, &["doc", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    outcome(command, "mend what rustdoc names above")
}

/// Recomputes every number of `examples/` from the definitions, in a program that shares no code with this one.
fn oracle(root: &Path) -> Outcome {
    let python = |arguments: &[&str]| {
        let mut command = Command::new("python3");
        command.args(arguments).current_dir(root);
        command
    };
    if !succeeds(python(&["--version"])) {
        return Outcome::Skipped("there is no python3 on this machine");
    }
    if !succeeds(python(&["-c", "import tomllib"])) {
        return Outcome::Skipped("python3 is older than 3.11 and cannot read TOML");
    }
    let examples = match crate::tree::folders(&root.join("examples")) {
        Ok(folders) if !folders.is_empty() => folders,
        Ok(_) => return Outcome::Failed("examples/ has no folders".to_string()),
        Err(error) => return Outcome::Failed(format!("examples/ cannot be read: {error}")),
    };
    let mut command = python(&["examples/oracle.py"]);
    // Auctions have continuous signals, of which the oracle knows nothing.
    let has_environment = |name: &&String| root.join("examples").join(name).join("environment.toml").exists();
    command.args(examples.iter().filter(has_environment).map(|name| format!("examples/{name}/")));
    outcome(command, "a number of examples/ differs from its recomputation")
}

/// A command of the same cargo, in the root.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    command
}

/// Runs a command whose output the person sees.
pub fn outcome(mut command: Command, advice: &str) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Outcome::Passed,
        Ok(_) => Outcome::Failed(advice.to_string()),
        Err(error) => Outcome::Failed(format!("{} cannot be started: {error}", command.get_program().display())),
    }
}

/// Runs a command silently.
pub fn succeeds(mut command: Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
