//! Limits on payments as a user meets them: options, files, proofs, the smallest limit.
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

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let mut with_format = arguments.to_vec();
    with_format.extend(["--format", "json"]);
    let output = ambimech(&with_format);
    let value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", text(&output)));
    (output.status.code().unwrap(), value)
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ambimech-limits-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_mechanism_within_limits_is_certified_verified_and_refused_when_changed() {
    let environment = environment("guo-2021-public-good");
    let folder = folder("within");
    let file = folder.join("mechanism.json").display().to_string();
    let limits = ["--liability", "1=5", "--liability", "9/2", "--receipt", "6"];
    let asked = ["design", &environment, "--goal", "implement", "--method", "lp", "--out", &file];
    let (status, answer) = json(&[&asked[..], &limits[..]].concat());
    assert_eq!((status, &answer["verdict"]), (0, &"done".into()));
    assert_eq!(answer["limits"][0]["amounts"]["1"], "5");
    assert_eq!(answer["limits"][0]["amounts"]["3"], "9/2");
    assert_eq!(answer["limits"][1]["name"], "receipt");
    let (status, checked) = json(&["check", &environment, &file]);
    assert_eq!((status, &checked["limits"]), (0, &answer["limits"]));
    let checked = ambimech(&["check", &environment, &file]);
    assert!(text(&checked).contains("bb, liability and receipt"), "{}", text(&checked));
    // The limits of the file are properties that verify requires.
    let (status, verified) = json(&["verify", &environment, &file]);
    let properties = verified["properties"].as_array().unwrap();
    let found = properties.iter().find(|property| property["name"] == "liability").unwrap();
    assert_eq!((status, &found["verdict"]), (0, &"holds".into()));
    assert!(found["worst"]["agent"].is_string() && found["worst"]["slack"].is_string());
    // Others can be asked for instead, and fail.
    let verified = ambimech(&["verify", &environment, &file, "--liability", "1", "--ex-post-participation"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(text(&verified).starts_with("fails: liability"), "{}", text(&verified));
    // A claim of less than what is paid is refused, sealed or not.
    let claimed = std::fs::read_to_string(&file).unwrap();
    for (from, to) in [("\"1\": \"5\"", "\"1\": \"1/100\""), ("\"amounts\": {\"1\"", "\"amounts\": {\"9\"")] {
        assert!(claimed.contains(from));
        let changed = folder.join("changed.json");
        std::fs::write(&changed, claimed.replace(from, to)).unwrap();
        let refused = ambimech(&["check", &environment, &changed.display().to_string()]);
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn limits_that_are_too_tight_have_a_proof_with_their_rows() {
    let environment = environment("guo-2021-public-good");
    let folder = folder("tight");
    let file = folder.join("proof.json").display().to_string();
    for mechanism in ["simple", "ambiguous"] {
        let asked = ["decide", &environment, "--goal", "implement", "--mechanism", mechanism];
        let (status, answer) = json(&[&asked[..], &["--liability", "4", "--out", &file]].concat());
        assert_eq!((status, &answer["verdict"]), (1, &"infeasible".into()));
        let terms = answer["witness"]["terms"].as_array().unwrap();
        let row = terms.iter().find(|term| term["row"] == "liability").unwrap();
        assert!(row["label"].as_str().unwrap().starts_with("LL(1: L"), "{row}");
        assert_eq!(answer["witness"]["limits"][0]["amounts"]["2"], "4");
        assert!(answer["statement"].as_str().unwrap().contains("if no agent ever pays more than 4:"));
        let (status, checked) = json(&["check", &environment, &file]);
        assert_eq!((status, &checked["verdict"]), (0, &"accepted".into()));
        // With a larger limit in the proof the rows no longer contradict one another, whatever the seal says.
        let proof = std::fs::read_to_string(&file).unwrap();
        for (from, to) in [("\"1\": \"4\"", "\"1\": \"5\""), ("\"row\": \"liability\"", "\"row\": \"receipt\"")] {
            assert!(proof.contains(from));
            let changed = folder.join("changed.json");
            std::fs::write(&changed, proof.replace(from, to)).unwrap();
            let refused = ambimech(&["check", &environment, &changed.display().to_string()]);
            assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_smallest_limit_is_found_with_a_mechanism_and_a_proof() {
    let environment = environment("guo-2021-public-good");
    let folder = folder("least");
    let out = folder.display().to_string();
    let asked = ["threshold", &environment, "--cap", "liability", "--goal", "implement", "--mechanism", "simple"];
    let (status, answer) = json(&[&asked[..], &["--out", &out]].concat());
    assert_eq!((status, &answer["verdict"], &answer["value"]), (0, &"attainable".into(), &"61/15".into()));
    assert_eq!(answer["below"]["slope"], "6");
    for name in ["mechanism.json", "below.json"] {
        let checked = ambimech(&["check", &environment, &folder.join(name).display().to_string()]);
        assert_eq!(checked.status.code(), Some(0), "{}", text(&checked));
    }
    let (status, answer) = json(&[&asked[..], &["--ex-post-participation"]].concat());
    assert!(status == 1 || answer["value"] != "61/15", "{answer}");
    // No cap helps where no simple mechanism does without one.
    let asked =
        ["threshold", &environment, "--cap", "receipt", "--goal", "coalition-proof", "--mechanism", "simple"];
    let output = ambimech(&asked);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).starts_with("never: "), "{}", text(&output));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn options_that_make_no_sense_are_refused_with_help() {
    let environment = environment("guo-2021-public-good");
    let decide = ["decide", &environment, "--goal", "implement", "--mechanism", "simple"];
    let threshold = ["threshold", &environment, "--goal", "implement", "--mechanism", "simple"];
    let design = ["design", &environment, "--goal", "implement"];
    let cases: [(&[&str], &[&str], &str); 9] = [
        (&decide, &["--liability", "-1"], "at least 0"),
        (&decide, &["--liability", "x"], "is not a number"),
        (&decide, &["--liability", "9=1"], "names `9`, which is no agent"),
        (&decide, &["--liability", "1", "--liability", "2"], "two things about all agents"),
        (&decide, &["--receipt", "1=1", "--receipt", "1=2"], "two things about agent 1"),
        (&decide, &["--liability", "1", "--program", "p.lp"], "leave out --program"),
        (&design, &["--liability", "1", "--method", "closed-form"], "use --method lp or --method few-rules"),
        (&threshold, &["--cap", "liability", "--liability", "1"], "gives one to all of them"),
        (&threshold, &[], "--parameter"),
    ];
    for (command, options, words) in cases {
        let output = ambimech(&[command, options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}: {}", text(&output));
        assert!(text(&output).contains(words), "{options:?}: {}", text(&output));
    }
}
