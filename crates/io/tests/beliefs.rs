//! Beliefs without a common prior: read as they are meant, written back, named by one digest, and shown.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::render;
use ambimech_io::{Format, environment_digest, parse_environment, render_environment_toml};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::parse_number;
use ambimech_model::prior::{Beliefs, Prior};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

const BELIEFS: &str = include_str!("valid/beliefs.toml");

fn read(text: &str) -> Environment {
    parse_environment(text, "test.toml", Format::Toml, None).unwrap_or_else(|message| panic!("{message}\n{text}"))
}

fn belief(environment: &Environment, agent: &str, t: &str) -> Vec<String> {
    let agent = environment.find_agent(agent).unwrap();
    let single = ambimech_model::coalition::Coalition::single(agent);
    let own = JointTypeId(environment.find_type(agent, t).unwrap().0);
    render::belief::posterior(environment, single, own).unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn rows_are_weights_type_by_type() {
    let environment = read(BELIEFS);
    assert!(environment.common_prior().is_none());
    // cheap a, cheap b, cheap c, dear a, dear b, dear c
    assert_eq!(belief(&environment, "buyer", "high"), ["1/5", "1/4", "1/4", "1/10", "1/10", "1/10"]);
    assert_eq!(belief(&environment, "buyer", "low"), ["1/7", "1/7", "1/7", "2/7", "1/7", "1/7"]);
    let same = ["1/4", "1/4", "1/4", "1/12", "1/12", "1/12"];
    assert_eq!(belief(&environment, "seller", "cheap"), same);
    assert_eq!(belief(&environment, "seller", "dear"), same);
    // high cheap, high dear, low cheap, low dear
    assert_eq!(belief(&environment, "broker", "b"), ["1/3", "1/6", "0", "1/2"]);
    assert_eq!(belief(&environment, "broker", "c"), ["1/4", "1/4", "1/2", "0"]);
}

#[test]
fn the_json_twin_is_the_same_environment() {
    let twin = parse_environment(include_str!("valid/beliefs.json"), "twin.json", Format::Json, None).unwrap();
    assert_eq!(environment_digest(&twin), environment_digest(&read(BELIEFS)));
}

#[test]
fn what_is_written_reads_well_and_is_the_same() {
    let environment = read(BELIEFS);
    let written = render_environment_toml(&environment);
    assert_eq!(environment_digest(&read(&written)), environment_digest(&environment));
    assert_eq!(render_environment_toml(&read(&written)), written);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid/beliefs.written.toml");
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&golden, &written).unwrap();
    }
    assert_eq!(written, std::fs::read_to_string(&golden).unwrap_or_default());
}

