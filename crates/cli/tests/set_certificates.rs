//! Certificates of conditions under sets of priors and of least ambiguity against mixed reports: what is written is accepted, what is changed is
//! refused, also when it is sealed again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::environment::{AnyEnvironment, read_any_environment};
use ambimech_io::set_proof::{
    parse_conditions, parse_mixed_ambiguity, render_conditions_file, render_mixed_ambiguity_file,
};
use ambimech_io::source::Format;
use ambimech_model::belief_set::Distribution;
use ambimech_model::certificate::Evidence;
use ambimech_model::condition::Condition;
use ambimech_model::implementability::LeastMixedAmbiguity;
use ambimech_model::number::Rational;
use ambimech_model::set_condition::SetConditionProof;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A sale. The set of every type stands in the place of SET.
const SALE: &str = r#"
format = "ambimech-environment/1"
coalitions = "singletons"
[[agents]]
name = "seller"
types = { low = { value = 1 }, high = { value = 5 } }
[[agents]]
name = "buyer"
types = { low = { value = 2 }, high = { value = 4 } }
[prior]
"low low" = 1
"low high" = 3
"high low" = 2
"high high" = 2
[priors.seller]
SET
[priors.buyer]
SET
[outcomes.keep]
seller = 0
buyer = 0
[outcomes.trade]
seller = "-value[seller]"
buyer = "value[buyer]"
[allocation]
RULE
"#;

const SETS: [&str; 7] = [
    "kind = \"inequalities\"\nrows = [{ of = { low = 1, high = 0 }, at-least = \"1/4\", at-most = \"3/4\" }]",
    "kind = \"inequalities\"\nrows = [{ of = { low = 1, high = -2 }, at-least = \"1/7\" }]",
    "kind = \"wald\"",
    "kind = \"contamination\"\nepsilon = \"1/5\"\ncentre = \"prior\"",
    "kind = \"total-variation\"\nradius = \"1/5\"\ncentre = \"prior\"",
    "kind = \"vertices\"\nvertices = [{ low = \"1/3\", high = \"2/3\" }, { low = 1, high = 0 }]",
    "kind = \"capacity\"\nevents = [{ event = [\"low\"], value = \"1/3\" }, { event = [\"high\"], value = \"1/4\" }]",
];

const RULES: [&str; 2] = ["rule = \"efficient\"", "\"* *\" = \"trade\""];

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("set-certificates-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn said(arguments: &[&str]) -> (Option<i32>, String) {
    let output = ambimech(arguments);
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text)
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn refused(environment: &str, file: &Path, text: &str) -> String {
    std::fs::write(file, text).unwrap();
    let (code, said) = said(&["check", environment, &file.display().to_string()]);
    assert_eq!(code, Some(1), "{said}\n{text}");
    assert!(said.starts_with("refused"), "{said}");
    said
}

/// All changes of a proof, each of which makes it false or incomplete.
fn lies(proof: &SetConditionProof) -> Vec<SetConditionProof> {
    let mut all = Vec::new();
    match proof {
        SetConditionProof::WithoutBeliefs(certificate) => {
            let mut add = |change: &dyn Fn(&mut ambimech_model::certificate::ConditionCertificate)| {
                let mut changed = certificate.clone();
                change(&mut changed);
                all.push(SetConditionProof::WithoutBeliefs(changed));
            };
            add(&|changed| changed.holds = !changed.holds);
            add(&|changed| changed.evidence.clear());
            if let Some(Evidence::BetterOutcome { .. }) = certificate.evidence.first() {
                add(&|changed| {
                    if let Evidence::BetterOutcome { gain, .. } = &mut changed.evidence[0] {
                        *gain += Rational::ONE;
                    }
                });
            }
        }
        SetConditionProof::Beliefs(certificate) => {
            let mut add = |change: &dyn Fn(&mut ambimech_model::set_condition::SetConditionCertificate)| {
                let mut changed = certificate.clone();
                change(&mut changed);
                all.push(SetConditionProof::Beliefs(changed));
            };
            add(&|changed| changed.holds = !changed.holds);
            add(&|changed| changed.evidence.clear());
            add(&|changed| changed.evidence.push(changed.evidence[0].clone()));
            for place in 0..certificate.evidence.len() {
                add(&|changed| changed.evidence[place].value += Rational::ONE);
                add(&|changed| changed.evidence[place].value -= Rational::ONE);
                if let Some(multipliers) = &certificate.evidence[place].multipliers {
                    add(&|changed| changed.evidence[place].multipliers = None);
                    add(&|changed| {
                        changed.evidence[place].multipliers.as_mut().unwrap().total += Rational::ONE;
                    });
                    if !multipliers.rows.is_empty() {
                        add(&|changed| {
                            changed.evidence[place].multipliers.as_mut().unwrap().rows.pop();
                        });
                    }
                }
            }
        }
    }
    all
}

