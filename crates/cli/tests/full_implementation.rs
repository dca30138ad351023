//! The examples of full implementation under ambiguity against their expected verdicts, and their certificates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDERS: [&str; 2] = ["ambiguous-safe-option", "guo-2018-information-partitions"];

fn ambimech(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

#[test]
fn the_examples_have_the_expected_verdicts() {
    for name in FOLDERS {
        let file = folder(name).join("sets.toml").display().to_string();
        let text = std::fs::read_to_string(folder(name).join("expected/sets.json")).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        for case in expected["implementable"].as_array().unwrap() {
            let mut arguments = vec!["implementable", &file, "--format", "json"];
            arguments.extend(case["options"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()));
            let (code, text) = ambimech(&arguments);
            let found: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(i64::from(code), case["exit"].as_i64().unwrap(), "{name}");
            for key in ["verdict", "theorem", "cells"] {
                assert_eq!(found[key], case[key], "{name} {key}");
            }
            for condition in found["conditions"].as_array().unwrap() {
                let of = condition["name"].as_str().unwrap();
                assert_eq!(condition["verdict"], case["conditions"][of], "{name} {of}");
            }
        }
    }
}

#[test]
fn certificates_are_accepted_until_they_are_changed() {
    let place = std::env::temp_dir().join(format!("ambimech-full-implementation-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    let certificate = place.join("proof.json").display().to_string();
    let file = folder(FOLDERS[0]).join("sets.toml").display().to_string();
    assert_eq!(ambimech(&["implementable", &file, "--certificate", &certificate]).0, 0);
    let (code, text) = ambimech(&["check", &file, &certificate]);
    assert!(code == 0 && text.starts_with("accepted"), "{text}");
    let proof = std::fs::read_to_string(&certificate).unwrap();
    std::fs::write(&certificate, proof.replacen("\"x-on-H\": \"1\"", "\"x-on-L\": \"1\"", 1)).unwrap();
    let (code, text) = ambimech(&["check", &file, &certificate]);
    assert!(code == 1 && text.starts_with("refused"), "{text}");
    let other = folder(FOLDERS[1]).join("sets.toml").display().to_string();
    assert_eq!(ambimech(&["check", &other, &certificate]).0, 1);
    std::fs::remove_dir_all(&place).unwrap();
}

#[test]
fn a_limit_makes_it_undecided() {
    let file = folder(FOLDERS[0]).join("sets.toml").display().to_string();
    let (code, text) = ambimech(&["implementable", &file, "--comparisons", "10"]);
    assert!(code == 3 && text.starts_with("undecided"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("more than the limit of 10"), "{text}");
}
