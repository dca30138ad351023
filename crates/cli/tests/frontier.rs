//! Few rules as a user meets them: `design --method few-rules`, `frontier`, and what `solve` announces first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::number::{Rational, parse_number};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn environment(example: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join(example).join("environment.toml").display().to_string()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("frontier-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn text(arguments: &[&str]) -> (i32, String, String) {
    let output = ambimech(arguments);
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let (status, out, err) = text(&[arguments, &["--format", "json"]].concat());
    (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {err}")))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn number(value: &Value) -> Rational {
    parse_number(value.as_str().unwrap()).unwrap()
}

/// The rules of a mechanism file: every payment.
fn payments(file: &str) -> Vec<Vec<Rational>> {
    let file: Value = serde_json::from_str(file).unwrap();
    let rules = file["rules"].as_array().unwrap().iter();
    let table = |rule: &Value| {
        let rows: Vec<Value> = rule["transfers"].as_object().unwrap().values().cloned().collect();
        rows.iter().flat_map(|row| row.as_array().unwrap().iter().map(number).collect::<Vec<_>>()).collect()
    };
    rules.map(table).collect()
}

fn largest_payment(file: &str) -> Rational {
    payments(file).into_iter().flatten().fold(Rational::ZERO, |largest, payment| largest.max(-payment))
}

#[test]
fn few_rules_are_designed_checked_and_counted() {
    let folder = folder("design");
    let (file, out) = (environment("guo-2021-public-good"), folder.join("few.json").display().to_string());
    let asked = ["design", &file, "--goal", "coalition-proof", "--method", "few-rules"];
    let (status, answer) = json(&[&asked[..], &["--out", &out]].concat());
    assert_eq!((status, &answer["verdict"]), (0, &Value::from("done")));
    assert_eq!((&answer["few-rules"]["found"], &answer["few-rules"]["least"]), (&Value::from(2), &Value::from(2)));
    assert_eq!(answer["few-rules"]["usual"], 18);
    assert_eq!(text(&["check", &file, &out]).0, 0);
    assert_eq!(payments(&read(Path::new(&out))).len(), 2);
    assert_eq!(text(&["verify", &file, &out, "--require", "coalition-proof"]).0, 0);
    // One rule is proved not to be enough, and the proof is a certificate.
    let (status, words, _) = text(&[&asked[..], &["--rules", "1", "--out", &out]].concat());
    assert_eq!(status, 1);
    assert!(words.starts_with("infeasible: "), "{words}");
    assert_eq!(text(&["check", &file, &out]).0, 0);
}

#[test]
fn wrong_combinations_of_options_are_explained() {
    let file = environment("guo-2021-public-good");
    for (arguments, part) in [
        (&["design", &file, "--goal", "implement", "--rules", "2"][..], "--method few-rules"),
        (&["design", &file, "--goal", "implement", "--method", "few-rules", "--mechanism", "simple"], "one rule"),
        (&["design", &file, "--goal", "implement", "--method", "few-rules", "--rules", "0"], "at least one rule"),
        (
            &["design", &file, "--goal", "implement", "--method", "few-rules", "--rules", "two"],
            "not a number of rules",
        ),
        (&["frontier", &file, "--goal", "coalition-proof", "--rents", "1"], "no choice of rents"),
        (&["frontier", &file, "--goal", "cic,cr", "--rents", "-1"], "at least 0"),
        (&["frontier", &file, "--goal", "cic,cr", "--rents", "one"], "3/4 or 0.75"),
        (&["frontier", &file, "--goal", "coalition-proof", "--measure", "size"], "exposure"),
        (&["frontier", &file, "--goal", "coalition-proof", "--most-rules", "0"], "at least one rule"),
        (&["frontier", &file, "--goal", "coalition-proof", "--most-rules", "x"], "not a number of rules"),
        (&["frontier", &file, "--goal", "coalition-proof", "--most-rules", "17"], "from 1 to 16"),
        (&["frontier", &file], "--goal"),
    ] {
        let (status, out, err) = text(arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(part), "{arguments:?}: {err}");
    }
    let plain = environment("guo-2017-no-common-prior");
    let (status, _, err) = text(&["frontier", &plain, "--goal", "ic,ir", "--rents", "1"]);
    assert_eq!(status, 2);
    assert!(err.contains("common prior"), "{err}");
}

#[test]
fn a_proof_file_is_written_or_said_not_to_be() {
    let folder = folder("proof");
    let (file, proof) = (environment("guo-2021-public-good"), folder.join("proof.json"));
    let asked = |goal| {
        let path = proof.to_str().unwrap();
        text(&["design", &file, "--goal", goal, "--method", "few-rules", "--proof", path])
    };
    // One rule is enough to implement, and nothing is to be proved.
    let (status, out, err) = asked("implement");
    assert_eq!(status, 0);
    assert!(out.contains("was not written") && err.contains("was not written"), "{out}\n{err}");
    assert!(!proof.exists());
    let (status, out, err) = asked("coalition-proof");
    assert_eq!((status, err.contains("written")), (0, false));
    assert!(out.contains("The proof is in"), "{out}");
    assert_eq!(text(&["check", &file, proof.to_str().unwrap()]).0, 0);
}

