//! Every kind of evidence about beliefs in words and in JSON, and what a checker says against it.

use super::assert_expected;
use ambimech_io::certificate::parse_certificates;
use ambimech_io::render::json::{conditions_value, render_json};
use ambimech_io::render::sentence::refusal::refusal_row;
use ambimech_io::render::text::{Page, render_conditions};
use ambimech_io::{Format, parse_environment};
use ambimech_model::certificate::{Certificate, ConditionCertificate, Evidence, Lie, Mixture, Strategy};
use ambimech_model::check::check_condition;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::refusal::{FalseEvidence, Refusal};
use std::fmt::Write as _;

const FILES: [(&str, &str, &str); 4] = [
    (
        "corners",
        include_str!("../belief_certificates/corners.toml"),
        include_str!("../belief_certificates/corners.json"),
    ),
    (
        "alone",
        include_str!("../belief_certificates/alone.toml"),
        include_str!("../belief_certificates/alone.json"),
    ),
    ("pair", include_str!("../belief_certificates/pair.toml"), include_str!("../belief_certificates/pair.json")),
    (
        "apart",
        include_str!("../belief_certificates/apart.toml"),
        include_str!("../belief_certificates/apart.json"),
    ),
];

type Answers = Vec<(Condition, Verdict<ConditionCertificate>)>;

fn answer(certificate: ConditionCertificate) -> (Condition, Verdict<ConditionCertificate>) {
    let condition = certificate.condition;
    (condition, if certificate.holds { Verdict::Holds(certificate) } else { Verdict::Fails(certificate) })
}

fn environment_of(name: &str) -> Environment {
    let (_, text, _) = FILES.into_iter().find(|(known, ..)| *known == name).unwrap();
    parse_environment(text, name, Format::Toml, None).unwrap()
}

fn of_files(name: &str) -> Answers {
    let (_, _, text) = FILES.into_iter().find(|(known, ..)| *known == name).unwrap();
    let read = parse_certificates(text, name, Format::Json, &environment_of(name)).unwrap();
    let of_condition = |certificate| match certificate {
        Certificate::Condition(certificate) => answer(certificate),
        Certificate::Impossibility(other) => panic!("{other:?}"),
    };
    read.certificates.into_iter().map(of_condition).collect()
}

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

/// The kinds that the files do not have. Only their wording counts here; numbers need not be true.
fn others() -> Answers {
    let fails =
        |condition, evidence: Vec<Evidence>| answer(ConditionCertificate { condition, holds: false, evidence });
    let holds =
        |condition, evidence: Vec<Evidence>| answer(ConditionCertificate { condition, holds: true, evidence });
    let halves = || vec![(TypeId(0), number("1/2")), (TypeId(1), number("1/2"))];
    let agent = AgentId;
    let violation = |constant: &str| Evidence::BeliefsMixed {
        agent: AgentId(0),
        truth: TypeId(0),
        report: TypeId(1),
        marginal: halves(),
        truth_constant: number(constant),
        report_constant: number("25/14"),
    };
    let mixture = |place: usize| Mixture { agent: AgentId(0), own: TypeId(place), weights: halves() };
    vec![
        fails(
            Condition::ConvexIndependence,
            vec![
                Evidence::MixedBelief { agent: agent(0), own: TypeId(1), weights: vec![(TypeId(0), number("1"))] },
                Evidence::IndependentBeliefs { agent: agent(1) },
                Evidence::IndependentBeliefs { agent: agent(2) },
            ],
        ),
        holds(
            Condition::ConvexIndependence,
            (0..3).map(|place| Evidence::IndependentBeliefs { agent: agent(place) }).collect(),
        ),
        fails(
            Condition::Identifiability,
            vec![Evidence::ImitatedDistribution { mixtures: vec![mixture(0), mixture(1)] }],
        ),
        fails(
            Condition::CoalitionalIdentifiability,
            vec![Evidence::ComplementaryCoalitions { coalition: Coalition::single(agent(2)) }],
        ),
        fails(Condition::NcpStar, vec![violation("8/3"), violation("2/7")]),
        holds(Condition::NcpStar, Vec::new()),
        fails(Condition::NcpStarStar, vec![Evidence::NoDisagreement]),
        holds(Condition::CommonPrior, vec![Evidence::CommonPrior { marginal: halves() }]),
    ]
}

