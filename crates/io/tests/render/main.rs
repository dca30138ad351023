//! Renderings against expected files, in `expected/`; `AMBIMECH_BLESS=1` rewrites them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod answers;
mod belief_conditions;
mod combinations;
mod fixture;
mod glossary;
mod public_good;
#[path = "../row_proofs/mod.rs"]
mod row_proofs;
#[path = "../public_good/mod.rs"]
mod troubled;

use std::path::Path;

/// Compares with the expected file, or writes it.
fn assert_expected(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/expected").join(name);
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == found {
        return;
    }
    let line = expected.lines().zip(found.lines()).position(|(old, new)| old != new);
    let line = line.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    panic!(
        "{name} differs from line {}:\n- {}\n+ {}\nif this is wanted, run `AMBIMECH_BLESS=1 cargo test -p ambimech-io --test render`",
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        found.lines().nth(line).unwrap_or("(end)"),
    );
}
