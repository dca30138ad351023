//! One malformed file per message in `tests/invalid/`, with the message a user sees beside it.
#![allow(missing_docs)]

use ambimech_io::read_environment;
use std::path::Path;

#[test]
fn every_mistake_has_its_message() {
    let folder = Path::new("tests/invalid");
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in &files {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if !matches!(extension, "toml" | "json") {
            continue;
        }
        count += 1;
        let message = match read_environment(file) {
            Ok(_) => "this file was accepted".to_string(),
            Err(diagnostic) => {
                assert!(!diagnostic.places.is_empty(), "{}: no place", file.display());
                assert!(!diagnostic.found.is_empty(), "{}: what was found?", file.display());
                assert!(!diagnostic.expected.is_empty(), "{}: what was expected?", file.display());
                assert!(!diagnostic.help.is_empty(), "{}: how to mend it?", file.display());
                for place in &diagnostic.places {
                    assert!(place.excerpt.get(place.marked.clone()).is_some(), "{}", file.display());
                }
                // Only the name of the file belongs to the golden text, not where the tests run.
                diagnostic.to_string().replace(&format!("{}/", folder.display()), "")
            }
        };
        let golden = file.with_extension(format!("{extension}.expected"));
        let message = format!("{message}\n");
        if bless {
            std::fs::write(&golden, &message).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if message != expected {
            wrong.push(format!("{}:\n{message}", file.display()));
        }
    }
    assert!(count > 100, "only {count} files in tests/invalid");
    assert!(
        wrong.is_empty(),
        "messages differ from their .expected files; if they should, run `AMBIMECH_BLESS=1 cargo test -p \
         ambimech-io` and read the difference\n{}",
        wrong.join("\n")
    );
}
