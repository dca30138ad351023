//! One malformed file per message in `tests/invalid_implementation/`, with the message beside it: economies, allocations, environments
//! without beliefs, social choice sets, type spaces, verdicts about robust implementation. What a file is comes first in its name; those that
//! are about an environment or an economy are read with `payoffs.txt` or `economy.txt`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::economy::{parse_allocation, parse_economy};
use ambimech_io::environment::EnvironmentText;
use ambimech_io::robust::parse_robust;
use ambimech_io::type_space::parse_type_space;
use ambimech_io::{Diagnostic, Format};
use std::path::{Path, PathBuf};

fn read(name: &str, text: &str, folder: &Path) -> Option<Box<Diagnostic>> {
    let beside = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let whole = |text| EnvironmentText { text, file_name: name, format: Format::Toml, folder: None };
    let payoffs = beside("payoffs.txt");
    let payoffs = whole(&payoffs).read_payoff_environment(&[]).unwrap();
    let economy = parse_economy(&beside("economy.txt"), "economy.txt", Format::Toml).unwrap();
    if name.starts_with("economy-") {
        parse_economy(text, name, Format::Toml).err()
    } else if name.starts_with("allocation-") {
        parse_allocation(text, name, Format::Toml, &economy).err()
    } else if name.starts_with("payoffs-") {
        whole(text).read_payoff_environment(&[]).err()
    } else if name.starts_with("choices-") {
        whole(text).read_choice_problem(&[]).err()
    } else if name.starts_with("type-space-") {
        parse_type_space(text, name, Format::Toml, &payoffs).err()
    } else if name.starts_with("robust-") {
        parse_robust(text, name, Format::Json, &payoffs).err()
    } else {
        panic!("{name} is of no known kind")
    }
}

#[test]
fn every_mistake_has_its_message() {
    let folder = Path::new("tests/invalid_implementation");
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml" || extension == "json"));
    files.sort();
    assert!(files.len() >= 50, "{}", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let message = match read(&name, &std::fs::read_to_string(&file).unwrap(), folder) {
            None => "this file was accepted".to_string(),
            Some(diagnostic) => {
                assert!(!diagnostic.places.is_empty(), "{name}: no place");
                assert!(!diagnostic.found.is_empty(), "{name}: what was found?");
                assert!(!diagnostic.expected.is_empty(), "{name}: what was expected?");
                assert!(!diagnostic.help.is_empty(), "{name}: how to mend it?");
                diagnostic.to_string()
            }
        };
        let golden = folder.join(format!("{name}.expected"));
        if bless {
            std::fs::write(&golden, format!("{message}\n")).unwrap();
        }
        if std::fs::read_to_string(&golden).unwrap_or_default() != format!("{message}\n") {
            wrong.push(message);
        }
    }
    assert!(wrong.is_empty(), "messages differ from their .expected files\n{}", wrong.join("\n\n"));
}