/// Every point is a mechanism that the checker accepts; its stakes are counted here once more.
#[test]
fn every_point_is_a_file_and_no_better_than_the_bound() {
    let folder = folder("points");
    let (file, out) = (environment("guo-2017-implementation"), folder.join("out"));
    let asked = ["frontier", &file, "--goal", "implement", "--most-rules", "3", "--out", out.to_str().unwrap()];
    let (status, answer) = json(&asked);
    assert_eq!((status, &answer["verdict"], &answer["least"]), (0, &Value::from("done"), &Value::from(2)));
    assert_eq!(answer["paper"]["rules"], 6);
    assert_eq!(answer["paper"]["stakes"], "48");
    let level = &answer["levels"][0];
    assert_eq!(level["cap"], "fixed");
    let points = level["points"].as_array().unwrap();
    assert!(!points.is_empty());
    let bound = number(&level["lower-bound"]);
    let mut before: Option<(u64, Rational)> = None;
    for point in points {
        let (rules, stakes) = (point["rules"].as_u64().unwrap(), number(&point["stakes"]));
        assert!(bound <= stakes);
        assert!(stakes <= Rational::from(18), "no worse than the design with few rules");
        if let Some((fewer, larger)) = &before {
            assert!(*fewer < rules && stakes < *larger, "more rules, smaller stakes");
        }
        let path = out.join(format!("mechanism-{rules}.json"));
        let content = read(&path);
        assert_eq!(payments(&content).len() as u64, rules);
        assert_eq!(largest_payment(&content), stakes);
        assert_eq!(text(&["check", &file, path.to_str().unwrap()]).0, 0);
        assert_eq!(text(&["verify", &file, path.to_str().unwrap(), "--require", "implement"]).0, 0);
        // A balanced budget leaves agents the expected surplus.
        assert_eq!(point["rents"], answer["paper"]["rents"]);
        before = Some((rules, stakes));
    }
    for (name, status) in [("mechanism-paper.json", 0), ("one-rule.json", 0)] {
        assert_eq!(text(&["check", &file, out.join(name).to_str().unwrap()]).0, status, "{name}");
    }
    let printed: Value = serde_json::from_str(&read(&out.join("frontier.json"))).unwrap();
    assert_eq!(printed, answer);
    let table = read(&out.join("frontier.csv"));
    let columns = table.lines().next().unwrap().split(',').count();
    assert!(table.lines().all(|line| line.split(',').count() == columns), "{table}");
    assert_eq!(table.lines().count(), 1 + points.len() + 2);
    let codebook = read(&out.join("frontier-codebook.csv"));
    assert_eq!(codebook.lines().count(), 1 + columns);
    for (column, line) in table.lines().next().unwrap().split(',').zip(codebook.lines().skip(1)) {
        assert_eq!(line.split(',').nth(2), Some(column));
    }
    let picture = read(&out.join("frontier.svg"));
    assert!(
        picture.starts_with("<svg ") && picture.contains("number of rules") && picture.contains("largest payment")
    );
    let page = read(&out.join("frontier.html")).replace("http://www.w3.org/2000/svg", "");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Why one rule is not enough"));
    for forbidden in ["<script", "http://", "https://", "src=\"", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

/// The more agents may keep, the smaller the stakes; below the least rents there is nothing.
#[test]
fn rents_are_traded_for_stakes() {
    let folder = folder("rents");
    let (file, out) = (environment("guo-2018-surplus-extraction"), folder.join("out"));
    let asked = ["frontier", &file, "--goal", "ic,ir", "--most-rules", "2", "--out", out.to_str().unwrap()];
    let (status, answer) = json(&asked);
    assert_eq!(status, 0);
    assert_eq!(
        answer["least-rents"], "0",
        "the beliefs determine the preferences: the full surplus can be extracted"
    );
    let levels = answer["levels"].as_array().unwrap();
    assert_eq!(levels.len(), 4);
    let mut before: Option<Rational> = None;
    for level in levels {
        let best = number(&level["points"].as_array().unwrap().last().unwrap()["stakes"]);
        if let Some(before) = &before {
            assert!(best <= *before);
        }
        for point in level["points"].as_array().unwrap() {
            let (rents, kept) = (number(&point["rents"]), point["keeps"].as_object().unwrap());
            let sum = kept.values().map(number).fold(Rational::ZERO, |sum, kept| sum + kept);
            assert!(sum <= rents, "worst cases of agents are no more than what all keep under one rule");
            if let Ok(cap) = parse_number(level["cap"].as_str().unwrap()) {
                assert!(rents <= cap);
            }
        }
        before = Some(best);
    }
    assert_eq!(before, Some(Rational::ZERO), "without a cap the designer can pay everybody");
    let extracting = out.join("mechanism-2-rents-0.json").display().to_string();
    assert_eq!(text(&["verify", &file, &extracting, "--require", "ic,ir,fse"]).0, 0);
    assert!(read(&out.join("rents.svg")).contains("rents: what all agents keep at most"));
    let (status, words, _) = text(&[
        "frontier",
        &environment("guo-2021-public-good"),
        "--goal",
        "cic,cr",
        "--most-rules",
        "2",
        "--rents",
        "0",
    ]);
    assert_eq!(status, 0);
    assert!(words.contains("No mechanism leaves agents so little: at least 7/20 (0.35)."), "{words}");
}

#[test]
fn answers_without_a_frontier_have_their_codes() {
    let (status, words, _) = text(&["frontier", &environment("guo-2017-inefficient-rule"), "--goal", "implement"]);
    assert_eq!(status, 1);
    assert!(words.starts_with("infeasible: "), "{words}");
    let (status, words, _) = text(&["frontier", &environment("guo-2021-smooth-ambiguity"), "--goal", "implement"]);
    assert_eq!(status, 3);
    assert!(words.starts_with("undecided: implement") && words.contains("another attitude"), "{words}");
    let plain = environment("guo-2017-implementation-no-common-prior");
    let (status, words, _) = text(&["frontier", &plain, "--goal", "implement", "--measure", "expected-payment"]);
    assert_eq!(status, 3);
    assert!(words.contains("common prior"), "{words}");
}

#[test]
fn the_same_frontier_has_the_same_bytes() {
    let folder = folder("bytes");
    let file = environment("guo-2018-implementation");
    let write = |name: &str| {
        let out = folder.join(name);
        let asked =
            ["frontier", &file, "--goal", "implement", "--most-rules", "2", "--out", out.to_str().unwrap()];
        assert_eq!(text(&asked).0, 0);
        let mut files: Vec<(String, String)> = std::fs::read_dir(&out)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path))
            })
            .collect();
        files.sort();
        files
    };
    assert_eq!(write("one"), write("other"));
}

