//! The example in docs/certificate-format.md is true: every block of the page is made by the program, and accepted.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod row_proofs;

use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{Accepted, check_text};
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::{Format, environment_digest, parse_environment};
use ambimech_model::canonical::canonical_text;
use ambimech_model::certificate::{
    Certificate, ConditionCertificate, Evidence, HoldingWeights, Impossibility, ImpossibilityCertificate,
    MechanismCertificate, Mixture, RuleWeights, TypeWeights,
};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::combination::{Combination, Constraint, Term};
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Family};
use row_proofs::{exchange, incentive};
use std::collections::BTreeMap;

const ENVIRONMENT: &str = r#"format = "ambimech-environment/1"
name = "Joint work"
coalitions = "singletons"

[[agents]]
name = "ann"
types = { H = 3, L = -1 }
[[agents]]
name = "bob"
types = { H = 2, L = -2 }

[prior]
"H H" = "1/3"
"H L" = "1/6"
"L H" = "1/6"
"L L" = "1/3"

[outcomes.rest]
ann = 0
bob = 0
[outcomes.work]
ann = "value[ann]"
bob = "value[bob]"

[allocation]
"H *" = "work"
"L H" = "work"
"L L" = "rest"
"#;

const TROUBLED: &str = r#"format = "ambimech-environment/1"
name = "Joint work, the wrong way round"
coalitions = "all"

[[agents]]
name = "ann"
types = { H = 3, L = -1 }
[[agents]]
name = "bob"
types = { H = 2, L = -2 }

[prior]
"* *" = 1

[outcomes.rest]
ann = 0
bob = 0
[outcomes.work]
ann = "value[ann]"
bob = "value[bob] + value[ann]"

[allocation]
"H *" = "rest"
"L *" = "work"
"#;

fn single(agent: usize) -> Coalition {
    Coalition::single(AgentId(agent))
}

fn about(condition: Condition, holds: bool, evidence: Vec<Evidence>) -> Certificate {
    Certificate::Condition(ConditionCertificate { condition, holds, evidence })
}

fn mechanism() -> (Mechanism, MechanismCertificate) {
    let family = Family::EverySideBet { coalitions: Pattern::Singletons, scale: Rational::from(2) };
    let mechanism = Mechanism {
        name: "Joint work, equally shared".into(),
        source: String::new(),
        goal: Some(Goal::Implement),
        rules: Rules::ClosedForm(ClosedForm { base: Base::EqualSplit, family }),
    };
    let claims = [Property::Ic, Property::Ir, Property::Bb];
    let claims = claims.map(|property| Claim::new(property, Reports::Mixed)).to_vec();
    (mechanism, MechanismCertificate { limits: PaymentLimits::none(), claims, weights: HoldingWeights::OwnRule })
}

fn conditions() -> Vec<Certificate> {
    let distinct = |agent| Evidence::DistinctPosteriors { coalition: single(agent) };
    let least = Rational::from_parts(1.into(), 6u8.into());
    let own = |agent| Evidence::OwnTypeOnly { agent: AgentId(agent) };
    vec![
        about(Condition::Bdp, true, vec![distinct(0), distinct(1)]),
        about(
            Condition::FullSupport,
            true,
            vec![Evidence::LeastProbability { profile: ProfileId(1), probability: least }],
        ),
        about(Condition::Efficient, true, vec![Evidence::NoBetterOutcome]),
        about(Condition::SociallyRational, true, vec![Evidence::ExpectedSurplus { value: Rational::from(2) }]),
        about(Condition::PrivateValues, true, vec![own(0), own(1)]),
        about(
            Condition::ConvexIndependence,
            true,
            vec![
                Evidence::IndependentBeliefs { agent: AgentId(0) },
                Evidence::IndependentBeliefs { agent: AgentId(1) },
            ],
        ),
        about(Condition::Identifiability, false, vec![Evidence::ImitatedDistribution { mixtures: product() }]),
        about(
            Condition::CoalitionalIdentifiability,
            false,
            vec![Evidence::ComplementaryCoalitions { coalition: single(0) }],
        ),
        about(Condition::NcpStar, true, (0..4).map(no_constants).collect()),
        about(Condition::NcpStarStar, false, vec![Evidence::NoDisagreement]),
        about(Condition::CommonPrior, true, vec![Evidence::CommonPrior { marginal: halves(1, 2) }]),
    ]
}

/// Weights of both types of an agent.
fn halves(top: u8, bottom: u8) -> TypeWeights {
    let weight = Rational::from_parts(top.into(), bottom.into());
    vec![(TypeId(0), weight.clone()), (TypeId(1), weight)]
}

/// Every profile with probability 1/4, although the types are correlated.
fn product() -> Vec<Mixture> {
    let mixture =
        |place: usize| Mixture { agent: AgentId(place / 2), own: TypeId(place % 2), weights: halves(1, 4) };
    (0..4).map(mixture).collect()
}

