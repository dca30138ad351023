//! What `solve` offers first: never dearer than the construction beside it, and neat where that can be had.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::number::{Rational, parse_number};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("solve-stakes-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// An environment with one outcome beside the outside option. `agents` are the values of every agent's types, `weights` the prior's in the order of
/// the profiles, `payoffs` the coefficients of all values in every agent's payoff, `built` where it is built.
fn environment(agents: &[&[i64]], weights: &[i64], payoffs: &[&[i64]], built: &[bool]) -> String {
    let name = |at: usize| ["a", "b", "c"][at];
    let mut text =
        "format = \"ambimech-environment/1\"\nname = \"drawn\"\noutside = \"none\"\ncoalitions = \"all\"\n"
            .to_string();
    for (agent, values) in agents.iter().enumerate() {
        let types: Vec<String> =
            values.iter().enumerate().map(|(at, value)| format!("{} = {value}", name(at))).collect();
        text += &format!("[[agents]]\nname = \"{}\"\ntypes = {{ {} }}\n", agent + 1, types.join(", "));
    }
    let mut profiles = vec![String::new()];
    for values in agents {
        let longer = |known: &String| {
            (0..values.len()).map(|at| format!("{known} {}", name(at)).trim().to_string()).collect::<Vec<_>>()
        };
        profiles = profiles.iter().flat_map(longer).collect();
    }
    let total: i64 = weights.iter().sum();
    text += "[prior]\n";
    for (profile, weight) in profiles.iter().zip(weights) {
        text += &format!("\"{profile}\" = \"{weight}/{total}\"\n");
    }
    text += "[outcomes.none]\n";
    (1..=agents.len()).for_each(|agent| text += &format!("\"{agent}\" = 0\n"));
    text += "[outcomes.build]\n";
    for (agent, own) in payoffs.iter().enumerate() {
        let terms: Vec<String> =
            own.iter().enumerate().map(|(at, factor)| format!("{factor} * value[{}]", at + 1)).collect();
        text += &format!("\"{}\" = \"{}\"\n", agent + 1, terms.join(" + "));
    }
    text += "[allocation]\n";
    for (profile, built) in profiles.iter().zip(built) {
        text += &format!("\"{profile}\" = \"{}\"\n", if *built { "build" } else { "none" });
    }
    text
}

/// An environment whose full surplus one rule extracts in whole numbers, as cheaply as any.
const KEPT: &str = r#"format = "ambimech-environment/1"
name = "drawn"
outside = "none"
coalitions = "all"
[[agents]]
name="1"
types={ a = 4, b = 5 }
[[agents]]
name="2"
types={ a = 3, b = 9 }
[prior]
"a a" = "17/109"
"a b" = "57/109"
"b a" = "12/109"
"b b" = "23/109"
[outcomes.none]
"1" = 0
"2" = 0
[outcomes.build]
"1" = "0 * value[1] + 1 * value[2]"
"2" = "1 * value[1] + -2 * value[2]"
[allocation]
rule = "efficient"
"#;

fn number(value: &Value) -> Rational {
    parse_number(value.as_str().unwrap()).unwrap()
}

/// Every payment in a mechanism file.
fn payments(file: &Path) -> Vec<Rational> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let rules = file["rules"].as_array().unwrap().iter();
    let rows = rules.flat_map(|rule| rule["transfers"].as_object().unwrap().values());
    rows.flat_map(|row| row.as_array().unwrap().iter().map(number)).collect()
}

fn largest(payments: &[Rational]) -> Rational {
    payments.iter().fold(Rational::ZERO, |largest, payment| largest.max(-payment))
}

