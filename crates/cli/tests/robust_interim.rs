//! `ambimech robust --type-space`: the type spaces of robust failures fail, small ones are decided against brute force by hand, bad files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    folder.join(name).join("payoffs.toml").display().to_string()
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ambimech-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn verdict(found: &Value, condition: &str) -> String {
    let rows = found["conditions"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == condition).unwrap();
    row["verdict"].as_str().unwrap().to_string()
}

/// Proposition B.1.2 and lemma B.1.1: a deception that stands robustly stands for the beliefs of a type space.
#[test]
fn a_deception_that_stands_robustly_stands_in_the_type_space_that_is_written() {
    let folder = folder("lemma");
    let out = folder.join("types.toml").display().to_string();
    let file = example("guo-2018-robust-public-good");
    let (code, _, error) = ambimech(&["robust", &file, "--concept", "nash", "--type-space-out", &out]);
    assert_eq!(code, 1, "{error}");
    let ask = ["robust", &file, "--concept", "nash", "--type-space", &out, "--format", "json"];
    let (code, text, error) = ambimech(&ask);
    assert_eq!(code, 1, "{error}");
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(verdict(&found, "interim-incentive-compatibility"), "holds");
    assert_eq!(verdict(&found, "interim-monotonicity"), "fails");
    assert!(!found["deception"]["lies"].as_array().unwrap().is_empty());
    assert_eq!(ambimech(&ask).1, text);
    let (code, _, error) = ambimech(&["robust", &file, "--type-space", &out, "--limit", "5"]);
    assert_eq!(code, 3, "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Proposition B.1.1: a coalition that gains robustly expects to gain for the beliefs of a type space.
#[test]
fn a_coalition_that_gains_robustly_gains_in_the_type_space_that_is_written() {
    let folder = folder("gain");
    let out = folder.join("types.toml").display().to_string();
    let file = example("guo-2018-robust-public-good");
    let set = ["--set", "gamma=3/4"];
    let mut arguments = vec!["robust", &file, "--concept", "strong", "--type-space-out", &out];
    arguments.extend(set);
    let (code, text, error) = ambimech(&arguments);
    assert_eq!(code, 1, "{text}{error}");
    let mut arguments = vec!["robust", &file, "--concept", "strong", "--type-space", &out, "--format", "json"];
    arguments.extend(set);
    arguments.extend(["--branches", "1"]);
    let (code, text, error) = ambimech(&arguments);
    assert_eq!(code, 1, "{error}");
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(verdict(&found, "interim-incentive-compatibility"), "fails");
    assert_eq!(found["incentives"]["coalition"].as_array().unwrap().len(), 2);
    // Single agents never gain there: the choice is incentive compatible ex post.
    arguments[3] = "nash";
    let found: Value = serde_json::from_str(&ambimech(&arguments).1).unwrap();
    assert_eq!(verdict(&found, "interim-incentive-compatibility"), "holds");
    // What does not fail has no such type space, and no file is left.
    let none = folder.join("none.toml");
    let name = none.display().to_string();
    let (code, _, error) = ambimech(&["robust", &file, "--concept", "strong", "--type-space-out", &name]);
    assert!(code == 2 && error.contains("no type space to write") && !none.exists(), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Two agents match their types: f(H H) = f(L L) = good for both or not.
const MATCH: &str = r#"
format = "ambimech-environment/1"
name = "Match"
bad-outcome = "ruin"
[[agents]]
name = "1"
types = ["H", "L"]
[[agents]]
name = "2"
types = ["H", "L"]
[outcomes.a]
"1" = { "H *" = 1, "L *" = 0 }
"2" = { "H *" = 1, "L *" = 0 }
[outcomes.b]
"1" = { "H *" = 0, "L *" = 1 }
"2" = { "H *" = 0, "L *" = 1 }
[outcomes.ruin]
"1" = -1
"2" = -1
[allocation]
"H *" = "a"
"L *" = "b"
"#;

const FLAT: &str = r#"
format = "ambimech-type-space/1"
[agents.1.h]
payoff-type = "H"
beliefs = { "x" = "1/2", "y" = "1/2" }
[agents.1.l]
payoff-type = "L"
beliefs = { "x" = "1/2", "y" = 0.5 }
[agents.2.x]
payoff-type = "H"
beliefs = { "h" = 1 }
[agents.2.y]
payoff-type = "L"
beliefs = { "l" = 1 }
"#;

/// Agent 1 alone matters and is paid for its wish, so that it objects to every lie of its own.
#[test]
fn a_small_type_space_is_decided() {
    let folder = folder("flat");
    let (environment, types) = (folder.join("payoffs.toml"), folder.join("types.toml"));
    let run = |concept: &str, environment_text: &str, text: &str| {
        std::fs::write(&environment, environment_text).unwrap();
        std::fs::write(&types, text).unwrap();
        let (e, t) = (environment.display().to_string(), types.display().to_string());
        ambimech(&["robust", &e, "--type-space", &t, "--concept", concept])
    };
    for concept in ["nash", "strong", "double"] {
        let (code, text, error) = run(concept, MATCH, FLAT);
        assert!(code == 0 && text.starts_with("holds: interim"), "{concept} {text}{error}");
    }
    // Agent 1 does not care: nobody objects to its lies, although nobody gains by them alone.
    let idle = MATCH.replace("\"1\" = { \"H *\" = 1, \"L *\" = 0 }", "\"1\" = 0");
    let idle = idle.replace("\"1\" = { \"H *\" = 0, \"L *\" = 1 }", "\"1\" = 0");
    // Agent 2 knows the type of agent 1 and its wish is the choice: it cannot object, its own rewards being bounded by its best.
    let (code, text, error) = run("nash", &idle, FLAT);
    assert!(code == 0 || code == 1, "{text}{error}");
    let reversed = idle.replace("\"2\" = { \"H *\" = 1, \"L *\" = 0 }", "\"2\" = 0");
    let reversed = reversed.replace("\"2\" = { \"H *\" = 0, \"L *\" = 1 }", "\"2\" = 0");
    let (code, text, error) = run("nash", &reversed, FLAT);
    assert!(code == 1 && text.contains("Deception"), "{text}{error}");
    for (from, to, message) in [
        ("payoff-type = \"L\"", "payoff-type = \"H\"", "no type of agent"),
        ("\"y\" = 0.5", "\"y\" = \"1/3\"", "add up to 5/6"),
        ("\"y\" = 0.5", "\"z\" = 0.5", "unknown type"),
        ("\"y\" = 0.5", "\"*\" = 0.5", "without `*`"),
        ("[agents.2.y]", "[agents.3.y]", "unknown agent"),
        ("beliefs = { \"l\" = 1 }", "belief = { \"l\" = 1 }", "beliefs"),
        ("type-space/1", "type-space/2", "ambimech-type-space/1"),
    ] {
        let changed = FLAT.replacen(from, to, 1);
        assert_ne!(changed, FLAT);
        let (code, text, error) = run("nash", MATCH, &changed);
        assert!(code == 2 && error.contains(message) && error.contains("= help"), "{from} {text}{error}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_schema_in_the_book_is_that_of_the_reader() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/type-space.schema.json");
    let actual = ambimech_io::type_space::type_space_schema();
    if std::env::var_os("AMBIMECH_WRITE_EXPECTED").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), actual, "docs/type-space.schema.json is stale");
}