fn no_constants(place: usize) -> Evidence {
    let (truth, report) = (TypeId(place % 2), TypeId(1 - place % 2));
    Evidence::NoConstants { agent: AgentId(place / 2), truth, report }
}

/// Independent types: the belief of one is that of the other.
fn mixed(agent: usize) -> Evidence {
    Evidence::MixedBelief { agent: AgentId(agent), own: TypeId(0), weights: vec![(TypeId(1), Rational::ONE)] }
}

fn beliefs_mixed(place: usize) -> Evidence {
    Evidence::BeliefsMixed {
        agent: AgentId(place / 2),
        truth: TypeId(place % 2),
        report: TypeId(1 - place % 2),
        marginal: halves(1, 2),
        truth_constant: Rational::from(2),
        report_constant: Rational::from(3),
    }
}

/// The environments and certificates about beliefs that stand in files of their own.
fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("toml corners.toml", include_str!("belief_certificates/corners.toml")),
        ("json corners.json", include_str!("belief_certificates/corners.json")),
        ("toml alone.toml", include_str!("belief_certificates/alone.toml")),
        ("json alone.json", include_str!("belief_certificates/alone.json")),
        ("toml pair.toml", include_str!("belief_certificates/pair.toml")),
        ("json pair.json", include_str!("belief_certificates/pair.json")),
        ("toml apart.toml", include_str!("belief_certificates/apart.toml")),
        ("json apart.json", include_str!("belief_certificates/apart.json")),
    ]
}

fn troubles() -> Vec<Certificate> {
    let number = Rational::from;
    let (high, low) = (JointTypeId(0), JointTypeId(1));
    let (rest_everywhere, all_low) = (ProfileId(0), ProfileId(3));
    let work = OutcomeId(1);
    let equal = |agent| Evidence::EqualPosteriors { coalition: single(agent), first: high, second: low };
    let interdependent = Evidence::InterdependentPayoff {
        agent: AgentId(1),
        outcome: work,
        first: (ProfileId(0), number(5)),
        second: (ProfileId(2), number(1)),
    };
    let impossible = |goal, reason| Certificate::Impossibility(ImpossibilityCertificate { goal, reason });
    let better = Evidence::BetterOutcome { profile: rest_everywhere, outcome: work, gain: number(8) };
    vec![
        about(Condition::Bdp, false, vec![equal(0), equal(1)]),
        about(Condition::Efficient, false, vec![better]),
        about(Condition::PrivateValues, false, vec![Evidence::OwnTypeOnly { agent: AgentId(0) }, interdependent]),
        about(Condition::ConvexIndependence, false, vec![mixed(0), mixed(1)]),
        about(Condition::Identifiability, true, vec![Evidence::IdentifyingTransfers { payments: Vec::new() }]),
        about(Condition::NcpStar, false, (0..4).map(beliefs_mixed).collect()),
        impossible(
            Goal::Extract,
            Impossibility::Inefficient { profile: rest_everywhere, outcome: work, gain: number(8) },
        ),
        impossible(Goal::Implement, Impossibility::NegativeExpectedSurplus { value: number(-1) }),
        impossible(Goal::CoalitionProof, Impossibility::NegativeSurplus { profile: all_low, value: number(-4) }),
        impossible(
            Goal::CoalitionProof,
            Impossibility::GrandCoalitionGains { truth: all_low, report: rest_everywhere, gain: number(4) },
        ),
        impossible(
            Goal::Properties(vec![Property::Ic]),
            Impossibility::EqualPosteriorsTempted {
                coalition: single(0),
                first: high,
                second: low,
                gain: number(4),
            },
        ),
        impossible(
            Goal::Extract,
            Impossibility::ExtractionTempted { coalition: single(0), truth: high, report: low, gain: number(4) },
        ),
        two_incentive_constraints(),
        Certificate::Impossibility(exchange(Reports::Mixed)),
        Certificate::Impossibility(exchange(Reports::Pure)),
        everyone_takes_part(),
    ]
}

fn simple(goal: Goal, multiplier: Rational, rows: impl IntoIterator<Item = Constraint>) -> Certificate {
    let term = |constraint| Term { constraint, multiplier: multiplier.clone() };
    let terms = rows.into_iter().map(term).collect();
    let combination = Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    };
    Certificate::Impossibility(ImpossibilityCertificate { goal, reason: Impossibility::Combination(combination) })
}

fn two_incentive_constraints() -> Certificate {
    let (high, low) = (JointTypeId(0), JointTypeId(1));
    let rows = [(high, low), (low, high)].map(|(truth, report)| incentive(single(0), truth, report));
    simple(Goal::Properties(vec![Property::Ic]), Rational::ONE, rows)
}

fn everyone_takes_part() -> Certificate {
    let half = Rational::from_parts(1.into(), 2u8.into());
    let types = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let rows = types
        .map(|(agent, types)| Constraint::Participation { coalition: single(agent), types: JointTypeId(types) });
    simple(Goal::Implement, half, rows)
}

