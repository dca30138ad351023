//! `counterexample` as a user meets it: verdicts, exit codes, files that the checker accepts, and refusals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example(name: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join(name).join("environment.toml").display().to_string()
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let output = ambimech(&[&["counterexample", "--format", "json"], arguments].concat());
    let value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), value)
}

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ambimech-counterexamples-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Example, options, proof.
const MADE: &[(&str, &[&str], &str)] = &[
    ("private-values-one-failing-agent", &["--condition", "bdp"], "implement-without-bdp"),
    ("private-values-one-failing-agent", &["--condition", "bdp", "--goal", "extract"], "extract-without-bdp"),
    ("safronov-2018-public-good", &["--condition", "bdp", "--private-values"], "private-values-without-bdp"),
    ("safronov-2018-public-good", &["--condition", "cbdp"], "coalitions-without-cbdp"),
    ("guo-2021-public-good", &[], "coalitions-without-ambiguity"),
    ("guo-2021-public-good", &["--goal", "coalition-proof"], "coalitions-without-ambiguity"),
    ("guo-coalitional-incentive-compatibility", &["--goal", "cic,bb"], "coalitions-without-ambiguity"),
    (
        "guo-2017-surplus-extraction",
        &["--condition", "convex-independence"],
        "extract-without-convex-independence",
    ),
    (
        "guo-2017-implementation",
        &["--condition", "convex-independence", "--goal", "implement"],
        "implement-without-identifiability",
    ),
    ("guo-2017-implementation", &["--condition", "identifiability"], "implement-without-identifiability"),
    (
        "guo-2017-implementation",
        &["--condition", "convex-independence", "--private-values"],
        "private-values-without-convex-independence",
    ),
    (
        "guo-coalitional-incentive-compatibility",
        &["--condition", "coalitional-identifiability"],
        "coalitions-without-coalitional-identifiability",
    ),
];

#[test]
fn both_files_are_written_and_the_checker_accepts_them() {
    let folder = folder("made");
    for (place, (name, options, proof)) in MADE.iter().enumerate() {
        let out = folder.join(place.to_string()).display().to_string();
        let environment = example(name);
        let (status, answer) = json(&[&[environment.as_str()], *options, &["--out", &out]].concat());
        assert_eq!(
            (status, &answer["verdict"], &answer["proof"]),
            (0, &"done".into(), &(*proof).into()),
            "{name}"
        );
        assert_eq!(answer["impossibility"]["verdict"], "infeasible");
        let [made, certificate] =
            ["environment", "certificate"].map(|file| answer["files"][file].as_str().unwrap());
        assert_eq!(answer["environment"].as_str().unwrap(), std::fs::read_to_string(made).unwrap());
        let checked = ambimech(&["check", made, certificate]);
        assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
        let efficient = ambimech(&["conditions", made, "efficient"]);
        assert_eq!(efficient.status.code(), Some(0));
        // The proof is about these payoffs: with others it is not accepted.
        let other = ambimech(&["check", &environment, certificate]);
        assert_ne!(other.status.code(), Some(0));
        let files: Vec<String> = std::fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(files.len(), 2, "{files:?}");
        // The decision without any knowledge of the proof.
        let (goal, kind) = (answer["goal"].as_str().unwrap(), answer["mechanism"].as_str().unwrap());
        let decided = ambimech(&["decide", made, "--goal", goal, "--mechanism", kind, "--reports", "pure"]);
        assert_eq!(decided.status.code(), Some(1), "{name} {goal} {kind}");
        let text = ambimech(&[&["counterexample", environment.as_str()], *options].concat());
        assert!(String::from_utf8(text.stdout).unwrap().starts_with("done: "));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn where_the_condition_holds_there_is_none() {
    for (name, options) in [
        ("guo-2021-public-good", &["--condition", "bdp"][..]),
        ("guo-2021-public-good", &["--condition", "cbdp"]),
        ("guo-2017-surplus-extraction", &["--condition", "bdp", "--goal", "extract"]),
        ("private-values-one-failing-agent", &["--condition", "bdp", "--private-values"]),
    ] {
        let environment = example(name);
        let arguments = [&[environment.as_str()], options].concat();
        let (status, answer) = json(&arguments);
        assert_eq!((status, &answer["verdict"]), (1, &"fails".into()), "{name}");
        assert!(answer["reason"].as_str().unwrap().starts_with("no counterexample: "));
        assert!(!answer["conditions"].as_array().unwrap().is_empty());
        let text = ambimech(&[&["counterexample"], arguments.as_slice()].concat());
        assert_eq!(text.status.code(), Some(1));
        assert!(String::from_utf8(text.stdout).unwrap().starts_with("fails: no counterexample: "));
    }
}

#[test]
fn what_no_proof_reaches_is_undecided_and_says_so() {
    for (name, options, word) in [
        ("guo-2021-public-good", &["--condition", "efficient"][..], "efficient"),
        ("guo-2021-public-good", &["--condition", "bdp", "--goal", "bb"], "--goal"),
        ("guo-2021-public-good", &["--condition", "cbdp", "--private-values"], "--private-values"),
        ("guo-2017-implementation", &[], "{1,2}"),
        ("guo-2017-no-common-prior", &["--condition", "bdp"], "common prior"),
        ("zero-probability-profile", &["--condition", "cbdp"], "(L, L, L)"),
    ] {
        let (status, answer) = json(&[&[example(name).as_str()], options].concat());
        assert_eq!((status, &answer["verdict"]), (3, &"undecided".into()), "{name} {options:?}");
        assert!(answer["reason"].as_str().unwrap().contains(word), "{answer}");
    }
}

/// The environment that is read is never overwritten, and a folder that cannot be written leaves nothing behind.
#[test]
fn the_environment_that_is_read_stays() {
    let folder = folder("stays");
    let read = folder.join("environment.toml");
    std::fs::copy(example("private-values-one-failing-agent"), &read).unwrap();
    let before = std::fs::read(&read).unwrap();
    let (read_name, out) = (read.display().to_string(), folder.display().to_string());
    let output = ambimech(&["counterexample", &read_name, "--condition", "bdp", "--out", &out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--out"));
    assert_eq!(std::fs::read(&read).unwrap(), before);
    let under_a_file = read.join("no-folder").display().to_string();
    let output = ambimech(&["counterexample", &read_name, "--condition", "bdp", "--out", &under_a_file]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}
