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

/// The safe option with a Prokhorov ball around equal chances instead of all beliefs, by hand. With H and L at distance 1 a ball of radius r lets H have
/// 1/2 − r at least, so that M values a bet at 10 (1/2 − r), 4 at r = 1/10: then truth is just as good, and nobody who is tempted can be told from
/// somebody who is not. With H and L at distance 1/20 a ball of that radius lets all mass move, and a smaller one does as at distance 1.
#[test]
fn a_prokhorov_ball_by_hand() {
    let place = std::env::temp_dir().join(format!("ambimech-prokhorov-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    let known = std::fs::read_to_string(folder(FOLDERS[0]).join("sets.toml")).unwrap();
    let wald = "[priors.\"1\"]\nkind = \"wald\"\n";
    assert!(known.contains(wald));
    for (radius, distance, exit, incentives, gain) in [
        ("11/100", "1", 0, "holds", ""),
        ("1/10", "1", 1, "holds", ""),
        ("99/1000", "1", 1, "fails", "401/100"),
        ("1/20", "1/20", 0, "holds", ""),
        ("49/1000", "1/20", 1, "fails", "451/100"),
    ] {
        let ball = format!(
            "[priors.\"1\"]\nkind = \"prokhorov\"\nradius = \"{radius}\"\ncentre = {{ H = 1, L = 1 }}\n\
             distance = {{ H = {{ H = 0, L = \"{distance}\" }}, L = {{ H = \"{distance}\", L = 0 }} }}\n"
        );
        let file = place.join("ball.toml");
        std::fs::write(&file, known.replacen(wald, &ball, 1)).unwrap();
        let (file, proof) = (file.display().to_string(), place.join("proof.json").display().to_string());
        let asked = ["implementable", &file, "--format", "json", "--certificate", &proof];
        let (code, text) = ambimech(&asked);
        assert_eq!(code, exit, "{radius} {distance}: {text}");
        let found: Value = serde_json::from_str(&text).unwrap();
        let conditions = found["conditions"].as_array().unwrap();
        assert_eq!(conditions[0]["verdict"], incentives, "{radius} {distance}");
        assert!(text.contains(gain), "{radius} {distance}: {text}");
        assert_eq!(ambimech(&["check", &file, &proof]).0, 0, "{radius} {distance}");
    }
    std::fs::remove_dir_all(&place).unwrap();
}
