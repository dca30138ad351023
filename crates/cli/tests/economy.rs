//! `ambimech economy`: the examples against the numbers worked out by hand in their READMEs, exit codes, proofs and pages.
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

fn json(arguments: &[&str]) -> (i32, Value) {
    let (code, text, complaint) = ambimech(arguments);
    (code, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error} {complaint}")))
}

#[test]
fn the_examples_have_the_expected_answers_and_their_proofs_are_accepted() {
    let scratch = std::env::temp_dir().join(format!("ambimech-economy-cli-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let proofs = scratch.join("proofs.json").display().to_string();
    let mut seen = 0;
    for folder in ["maximin-exchange", "maximin-house"].map(|name| examples().join(name)) {
        let expected = std::fs::read_to_string(folder.join("expected/economy.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        for (file, answers) in expected.as_object().unwrap() {
            let path = folder.join(file).display().to_string();
            let (code, found) = json(&["economy", &path, "--out", &proofs, "--format", "json"]);
            let verdicts: Vec<&Value> =
                found["questions"].as_array().unwrap().iter().map(|question| &question["verdict"]).collect();
            for (question, verdict) in ["efficient", "core", "value"].iter().zip(verdicts) {
                assert_eq!(*verdict, answers[question], "{file} {question}");
                if let Some(worths) = answers.get(format!("{question}-worths")) {
                    let found = found["questions"].as_array().unwrap();
                    let found = found.iter().find(|one| one["question"] == *question).unwrap();
                    assert_eq!(found["worths"], *worths, "{file} {question}");
                }
                seen += 1;
            }
            let words = [("fails", 1), ("undecided", 3), ("holds", 0)];
            let word = words.iter().find(|(word, _)| answers.as_object().unwrap().values().any(|v| v == word));
            assert_eq!(code, word.unwrap().1, "{file}");
            assert_eq!(json(&["check", &path, &proofs, "--format", "json"]).0, 0, "{file}");
            // The proofs are about this economy and no other.
            let other = examples().join("maximin-exchange/one-disagrees.toml").display().to_string();
            if file != "one-disagrees.toml" {
                assert_eq!(ambimech(&["check", &other, &proofs]).0, 1);
            }
        }
    }
    assert_eq!(seen, 15);
    std::fs::remove_dir_all(&scratch).unwrap();
}

#[test]
fn given_allocations() {
    let file = |name: &str| examples().join(name).display().to_string();
    let economy = file("maximin-exchange/economy.toml");
    let value = file("maximin-exchange/value.toml");
    let (code, text, _) = ambimech(&["economy", &economy, "--check", &value]);
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("holds: efficient: holds, core: holds, value: holds"), "{text}");
    assert!(text.contains("THESIS Lemma 3.6.1"));
    let (code, text, _) = ambimech(&["economy", &economy, "--check", &file("maximin-exchange/endowments.toml")]);
    assert_eq!(code, 1);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(words.join(" ").contains("1 takes 2 wine, worth 4 instead of 2"), "{text}");
    let house = file("maximin-house/two-sellers.toml");
    let (code, ..) = ambimech(&["economy", &house, "--check", &file("maximin-house/at-five.toml"), "--core"]);
    assert_eq!(code, 0);
    let (code, found) = json(&["economy", &economy, "--efficient", "--weights", "1=3", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(found["questions"][0]["double-implementation"], "undecided");
    let (code, _, complaint) = ambimech(&["economy", &economy, "--weights", "nobody=3"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("there is no agent `nobody`"), "{complaint}");
    let (code, _, complaint) = ambimech(&["economy", &value]);
    assert_eq!(code, 2);
    assert!(complaint.contains("another format"), "{complaint}");
}

#[test]
fn the_page_has_a_picture_of_every_profile_and_the_same_bytes_twice() {
    let scratch = std::env::temp_dir().join(format!("ambimech-economy-page-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let economy = examples().join("maximin-exchange/economy.toml").display().to_string();
    let pages = ["one.html", "other.html"].map(|name| {
        let path = scratch.join(name);
        assert_eq!(ambimech(&["economy", &economy, "--report", &path.display().to_string()]).0, 0);
        std::fs::read_to_string(path).unwrap()
    });
    assert_eq!(pages[0], pages[1]);
    // What agents are worth, and who has what.
    for id in ["worths-", "box-"] {
        let drawn = pages[0].matches("<svg").count();
        assert_eq!((drawn, pages[0].matches(&format!("aria-labelledby=\"{id}")).count()), (8, 4));
    }
    assert!(!pages[0].contains("http://www.example") && !pages[0].contains("<script"));
    std::fs::remove_dir_all(&scratch).unwrap();
}
