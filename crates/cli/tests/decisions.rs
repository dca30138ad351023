//! `decide` and `threshold` as a user meets them, on the literature's examples: verdicts, files that the checker accepts, and
//! changed copies that it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn environment(example: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join(example).join("environment.toml").display().to_string()
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let mut with_format = arguments.to_vec();
    with_format.extend(["--format", "json"]);
    let output = ambimech(&with_format);
    let value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), value)
}

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ambimech-decisions-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Example, goal, what one rule can do, what several rules can do; against mixed reports.
const PUBLISHED: &[(&str, &str, &str, &str)] = &[
    // CPAM section 3, Claim 1 and Theorem 1.
    ("guo-2021-public-good", "cic,bb", "infeasible", "feasible"),
    ("guo-2021-public-good", "coalition-proof", "infeasible", "feasible"),
    // MDAT section 3.1 and 3.2.
    ("guo-2017-surplus-extraction", "extract", "infeasible", "feasible"),
    ("guo-2017-implementation", "implement", "infeasible", "feasible"),
    // THESIS sections 1.4.1 and 1.4.2.
    ("guo-2018-surplus-extraction", "extract", "infeasible", "feasible"),
    ("guo-2018-implementation", "implement", "infeasible", "feasible"),
    // CI-SLIDES.
    ("guo-coalitional-incentive-compatibility", "cic,bb", "infeasible", "feasible"),
];

