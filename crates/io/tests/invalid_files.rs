//! One malformed mechanism or certificate file per message, in `tests/invalid_mechanism/` and
//! `tests/invalid_certificate/`, with the message a user sees beside it. All are read with the environment of Guo (2021),
//! Section 3.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod public_good;

use ambimech_io::Diagnostic;
use ambimech_io::certificate::read_certificates;
use ambimech_io::check::{CheckError, check_file};
use ambimech_io::mechanism::read_mechanism;
use std::path::{Path, PathBuf};

type Reader<'r> = &'r dyn Fn(&Path) -> Option<Box<Diagnostic>>;

fn compare(folder: &str, at_least: usize, read: Reader<'_>) {
    let folder = Path::new(folder);
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let environment = public_good::environment();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json" || extension == "toml"));
    files.sort();
    assert!(files.len() >= at_least, "only {} files in {}", files.len(), folder.display());
    let mut wrong = Vec::new();
    for file in &files {
        let shown = file.display();
        let message = match read(file) {
            None => "this file was accepted".to_string(),
            Some(diagnostic) => {
                assert!(!diagnostic.places.is_empty(), "{shown}: no place");
                assert!(!diagnostic.found.is_empty(), "{shown}: what was found?");
                assert!(!diagnostic.expected.is_empty(), "{shown}: what was expected?");
                assert!(!diagnostic.help.is_empty(), "{shown}: how to mend it?");
                diagnostic.to_string().replace(&format!("{}/", folder.display()), "")
            }
        };
        let message = format!("{message}\n");
        let golden = PathBuf::from(format!("{shown}.expected"));
        if bless {
            std::fs::write(&golden, &message).unwrap();
        }
        if message != std::fs::read_to_string(&golden).unwrap_or_default() {
            wrong.push(format!("{shown}:\n{message}"));
        }
        match check_file(file, &environment) {
            Err(CheckError::Refused(_) | CheckError::Unreadable(_)) => {}
            other => panic!("{shown}: {other:?}"),
        }
    }
    assert!(
        wrong.is_empty(),
        "messages differ from their .expected files; if they should, run `AMBIMECH_BLESS=1 cargo test -p \
         ambimech-io` and read the difference\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_mistake_in_a_mechanism_has_its_message() {
    let environment = public_good::environment();
    compare("tests/invalid_mechanism", 60, &|file| read_mechanism(file, &environment).err());
}

#[test]
fn every_mistake_in_a_certificate_has_its_message() {
    let environment = public_good::environment();
    compare("tests/invalid_certificate", 25, &|file| read_certificates(file, &environment).err());
}
