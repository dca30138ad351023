//! `design --method few-rules`: what is said and written about fewer rules.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn environment() -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join("zero-probability-profile/environment.toml").display().to_string()
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().unwrap()
}

fn proof_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Two rules are found, without a base rule; one rule is proved not to be enough, and so are all rules made of one bet. The file with the proofs is accepted, and
/// with one side changed it is not.
#[test]
fn the_proofs_about_fewer_rules_are_written_and_accepted() {
    let (environment, file) = (environment(), proof_file("one-bet.json"));
    let path = file.display().to_string();
    let question = ["design", &environment, "--goal", "coalition-proof", "--method", "few-rules"];
    let output = ambimech(&[&question[..], &["--proof", &path, "--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let few = &value["few-rules"];
    assert_eq!((few["found"].as_u64(), few["least"].as_u64()), (Some(2), Some(2)));
    assert_eq!(few["one-bet"]["verdict"], "infeasible");
    assert_eq!(few["one-bet"]["witness"]["kind"], "one-bet");
    assert_eq!(few["one-bet"]["excludes"].as_array().map(Vec::len), Some(0));
    assert!(few["one-bet"]["witness"]["cases"].as_u64().unwrap() > 0);
    assert_eq!(value["proof-file"], path.as_str());
    let checked = ambimech(&["check", &environment, &path]);
    let words = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(checked.status.code(), Some(0), "{words}");
    assert!(words.starts_with("accepted") && words.contains("one bet around its base rule"), "{words}");
    let text = std::fs::read_to_string(&file).unwrap();
    let other = proof_file("one-bet-changed.json");
    std::fs::write(&other, text.replacen("\"side\": \"minus\"", "\"side\": \"plus\"", 1)).unwrap();
    assert_eq!(ambimech(&["check", &environment, &other.display().to_string()]).status.code(), Some(1));
    let words = String::from_utf8(ambimech(&question).stdout).unwrap();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("made of one bet around the base rule that the proof names, are proved not to be enough"),
        "{words}"
    );
}

#[test]
fn a_proof_is_asked_for_with_the_search_only() {
    let file = proof_file("no-search.json").display().to_string();
    let output = ambimech(&["design", &environment(), "--goal", "coalition-proof", "--proof", &file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--method few-rules"));
    assert!(!Path::new(&file).exists());
}
