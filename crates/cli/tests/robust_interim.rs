//! `ambimech robust --type-space`: the type spaces of robust failures fail, small ones are decided against brute force by hand, bad files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::environment::read_payoff_environment;
use ambimech_io::source::Format;
use ambimech_io::type_space::parse_type_space;
use ambimech_model::check::check_interim_monotonicity;
use ambimech_model::index::{ProfileId, TypeId};
use ambimech_model::robust::{
    Concept, InterimMonotonicity, InterimNoReward, InterimRefutation, InterimStanding, PayoffEnvironment,
    TypeDeception,
};
use ambimech_solve::robust::{SearchLimits, study_interim};
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
    let (code, text, error) = ambimech(&["robust", &file, "--concept", "strong", "--type-space-out", &name]);
    assert_eq!(code, ambimech(&["robust", &file, "--concept", "strong"]).0, "{error}");
    assert!(code != 2 && text.contains("No type space was written") && !none.exists(), "{text}{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Both agents want `a` when agent 1 is of type H and `b` otherwise, and the choice is that.
const MATCH: &str = r#"
format = "ambimech-environment/1"
name = "Match"
bad-outcome = "ruin"
[[agents]]
name = "1"
types = { H = 1, L = 0 }
[[agents]]
name = "2"
types = { H = 1, L = 0 }
[outcomes.a]
"1" = "value[1]"
"2" = "value[1]"
[outcomes.b]
"1" = "1 - value[1]"
"2" = "1 - value[1]"
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
    // Agent 1 does not care, but agent 2 knows its type and objects: z(l) = a, which agent 2 that believes l would not want.
    let idle = MATCH.replace("\"1\" = \"value[1]\"", "\"1\" = 0").replace("\"1\" = \"1 - value[1]\"", "\"1\" = 0");
    let (code, text, error) = run("nash", &idle, FLAT);
    assert_eq!(code, 0, "{text}{error}");
    // When agent 2 believes the same at both types its rewards are no better than the choice at the truth, and it is silent about lies
    // that it does not expect to matter.
    let blind =
        FLAT.replace("{ \"h\" = 1 }", "{ \"h\" = 1, \"l\" = 0 }").replace("{ \"l\" = 1 }", "{ \"h\" = 1 }");
    let (code, text, error) = run("nash", &idle, &blind);
    assert!(code == 1 && text.contains("Deception"), "{text}{error}");
    // Agent 2 always wants `a`: what it would like after a lie it would also like after the truth.
    let nobody =
        idle.replace("\"2\" = \"value[1]\"", "\"2\" = 2").replace("\"2\" = \"1 - value[1]\"", "\"2\" = 1");
    let (code, text, error) = run("nash", &nobody, FLAT);
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
fn changed_proofs_are_refused() {
    let folder = folder("tampered");
    let path = folder.join("payoffs.toml");
    std::fs::write(&path, MATCH).unwrap();
    let study = |environment: &PayoffEnvironment| {
        let types = parse_type_space(FLAT, "types.toml", Format::Toml, environment).unwrap().types;
        let found = study_interim(environment, &types, Concept::Nash, None, &SearchLimits::default());
        (types, found)
    };
    let environment = read_payoff_environment(&path, &[]).unwrap();
    let (types, found) = study(&environment);
    let Ok(InterimMonotonicity::Holds(InterimRefutation::Reports(agent, t, branches))) = found.monotonicity else {
        panic!("it holds, with reports");
    };
    let check = |branches: Vec<InterimRefutation>| {
        let verdict = InterimMonotonicity::Holds(InterimRefutation::Reports(agent, t, branches));
        check_interim_monotonicity(&environment, &types, &found.scope, &verdict)
    };
    assert!(check(branches.clone()).is_ok());
    assert!(check(branches[1..].to_vec()).is_err());
    assert!(check(branches.iter().rev().cloned().collect()).is_err());
    assert!(check(vec![InterimRefutation::Acceptable; branches.len()]).is_err());

    std::fs::write(&path, MATCH.replace("\"value[1]\"", "0").replace("\"1 - value[1]\"", "0")).unwrap();
    let environment = read_payoff_environment(&path, &[]).unwrap();
    // Outcomes with the same payoffs are one: nothing changes the choice.
    assert_eq!(study(&environment).1.holds(), Some(true));
    std::fs::write(&path, MATCH.replace("\"value[1]\"", "1").replace("\"1 - value[1]\"", "2")).unwrap();
    let environment = read_payoff_environment(&path, &[]).unwrap();
    let (types, found) = study(&environment);
    let Ok(InterimMonotonicity::Fails(standing)) = found.monotonicity else { panic!("it fails") };
    let check = |change: &dyn Fn(&mut InterimStanding)| {
        let mut changed = (*standing).clone();
        change(&mut changed);
        let verdict = InterimMonotonicity::Fails(Box::new(changed));
        check_interim_monotonicity(&environment, &types, &found.scope, &verdict)
    };
    assert!(check(&|_| ()).is_ok());
    assert!(check(&|changed| changed.silences.clear()).is_err());
    assert!(check(&|changed| changed.at = ProfileId(99)).is_err());
    let truth = (0..2).map(|_| vec![TypeId(0), TypeId(1)]).collect::<Vec<_>>();
    let truth = TypeDeception::of(types.space(), truth).unwrap();
    assert!(check(&|changed| changed.deception = truth.clone()).is_err());
    for place in 0..standing.silences.len() {
        let drop = |changed: &mut InterimStanding| {
            if let InterimNoReward::Sum { gains, .. } = &mut changed.silences[place].proof {
                gains.iter_mut().for_each(|(_, weight)| *weight = &*weight + &*weight);
            }
        };
        assert!(check(&drop).is_err());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_schema_in_the_book_is_that_of_the_reader() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/type-space.schema.json");
    let actual = ambimech_io::type_space::type_space_schema();
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), actual, "docs/type-space.schema.json is stale");
}
