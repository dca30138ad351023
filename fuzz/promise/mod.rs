//! What the readers and the checker promise for every input, as functions that panic where a promise is broken.
//!
//! The fuzz targets call them with whatever a fuzzer finds, and `crates/io/tests/mutations.rs` with the examples' files
//! and thousands of their mutations, so that the same promises are kept without a fuzzer.
//!
//! 1. Nothing panics.
//! 2. Every error has a title, a place, what was found, what was expected, and how to mend it.
//! 3. What is accepted means the same after it was written and read again.
//! 4. A payoff that is read with a parameter left open is, at the parameter's own value, the payoff that is read
//!    without.
//! 5. The checker comes to an end, and accepts again what it accepted.

pub mod implementation;

use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{Accepted, CheckError, check_text};
use ambimech_io::direction::{DirectionError, check_direction_text, parse_direction, render_direction};
use ambimech_io::environment::{EnvironmentText, factored_environment_digest, render_factored_toml};
use ambimech_io::exchange::efg::{GameAllocation, import_game};
use ambimech_io::exchange::{Layout, TransferFile, read_transfers_texts, transfers_csv};
use ambimech_io::mechanism::{MechanismFile, parse_mechanism, render_mechanism};
use ambimech_io::{Diagnostic, Format, environment_digest, read_environment, render_environment_toml};
use ambimech_model::environment::Environment;
use ambimech_model::factored::FactoredEnvironment;
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::parametric::ParametricEnvironment;
use std::path::Path;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was read, or found proved.
    Accepted,
    /// It was refused with a reason.
    Refused,
}

/// Letters that papers and the examples use for parameters.
const LETTERS: [&str; 5] = ["B", "a", "g", "h", "v"];

/// The first environments of a mutated file are looked at closely; larger ones would take long to write out.
const MOST_PROFILES: usize = 1 << 12;

