//! `ambimech pay` and spot checks of mechanism files: names of rules, ranges, the environment beside the mechanism, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good");
    folder.join("environment.toml").display().to_string()
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The paper's mechanism in closed form, beside a copy of its environment.
fn folder(name: &str) -> (PathBuf, String) {
    let folder = std::env::temp_dir().join(format!("ambimech-pay-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(example(), folder.join("environment.toml")).unwrap();
    let mechanism = folder.join("mechanism.json").display().to_string();
    let (code, _, complaint) = ambimech(&[
        "design",
        &example(),
        "--goal",
        "coalition-proof",
        "--method",
        "closed-form",
        "--store",
        "closed-form",
        "--out",
        &mechanism,
    ]);
    assert_eq!(code, 0, "{complaint}");
    (folder, mechanism)
}

fn json(arguments: &[&str]) -> Value {
    let (code, text, complaint) = ambimech(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{text}{complaint}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_rule_is_named_by_its_types_or_by_its_place() {
    let (folder, mechanism) = folder("names");
    let by_place = json(&["pay", &example(), &mechanism, "--rule", "r7", "--profile", "H L H"]);
    let name = by_place["rule"].as_str().unwrap();
    assert_eq!(name, "1=H,2=H");
    // The environment lies beside the mechanism.
    assert_eq!(by_place, json(&["pay", &mechanism, "--rule", name, "--profile", "H L H"]));
    assert_eq!(by_place["total"], "0");
    let all = json(&["pay", &mechanism, "--profile", "H L H"]);
    assert_eq!(all["rules"], 18);
    let smallest = all["payments"][0]["smallest"].clone();
    let same = json(&["pay", &mechanism, "--rule", smallest["rule"].as_str().unwrap(), "--profile", "H L H"]);
    assert_eq!(same["payments"][0]["payment"], smallest["payment"]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_wrong_is_said() {
    let (folder, mechanism) = folder("wrong");
    for (arguments, words) in [
        (["--rule", "r19", "--profile", "H L H"], "r19"),
        (["--rule", "1=H,2=X", "--profile", "H L H"], "1=H,2=X"),
        (["--rule", "r1", "--profile", "H L"], "3 names"),
        (["--rule", "r1", "--profile", "H L M"], "unknown type"),
        (["--rule", "r1", "--profile", "H * L"], "one type of every agent"),
    ] {
        let (code, _, complaint) = ambimech(&[["pay", &mechanism].as_slice(), &arguments].concat());
        assert!(code == 2 && complaint.contains(words), "{complaint}");
    }
    let (code, text, _) = ambimech(&["pay", &mechanism, "--profile", "H L H", "--limit", "10"]);
    assert!(code == 3 && text.starts_with("undecided: there are 18 rules"), "{text}");
    std::fs::remove_file(folder.join("environment.toml")).unwrap();
    let (code, _, complaint) = ambimech(&["pay", &mechanism, "--profile", "H L H"]);
    assert!(code == 2 && complaint.contains("there is no environment.toml beside"), "{complaint}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn spot_checks_draw_the_same_again_and_refuse_a_broken_seal() {
    let (folder, mechanism) = folder("spot");
    let arguments = ["check", &example(), &mechanism, "--spot", "300", "--seed", "7"];
    let first = ambimech(&arguments);
    assert!(first.0 == 0 && first.1.starts_with("done: 300 constraints recomputed, none broken"), "{}", first.1);
    assert_eq!(first, ambimech(&arguments));
    let text = std::fs::read_to_string(&mechanism).unwrap();
    let changed = text.replace("6/11", "7/11");
    assert_ne!(text, changed);
    std::fs::write(&mechanism, changed).unwrap();
    let (code, text, _) = ambimech(&arguments);
    assert!(code == 1 && text.starts_with("refused"), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}
