//! `ambimech fragility` as a user meets it: answers of each kind, files, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn environment(example: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join(example).join("environment.toml").display().to_string()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fragility-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn fragility(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech"))
        .arg("fragility")
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn exit_codes_follow_the_verdict() {
    for (example, condition, code, word) in [
        ("guo-2021-public-good", "cbdp", 0, "holds: "),
        ("guo-2017-implementation", "convex-independence", 1, "fails: "),
        ("private-values-one-failing-agent", "bdp", 1, "fails: "),
        ("guo-2017-no-common-prior", "bdp", 3, "undecided: "),
    ] {
        let output = fragility(&[&environment(example), "--condition", condition, "--steps", "1"]);
        assert_eq!(output.status.code(), Some(code), "{example}");
        assert!(text(&output).starts_with(word), "{}", text(&output));
    }
}

#[test]
fn json_has_exact_numbers() {
    let example = environment("guo-2021-public-good");
    let arguments =
        [&example, "--condition", "cbdp", "--steps", "2", "--grid", "uniform,moves", "--format", "json"];
    let value: Value = serde_json::from_str(&text(&fragility(&arguments))).unwrap();
    assert_eq!(value["verdict"], "holds");
    let tv = &value["distances"][0];
    assert_eq!((&tv["measure"], &tv["verdict"]), (&Value::from("total-variation"), &Value::from("exact")));
    assert_eq!((&tv["low"], &tv["high"]), (&Value::from("1/70"), &Value::from("1/70")));
    assert_eq!(tv["prior"]["H L H"], "3/35");
    assert_eq!(tv["condition"]["witness"]["kind"], "equal-posteriors");
    assert_eq!(value["distances"][1]["exact"]["radicand"], "3/2");
    assert_eq!(value["way"]["stations"].as_array().unwrap().len(), 3);
    assert_eq!(value["way"]["stations"][1]["way-left"], "1/2");
    assert_eq!(value["grids"][0]["lines"][10]["verdicts"]["cbdp"], "fails");
    assert_eq!(value["grids"][1]["kind"], "moves");
}

#[test]
fn files_are_written_whole_and_the_same() {
    let folder = folder("files");
    let example = environment("guo-2021-public-good");
    for (name, beginning, holds) in [
        ("way.svg", "<svg ", "designed"),
        ("page.html", "<!DOCTYPE html>", "Stakes on the way"),
        ("numbers.csv", "part,condition,at,quantity,value\n", "distance,cbdp,total-variation,low,1/70\n"),
    ] {
        let path = folder.join(name).display().to_string();
        let write = || {
            let output = fragility(&[&example, "--condition", "cbdp", "--grid", "uniform,moves", "--out", &path]);
            assert_eq!(output.status.code(), Some(0));
            std::fs::read_to_string(&path).unwrap()
        };
        let (first, second) = (write(), write());
        assert_eq!(first, second);
        assert!(first.starts_with(beginning) && first.contains(holds), "{name}");
        if name.ends_with("csv") {
            assert!(first.lines().all(|line| line.split(',').count() == 5));
        }
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);
}

#[test]
fn another_prior_gives_a_direction() {
    let folder = folder("towards");
    let example = std::fs::read_to_string(environment("bilateral-trade")).unwrap();
    let changed = example.replacen("0.3", "0.1", 1);
    assert_ne!(example, changed);
    let other = folder.join("other.toml").display().to_string();
    std::fs::write(&other, changed).unwrap();
    let output = fragility(&[&environment("bilateral-trade"), "--towards", &other, "--weights", "2"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text(&output).contains("Mixtures with the prior of "), "{}", text(&output));
}

#[test]
fn what_cannot_be_done_is_said() {
    let example = environment("guo-2021-public-good");
    let folder = folder("refused");
    let out = |name: &str| folder.join(name).display().to_string();
    assert!(complaint(&fragility(&[&example, "--out", &out("a.pdf")])).contains("expected: .svg, .html or .csv"));
    assert!(complaint(&fragility(&[&example, "--out", &out("a.svg"), "--steps", "0"])).contains("more --steps"));
    assert!(
        complaint(&fragility(&[&example, "--condition", "efficient"])).contains("bdp, cbdp, convex-independence")
    );
    assert!(complaint(&fragility(&[&example, "--sizes", "2"])).contains("more than 0 and less than 1"));
    let other = environment("bilateral-trade");
    assert!(complaint(&fragility(&[&example, "--towards", &other])).contains("other agents or types"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}