fn written_out(environment: &Environment) -> (Mechanism, MechanismCertificate) {
    let (mechanism, certificate) = mechanism();
    let weights = (0..4).map(|rule| RuleWeights {
        coalition: single(rule / 2),
        types: JointTypeId(rule % 2),
        best: None,
        weights: vec![(RuleId(rule), Rational::ONE)],
    });
    let weights = HoldingWeights::Listed(weights.collect());
    (mechanism.written_out(environment).unwrap(), MechanismCertificate { weights, ..certificate })
}

#[test]
fn the_example_of_the_page_is_true() {
    let environment = parse_environment(ENVIRONMENT, "environment.toml", Format::Toml, None).unwrap();
    let troubled = parse_environment(TROUBLED, "troubled.toml", Format::Toml, None).unwrap();
    let digest = environment_digest(&environment);
    let mut canonical = String::new();
    canonical_text(&environment, &mut |piece| canonical.push_str(piece));
    let certified =
        |(mechanism, certificate)| render_mechanism(&environment, &digest, &mechanism, Some(&certificate));
    let blocks: BTreeMap<&str, String> = [
        ("toml environment.toml", ENVIRONMENT.to_string()),
        ("text environment.txt", canonical),
        ("text digest", format!("{digest}\n")),
        ("json mechanism.json", certified(mechanism())),
        ("json tables.json", certified(written_out(&environment))),
        ("json certificate.json", render_certificates(&environment, &digest, &conditions())),
        ("toml troubled.toml", TROUBLED.to_string()),
        ("json troubled.json", render_certificates(&troubled, &environment_digest(&troubled), &troubles())),
    ]
    .into_iter()
    .collect();
    for pair in files().chunks(2) {
        let [(toml, environment_text), (json, certificates)] = pair else { panic!("an environment and a file") };
        let environment = parse_environment(environment_text, toml, Format::Toml, None).unwrap();
        let accepted = check_text(certificates, json, Format::Json, &environment);
        assert!(accepted.is_ok(), "{json}: {accepted:?}");
        // Read and written again, it is the same text.
        let read = parse_certificates(certificates, json, Format::Json, &environment).unwrap();
        let digest = environment_digest(&environment);
        assert_eq!(render_certificates(&environment, &digest, &read.certificates), *certificates);
    }
    for (name, text) in &blocks {
        let environment = if name.contains("troubled") { &troubled } else { &environment };
        if name.starts_with("json") {
            let accepted = check_text(text, name, Format::Json, environment);
            assert!(accepted.is_ok(), "{name}: {accepted:?}");
            if let Ok(Accepted::Mechanism { checked, .. }) = accepted {
                assert_eq!((checked.rules, checked.coalitions, checked.misreports), (4, 2, 4));
            }
        }
    }

    let mut blocks = blocks;
    blocks.extend(files().into_iter().map(|(name, text)| (name, text.to_string())));
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/certificate-format.md");
    let found = std::fs::read_to_string(&page).unwrap();
    let mut expected = String::new();
    let mut lines = found.lines();
    let mut seen = 0;
    while let Some(line) = lines.next() {
        expected.push_str(line);
        expected.push('\n');
        if let Some(text) = line.strip_prefix("```").and_then(|info| blocks.get(info)) {
            seen += 1;
            expected.push_str(text);
            expected.push_str("```\n");
            lines.by_ref().find(|line| *line == "```");
        }
    }
    assert_eq!(seen, blocks.len(), "every block once");
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&page, &expected).unwrap();
    } else {
        assert!(found == expected, "the page differs from what the program does; AMBIMECH_BLESS=1 rewrites it");
    }
}

#[test]
fn the_pages_tables_name_every_kind() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/certificate-format.md");
    let page = std::fs::read_to_string(page).unwrap();
    let digest = "sha256:0";
    let environment = parse_environment(TROUBLED, "troubled.toml", Format::Toml, None).unwrap();
    let texts = [conditions(), troubles()].map(|list| render_certificates(&environment, digest, &list));
    let of_files =
        files().into_iter().filter(|(name, _)| name.starts_with("json")).map(|(_, text)| text.to_string());
    for text in texts.into_iter().chain(of_files) {
        for piece in text.split("\"kind\": \"").skip(1) {
            let kind = piece.split('"').next().unwrap();
            assert!(page.contains(&format!("| `{kind}` |")), "{kind}");
        }
    }
    for row in ["incentive", "participation", "on-path", "held", "revenue"] {
        assert!(page.contains(&format!("| `{row}` |")), "{row}");
    }
    for condition in Condition::DECIDED {
        assert!(page.contains(&format!("| `{condition}` |")), "{condition}");
    }
    for property in Property::ALL {
        assert!(page.contains(&format!("| `{}`", property.name())), "{}", property.name());
    }
}
