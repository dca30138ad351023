//! One malformed file per message, in `tests/invalid_transfers/` and `tests/invalid_games/`, with the message beside it.

use ambimech_io::exchange::efg::{GameAllocation, import_game};
use ambimech_io::exchange::read_transfers;
use ambimech_io::{Diagnostic, read_environment};
use std::path::{Path, PathBuf};

fn compare(folder: &str, ending: &str, at_least: usize, read: &dyn Fn(&Path) -> Option<Box<Diagnostic>>) {
    let folder = Path::new(folder);
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|known| known == ending));
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
    }
    assert!(
        wrong.is_empty(),
        "messages differ from their .expected files; if they should, run `AMBIMECH_BLESS=1 cargo test -p \
         ambimech-io` and read the difference\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_mistake_in_a_table_of_transfers_has_its_message() {
    let environment = read_environment(Path::new("tests/valid/public-good.toml")).unwrap();
    compare("tests/invalid_transfers", "csv", 9, &|file| read_transfers(&[file], &environment).err());
}

#[test]
fn a_rule_in_two_files_is_refused() {
    let environment = read_environment(Path::new("tests/valid/public-good.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("r.csv"), "agent,1,2,3,transfer\n*,*,*,*,0\n").unwrap();
    std::fs::write(path("s.csv"), "rule,agent,1,2,3,transfer\ns,*,*,*,*,1\nr,*,*,*,*,1\n").unwrap();
    let (r, s) = (path("r.csv"), path("s.csv"));
    let one = read_transfers(&[&r], &environment).unwrap();
    assert_eq!((one.len(), one[0].name.as_str()), (1, "r"));
    let message = read_transfers(&[&r, &s], &environment).unwrap_err();
    assert_eq!((message.line(), message.title.as_str()), (Some(3), "another file has the rule `r` already"));
}

#[test]
fn every_mistake_in_a_game_has_its_message() {
    compare("tests/invalid_games", "efg", 18, &|file| {
        let text = std::fs::read_to_string(file).unwrap();
        import_game(&text, &file.display().to_string(), GameAllocation::Efficient).err()
    });
}