/// Solves, checks both files, and compares what is said with what is in them: the largest payment is no larger than that of the construction, and
/// payments are multiples of the unit.
fn solved(name: &str, environment: &str) -> Value {
    let folder = folder(name);
    let (file, out) = (folder.join("environment.toml"), folder.join("out"));
    std::fs::write(&file, environment).unwrap();
    let (file, out_text) = (file.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(ambimech(&["solve", file, "--out", out_text]).status.code(), Some(0), "{name}");
    let summary: Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let (own, paper) = (out.join("mechanism.json"), out.join("mechanism-paper.json"));
    for mechanism in [&own, &paper] {
        assert_eq!(ambimech(&["check", file, mechanism.to_str().unwrap()]).status.code(), Some(0), "{name}");
        assert_eq!(ambimech(&["verify", file, mechanism.to_str().unwrap()]).status.code(), Some(0), "{name}");
    }
    let (own, paper) = (payments(&own), payments(&paper));
    assert!(largest(&own) <= largest(&paper), "{name}: {} beside {}", largest(&own), largest(&paper));
    assert_eq!(number(&summary["design"]["stakes"]["largest-payment"]["amount"]), largest(&own), "{name}");
    if let Some(unit) = summary["few-rules"]["unit"].as_str() {
        let unit = parse_number(unit).unwrap();
        assert!(own.iter().all(|payment| (payment / &unit).denominator().is_one()), "{name}: {unit}");
        assert!(number(&summary["few-rules"]["before"]) <= largest(&own), "{name}");
    }
    summary
}

fn words(summary: &Value) -> String {
    let words = summary["few-rules"]["words"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// Two agents, weights 20, 8, 7 and 35 of 70.
#[test]
fn two_agents_get_neat_rules_that_are_cheaper_than_the_construction() {
    let built = [false, false, true, true];
    let text = environment(&[&[5, 1], &[2, 1]], &[20, 8, 7, 35], &[&[1, 0], &[-1, 1]], &built);
    let summary = solved("two", &text);
    assert_eq!(
        (&summary["few-rules"]["verdict"], &summary["few-rules"]["unit"]),
        (&Value::from("found"), &Value::from("1"))
    );
    assert_eq!(summary["design"]["rules"], 2);
    assert!(words(&summary).contains("In numbers that are not neat the largest payment is"), "{summary}");
}

/// Bets around such a prior come in steps too long for neat numbers; the payments are then the smallest.
#[test]
fn where_nothing_is_neat_the_payments_are_small() {
    let built = [false, false, true, false];
    let text = environment(&[&[5, 7], &[0, 1]], &[21, 19, 40, 34], &[&[-2, -3], &[2, 2]], &built);
    let summary = solved("unneat", &text);
    assert_eq!(
        (&summary["few-rules"]["verdict"], &summary["few-rules"]["unit"]),
        (&Value::from("found"), &Value::Null)
    );
    let words = words(&summary);
    assert!(words.contains("then made small;") && words.contains("No payments in multiples of 1/1000"), "{words}");
}

/// One rule does. As the exact program has it, its payments are anything but neat, and dearer than the construction.
#[test]
fn one_rule_is_neat_and_no_dearer_than_many() {
    let two =
        environment(&[&[3, 6], &[9, 3]], &[55, 42, 34, 55], &[&[-3, 3], &[-3, 3]], &[true, false, false, false]);
    let three = environment(
        &[&[8, 9], &[6, 0], &[1, 7]],
        &[49, 51, 57, 12, 38, 37, 33, 18],
        &[&[3, 3, 2], &[2, -1, -2], &[-2, -2, 3]],
        &[false, true, false, false, false, true, false, true],
    );
    for (name, text) in [("one-of-two", two), ("one-of-three", three)] {
        let summary = solved(name, &text);
        assert_eq!(summary["design"]["rules"], 1, "{name}");
        assert!(summary["few-rules"]["unit"].is_string(), "{name}: {}", summary["few-rules"]);
        let words = words(&summary);
        assert!(
            words.starts_with(
                "One rule is enough here, an ordinary mechanism, whose payments were then made small"
            ),
            "{words}"
        );
        // What is said about one rule is said about the same rule.
        assert_eq!(summary["simple"]["stakes"], summary["design"]["stakes"], "{name}");
    }
}

/// A construction with one rule or two, whatever the attitudes: as many rules, neat and cheaper, and what was done is said.
#[test]
fn as_few_rules_as_any_are_made_cheap_and_neat() {
    let both = "There are 2 rules, as many as the construction beside it has; their payments were then made small, in multiples of";
    let one = "This is one rule, an ordinary mechanism, as is the construction beside it; its payments were then made small, in multiples of";
    for (example, rules, words_of) in [
        ("guo-2018-no-common-prior", 2, both),
        ("guo-2018-alpha-maxmin", 2, both),
        ("guo-2021-smooth-ambiguity", 1, one),
    ] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
        let text = std::fs::read_to_string(file.join("environment.toml")).unwrap();
        let summary = solved(example, &text);
        let counts = [&summary["design"]["rules"], &summary["paper"]["rules"]];
        assert_eq!(counts, [&Value::from(rules), &Value::from(rules)], "{example}");
        assert!(summary["few-rules"]["unit"].is_string(), "{example}");
        assert!(words(&summary).starts_with(words_of), "{example}: {}", words(&summary));
        let [own, paper] =
            ["design", "paper"].map(|part| number(&summary[part]["stakes"]["largest-payment"]["amount"]));
        assert!(own < paper, "{example}: {own} beside {paper}");
    }
}

/// Two agents whose construction has two rules, weights 39, 30, 60 and 21, under every attitude that is more afraid than hopeful: the two rules are made
/// cheap, and where payments are linear under the attitude neat as well.
#[test]
fn attitudes_are_no_reason_for_large_payments() {
    let built = [true, false, true, false];
    let plain = environment(&[&[7, 8], &[6, 8]], &[39, 30, 60, 21], &[&[0, 2], &[1, 3]], &built);
    for (name, attitude) in
        [("alpha", "{ kind = \"maxmin\", alpha = 0.75 }"), ("epsilon", "{ kind = \"maxmin\", epsilon = 0.5 }")]
    {
        let summary = solved(name, &format!("{plain}[attitudes]\n\"*\" = {attitude}\n"));
        assert_eq!(summary["paper"]["rules"], 2, "{name}");
        assert_eq!(summary["few-rules"]["verdict"], "found", "{name}");
        assert!(summary["few-rules"]["unit"].is_string(), "{name}: {}", summary["few-rules"]);
        let [own, paper] =
            ["design", "paper"].map(|part| number(&summary[part]["stakes"]["largest-payment"]["amount"]));
        assert!(own * Rational::from(4) < paper, "{name}");
    }
}

/// One rule under which what anybody pays cannot be made smaller is announced as it is, and that is said.
#[test]
fn what_cannot_be_made_better_stays() {
    let folder = folder("not-smaller");
    let (file, out) = (folder.join("environment.toml"), folder.join("out"));
    std::fs::write(&file, KEPT).unwrap();
    let asked = ["solve", file.to_str().unwrap(), "--goal", "extract", "--out", out.to_str().unwrap()];
    assert_eq!(ambimech(&asked).status.code(), Some(0));
    let summary: Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["few-rules"]["verdict"], "not-smaller");
    assert_eq!(summary["paper"], Value::Null);
    assert!(words(&summary).starts_with("A short search found no mechanism with as many rules"), "{summary}");
    assert!(!out.join("mechanism-paper.json").exists());
}

/// Where the mechanism announced first has one rule, it is not printed again as the one with one rule only.
#[test]
fn one_rule_is_shown_once() {
    let folder = folder("one-rule-once");
    let file = folder.join("environment.toml");
    let text = r#"
format = "ambimech-environment/1"
name = "An object"
[[agents]]
name = "ann"
types = { a = 2, b = 5 }
[[agents]]
name = "bob"
types = { a = 1, b = 4, c = 6 }
[prior]
"a a" = 3
"a b" = 2
"a c" = 1
"b a" = 1
"b b" = 2
"b c" = 4
[outcomes.ann]
"ann" = "value[ann]"
"bob" = 0
[outcomes.bob]
"ann" = 0
"bob" = "value[bob]"
[allocation]
rule = "efficient"
"#;
    std::fs::write(&file, text).unwrap();
    let found = ambimech(&["solve", file.to_str().unwrap()]);
    let text = String::from_utf8(found.stdout).unwrap();
    assert_eq!(text.matches("It is the mechanism announced first.").count(), 1, "{text}");
    // Its table of payments stands there once: in the sections of the mechanism announced first.
    assert_eq!(text.matches("|  rule rule-1\n").count(), 1, "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}