#[test]
fn verdicts_about_beliefs_read_well() {
    let (mut words, mut values) = (String::new(), Vec::new());
    let mut add = |environment: &Environment, answers: &Answers| {
        writeln!(words, "{}", render_conditions(environment, answers, Page::default())).unwrap();
        values.push(conditions_value(environment, answers));
    };
    for (name, ..) in FILES {
        add(&environment_of(name), &of_files(name));
    }
    add(&environment_of("alone"), &others());
    let beliefs = others().into_iter().filter(|(condition, _)| *condition == Condition::CommonPrior).collect();
    add(&environment_of("apart"), &beliefs);
    assert_expected("belief-conditions.txt", &words);
    let mut text = String::new();
    values.iter().for_each(|value| text.push_str(&render_json(value)));
    assert_expected("belief-conditions.json", &text);
}

#[test]
fn evidence_about_things_that_do_not_exist_does_not_stop_the_program() {
    let environment = environment_of("alone");
    let (agent, far, profile) = (AgentId(9), TypeId(99), ProfileId(999));
    let (truth, report, joint) = (far, TypeId(98), JointTypeId(77));
    let weights = || vec![(far, Rational::ONE)];
    let payments = || vec![(profile, vec![Rational::ONE; 7]), (ProfileId(0), Vec::new())];
    let coalition = Coalition::single(agent).with(AgentId(0));
    let lies = vec![Lie { truth: joint, report: joint, probability: Rational::ONE }];
    let all = vec![
        Evidence::MixedBelief { agent, own: far, weights: weights() },
        Evidence::IndependentBeliefs { agent },
        Evidence::SeparatedBeliefs { agent, bets: vec![(far, vec![Rational::ONE])] },
        Evidence::CommonPrior { marginal: weights() },
        Evidence::AgreedBet { payments: payments() },
        Evidence::ImitatedDistribution {
            mixtures: vec![
                Mixture { agent, own: far, weights: weights() },
                Mixture { agent: AgentId(0), own: far, weights: weights() },
                Mixture { agent: AgentId(0), own: TypeId(0), weights: weights() },
            ],
        },
        Evidence::IdentifyingTransfers { payments: payments() },
        Evidence::ComplementaryCoalitions { coalition },
        Evidence::ImitatingStrategies {
            emergence: vec![(coalition, Rational::ONE)],
            strategies: vec![Strategy { coalition, lies }],
        },
        Evidence::TruthfulTransfers { payments: payments() },
        Evidence::NoConstants { agent, truth, report },
        Evidence::AgreedBetWithout { agent, truth, report, payments: payments() },
        Evidence::BeliefsMixed {
            agent,
            truth,
            report,
            marginal: weights(),
            truth_constant: Rational::ONE,
            report_constant: Rational::ONE,
        },
        Evidence::Disagreement { coalition, first: joint, second: joint },
        Evidence::NoDisagreement,
    ];
    for evidence in all {
        for condition in Condition::ALL {
            let certificate = ConditionCertificate { condition, holds: false, evidence: vec![evidence.clone()] };
            assert!(check_condition(&environment, &certificate).is_err() || evidence == Evidence::NoDisagreement);
            let answers = vec![answer(certificate)];
            assert!(render_conditions(&environment, &answers, Page::default()).starts_with("fails"));
            assert!(conditions_value(&environment, &answers).is_object());
        }
    }
}

#[test]
fn refusals_about_beliefs_read_well() {
    let environment = environment_of("alone");
    let (agent, profile) = (AgentId(1), ProfileId(2));
    let (truth, report) = (JointTypeId(0), JointTypeId(1));
    let pair = Coalition::single(AgentId(0)).with(agent);
    let found = [
        FalseEvidence::BeliefNotMixed(agent, TypeId(0)),
        FalseEvidence::BeliefsDependent(agent),
        FalseEvidence::PaymentsUnbalanced(profile, number("1/3")),
        FalseEvidence::Expectation { coalition: pair, truth, report, value: number("2/7") },
        FalseEvidence::NobodyWins,
        FalseEvidence::OtherBelief(agent, profile),
        FalseEvidence::ViewsDiffer(agent, profile),
        FalseEvidence::IsPrior,
        FalseEvidence::NotIdentified,
        FalseEvidence::CannotForm(pair),
        FalseEvidence::Constants(agent, TypeId(0), TypeId(1)),
        FalseEvidence::Agreement(pair, truth),
        FalseEvidence::Disagreement(pair, truth, JointTypeId(3)),
    ];
    let mut text = String::new();
    for evidence in found {
        let row = refusal_row(&environment, None, &Refusal::EvidenceFalse(evidence));
        writeln!(text, "{}: {}", row.label, row.sentence).unwrap();
    }
    assert_expected("belief-refusals.txt", &text);
}
