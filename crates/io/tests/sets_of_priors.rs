//! Sets of priors in environment files: every kind, both formats, one malformed file per message in `tests/invalid_sets/`, files of
//! verdicts.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::belief_verdict::{check_verdicts_file, render_verdicts};
use ambimech_io::check::{CheckError, Refused};
use ambimech_io::environment::{
    AnyEnvironment, EnvironmentText, ambiguous_environment_digest, read_any_environment,
    render_ambiguous_environment_toml,
};
use ambimech_io::{Format, Setting, environment_digest, parse_environment, read_environment};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{
    Criterion, Floor, SetClaim, SetProperty, SetVerdict, TypeEvidence, WeightedBelief,
};
use ambimech_model::index::{AgentId, RuleId, TypeId};
use ambimech_model::mechanism::Rules;
use ambimech_model::number::{Rational, parse_number};
use std::path::{Path, PathBuf};

const HEAD: &str = r#"
format = "ambimech-environment/1"
agents = [{ name = "ann", types = { H = 5, M = 2, L = 1 } }, { name = "bob", types = { H = 2, L = 1 } }]
parameters = { e = "1/4" }
prior = { "H *" = 2, "M H" = 1, "M L" = 3, "L *" = 1 }
outcomes.none = { ann = 0, bob = 0 }
outcomes.build = { ann = "value[ann]", bob = "value[bob] - 1" }
allocation = { rule = "efficient" }
priors.ann = { kind = "contamination", epsilon = "e", centre = "prior", with = { kind = "total-variation", radius = 0.5, centre = { "*" = 1 } } }
"#;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn sets(text: &str, settings: &[Setting]) -> AmbiguousEnvironment {
    let text = EnvironmentText { text, file_name: "sets.toml", format: Format::Toml, folder: None };
    match text.read_any(settings).unwrap_or_else(|diagnostic| panic!("{diagnostic}")) {
        AnyEnvironment::Sets(environment) => *environment,
        AnyEnvironment::Single(_) => panic!("one belief of every type"),
    }
}

/// The lower expectation of the probability of ann's type H for bob's type H.
fn lower_of_h(bob: &str) -> String {
    let environment = sets(&format!("{HEAD}{bob}"), &[]);
    let set = environment.set(AgentId(1), TypeId(0));
    set.lower(&["1", "0", "0"].map(number)).map_or("a program".to_string(), |lower| lower.value.to_string())
}