/// Promises 1 to 4 for the text of an environment.
pub fn environment(text: &str, format: Format) -> Fate {
    let text = EnvironmentText { text, file_name: "environment", format, folder: None };
    match text.read_factored(&[]) {
        Ok(Some(factored)) => written_with_factors(&factored),
        Ok(None) => {}
        Err(diagnostic) => drop(refused(&diagnostic)),
    }
    let read = match text.read(&[]) {
        Ok(environment) => environment,
        Err(diagnostic) => return refused(&diagnostic),
    };
    if read.space().size() > MOST_PROFILES {
        return Fate::Accepted;
    }
    let digest = environment_digest(&read);
    let written = render_environment_toml(&read);
    match ambimech_io::parse_environment(&written, "written", Format::Toml, None) {
        Ok(again) => assert_eq!(environment_digest(&again), digest, "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    for letter in LETTERS {
        match text.read_parametric(letter, &[]) {
            Ok(parametric) => {
                let here = parametric.at(parametric.value());
                let here = here.unwrap_or_else(|error| panic!("at its own value: {error}"));
                assert_eq!(environment_digest(&here), digest, "with {letter} left open");
            }
            Err(diagnostic) => drop(refused(&diagnostic)),
        }
    }
    Fate::Accepted
}

/// Promise 3 for a prior in factored form.
fn written_with_factors(factored: &FactoredEnvironment) {
    let written = render_factored_toml(factored);
    let text = EnvironmentText { text: &written, file_name: "written", format: Format::Toml, folder: None };
    match text.read_factored(&[]) {
        Ok(Some(again)) => {
            assert_eq!(factored_environment_digest(&again), factored_environment_digest(factored), "{written}");
        }
        Ok(None) => panic!("what was written has no factors\n{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
}

/// Promises 1 and 2 for the bytes of an environment file, and for those of the CSV file `prior.csv` beside it.
pub fn environment_file(folder: &Path, environment: &[u8], csv: &[u8]) -> Fate {
    let path = folder.join("environment.toml");
    std::fs::write(&path, environment).unwrap_or_else(|error| panic!("a temporary file: {error}"));
    std::fs::write(folder.join("prior.csv"), csv).unwrap_or_else(|error| panic!("a temporary file: {error}"));
    match read_environment(&path) {
        Ok(_) => Fate::Accepted,
        Err(diagnostic) => refused(&diagnostic),
    }
}

/// Promises 1 and 2 for the bytes of a CSV file `table.csv` that an environment file names.
pub fn environment_table(folder: &Path, environment: &str, csv: &[u8]) -> Fate {
    let path = folder.join("environment.toml");
    std::fs::write(&path, environment).unwrap_or_else(|error| panic!("a temporary file: {error}"));
    std::fs::write(folder.join("table.csv"), csv).unwrap_or_else(|error| panic!("a temporary file: {error}"));
    match read_environment(&path) {
        Ok(_) => Fate::Accepted,
        Err(diagnostic) => refused(&diagnostic),
    }
}

/// Promises 1 to 3 for the text of a CSV file of transfers.
pub fn transfers(text: &str, environment: &Environment) -> Fate {
    let read = |text: &str| {
        read_transfers_texts(&[TransferFile { name: "transfers.csv", rule: "alone", text }], environment)
    };
    let rules = match read(text) {
        Ok(rules) => rules,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let mechanism =
        Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(rules) };
    for layout in [Layout::Long, Layout::Matrix] {
        let written = transfers_csv(environment, &mechanism, None, layout);
        let written = written.unwrap_or_else(|error| panic!("what was read cannot be written: {error}"));
        match read(&written) {
            Ok(again) => assert_eq!(Rules::Tables(again), mechanism.rules, "{written}"),
            Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
        }
    }
    Fate::Accepted
}

/// Promises 1 to 3 for the text of a game of Gambit.
pub fn game(text: &str) -> Fate {
    let read = match import_game(text, "game.efg", GameAllocation::Efficient) {
        Ok(game) => game.environment,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let written = render_environment_toml(&read);
    match ambimech_io::parse_environment(&written, "written", Format::Toml, None) {
        Ok(again) => assert_eq!(environment_digest(&again), environment_digest(&read), "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    Fate::Accepted
}

/// Promises 1 to 3 for the text of a mechanism file, and 1 and 5 for the check of what was read.
pub fn mechanism(text: &str, format: Format, environment: &Environment) -> Fate {
    let _ = checked(text, format, environment);
    let MechanismFile { mechanism, certificate, .. } =
        match parse_mechanism(text, "mechanism", format, environment) {
            Ok(file) => file,
            Err(diagnostic) => return refused(&diagnostic),
        };
    let digest = environment_digest(environment);
    // Written with a seal and the digest of this environment, so that the checker itself gets to see it.
    let written = render_mechanism(environment, &digest, &mechanism, certificate.as_ref());
    match parse_mechanism(&written, "written", Format::Json, environment) {
        Ok(again) => assert_eq!((&again.mechanism, &again.certificate), (&mechanism, &certificate), "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    let _ = checked(&written, Format::Json, environment);
    Fate::Accepted
}

/// Promises 1 to 3 for the text of a file of certificates, and 1 and 5 for the check of what was read.
pub fn certificates(text: &str, format: Format, environment: &Environment) -> Fate {
    let _ = checked(text, format, environment);
    let certificates = match parse_certificates(text, "certificate", format, environment) {
        Ok(file) => file.certificates,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let digest = environment_digest(environment);
    let written = render_certificates(environment, &digest, &certificates);
    match parse_certificates(&written, "written", Format::Json, environment) {
        Ok(again) => assert_eq!(again.certificates, certificates, "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    let _ = checked(&written, Format::Json, environment);
    Fate::Accepted
}

/// Promises 1, 2 and 5 for the check of a text.
pub fn checked(text: &str, format: Format, environment: &Environment) -> Fate {
    match check_text(text, "checked", format, environment) {
        Ok(accepted) => {
            let digest = environment_digest(environment);
            if let Accepted::Certificates(list) = &accepted {
                let written = render_certificates(environment, &digest, list);
                let again = check_text(&written, "written", Format::Json, environment);
                assert_eq!(again.as_ref(), Ok(&accepted), "{written}");
            }
            Fate::Accepted
        }
        Err(CheckError::Unreadable(diagnostic)) => refused(&diagnostic),
        Err(CheckError::Refused(_) | CheckError::TooLarge { .. }) => Fate::Refused,
    }
}

/// Promises 1 to 3 for the text of a file about all values of a parameter, and 1 and 5 for the check of what was read.
pub fn direction(text: &str, format: Format, environment: &ParametricEnvironment) -> Fate {
    let _ = checked_direction(text, format, environment);
    let direction = match parse_direction(text, "direction", format, environment.environment()) {
        Ok(file) => file.direction,
        Err(diagnostic) => return refused(&diagnostic),
    };
    // Written with a seal and the digests of these environments, so that the checker itself gets to see it.
    let written = render_direction(environment, &direction);
    match parse_direction(&written, "written", Format::Json, environment.environment()) {
        Ok(again) => assert_eq!(again.direction, direction, "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    let _ = checked_direction(&written, Format::Json, environment);
    Fate::Accepted
}

/// Promises 1, 2 and 5 for the check of a text about all values of a parameter.
pub fn checked_direction(text: &str, format: Format, environment: &ParametricEnvironment) -> Fate {
    match check_direction_text(text, "checked", format, environment) {
        Ok(accepted) => {
            let written = render_direction(environment, &accepted.direction);
            let again = check_direction_text(&written, "written", Format::Json, environment);
            assert_eq!(again.as_ref(), Ok(&accepted), "{written}");
            Fate::Accepted
        }
        Err(DirectionError::File(CheckError::Unreadable(diagnostic))) => refused(&diagnostic),
        Err(DirectionError::File(_) | DirectionError::Refused(_)) => Fate::Refused,
    }
}

/// Promise 2.
fn refused(diagnostic: &Diagnostic) -> Fate {
    let message = diagnostic.to_string();
    for part in [&diagnostic.title, &diagnostic.found, &diagnostic.expected] {
        assert!(!part.trim().is_empty(), "{message}");
    }
    assert!(!diagnostic.places.is_empty(), "no place: {message}");
    assert!(diagnostic.help.iter().any(|help| !help.trim().is_empty()), "no help: {message}");
    for place in &diagnostic.places {
        assert!(place.line > 0 && place.column > 0, "{message}");
        assert!(place.excerpt.get(place.marked.clone()).is_some(), "{message}");
    }
    assert!(message.len() < 20_000, "{} bytes: {}", message.len(), diagnostic.title);
    Fate::Refused
}
