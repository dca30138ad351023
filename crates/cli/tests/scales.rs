//! `scale` as a user meets it, and designs for the attitudes of an environment file.
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

fn text(arguments: &[&str]) -> (i32, String, String) {
    let output = ambimech(arguments);
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let (status, out, err) = text(&[arguments, &["--format", "json"]].concat());
    (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {err}")))
}

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ambimech-scales-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn scales_are_exact_numbers_with_who_gains_first() {
    let file = environment("guo-2021-public-good");
    let asked =
        ["scale", &file, "--goal", "coalition-proof", "--alpha", "1,3/4,0.5", "--epsilon", "1/2", "--cara", "1"];
    let (status, answer) = json(&asked);
    assert_eq!((status, &answer["verdict"], &answer["bets"]), (0, &Value::from("done"), &Value::from(5)));
    let rows = answer["rows"].as_array().unwrap();
    let scales: Vec<&Value> = rows.iter().map(|row| &row["scale"]).collect();
    assert_eq!(scales, [&Value::from("8/3"), &Value::from("16/3"), &Value::Null, &Value::Null]);
    assert_eq!(rows[0]["binding"]["coalition"], serde_json::json!(["1", "2"]));
    assert_eq!(rows[2]["reason"]["kind"], "not-averse");
    assert_eq!(rows[3]["reason"]["kind"], "small-lies");
    let (status, words, _) = text(&asked);
    assert_eq!(status, 0);
    assert!(
        words.starts_with("done: smallest scales for goal coalition-proof, against mixed reports\n"),
        "{words}"
    );
    assert!(words.contains("alpha 0.75, epsilon 0.5") && words.contains("≈ 5.333"), "{words}");
}

#[test]
fn tables_and_curves_are_written() {
    let folder = folder("files");
    let file = environment("guo-2017-implementation");
    let path = |name: &str| folder.join(name).display().to_string();
    let ask = |out: &str| text(&["scale", &file, "--goal", "implement", "--reports", "pure", "--out", out]);
    assert_eq!(ask(&path("scales.csv")).0, 0);
    let table = std::fs::read_to_string(path("scales.csv")).unwrap();
    assert!(table.starts_with("attitude,alpha,coefficient,wealth,epsilon,verdict,scale,"), "{table}");
    assert!(
        table.contains("\nmaxmin,3/5,,,1/2,found,120,120,,360,2,t2,agent 2 of type t2 reporting t1\n"),
        "{table}"
    );
    assert!(table.contains("\ncara,,1,,1,found,"), "{table}");
    assert_eq!(ask(&path("scales.svg")).0, 0);
    let picture = std::fs::read_to_string(path("scales.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"));
    assert_eq!(picture.matches("<circle").count(), 20);
    assert!(picture.contains(">ε = 0.5<") && picture.contains(">CARA, ε = 1<"));
    assert_eq!(ask(&path("again.svg")).0, 0);
    assert_eq!(picture, std::fs::read_to_string(path("again.svg")).unwrap());
    let (status, _, complaint) = ask(&path("scales.pdf"));
    assert!(status == 2 && complaint.contains("let the file end in .csv or .svg"), "{complaint}");
    let (status, _, complaint) = ask(&path("missing/scales.csv"));
    assert!(status == 2 && complaint.contains("cannot write"), "{complaint}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn numbers_out_of_range_and_goals_without_pairs_are_told() {
    let file = environment("guo-2021-public-good");
    for (option, value, told) in [
        ("--alpha", "1.5", "alpha must be between 0 and 1"),
        ("--epsilon", "0", "epsilon must be above 0"),
        ("--cara", "-1", "the coefficient must be positive"),
        ("--alpha", "much", "expected a number such as 0.75 or 3/4"),
        ("--power", "2", "--wealth"),
    ] {
        let option = format!("{option}={value}");
        let (status, _, complaint) = text(&["scale", &file, "--goal", "implement", &option]);
        assert!(status == 2 && complaint.contains(told), "{option}: {complaint}");
    }
    let inefficient = environment("guo-2017-inefficient-rule");
    let (status, words, _) = text(&["scale", &inefficient, "--goal", "cic,bb"]);
    assert!(status == 3 && words.starts_with("undecided: no rules in pairs for goal cic,bb"), "{words}");
}

/// The example with attitudes, written to a file.
fn with_attitudes(folder: &Path, example: &str, attitudes: &str) -> String {
    let path = folder.join("environment.toml");
    let text = std::fs::read_to_string(environment(example)).unwrap();
    std::fs::write(&path, format!("{text}\n{attitudes}\n")).unwrap();
    path.display().to_string()
}

#[test]
fn designs_for_other_attitudes_are_certified_and_changed_ones_refused() {
    let folder = folder("designs");
    let attitudes = "[attitudes]\n\"*\" = { kind = \"maxmin\", alpha = \"3/4\", epsilon = 1 }";
    let file = with_attitudes(&folder, "guo-2021-public-good", attitudes);
    let out = folder.join("mechanism.json").display().to_string();
    let (status, answer) = json(&["design", &file, "--goal", "coalition-proof", "--out", &out]);
    assert_eq!(
        (status, &answer["construction"], &answer["scale"]),
        (0, &Value::from("pairs"), &Value::from("8/3"))
    );
    let (status, words, _) = text(&["check", &file, &out]);
    assert!(status == 0 && words.starts_with("accepted"), "{words}");
    let (status, words, _) = text(&["verify", &file, &out]);
    assert!(status == 0, "{words}");
    // The same mechanism is not enough for others.
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.contains("\"weights\": {\"pairs\": ["), "{written}");
    let (status, _, _) = text(&["check", &environment("guo-2021-public-good"), &out]);
    assert_ne!(status, 0);
    std::fs::remove_dir_all(&folder).unwrap();
}