/// The mechanism with few rules is announced first, and the construction is beside it; both are accepted.
#[test]
fn solve_announces_few_rules_first() {
    let folder = folder("solve");
    let (file, out) = (environment("guo-2021-public-good"), folder.join("out"));
    let (status, words, _) = text(&["solve", &file, "--out", out.to_str().unwrap()]);
    assert_eq!(status, 0);
    for part in
        ["rules                     2 rules", "The construction that it stands in for", "mechanism-paper.json"]
    {
        assert!(words.contains(part), "{part} in {words}");
    }
    let summary: Value = serde_json::from_str(&read(&out.join("summary.json"))).unwrap();
    assert_eq!((&summary["design"]["rules"], &summary["paper"]["rules"]), (&Value::from(2), &Value::from(18)));
    assert_eq!(summary["paper"]["construction"], "coalition-side-bets");
    assert_eq!(summary["few-rules"]["verdict"], "found");
    let (few, paper) = (read(&out.join("mechanism.json")), read(&out.join("mechanism-paper.json")));
    assert_eq!((payments(&few).len(), payments(&paper).len()), (2, 18));
    assert!(largest_payment(&few) < largest_payment(&paper));
    assert_eq!(largest_payment(&few), number(&summary["design"]["stakes"]["largest-payment"]["amount"]));
    for name in ["mechanism.json", "mechanism-paper.json"] {
        assert_eq!(text(&["check", &file, out.join(name).to_str().unwrap()]).0, 0, "{name}");
    }
    let page = read(&out.join("report.html"));
    for part in ["How few rules", "The construction that it stands in for", "Rule 1=H,2=L"] {
        assert!(page.contains(part), "{part}");
    }
}

/// Where nobody pays there is nothing to make smaller, and nothing is said.
#[test]
fn solve_has_one_mechanism_where_nobody_pays() {
    let out = folder("one").join("out");
    let file = environment("guo-2017-surplus-extraction");
    let (status, words, _) = text(&["solve", &file, "--out", out.to_str().unwrap()]);
    assert_eq!(status, 0);
    assert!(!words.contains("stands in for") && !words.contains("A short search"), "{words}");
    assert!(!out.join("mechanism-paper.json").exists());
    let summary: Value = serde_json::from_str(&read(&out.join("summary.json"))).unwrap();
    assert_eq!((&summary["paper"], &summary["few-rules"]), (&Value::Null, &Value::Null));
    assert_eq!(summary["design"]["stakes"]["largest-payment"]["amount"], "0");
}