#[test]
fn every_kind_of_set_is_read() {
    // Under the prior bob's type H believes 1/2, 1/4, 1/4.
    for (set, expected) in [
        (r#"{ kind = "wald" }"#, "0"),
        (r#"{ kind = "vertices", vertices = ["prior", { H = 1, "M" = 1, "L" = 3 }] }"#, "1/5"),
        (r#"{ kind = "contamination", epsilon = "e", centre = "prior" }"#, "3/8"),
        (r#"{ kind = "total-variation", radius = "e / 2", centre = "prior" }"#, "3/8"),
        (r#"{ kind = "prokhorov", radius = "1/8", centre = "prior", distance = "value" }"#, "3/8"),
        (
            r#"{ kind = "prokhorov", radius = "1/8", centre = "prior", distance = { H = { H = 0, "M" = 0, "L" = 1 }, M = { H = 0, "M" = 0, "L" = 1 }, L = { H = 1, "M" = 1, "L" = 0 } } }"#,
            "0",
        ),
        (r#"{ kind = "capacity", centre = "prior", distortion = [[0, 0], ["1/2", "1/8"], [1, 1]] }"#, "1/8"),
        (
            r#"{ kind = "capacity", events = [{ event = ["H"], value = "1/6" }, { event = ["M"], value = 0 }, { event = ["L"], value = 0 }, { event = ["H", "M"], value = "1/6" }, { event = ["H", "L"], value = "1/6" }, { event = ["M", "L"], value = "1/3" }] }"#,
            "1/6",
        ),
        (
            r#"{ kind = "inequalities", rows = [{ of = { H = 1, M = 0, L = 0 }, at-least = "1/4", at-most = "1/2" }] }"#,
            "a program",
        ),
    ] {
        assert_eq!(lower_of_h(&format!("priors.bob = {set}\n")), expected, "{set}");
    }
}

#[test]
fn types_have_sets_of_their_own_and_parameters_move_them() {
    let text = format!(
        "{HEAD}priors.bob.L = {{ kind = \"wald\" }}\npriors.bob.\"*\" = {{ kind = \"contamination\", epsilon = \"e\", centre = \"prior\" }}\n"
    );
    let environment = sets(&text, &[]);
    assert_eq!(environment.set(AgentId(1), TypeId(1)), &ambimech_model::belief_set::BeliefSet::Wald(3));
    assert_eq!(environment.prior().map(|prior| prior.total().clone()), Some(10u8.into()));
    let moved = sets(&text, &["e=1/2".parse().unwrap()]);
    assert_ne!(ambiguous_environment_digest(&environment), ambiguous_environment_digest(&moved));
    assert_ne!(environment.set(AgentId(1), TypeId(0)), moved.set(AgentId(1), TypeId(0)));
    assert_eq!(environment.set(AgentId(1), TypeId(1)), moved.set(AgentId(1), TypeId(1)));
}

#[test]
fn json_says_the_same() {
    let toml = format!("{HEAD}priors.bob = {{ kind = \"vertices\", vertices = [{{ \"*\" = 1 }}, \"prior\"] }}\n");
    let json = r#"{"format": "ambimech-environment/1", "agents": [{"name": "ann", "types": {"H": 5, "M": 2, "L": 1}},
        {"name": "bob", "types": {"H": 2, "L": 1}}], "parameters": {"e": "1/4"},
        "prior": {"H *": 2, "M H": 1, "M L": 3, "L *": 1},
        "outcomes": {"none": {"ann": 0, "bob": 0}, "build": {"ann": "value[ann]", "bob": "value[bob] - 1"}},
        "allocation": {"rule": "efficient"},
        "priors": {"ann": {"kind": "contamination", "epsilon": "e", "centre": "prior",
            "with": {"kind": "total-variation", "radius": 0.5, "centre": {"*": 1}}},
            "bob": {"kind": "vertices", "vertices": [{"*": 1}, "prior"]}}}"#;
    let json = EnvironmentText { text: json, file_name: "sets.json", format: Format::Json, folder: None };
    let AnyEnvironment::Sets(json) = json.read_any(&[]).unwrap_or_else(|diagnostic| panic!("{diagnostic}")) else {
        panic!()
    };
    assert_eq!(ambiguous_environment_digest(&json), ambiguous_environment_digest(&sets(&toml, &[])));
}

/// One belief and sets of one belief are different files with different identities; code for one belief refuses sets.
#[test]
fn sets_are_never_taken_for_one_belief() {
    let text = format!("{HEAD}priors.bob = {{ kind = \"wald\" }}\n");
    let refused = parse_environment(&text, "sets.toml", Format::Toml, None).unwrap_err().to_string();
    assert!(refused.contains("`expect`") && refused.contains("[priors]"), "{refused}");
    let single: String =
        text.lines().filter(|line| !line.starts_with("priors")).map(|line| format!("{line}\n")).collect();
    let single = parse_environment(&single, "single.toml", Format::Toml, None).unwrap();
    let lifted = AmbiguousEnvironment::of_beliefs(&single).unwrap();
    assert_ne!(environment_digest(&single), ambiguous_environment_digest(&lifted));
    assert_ne!(environment_digest(lifted.without_beliefs()), ambiguous_environment_digest(&lifted));
}

#[test]
fn every_mistake_has_its_message() {
    let folder = Path::new("tests/invalid_sets");
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml" || extension == "json"));
    files.sort();
    assert!(files.len() >= 35, "only {} files", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        assert!(read_environment(file).is_err(), "{}", file.display());
        let message = match read_any_environment(file, &[]) {
            Ok(_) => "this file was accepted".to_string(),
            Err(diagnostic) => {
                assert!(!diagnostic.places.is_empty(), "{}: no place", file.display());
                assert!(!diagnostic.found.is_empty(), "{}: what was found?", file.display());
                assert!(!diagnostic.expected.is_empty(), "{}: what was expected?", file.display());
                assert!(!diagnostic.help.is_empty(), "{}: how to mend it?", file.display());
                diagnostic.to_string().replace(&format!("{}/", folder.display()), "")
            }
        };
        let golden = PathBuf::from(format!("{}.expected", file.display()));
        let message = format!("{message}\n");
        if bless {
            std::fs::write(&golden, &message).unwrap();
        }
        if message.starts_with("this file was accepted")
            || message != std::fs::read_to_string(&golden).unwrap_or_default()
        {
            wrong.push(format!("{}:\n{message}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "messages differ from their .expected files\n{}", wrong.join("\n"));
}

/// A verdict that holds, written, checked, and changed digit by digit.
#[test]
fn files_of_verdicts_are_checked() {
    let environment = sets(&format!("{HEAD}priors.bob = {{ kind = \"wald\" }}\n"), &[]);
    let mechanism =
        r#"{"format": "ambimech-mechanism/1", "rules": [{"name": "nothing", "transfers": {"* *": [0, 0]}}]}"#;
    let mechanism = ambimech_io::mechanism::parse_mechanism(
        mechanism,
        "nothing.json",
        Format::Json,
        environment.without_beliefs(),
    )
    .unwrap()
    .mechanism;
    let Rules::Tables(rules) = &mechanism.rules else { panic!() };
    let shown = |agent: usize, own: usize| TypeEvidence {
        agent: AgentId(agent),
        own: TypeId(own),
        report: None,
        floors: vec![Floor(vec![None])],
        mixtures: Vec::new(),
    };
    let ir = SetVerdict {
        claim: SetClaim { property: SetProperty::Ir, criterion: Criterion::Maxmin },
        holds: true,
        evidence: vec![shown(0, 0), shown(0, 1), shown(0, 2), shown(1, 0), shown(1, 1)],
        payments: Vec::new(),
    };
    // In some scenario every type gets 0 or more.
    let some = |mut evidence: TypeEvidence| {
        let set = environment.set(evidence.agent, evidence.own);
        let prior = set.lower(&vec![Rational::ZERO; set.states()]).unwrap().prior;
        evidence.floors.clear();
        evidence.mixtures = vec![vec![WeightedBelief { rule: RuleId(0), weight: Rational::ONE, prior }]];
        evidence
    };
    let maximal = SetVerdict {
        claim: SetClaim { property: SetProperty::Ir, criterion: Criterion::Maximal },
        evidence: ir.evidence.iter().cloned().map(some).collect(),
        ..ir.clone()
    };
    let verdicts = vec![ir, maximal];
    let text = render_verdicts(&environment, &mechanism, &verdicts);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts.json");
    let check = |text: &str| {
        std::fs::write(&path, text).unwrap();
        check_verdicts_file(&path, &environment, &mechanism, rules)
    };
    assert_eq!(check(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}")), verdicts);
    for (place, character) in text.char_indices().filter(|(_, character)| character.is_ascii_digit()) {
        let mut changed = text.clone();
        changed.replace_range(place..=place, if character == '1' { "2" } else { "1" });
        assert!(check(&changed).is_err(), "{changed}");
    }
    // An honest seal does not help a false verdict.
    let mut lie = verdicts;
    lie[0].holds = false;
    let sealed = render_verdicts(&environment, &mechanism, &lie);
    assert!(matches!(check(&sealed), Err(CheckError::Refused(Refused::SetVerdict { .. }))));
}

/// Sets of every kind, nested and for single types, are written and read back as the same environment.
#[test]
fn sets_are_written_as_they_are_read() {
    let kinds = [
        r#"{ kind = "wald" }"#,
        r#"{ kind = "vertices", vertices = ["prior", { H = 1, "M" = 0, "L" = 3 }] }"#,
        r#"{ kind = "contamination", epsilon = "e", centre = "prior" }"#,
        r#"{ kind = "total-variation", radius = "e / 2", centre = "prior" }"#,
        r#"{ kind = "prokhorov", radius = "1/8", centre = "prior", distance = "value" }"#,
        r#"{ kind = "capacity", centre = "prior", distortion = [[0, 0], ["1/2", "1/8"], [1, "9/10"]] }"#,
        r#"{ kind = "capacity", events = [{ event = ["H"], value = "1/6" }, { event = ["M"], value = 0 }, { event = ["L"], value = 0 }, { event = ["H", "M"], value = "1/6" }, { event = ["H", "L"], value = "1/6" }, { event = ["M", "L"], value = "1/3" }] }"#,
        r#"{ kind = "inequalities", rows = [{ of = { H = 1, M = 0, L = 0 }, at-least = "1/4", at-most = "1/2" }] }"#,
    ];
    let same = |text: &str| {
        let first = sets(text, &[]);
        let written = render_ambiguous_environment_toml(&first);
        let again = sets(&written, &[]);
        assert_eq!(first.sets(), again.sets(), "{written}");
        assert_eq!(first.prior(), again.prior(), "{written}");
        assert_eq!(ambiguous_environment_digest(&first), ambiguous_environment_digest(&again), "{written}");
        assert_eq!(written, render_ambiguous_environment_toml(&again));
    };
    for first in kinds {
        same(&format!("{HEAD}priors.bob = {first}\n"));
        for second in kinds {
            same(&format!("{HEAD}priors.bob.H = {first}\npriors.bob.L = {second}\n"));
            let nested = second.replacen('{', "{ ", 1);
            let with =
                format!(r#"{{ kind = "contamination", epsilon = "1/3", centre = "prior", with = {nested} }}"#);
            same(&format!("{HEAD}priors.bob.H = {first}\npriors.bob.L = {with}\n"));
        }
    }
    // Without a prior none is written.
    let bare = HEAD.lines().filter(|line| !line.starts_with("prior")).collect::<Vec<&str>>().join("\n");
    let text = format!("{bare}\npriors.ann = {{ kind = \"wald\" }}\npriors.bob = {{ kind = \"wald\" }}\n");
    same(&text);
    assert!(!render_ambiguous_environment_toml(&sets(&text, &[])).contains("[prior]"));
}
