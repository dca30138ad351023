//! `ambimech play`: regions and lotteries, the claims on the examples of the thesis, unwanted equilibria, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::Path;
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

#[test]
fn the_claims_hold_for_the_robustly_double_implementable_public_good() {
    let file = example("guo-2018-robust-double");
    let (code, text, _) = ambimech(&["play", &file, "--search", "--concept", "double", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, found["verdict"].as_str()), (0, Some("holds")), "{text}");
    assert_eq!((found["wanted"].as_u64(), found["dissolved"].as_u64()), (Some(1), Some(63)), "{text}");
}

#[test]
fn single_agents_leave_an_unwanted_equilibrium_with_common_values() {
    let file = example("guo-2018-robust-public-good");
    let (code, text, _) = ambimech(&["play", &file, "--search", "--concept", "nash"]);
    assert!(
        code == 1 && text.starts_with("fails: with these rewards") && text.contains("Unwanted equilibrium"),
        "{text}"
    );
    let (code, text, _) = ambimech(&["play", &file, "--search", "--concept", "strong"]);
    assert!(code == 0 && text.starts_with("holds: the truth is an equilibrium"), "{text}");
}

#[test]
fn messages_fall_in_the_three_regions() {
    let folder = std::env::temp_dir().join(format!("ambimech-play-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("profiles.toml");
    let text = r#"format = "ambimech-play/1"
truth = "one zero zero"
[rewards.y1]
coalition = ["1"]
reports = ["one"]
[[profiles]]
messages = { 1 = "zero", 2 = "zero", 3 = "zero" }
[[profiles]]
messages = { 1 = "zero, claim 3, reward y1" }
[[profiles]]
messages = { 2 = "zero, claim 3, number 1, reward y1" }
"#;
    std::fs::write(&path, text).unwrap();
    let file = example("guo-2018-robust-double");
    let path_name = path.display().to_string();
    let (code, text, complaint) =
        ambimech(&["play", &file, &path_name, "--concept", "double", "--format", "json"]);
    assert_eq!(code, 0, "{complaint}");
    let found: Value = serde_json::from_str(&text).unwrap();
    let steps = found["steps"].as_array().unwrap();
    let regions: Vec<&str> = steps.iter().map(|step| step["region"].as_str().unwrap()).collect();
    assert_eq!(regions, ["M1", "M2", "M3"]);
    assert_eq!(steps[0]["outcome"]["f000"], "1");
    assert_eq!(steps[1]["outcome"]["f100"], "3/4");
    assert_eq!(steps[1]["outcome"]["ruin"], "1/4");
    // 3/4·(1 − 1/2) − 1/4·100.
    assert_eq!(steps[1]["agents"][0]["payoff"], "-197/8");
    let (code, _, complaint) = ambimech(&["play", &file, "--message", "1: two"]);
    assert!(code == 2 && complaint.contains("expected one of"), "{complaint}");
    std::fs::write(&path, "format = \"ambimech-play/1\"\n[[profiles]]\nmessages = { 1 = \"zero\" }\n").unwrap();
    let (code, _, complaint) = ambimech(&["play", &file, &path_name]);
    assert!(code == 2 && complaint.contains("an agent sends nothing"), "{complaint}");
    let (code, text, _) = ambimech(&["play", &file, "--search", "--limit", "5"]);
    assert!(code == 3 && text.starts_with("undecided: not begun"), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn sets(name: &str) -> String {
    example(name).replace("payoffs.toml", "sets.toml")
}

#[test]
fn the_mechanism_for_sets_of_priors_is_played_and_searched() {
    let file = sets("ambiguous-safe-option");
    let play = |rest: &[&str]| {
        let mut arguments = vec!["play", file.as_str(), "--mechanism", "ambiguity"];
        arguments.extend(rest);
        ambimech(&arguments)
    };
    let (code, text, complaint) = play(&["--search", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{complaint}"));
    assert_eq!((code, found["verdict"].as_str()), (0, Some("holds")), "{text}");
    assert_eq!(found["standing"].as_u64(), Some(0), "{text}");
    let (code, text, _) = play(&["--message", "1: X", "--message", "2: L", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &found["steps"][0]["outcome"]["x-on-L"]), (0, &Value::from("1")), "{text}");
    let (code, text, _) = play(&["--message", "1: X, claim 1", "--message", "2: L"]);
    assert!(code == 0 && text.contains("M3: agent 1 claims without naming"), "{text}");
    let (code, _, complaint) = play(&["--message", "1: Z", "--message", "2: L"]);
    assert!(code == 2 && complaint.contains("expected one of"), "{complaint}");
    let (code, _, complaint) = play(&["--search", "--concept", "nash"]);
    assert!(code == 2 && complaint.contains("coalitional"), "{complaint}");
    let (code, text, _) = play(&["--search", "--limit", "3"]);
    assert!(code == 3 && text.starts_with("undecided: not begun"), "{text}");
}

/// On a type space in which everybody is sure of the others the same search runs with types of that space.
#[test]
fn a_search_runs_on_the_type_space_of_a_file() {
    let folder = std::env::temp_dir().join(format!("ambimech-play-space-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("types.toml");
    let mut text = String::from("format = \"ambimech-type-space/1\"\n");
    for agent in ["1", "2", "3"] {
        for own in ["zero", "one"] {
            text +=
                &format!("[agents.{agent}.{own}]\npayoff-type = \"{own}\"\nbeliefs = {{ \"{own} {own}\" = 1 }}\n");
        }
    }
    std::fs::write(&path, text).unwrap();
    let (file, path) = (example("guo-2018-robust-double"), path.display().to_string());
    let (code, text, complaint) =
        ambimech(&["play", &file, "--search", "--concept", "double", "--type-space", &path, "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{complaint}"));
    assert_eq!((code, found["verdict"].as_str()), (0, Some("holds")), "{text}");
    assert_eq!(found["looked-at"], "64", "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

const ECONOMY: &str = r#"format = "ambimech-environment/1"
name = "Three agents and one good"
coalitions = "all"
[[agents]]
name = "1"
types = { low = 1, high = 2 }
[[agents]]
name = "2"
types = { only = 1 }
[[agents]]
name = "3"
types = { only = 1 }
[outcomes.all-1]
"1" = "value[1]"
"2" = 0
"3" = 0
[outcomes.all-2]
"1" = 0
"2" = 1
"3" = 0
[outcomes.all-3]
"1" = 0
"2" = 0
"3" = 1
[outcomes.thirds]
"1" = "value[1] / 3"
"2" = "1/3"
"3" = "1/3"
[outcomes.less]
"1" = "value[1] / 4"
"2" = "1/4"
"3" = "1/4"
[allocation]
"low * *" = "thirds"
"high * *" = "less"
"#;

/// Section 2.8.1: one agent alone changes nothing, a reward is won for sure, two active agents leave everything to the largest number.
#[test]
fn without_a_bad_outcome_the_largest_number_wins_everything() {
    let folder = std::env::temp_dir().join(format!("ambimech-play-economy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (environment, profiles) = (folder.join("economy.toml"), folder.join("profiles.toml"));
    std::fs::write(&environment, ECONOMY).unwrap();
    let text = r#"format = "ambimech-play/1"
truth = "low only only"
everything = { 1 = "all-1", 2 = "all-2", 3 = "all-3" }
[rewards.less]
coalition = ["2"]
lotteries = ["less", "less"]
[rewards.thirds]
coalition = ["2"]
lotteries = ["thirds", "thirds"]
[[profiles]]
messages = { 1 = "low", 2 = "only", 3 = "only" }
[[profiles]]
messages = { 2 = "only, number 7" }
[[profiles]]
messages = { 2 = "only, claim 2, reward less" }
[[profiles]]
messages = { 2 = "only, claim 2, reward thirds" }
[[profiles]]
messages = { 2 = "only, claim 2, number 1, reward less", 3 = "only, number 1" }
[[profiles]]
messages = { 3 = "only, number 2" }
"#;
    std::fs::write(&profiles, text).unwrap();
    let (environment, profiles) = (environment.display().to_string(), profiles.display().to_string());
    let play = |rest: &[&str]| {
        let mut arguments = vec!["play", environment.as_str(), "--mechanism", "economy"];
        arguments.extend(rest);
        ambimech(&arguments)
    };
    let (code, text, complaint) = play(&[&profiles, "--format", "json"]);
    assert_eq!(code, 0, "{complaint}");
    let found: Value = serde_json::from_str(&text).unwrap();
    let steps = found["steps"].as_array().unwrap();
    let seen: Vec<(&str, String)> = steps
        .iter()
        .map(|step| {
            let outcome = step["outcome"].as_object().unwrap();
            (step["region"].as_str().unwrap(), outcome.keys().cloned().collect::<Vec<_>>().join(" "))
        })
        .collect();
    let seen: Vec<(&str, &str)> = seen.iter().map(|(region, outcome)| (*region, outcome.as_str())).collect();
    // Agent 2 would take thirds when agent 1 is high, so that it is no reward.
    let expected =
        [("M1", "thirds"), ("M1", "thirds"), ("M2", "less"), ("M1", "thirds"), ("M3", "all-2"), ("M3", "all-3")];
    assert_eq!(seen, expected);
    assert_eq!(steps[2]["agents"][0]["payoff"], "1/4");
    let (code, text, _) = play(&[&profiles]);
    assert!(code == 0 && text.contains("M3: coalition {2,3} claims or sends numbers"), "{text}");
    let (code, _, complaint) = play(&["--message", "1: low"]);
    assert!(code == 2 && complaint.contains("everything"), "{complaint}");
    let wrong = text_with(&profiles, "1 = \"all-1\"", "1 = \"thirds\"");
    std::fs::write(&profiles, wrong).unwrap();
    let (code, _, complaint) = play(&[&profiles]);
    assert!(code == 2 && complaint.contains("is better for agent 1 than everything"), "{complaint}");
    let wrong = text_with(&profiles, "1 = \"thirds\"", "1 = \"all-1\"");
    std::fs::write(&profiles, wrong).unwrap();
    let both = ECONOMY.replace(
        "[outcomes.less]",
        "[outcomes.plenty]\n\"1\" = \"value[1]\"\n\"2\" = 1\n\"3\" = 0\n[outcomes.less]",
    );
    std::fs::write(&environment, both).unwrap();
    let (code, _, complaint) = play(&[&profiles]);
    assert!(code == 2 && complaint.contains("as good as everything for agent 1 and for agent 2"), "{complaint}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn text_with(path: &str, old: &str, new: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(old));
    text.replace(old, new)
}

/// Agent 1 reports as it likes without rewards, since it is indifferent between two ways to share what it does not get; a reward of agent 2 tells it apart.
#[test]
fn unwanted_equilibria_are_searched_without_a_bad_outcome() {
    let folder = std::env::temp_dir().join(format!("ambimech-play-economy-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let written = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let environment = written("shares.toml", SHARES);
    let everything =
        "format = \"ambimech-play/1\"\neverything = { 1 = \"all-1\", 2 = \"all-2\", 3 = \"all-3\" }\n";
    let bare = written("bare.toml", everything);
    let reward = "[rewards.told]\ncoalition = [\"2\"]\nlotteries = [\"left\", \"bet\"]\n";
    let paid = written("paid.toml", &format!("{everything}{reward}"));
    let search = |file: &str, rest: &[&str]| {
        let mut arguments = vec!["play", &environment, file, "--mechanism", "economy", "--search"];
        arguments.extend(rest);
        ambimech(&arguments)
    };
    let counts = |text: &str, complaint: &str| {
        let found: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}{complaint}"));
        ["looked-at", "wanted", "dissolved", "standing"].map(|key| found[key].to_string().replace('"', ""))
    };
    let (code, text, complaint) = search(&bare, &["--format", "json"]);
    assert_eq!(
        (code, counts(&text, &complaint)),
        (1, ["4", "1", "0", "3"].map(String::from)),
        "{text}{complaint}"
    );
    let (code, text, complaint) = search(&paid, &["--format", "json"]);
    assert_eq!(
        (code, counts(&text, &complaint)),
        (1, ["4", "1", "2", "1"].map(String::from)),
        "{text}{complaint}"
    );
    let (code, text, _) = search(&paid, &[]);
    let text = text.replace('\n', " ");
    assert!(code == 1 && text.contains("somebody gains by the largest number (section 2.8.1)"), "{text}");
    assert!(text.contains("agent 2 of type only sends \"only, claim 1, reward told\" and gains"), "{text}");
    let (code, text, _) = search(&paid, &["--limit", "3"]);
    assert!(code == 3 && text.starts_with("undecided: not begun"), "{text}");
    let mut space = String::from("format = \"ambimech-type-space/1\"\n");
    for (own, belief) in [("left", "only only"), ("right", "only only")] {
        space += &format!("[agents.1.{own}]\npayoff-type = \"{own}\"\nbeliefs = {{ \"{belief}\" = 1 }}\n");
    }
    for agent in ["2", "3"] {
        space += &format!("[agents.{agent}.only]\npayoff-type = \"only\"\nbeliefs = {{ \"left only\" = 1 }}\n");
    }
    let (code, _, complaint) = search(&paid, &["--type-space", &written("space.toml", &space)]);
    assert!(code == 2 && complaint.contains("type only of agent 2 thinks the types right only"), "{complaint}");
    std::fs::remove_dir_all(folder).unwrap();
}

const SHARES: &str = r#"format = "ambimech-environment/1"
name = "One good, and two ways to share it"
coalitions = "singletons"
[[agents]]
name = "1"
types = ["left", "right"]
[[agents]]
name = "2"
types = ["only"]
[[agents]]
name = "3"
types = ["only"]
[outcomes.all-1]
"1" = 4
"2" = 0
"3" = 0
[outcomes.all-2]
"1" = 0
"2" = 4
"3" = 0
[outcomes.all-3]
"1" = 0
"2" = 0
"3" = 4
[outcomes.left]
"1" = 1
"2" = 1
"3" = 1
[outcomes.right]
"1" = 1
"2" = 1
"3" = "3/2"
[outcomes.bet]
"1" = 1
"2" = 'if(type[1] == "left", 3, 1/2)'
"3" = 1
[allocation]
"left * *" = "left"
"right * *" = "right"
"#;