#[test]
fn published_verdicts_are_decided_with_certificates_that_check() {
    let folder = folder("published");
    for (example, goal, simple, ambiguous) in PUBLISHED {
        let environment = environment(example);
        for (mechanism, wanted) in [("simple", simple), ("ambiguous", ambiguous)] {
            let file = folder.join(format!("{example}-{mechanism}.json")).display().to_string();
            let arguments = ["decide", &environment, "--goal", goal, "--mechanism", mechanism, "--out", &file];
            let (status, answer) = json(&arguments);
            assert_eq!(answer["verdict"], *wanted, "{example} {goal} {mechanism}");
            assert_eq!(answer["goal"], *goal);
            assert_eq!(answer["mechanism"], mechanism);
            assert_eq!(answer["reports"], "mixed");
            assert_eq!(answer["certificate"], file);
            assert_eq!(status, i32::from(*wanted == "infeasible"));
            let checked = ambimech(&["check", &environment, &file]);
            assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_simple_mechanism_has_one_rule_and_its_properties() {
    let environment = environment("guo-2021-public-good");
    let folder = folder("simple");
    let file = folder.join("mechanism.json").display().to_string();
    let arguments = ["decide", &environment, "--goal", "implement", "--mechanism", "simple", "--out", &file];
    let (status, answer) = json(&arguments);
    assert_eq!((status, &answer["verdict"], &answer["rules"]), (0, &"feasible".into(), &1.into()));
    let (status, verified) = json(&["verify", &environment, &file, "--require", "implement"]);
    assert_eq!(status, 0, "{verified}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn changed_proofs_are_refused() {
    let environment = environment("guo-2018-implementation");
    let folder = folder("changed");
    let file = folder.join("certificate.json");
    let path = file.display().to_string();
    json(&["decide", &environment, "--goal", "implement", "--mechanism", "simple", "--out", &path]);
    let original = std::fs::read_to_string(&file).unwrap();
    for (from, to) in [("\"5\"", "\"6\""), ("\"5\"", "\"-5\""), ("\"truth\": [\"t1\"]", "\"truth\": [\"t3\"]")] {
        assert!(original.contains(from), "{original}");
        std::fs::write(&file, original.replacen(from, to, 1)).unwrap();
        let refused = ambimech(&["check", &environment, &path]);
        assert_eq!(refused.status.code(), Some(1), "{from} -> {to}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn thresholds_have_a_mechanism_at_the_end_and_a_proof_beyond() {
    let environment = environment("two-type-bilateral-trade");
    let folder = folder("threshold");
    let out = folder.display().to_string();
    let ask = ["threshold", &environment, "--parameter", "h", "--goal", "implement", "--mechanism", "simple"];
    let mut arguments = ask.to_vec();
    arguments.extend(["--out", &out]);
    let (status, answer) = json(&arguments);
    assert_eq!(status, 0);
    assert_eq!(answer["verdict"], "attainable");
    // Two independent types each: trade is possible exactly while the overlap 2h - 1 is at most one half.
    assert_eq!(answer["upper"]["value"], "3/4");
    assert_eq!(answer["lower"]["value"], "0");
    let at = |name: &str| folder.join(name).display().to_string();
    for (file, value) in [
        ("upper-mechanism.json", "h=3/4"),
        ("beyond-upper.json", "h=7/4"),
        ("lower-mechanism.json", "h=0"),
        ("beyond-lower.json", "h=-1"),
    ] {
        let checked = ambimech(&["check", &environment, &at(file), "--set", value]);
        assert_eq!(checked.status.code(), Some(0), "{file} {}", String::from_utf8_lossy(&checked.stdout));
    }
    for end in ["upper", "lower"] {
        for (file, about) in [("-mechanism.json", "-environment.toml"), (".json", "-environment.toml")] {
            let side = if file == ".json" { format!("beyond-{end}") } else { end.to_string() };
            let checked = ambimech(&["check", &at(&format!("{side}{about}")), &at(&format!("{side}{file}"))]);
            assert_eq!(checked.status.code(), Some(0), "{side} {}", String::from_utf8_lossy(&checked.stdout));
        }
    }
    // On both sides of the end the decision agrees.
    for (value, wanted) in [("h=749/1000", "feasible"), ("h=3/4", "feasible"), ("h=751/1000", "infeasible")] {
        let asked = ["decide", &environment, "--goal", "implement", "--mechanism", "simple", "--set", value];
        assert_eq!(json(&asked).1["verdict"], wanted, "{value}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Two flatmates with a coffee machine: what stops the deal with several rules is that it is worth too little, and the proof says
/// just that, not dozens of rows; the checker takes it beyond the end and refuses it at the end.
#[test]
fn the_proof_beyond_an_end_is_short() {
    let folder = folder("short-end");
    let at = |name: &str| folder.join(name).display().to_string();
    let flat = at("flat.toml");
    let text = r#"
format = "ambimech-environment/1"
outside = "leave"
[parameters]
price = 10
[[agents]]
name = "ann"
types = { keen = 9, cool = 4 }
[[agents]]
name = "ben"
types = { keen = 8, cool = 3 }
[prior]
"keen keen" = 3
"keen cool" = 2
"cool keen" = 2
"cool cool" = 3
[outcomes.leave]
ann = 0
ben = 0
[outcomes.buy]
ann = "value[ann] - price"
ben = "value[ben]"
[allocation]
"cool cool" = "leave"
"* *" = "buy"
"#;
    let text = text.replace("\"* *\"", "\"cool keen\" = \"buy\"\n\"keen *\"");
    std::fs::write(&flat, text).unwrap();
    let (_, answer) = json(&[
        "threshold",
        &flat,
        "--parameter",
        "price",
        "--goal",
        "implement",
        "--mechanism",
        "ambiguous",
        "--out",
        &at("out"),
    ]);
    assert_eq!(answer["upper"]["value"], "99/7");
    let proof = at("out/beyond-upper.json");
    let text = std::fs::read_to_string(&proof).unwrap();
    assert!(text.contains("negative-expected-surplus") && text.len() < 2_000, "{text}");
    for (value, status) in [("price=106/7", 0), ("price=99/7", 1)] {
        let checked = ambimech(&["check", &flat, &proof, "--set", value]);
        assert_eq!(checked.status.code(), Some(status), "{value}: {}", String::from_utf8_lossy(&checked.stdout));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn mistakes_are_named() {
    let environment = environment("two-type-bilateral-trade");
    for (arguments, word) in [
        (
            vec!["threshold", &environment, "--parameter", "k", "--goal", "implement", "--mechanism", "simple"],
            "`h`",
        ),
        (vec!["decide", &environment, "--goal", "implement", "--mechanism", "plain"], "ambiguous"),
        (vec!["decide", &environment, "--goal", "implement"], "--mechanism"),
    ] {
        let output = ambimech(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8_lossy(&output.stderr).to_string();
        assert!(message.contains(word), "{message}");
    }
}