/// Every verdict has a certificate that is accepted; every change is refused.
fn assert_certified(environment: &str, folder: &Path) -> Vec<(Condition, bool)> {
    let (made, changed) = (folder.join("proofs.json"), folder.join("changed.json"));
    let file = made.display().to_string();
    let output = ambimech(&["conditions", environment, "--out", &file, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = std::fs::read_to_string(&made).unwrap();
    let AnyEnvironment::Sets(sets) = read_any_environment(Path::new(environment), &[]).unwrap() else {
        panic!("{environment} has sets");
    };
    let proofs = parse_conditions(&text, "proofs.json", Format::Json, &sets).unwrap().content;
    assert_eq!(render_conditions_file(&sets, &proofs), text);
    let stated: Vec<(&str, &str)> = proofs
        .iter()
        .map(|proof| (proof.condition().name(), if proof.holds() { "holds" } else { "fails" }))
        .collect();
    let decided: Vec<(&str, &str)> = answer["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["verdict"].as_str().unwrap()))
        .filter(|(_, verdict)| *verdict != "undecided")
        .collect();
    assert_eq!(stated, decided, "{environment}");
    let (code, words) = said(&["check", environment, &file]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.starts_with("accepted: "), "{words}");
    let output = ambimech(&["check", environment, &file, "--format", "json"]);
    let accepted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(accepted["verdict"], "accepted");
    for row in accepted["conditions"].as_array().unwrap() {
        assert!(answer["conditions"].as_array().unwrap().contains(row), "{row}");
    }
    // The first and the last changes of each kind; all of them would only repeat.
    for (place, proof) in proofs.iter().enumerate() {
        let all = lies(proof);
        for lie in all.iter().take(8).chain(all.iter().rev().take(2)) {
            let mut content = proofs.clone();
            content[place] = lie.clone();
            refused(environment, &changed, &render_conditions_file(&sets, &content));
        }
    }
    refused(environment, &changed, &render_conditions_file(&sets, &[]));
    for (old, new) in [
        ("\"holds\"", "\"fails\""),
        ("\"value\": \"", "\"value\": \"1"),
        ("sha256:", "sha256:0"),
        ("\"seal\"", "\"sea\""),
        ("\"conditions\"", "\"condition\""),
        ("set-conditions/1", "set-conditions/2"),
        ("closed-form", "open-form"),
        ("\"agent\": \"", "\"agent\": \"nobody "),
        ("\"others\": \"", "\"others\": \"none "),
    ] {
        if text.contains(old) {
            refused(environment, &changed, &text.replacen(old, new, 1));
        }
    }
    proofs.iter().map(|proof| (proof.condition(), proof.holds())).collect()
}

#[test]
fn conditions_of_every_kind_of_set_have_certificates() {
    let folder = folder("conditions");
    let (mut seen, mut files) = (Vec::new(), Vec::new());
    for (number, set) in SETS.iter().enumerate() {
        for (place, rule) in RULES.iter().enumerate() {
            let path = folder.join(format!("sale-{number}-{place}.toml"));
            std::fs::write(&path, SALE.replace("SET", set).replace("RULE", rule)).unwrap();
            let environment = path.display().to_string();
            seen.extend(assert_certified(&environment, &folder));
            files.push(environment);
        }
    }
    for name in ["song-finite-auction/sets.toml", "three-criteria/capacity.toml", "song-hedging/sets.toml"] {
        seen.extend(assert_certified(&example(name).display().to_string(), &folder));
    }
    // Every condition about beliefs and about the rule is seen to hold and to fail.
    for condition in [Condition::FullSupport, Condition::SociallyRational, Condition::Efficient] {
        for holds in [true, false] {
            assert!(seen.contains(&(condition, holds)), "{condition} {holds}");
        }
    }
    // A proof of one environment is refused in another one.
    let file = folder.join("proofs.json").display().to_string();
    assert_eq!(ambimech(&["conditions", &files[0], "--out", &file]).status.code(), Some(0));
    let (code, words) = said(&["check", &files[2], &file]);
    assert_eq!(code, Some(1), "{words}");
    let (code, words) = said(&["conditions", &files[0], "--programs", &file]);
    assert_eq!(code, Some(2), "{words}");
    assert!(words.contains("leave out --programs"), "{words}");
}

/// Against mixed reports: every part of the proof is needed.
#[test]
fn least_ambiguity_against_mixed_reports_has_certificates() {
    let folder = folder("mixed");
    let path = example("song-finite-auction/one-belief.toml");
    let environment = path.display().to_string();
    let (made, changed) = (folder.join("least.json"), folder.join("changed.json"));
    let file = made.display().to_string();
    let all = "contamination,total-variation,prokhorov";
    let arguments = [
        "ambiguity",
        &environment,
        "--reports",
        "mixed",
        "--family",
        all,
        "--certificate",
        &file,
        "--format",
        "json",
    ];
    let output = ambimech(&arguments);
    assert_eq!(output.status.code(), Some(0));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (code, words) = said(&["check", &environment, &file]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.starts_with("accepted: least ε"), "{words}");
    let output = ambimech(&["check", &environment, &file, "--format", "json"]);
    let accepted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&accepted["verdict"], &accepted["families"]), (&Value::from("accepted"), &answer["families"]));
    let AnyEnvironment::Single(single) = read_any_environment(&path, &[]).unwrap() else {
        panic!("one belief");
    };
    let text = std::fs::read_to_string(&made).unwrap();
    let proof = parse_mixed_ambiguity(&text, "least.json", Format::Json, &single).unwrap().content;
    assert_eq!(render_mixed_ambiguity_file(&single, &proof), text);
    for family in 0..proof.len() {
        for agent in 0..proof[family].1.len() {
            for number in 0..6 {
                let mut content = proof.clone();
                let LeastMixedAmbiguity::From { epsilon, flows, rewards, beliefs } = &mut content[family].1[agent]
                else {
                    panic!("there is a least amount");
                };
                match number {
                    0 => *epsilon = &*epsilon * Rational::from(5) / Rational::from(4),
                    1 => *epsilon = &*epsilon * Rational::from(4) / Rational::from(5),
                    2 => flows[0].weight += Rational::ONE,
                    3 => rewards[0] -= Rational::ONE,
                    4 => {
                        let count = beliefs[1].states();
                        let sure = (0..count).map(|x| Rational::from(i64::from(x == 0))).collect();
                        beliefs[1] = Distribution::from_weights(sure).unwrap();
                    }
                    _ => flows.clear(),
                }
                refused(&environment, &changed, &render_mixed_ambiguity_file(&single, &content));
            }
            let mut content = proof.clone();
            content[family].1[agent] = LeastMixedAmbiguity::Never { flows: Vec::new() };
            refused(&environment, &changed, &render_mixed_ambiguity_file(&single, &content));
        }
        let mut content = proof.clone();
        content[family].1.pop();
        refused(&environment, &changed, &render_mixed_ambiguity_file(&single, &content));
    }
    for (old, new) in [
        ("\"epsilon\": \"1/5\"", "\"epsilon\": \"1/4\""),
        ("\"weight\"", "\"wait\""),
        ("\"beliefs\"", "\"belief\""),
        ("\"rewards\": {\"T\"", "\"rewards\": {\"U\""),
        ("mixed-ambiguity/1", "mixed-ambiguity/2"),
    ] {
        assert!(text.contains(old), "{old}: {text}");
        refused(&environment, &changed, &text.replacen(old, new, 1));
    }
    let sets = example("song-finite-auction/sets.toml").display().to_string();
    assert_eq!(ambimech(&["check", &sets, &file]).status.code(), Some(2));
}
