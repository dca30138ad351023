//! `ambimech robust`: the thesis' examples against their expected verdicts, exit codes, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_examples_have_the_expected_verdicts() {
    let mut seen = 0;
    for name in ["guo-2018-robust-public-good", "guo-2018-robust-two-islands", "guo-2018-robust-double"] {
        let folder = examples().join(name);
        let expected = std::fs::read_to_string(folder.join("expected/robust.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let file = folder.join("payoffs.toml").display().to_string();
        for case in expected["cases"].as_array().unwrap() {
            let concept = case["concept"].as_str().unwrap();
            let mut arguments = vec!["robust", &file, "--format", "json", "--concept", concept];
            if let Some(setting) = case["set"].as_str() {
                arguments.extend(["--set", setting]);
            }
            let (code, text, _) = ambimech(&arguments);
            let found: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(found["verdict"], case["verdict"], "{name} {case}");
            let expected_code = match case["verdict"].as_str() {
                Some("holds") => 0,
                Some("fails") => 1,
                _ => 3,
            };
            assert_eq!(code, expected_code, "{name} {case}");
            for condition in found["conditions"].as_array().unwrap() {
                let known = &case["conditions"][condition["name"].as_str().unwrap()];
                assert!(known.is_null() || *known == condition["verdict"], "{name} {case} {condition}");
                seen += usize::from(!known.is_null());
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn the_same_question_has_the_same_bytes_and_the_file_is_the_answer() {
    let file = examples().join("guo-2018-robust-double/payoffs.toml").display().to_string();
    let out = std::env::temp_dir().join(format!("ambimech-robust-{}.json", std::process::id()));
    let out_name = out.display().to_string();
    let arguments = ["robust", &file, "--concept", "double", "--format", "json", "--out", &out_name];
    let (_, first, _) = ambimech(&arguments);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), first);
    assert_eq!(ambimech(&arguments).1, first);
    std::fs::remove_file(out).unwrap();
}

#[test]
fn text_starts_with_the_verdict_and_too_large_searches_are_not_begun() {
    let file = examples().join("guo-2018-robust-public-good/payoffs.toml").display().to_string();
    let (code, text, _) = ambimech(&["robust", &file, "--concept", "strong"]);
    assert!(code == 0 && text.starts_with("holds: robust strong implementation"), "{text}");
    let (code, text, _) = ambimech(&["robust", &file, "--concept", "nash"]);
    assert!(
        code == 1 && text.starts_with("fails: robust Nash implementation") && text.contains("Deception"),
        "{text}"
    );
    let (code, text, _) = ambimech(&["robust", &file, "--limit", "5"]);
    assert!(code == 3 && text.starts_with("undecided:") && text.contains("135 programs"), "{text}");
}

#[test]
fn lotteries_are_read_and_bad_ones_refused() {
    let file = examples().join("guo-2018-robust-double/payoffs.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let folder = std::env::temp_dir().join(format!("ambimech-lotteries-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = |choice: &str| {
        let changed = text.replace("\"zero zero zero\" = \"f000\"", &format!("\"zero zero zero\" = {choice}"));
        assert_ne!(changed, text);
        let path = folder.join("payoffs.toml");
        std::fs::write(&path, changed).unwrap();
        ambimech(&["robust", &path.display().to_string(), "--concept", "nash"])
    };
    let (code, _, error) = run("{ f000 = \"1/2\", f111 = 0.5 }");
    assert!(code == 0 || code == 1, "{error}");
    let (code, _, error) = run("{ f000 = \"1/2\", f111 = \"1/3\" }");
    assert!(code == 2 && error.contains("add up to 5/6") && error.contains("= help"), "{error}");
    let (code, _, error) = run("{ f000 = \"3/2\", f111 = \"-1/2\" }");
    assert!(code == 2 && error.contains("probability -1/2 of `f111`"), "{error}");
    let (code, _, error) = run("{ nothing = 1 }");
    assert!(code == 2 && error.contains("nothing"), "{error}");
    // A file without beliefs is for `robust` alone.
    let (code, _, error) = ambimech(&["conditions", &folder.join("payoffs.toml").display().to_string()]);
    assert!(code == 2 && error.contains("prior"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Every example with every concept: the file is accepted and says the same as the answer; after a change it is refused.
#[test]
fn certificates_are_accepted_until_they_are_changed() {
    let place = std::env::temp_dir().join(format!("ambimech-robust-certificates-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    let path = place.join("proof.json");
    let certificate = path.display().to_string();
    let file = |name: &str| examples().join(name).join("payoffs.toml").display().to_string();
    let (good, islands, double) =
        (file("guo-2018-robust-public-good"), file("guo-2018-robust-two-islands"), file("guo-2018-robust-double"));
    let mut kinds = std::collections::BTreeSet::new();
    for (environment, concept, setting) in [
        (&good, "nash", "gamma=1"),
        (&good, "strong", "gamma=1"),
        (&good, "strong", "gamma=1/2"),
        (&good, "nash", "gamma=3/4"),
        (&double, "double", "M=100"),
        (&islands, "coalitional", "M=100"),
        (&islands, "nash", "M=1"),
    ] {
        let set = ["--set", setting];
        let asked =
            ["robust", environment, "--concept", concept, "--format", "json", "--certificate", &certificate];
        let (_, answer, _) = ambimech(&[asked.as_slice(), &set].concat());
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (code, found, _) =
            ambimech(&[["check", environment, &certificate, "--format", "json"].as_slice(), &set].concat());
        let found: Value = serde_json::from_str(&found).unwrap();
        assert!(code == 0 && found["verdict"] == "accepted", "{concept} {setting}: {found}");
        assert_eq!(found["conclusion"], answer["verdict"]);
        assert_eq!(found["summary"], answer["summary"]);
        let decided = answer["conditions"].as_array().unwrap().iter().filter(|row| row["verdict"] != "undecided");
        for (finding, row) in found["findings"].as_array().unwrap().iter().zip(decided) {
            assert_eq!((&finding["condition"], &finding["verdict"]), (&row["name"], &row["verdict"]));
        }
        let read: Value = serde_json::from_str(&text).unwrap();
        for finding in read["findings"].as_array().unwrap() {
            kinds.insert(finding["proof"].as_str().unwrap().to_string());
        }
        // Without its seal, and with a digit changed, it is refused; so it is for another environment.
        for (from, to) in [("\"sha256:", "\"sha256:0"), ("\"verdict\": \"holds\"", "\"verdict\": \"fails\"")] {
            if text.contains(from) {
                std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
                let (code, refused, _) =
                    ambimech(&[["check", environment, &certificate].as_slice(), &set].concat());
                assert!(code == 1 && refused.starts_with("refused"), "{refused}");
            }
        }
        std::fs::write(&path, &text).unwrap();
        let (code, refused, _) = ambimech(&["check", environment, &certificate, "--set", "M=99"]);
        assert!(code == 1 && refused.contains("another one"), "{refused}");
    }
    for kind in
        ["all-cases", "deviation", "deception", "objections", "pair", "bad-outcome", "weights", "agreement"]
    {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    std::fs::remove_dir_all(place).unwrap();
}