/// The digest is about beliefs, not about how they are written; and beliefs are not a prior, even when one lies behind them.
#[test]
fn the_digest_is_about_beliefs() {
    let digest = |text: &str| environment_digest(&read(text));
    let known = digest(BELIEFS);
    let scaled = BELIEFS.replace(
        r#""*" = { "high *" = 3, "low *" = "1" }"#,
        r#"dear = { "high *" = 6, "low *" = 2 }
cheap = { "high a" = 0.375, "high b" = "3/8", "high c" = 0.375, "low *" = "1/8" }"#,
    );
    assert_ne!(scaled, BELIEFS);
    assert_eq!(digest(&scaled), known);
    assert_ne!(digest(&BELIEFS.replace(r#""high *" = 3"#, r#""high *" = 4"#)), known);
    let head = BELIEFS.split("[beliefs.buyer]").next().unwrap();
    let tail = BELIEFS.split("[outcomes.rest]").nth(1).unwrap();
    let uniform = format!("{head}[prior]\n\"* * *\" = 1\n[outcomes.rest]{tail}");
    let each = "[beliefs.buyer]\n\"*\" = { \"* *\" = 1 }\n[beliefs.seller]\n\"*\" = { \"* *\" = 1 }\n[beliefs.broker]\n\"*\" = { \"* *\" = 1 }\n";
    let agreeing = format!("{head}{each}[outcomes.rest]{tail}");
    assert_ne!(digest(&uniform), digest(&agreeing));
}

/// The digest of a common prior is that of earlier versions.
#[test]
fn a_common_prior_keeps_its_digest() {
    let prior = read(include_str!("valid/public-good.toml"));
    assert_eq!(
        environment_digest(&prior),
        "sha256:d5c7781fc0cc1b2d23f2ac93aba13ed6d624c82da55f98d8a74a265daf042a7a"
    );
    let mut text = String::new();
    ambimech_model::canonical::canonical_text(&read(BELIEFS), &mut |piece| text.push_str(piece));
    assert!(text.contains("\nbeliefs buyer\np "), "{text}");
    assert_eq!(text.matches("\nbeliefs ").count(), 3);
}

#[test]
fn every_rendering_shows_the_beliefs() {
    let environment = read(BELIEFS);
    let text = render::text::render_environment(&environment, render::text::Page::default());
    assert!(text.contains("beliefs of agent buyer about the others\n"), "{text}");
    assert!(text.contains("(cheap, a)   1/5  1/7"), "{text}");
    assert!(!text.contains("probability"), "{text}");
    let report = render::Report {
        environment: &environment,
        digest: environment_digest(&environment),
        conditions: Vec::new(),
        design: None,
        simple: None,
        goals: &[],
        fewer: None,
        thresholds: Vec::new(),
        mechanism: None,
        version: "0".to_string(),
    };
    let html = render::html::render_html(&report);
    assert!(html.contains("There is no common prior") && html.contains("Beliefs of agent broker about"));
    assert!(!html.contains("Expected surplus") && !html.contains("Beliefs of coalition"));
    let latex = render::latex::render_latex(&report);
    assert!(latex.contains("beliefs of agent broker about the others"), "{latex}");
}

/// A belief system as weights, agent by agent, type by type, profile of the others by profile of the others.
#[derive(Debug, Clone)]
struct System {
    counts: Vec<usize>,
    weights: Vec<Vec<Vec<u32>>>,
}

fn system() -> impl Strategy<Value = System> {
    prop::collection::vec(1usize..4, 2..4).prop_flat_map(|counts| {
        let size: usize = counts.iter().product();
        let of_agent: Vec<_> = counts
            .iter()
            .map(|count| prop::collection::vec(prop::collection::vec(1u32..60, size / count), *count))
            .collect();
        (Just(counts), of_agent).prop_map(|(counts, weights)| System { counts, weights })
    })
}

impl System {
    fn label(&self, agent: usize, mut number: usize) -> String {
        let mut words = Vec::new();
        for other in (0..self.counts.len()).rev().filter(|other| *other != agent) {
            words.push(format!("t{}", number % self.counts[other]));
            number /= self.counts[other];
        }
        words.reverse();
        words.join(" ")
    }

    /// The file, with the weights of each type multiplied by `factor`.
    fn toml(&self, factor: &dyn Fn(usize, usize) -> u32) -> String {
        let mut text = String::from("format = \"ambimech-environment/1\"\n");
        for (agent, count) in self.counts.iter().enumerate() {
            let types: Vec<String> = (0..*count).map(|t| format!("\"t{t}\"")).collect();
            let _ = write!(text, "[[agents]]\nname = \"a{agent}\"\ntypes = [{}]\n", types.join(", "));
        }
        for (agent, of_types) in self.weights.iter().enumerate() {
            let _ = writeln!(text, "[beliefs.a{agent}]");
            for (t, weights) in of_types.iter().enumerate() {
                let row = |(x, weight): (usize, &u32)| {
                    format!("\"{}\" = {}", self.label(agent, x), u64::from(*weight) * u64::from(factor(agent, t)))
                };
                let rows: Vec<String> = weights.iter().enumerate().map(row).collect();
                let _ = writeln!(text, "t{t} = {{ {} }}", rows.join(", "));
            }
        }
        let zeros: Vec<String> = (0..self.counts.len()).map(|agent| format!("a{agent} = 0")).collect();
        let stars = vec!["*"; self.counts.len()].join(" ");
        let _ = write!(text, "[outcomes.x]\n{}\n[allocation]\n\"{stars}\" = \"x\"\n", zeros.join("\n"));
        text
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_system_is_read_scaled_and_written(system in system(), factors in prop::collection::vec(1u32..50, 12)) {
        let environment = read(&system.toml(&|_, _| 1));
        let digest = environment_digest(&environment);
        let scaled = read(&system.toml(&|agent, t| factors[(4 * agent + t) % factors.len()]));
        prop_assert_eq!(&environment_digest(&scaled), &digest);
        let written = render_environment_toml(&environment);
        prop_assert_eq!(&environment_digest(&read(&written)), &digest, "{}", written);
        for (agent, of_types) in system.weights.iter().enumerate() {
            for (t, weights) in of_types.iter().enumerate() {
                let total: u32 = weights.iter().sum();
                let expected: Vec<String> =
                    weights.iter().map(|w| parse_number(&format!("{w}/{total}")).unwrap().to_string()).collect();
                prop_assert_eq!(belief(&environment, &format!("a{agent}"), &format!("t{t}")), expected);
            }
        }
    }

    /// Conditioning a prior gives the beliefs that it generates.
    #[test]
    fn a_prior_generates_its_beliefs(weights in prop::collection::vec(1u64..40, 12)) {
        let environment = read(BELIEFS);
        let space = environment.space();
        let prior = Prior::from_integers(space, weights).unwrap();
        for agent in space.agents() {
            let own = prior.conditioned(space, agent).unwrap();
            for t in space.types(agent) {
                let total = |of: &Prior| -> ambimech_model::number::Natural {
                    space.profiles().filter(|p| space.type_of(*p, agent) == t).map(|p| of.weight(p)).sum()
                };
                for profile in space.profiles().filter(|p| space.type_of(*p, agent) == t) {
                    prop_assert_eq!(own.weight(profile) * total(&prior), prior.weight(profile) * total(&own));
                }
            }
        }
        prop_assert!(matches!(environment.beliefs(), Beliefs::Individual(list) if list.len() == 3));
        prop_assert_eq!(environment.belief(AgentId(1)).has_full_support(), true);
    }
}
