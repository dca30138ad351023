//! Files of proofs about priors in factored form: written, read, changed, refused; and what reading does with hostile numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "mutation/mod.rs"]
mod mutation;

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_io::factored::{
    FactoredCheckError, check_factored_text, parse_factored_file, render_factored_certificates,
};
use ambimech_model::certificate::Mixture;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::factored::{FactoredCertificate, FactoredEnvironment, FactoredEvidence};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use mutation::{Dice, mutated};

/// Two agents with four and three types: beliefs that are dependent and convexly independent.
const SQUARE: &str = r#"
format = "ambimech-environment/1"
agents = [{ name = "1", types = ["a", "b", "c", "d"] }, { name = "2", types = ["x", "y", "z"] }]
[prior]
kind = "markov"
initial = { a = 1, b = 1, c = 1, d = 1 }
[prior.transitions."2"]
a = { x = 4, y = 1, z = 1 }
b = { x = 1, y = 4, z = 1 }
c = { x = 3, y = 1, z = 2 }
d = { x = 1, y = 3, z = 2 }
"#;

fn read(text: &str) -> FactoredEnvironment {
    let text = EnvironmentText { text, file_name: "t", format: Format::Toml, folder: None };
    text.read_factored(&[]).unwrap_or_else(|error| panic!("{error}")).unwrap()
}

/// One certificate of every kind of evidence that is for its condition, all true.
fn certificates() -> Vec<FactoredCertificate> {
    let single = |agent| Coalition::single(AgentId(agent));
    let distinct = |agent| FactoredEvidence::DistinctPosteriors { coalition: single(agent) };
    let bet = |own: usize, amounts: [i64; 3]| {
        let amounts = amounts.iter().enumerate().map(|(x, amount)| (vec![TypeId(x)], Rational::from(*amount)));
        (TypeId(own), amounts.collect())
    };
    // Corners of a trapezium: each is cut off by a line.
    let bets = vec![bet(0, [-2, 1, 6]), bet(1, [1, -2, 6]), bet(2, [1, 7, -11]), bet(3, [7, 1, -11])];
    let certificate = |condition, evidence| FactoredCertificate { condition, holds: true, evidence };
    vec![
        certificate(Condition::Bdp, vec![distinct(0), distinct(1)]),
        certificate(Condition::FullSupport, vec![FactoredEvidence::PositiveEverywhere]),
        certificate(
            Condition::ConvexIndependence,
            vec![
                FactoredEvidence::SeparatedBeliefs { agent: AgentId(0), bets },
                FactoredEvidence::IndependentBeliefs { agent: AgentId(1) },
            ],
        ),
    ]
}

#[test]
fn proofs_come_back_from_their_file() {
    let environment = read(SQUARE);
    let all = [
        certificates(),
        vec![FactoredCertificate {
            condition: Condition::ConvexIndependence,
            holds: false,
            evidence: vec![FactoredEvidence::MixedBelief {
                agent: AgentId(0),
                own: TypeId(1),
                weights: vec![(TypeId(0), Rational::ONE), (TypeId(3), Rational::from(2))],
            }],
        }],
        vec![FactoredCertificate {
            condition: Condition::Cbdp,
            holds: false,
            evidence: vec![
                FactoredEvidence::EqualPosteriors {
                    coalition: Coalition::single(AgentId(1)),
                    first: vec![TypeId(0)],
                    second: vec![TypeId(2)],
                },
                FactoredEvidence::ImpossibleProfile { types: vec![TypeId(3), TypeId(1)] },
                FactoredEvidence::IdentifyingTransfers {
                    payments: vec![(vec![TypeId(2), TypeId(0)], vec![Rational::ONE, -Rational::ONE])],
                },
                FactoredEvidence::ImitatedDistribution {
                    mixtures: vec![Mixture {
                        agent: AgentId(1),
                        own: TypeId(2),
                        weights: vec![(TypeId(0), Rational::ONE), (TypeId(2), Rational::from(3))],
                    }],
                },
            ],
        }],
    ]
    .concat();
    let written = render_factored_certificates(&environment, &all);
    let file = parse_factored_file(&written, "proofs.json", Format::Json, &environment).unwrap();
    assert_eq!(file.certificates, all);
    assert_eq!(render_factored_certificates(&environment, &file.certificates), written);
}

#[test]
fn true_proofs_are_accepted_and_no_changed_one_is() {
    let environment = read(SQUARE);
    let written = render_factored_certificates(&environment, &certificates());
    let check = |text: &str| check_factored_text((text, "proofs.json", Format::Json), &environment);
    match check(&written) {
        Ok(accepted) => assert_eq!(accepted, certificates()),
        Err(error) => panic!("{error:?}\n{written}"),
    }
    let (mut dice, mut read_again) = (Dice(4), 0);
    for _ in 0..2_000 {
        let text = mutated(&written, SQUARE, &mut dice);
        let accepted = check(&text);
        match accepted {
            Ok(accepted) => assert_eq!(accepted, certificates(), "{text}"),
            Err(FactoredCheckError::Unreadable(_) | FactoredCheckError::Content(_)) => {}
            Err(_) => read_again += 1,
        }
    }
    assert!(read_again > 50, "{read_again}");
}

/// Whoever seals a changed number again meets the checker.
#[test]
fn changed_bets_are_refused_though_sealed() {
    let environment = read(SQUARE);
    let mut refused = 0;
    for own in 0..4 {
        for x in 0..3 {
            for change in [-9, 9] {
                let mut changed = certificates();
                if let FactoredEvidence::SeparatedBeliefs { bets, .. } = &mut changed[2].evidence[0] {
                    bets[own].1[x].1 += Rational::from(change);
                }
                let text = render_factored_certificates(&environment, &changed);
                let found = check_factored_text((&text, "proofs.json", Format::Json), &environment);
                refused += usize::from(matches!(found, Err(FactoredCheckError::Refused { .. })));
            }
        }
    }
    assert!(refused >= 20, "{refused}");
}

#[test]
fn very_long_numbers_are_refused_in_time() {
    let text = SQUARE.replace("x = 4", "x = 1e5000").replace("y = 4", "y = \"1e-5000\"");
    let long = |text: &str| {
        text.replace("a = 1,", "a = 1e-5000,").replace("x = 3", "x = \"1/3e4999\"").replace("y = 3", "y = 7e-4998")
    };
    let text = EnvironmentText { text: &long(&text), file_name: "t", format: Format::Toml, folder: None };
    let message = text.read_factored(&[]).unwrap_err().to_string();
    assert!(message.contains("no short common denominator"), "{message}");
}
