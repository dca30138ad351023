//! The Python package: built as users build it, installed in a virtual environment under `target/`, and tested there.
//!
//! Needs Python 3.11 or later with the module `venv`, and the registry of Python packages the first time. Where that is missing the
//! step is skipped with the reason, except on continuous integration (the variable `CI` is set), where it fails.

use crate::step::{Outcome, cargo, outcome, succeeds};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package's folder.
const PACKAGE: &str = "crates/python";
/// What is installed to build and test it.
const REQUIREMENTS: &str = "crates/python/requirements.txt";

/// Builds, installs and tests the package.
pub fn package(root: &Path) -> Outcome {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path));
    let place = target.join("python-package");
    let python = match prepared(root, &place) {
        Ok(python) => python,
        Err(stopped) => return stopped,
    };
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-build-isolation"];
    let mut build = command(root, &python);
    // The unoptimised profile shares its dependencies with the Rust tests.
    build.args(install).args(["--no-deps", "--force-reinstall", "./crates/python"]);
    build.env("MATURIN_PEP517_ARGS", "--profile dev");
    if let Outcome::Failed(_) = outcome(build, "") {
        return Outcome::Failed(format!("{PACKAGE} does not build: pip install ./{PACKAGE}"));
    }
    if let Outcome::Failed(_) = outcome(cargo(root, &["build", "--quiet", "--package", "ambimech"]), "") {
        return Outcome::Failed("the command line does not build: cargo build".to_string());
    }
    let mut tests = command(root, &python);
    tests.args(["-m", "pytest", "-p", "no:cacheprovider"]).current_dir(root.join(PACKAGE));
    tests.env("AMBIMECH_PROGRAM", target.join("debug").join(format!("ambimech{}", std::env::consts::EXE_SUFFIX)));
    outcome(tests, "the first failing test of the Python package is named above")
}

/// The interpreter of a virtual environment with everything the tests need.
fn prepared(root: &Path, place: &Path) -> Result<PathBuf, Outcome> {
    let system = |arguments: &[&str]| {
        let mut command = Command::new("python3");
        command.args(arguments).current_dir(root);
        command
    };
    if !succeeds(system(&["--version"])) {
        return Err(cannot("there is no python3 on this machine"));
    }
    if !succeeds(system(&["-c", "import sys; sys.exit(sys.version_info < (3, 11))"])) {
        return Err(cannot("python3 is older than 3.11"));
    }
    let environment = place.join("venv");
    let python =
        if cfg!(windows) { environment.join("Scripts/python.exe") } else { environment.join("bin/python") };
    let asks = |words: &[&str]| {
        let mut command = Command::new(&python);
        command.args(words);
        succeeds(command)
    };
    if !asks(&["-c", "import pip"]) {
        // None yet, or one whose interpreter is gone.
        let _ = std::fs::remove_dir_all(&environment);
        let mut make = system(&["-m", "venv"]);
        make.arg(&environment);
        if !succeeds(make) {
            let _ = std::fs::remove_dir_all(&environment);
            return Err(cannot("python3 has no module venv; on Debian: apt-get install python3-venv"));
        }
    }
    let wanted = std::fs::read_to_string(root.join(REQUIREMENTS))
        .map_err(|error| Outcome::Failed(format!("{REQUIREMENTS} cannot be read: {error}")))?;
    let installed = environment.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|known| known == wanted) {
        return Ok(python);
    }
    let mut install = command(root, &python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ]);
    if let Outcome::Failed(_) = outcome(install, "") {
        return Err(cannot("what crates/python/requirements.txt names could not be installed; see above"));
    }
    std::fs::write(&installed, wanted)
        .map_err(|error| Outcome::Failed(format!("{} cannot be written: {error}", installed.display())))?;
    Ok(python)
}

/// Skipped with the reason; a failure on continuous integration.
fn cannot(why: &'static str) -> Outcome {
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        Outcome::Failed(format!("the Python package cannot be tested: {why}"))
    } else {
        Outcome::Skipped(why)
    }
}

/// An interpreter whose programs come first on the path.
fn command(root: &Path, python: &Path) -> Command {
    let mut command = Command::new(python);
    command.current_dir(root).env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
    let programs = python.parent().map(Path::to_path_buf);
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = programs.into_iter().chain(std::env::split_paths(&rest));
    if let Ok(path) = std::env::join_paths(all) {
        command.env("PATH", path);
    }
    command
}
