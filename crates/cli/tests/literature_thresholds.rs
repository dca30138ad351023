//! The thresholds of the examples' parameters: `expected/thresholds.json` holds what was derived by hand or by a
//! separate exact program, each folder's README says which; here the program finds them, and the independent checker
//! accepts the mechanism at each end and the proof beyond it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn ambimech(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn folders() -> Vec<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("expected/thresholds.json").exists());
    folders.sort();
    folders
}

#[test]
fn thresholds_are_sharp_and_proved_on_both_sides() {
    let folders = folders();
    assert!(folders.len() >= 6);
    let mut endless = 0;
    for folder in folders {
        let environment = folder.join("environment.toml").display().to_string();
        let text = std::fs::read_to_string(folder.join("expected/thresholds.json")).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        for case in expected.as_array().unwrap() {
            let word = |key: &str| case[key].as_str().unwrap();
            let out = tempfile::tempdir().unwrap();
            let written = out.path().display().to_string();
            let asked = [word("parameter"), word("goal"), word("mechanism")];
            let [parameter, goal, mechanism] = asked;
            let (status, answer) = ambimech(&[
                "threshold",
                &environment,
                "--parameter",
                parameter,
                "--goal",
                goal,
                "--mechanism",
                mechanism,
                "--format",
                "json",
                "--out",
                &written,
            ]);
            assert_eq!(status, Some(0), "{environment} {asked:?}");
            let found: Value = serde_json::from_str(&answer).unwrap();
            for (end, beyond) in [("lower", "beyond-lower.json"), ("upper", "beyond-upper.json")] {
                assert_eq!(found[end]["value"], case[end], "{environment} {asked:?} {end}");
                let side = if end == "lower" { "endless-below" } else { "endless-above" };
                let file = out.path().join(format!("{side}.json"));
                assert_eq!(case[end].is_null(), file.exists(), "{environment} {asked:?} {end}");
                let Some(value) = case[end].as_str() else {
                    let file = file.display().to_string();
                    let check = ["check", &environment, &file, "--parameter", parameter];
                    let (status, words) = ambimech(&check);
                    assert_eq!(status, Some(0), "{words}");
                    assert!(words.starts_with("accepted: goal "), "{words}");
                    endless += 1;
                    continue;
                };
                let there = format!("{parameter}={value}");
                let file = out.path().join(format!("{end}-mechanism.json")).display().to_string();
                assert_eq!(ambimech(&["check", &environment, &file, "--set", &there]).0, Some(0), "{file}");
                let past = format!("{parameter}={}", found[end]["beyond"]["checked-at"].as_str().unwrap());
                let file = out.path().join(beyond).display().to_string();
                assert_eq!(ambimech(&["check", &environment, &file, "--set", &past]).0, Some(0), "{file}");
                assert_eq!(ambimech(&["check", &environment, &file, "--set", &there]).0, Some(1), "{file}");
                // The same question at single values: attainable at the end, out of reach a little beyond it.
                let decide = |value: &str| {
                    let set = format!("{parameter}={value}");
                    let arguments =
                        ["decide", &environment, "--goal", goal, "--mechanism", mechanism, "--set", &set];
                    ambimech(&arguments).0
                };
                assert_eq!(decide(value), Some(0), "{environment} {asked:?} at {value}");
                let little = case[format!("beyond-{end}")].as_str().unwrap();
                assert_eq!(decide(little), Some(1), "{environment} {asked:?} at {little}");
            }
        }
    }
    assert!(endless >= 2, "{endless}");
}
