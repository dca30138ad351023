//! Attitudes to ambiguity against their definitions: values, mixtures on a grid and in games, certificates, and proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::read_environment;
use ambimech_model::certificate::{
    HoldingWeights, Impossibility, ImpossibilityCertificate, MechanismCertificate, RuleWeights,
};
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules as RuleSet};
use ambimech_model::number::{Rational, parse_number, sum};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, Attitudes};
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::{Report, Verification, Worst};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::verification::verify_mechanism;
use by_definition::{Case, Plain, game_value, rules_of, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};
use std::path::Path;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn maxmin(alpha: &str, epsilon: &str) -> Attitude {
    Attitude::Maxmin { alpha: number(alpha), epsilon: number(epsilon) }
}

fn for_all(attitude: Attitude) -> Attitudes {
    Attitudes::new(attitude, Vec::new()).unwrap()
}

fn tables(environment: &Environment, payments: &[Vec<i64>]) -> Mechanism {
    let agents = environment.agent_count();
    let rule = |(place, list): (usize, &Vec<i64>)| {
        let table = TransferTable::from_fn(environment.space(), |agent, profile| {
            Rational::from(list[(profile.0 * agents + agent.0) % list.len()])
        });
        NamedRule { name: format!("r{place}"), table }
    };
    mechanism(payments.iter().enumerate().map(rule).collect())
}

fn mechanism(rules: Vec<NamedRule>) -> Mechanism {
    Mechanism { name: String::new(), source: String::new(), goal: None, rules: RuleSet::Tables(rules) }
}

/// W by its definition.
fn worth(attitude: &Attitude, values: &[Rational]) -> Rational {
    let Attitude::Maxmin { alpha, epsilon } = attitude else { panic!("a linear attitude") };
    let one = || Rational::ONE;
    let mean = sum(values) / Rational::from(values.len());
    let (least, most) = (values.iter().min().unwrap(), values.iter().max().unwrap());
    (one() - epsilon) * mean + epsilon * (alpha * least + (one() - alpha) * most)
}

/// V of a mixture, rule by rule.
fn mixed(rows: &[Vec<Rational>], shares: &[Rational]) -> Vec<Rational> {
    (0..rows[0].len())
        .map(|rule| rows.iter().zip(shares).fold(zero(), |total, (row, share)| total + &row[rule] * share))
        .collect()
}

/// All mixtures of so many reports with shares that are multiples of 1/steps.
fn grid(reports: usize, steps: usize) -> Vec<Vec<Rational>> {
    fn parts(reports: usize, steps: usize) -> Vec<Vec<usize>> {
        if reports == 1 {
            return vec![vec![steps]];
        }
        let with = |first: usize| {
            parts(reports - 1, steps - first).into_iter().map(move |rest| [vec![first], rest].concat())
        };
        (0..=steps).flat_map(with).collect()
    }
    let share = |part: usize| Rational::from(part) / Rational::from(steps);
    parts(reports, steps).into_iter().map(|list| list.into_iter().map(share).collect()).collect()
}

/// The value of the best mixture: one game for every rule that may be the best; `None` when games are too large to try.
fn best_mixture(attitude: &Attitude, case: &Case) -> Option<Rational> {
    let Attitude::Maxmin { alpha, epsilon } = attitude else { panic!("a linear attitude") };
    let one = || Rational::ONE;
    let of_best = |best: usize| {
        let entry = |row: &Vec<Rational>, value: &Rational| {
            let mean = sum(row) / Rational::from(row.len());
            (one() - epsilon) * mean + epsilon * (alpha * value + (one() - alpha) * &row[best])
        };
        let rows: Vec<Vec<Rational>> =
            case.rows.iter().map(|row| row.iter().map(|value| entry(row, value)).collect()).collect();
        game_value(&rows)
    };
    let values: Option<Vec<Rational>> = (0..case.rows[0].len()).map(of_best).collect();
    values?.into_iter().max()
}

fn attitudes() -> impl Strategy<Value = Attitude> {
    let alpha = prop_oneof![Just("0"), Just("1/4"), Just("1/2"), Just("3/4"), Just("1")];
    let epsilon = prop_oneof![Just("1/3"), Just("1/2"), Just("1")];
    (alpha, epsilon).prop_map(|(alpha, epsilon)| maxmin(alpha, epsilon))
}

/// Single agents have one attitude, coalitions of several another.
fn two_attitudes(environment: &Environment, single: &Attitude, several: &Attitude) -> Attitudes {
    let agents = environment.space().agents().map(|agent| (Coalition::single(agent), single.clone()));
    Attitudes::new(several.clone(), agents.collect()).unwrap()
}

fn holds(found: &Verification, property: Property, reports: Reports) -> bool {
    found.answer(Claim::new(property, reports)).unwrap().holds
}

fn payments() -> impl Strategy<Value = Vec<Vec<i64>>> {
    let rule = |size: i64| proptest::collection::vec(-size..=size, 36);
    prop_oneof![proptest::collection::vec(rule(3), 2..=3), proptest::collection::vec(rule(40i64), 2..=4)]
}

proptest! {
    #![proptest_config(effort(120))]

    /// Verdicts and worst cases are those of the definitions; the checker accepted what holds.
    #[test]
    fn mechanisms_are_verified_by_everybodys_attitude(
        small in small_environments(),
        payments in payments(),
        (single, several) in (attitudes(), attitudes()),
    ) {
        let environment = small.environment();
        let environment = environment.with_attitudes(two_attitudes(&environment, &single, &several));
        let mechanism = tables(&environment, &payments);
        let cases = Plain::new(&environment).cases(&rules_of(&environment, &mechanism));
        let found = verify_mechanism(&environment, &mechanism).unwrap();
        let of = |case: &Case| if case.is_single() { &single } else { &several };
        let on_path = |case: &Case| worth(of(case), &case.rows[case.truth]);
        for (about_agents, incentive, participation) in
            [(true, Property::Ic, Property::Ir), (false, Property::Cic, Property::Cr)]
        {
            let cases: Vec<&Case> = cases.iter().filter(|case| !about_agents || case.is_single()).collect();
            let willing = cases.iter().all(|case| on_path(case) >= zero());
            prop_assert_eq!(holds(&found, participation, Reports::Pure), willing);
            let gains = cases.iter().flat_map(|case| {
                let lies = (0..case.rows.len()).filter(|report| *report != case.truth);
                lies.map(|lie| worth(of(case), &case.rows[lie]) - on_path(case))
            });
            let gain = gains.max();
            let pure = found.answer(Claim::new(incentive, Reports::Pure)).unwrap();
            prop_assert_eq!(pure.holds, gain.as_ref().is_none_or(|gain| *gain <= zero()));
            if let Some(Worst::Deviation(worst)) = &pure.worst {
                prop_assert_eq!(Some(worst.gain()), gain);
            }
            let answer = found.answer(Claim::new(incentive, Reports::Mixed)).unwrap();
            prop_assert!(pure.holds || !answer.holds);
            // No mixture on the grid gains where none is said to.
            for case in cases.iter().filter(|case| answer.holds && case.rows.len() <= 4) {
                for shares in grid(case.rows.len(), 6) {
                    prop_assert!(worth(of(case), &mixed(&case.rows, &shares)) <= on_path(case));
                }
            }
            if let Some(Worst::Deviation(worst)) = &answer.worst {
                // What is shown is worth what it says, and no more than the best.
                let case = cases.iter().find(|case| {
                    let members: Coalition = case.members.iter().map(|agent| AgentId(*agent)).collect();
                    members == worst.coalition && JointTypeId(case.truth) == worst.truth
                });
                let case = case.unwrap();
                let mut shares = vec![zero(); case.rows.len()];
                match &worst.report {
                    Report::Pure(report) => shares[report.0] = Rational::ONE,
                    Report::Mixed(parts) => parts.iter().for_each(|(report, share)| shares[report.0] = share.clone()),
                }
                prop_assert_eq!(&worst.value, &worth(of(case), &mixed(&case.rows, &shares)));
                prop_assert_eq!(&worst.on_path, &on_path(case));
                prop_assert_eq!(answer.holds, worst.gain() <= zero());
                let best: Option<Vec<Rational>> = cases
                    .iter()
                    .map(|case| Some(best_mixture(of(case), case)? - on_path(case)))
                    .collect();
                if let Some(best) = best {
                    let best = best.into_iter().max().unwrap();
                    prop_assert_eq!(answer.holds, best <= zero());
                    prop_assert!(answer.holds || worst.gain() == best);
                }
            }
        }
    }

    /// Weights prove nothing that is not true, and what is missing is missed.
    #[test]
    fn changed_weights_are_refused(
        small in small_environments(),
        payments in payments(),
        attitude in attitudes(),
        other in proptest::collection::vec((0usize..4, 1i64..5), 1..=3),
    ) {
        let environment = small.environment().with_attitudes(for_all(attitude.clone()));
        let mechanism = tables(&environment, &payments);
        let found = verify_mechanism(&environment, &mechanism).unwrap();
        let HoldingWeights::Listed(list) = &found.weights else { panic!("weights are listed") };
        let claim = Claim::new(Property::Cic, Reports::Mixed);
        let check = |list: Vec<RuleWeights>| {
            let certificate = MechanismCertificate { limits: PaymentLimits::none(), claims: vec![claim], weights: HoldingWeights::Listed(list) };
            check_mechanism(&environment, &mechanism, &certificate)
        };
        let total: i64 = other.iter().map(|(_, weight)| weight).sum();
        let mut changed = list.clone();
        for entry in &mut changed {
            let mut weights = std::collections::BTreeMap::new();
            for (rule, weight) in &other {
                *weights.entry(RuleId(rule % payments.len())).or_insert(zero()) +=
                    Rational::from(*weight) / Rational::from(total);
            }
            entry.weights = weights.into_iter().collect();
        }
        if !holds(&found, Property::Cic, Reports::Mixed) {
            prop_assert!(check(changed).is_err());
            return Ok(());
        }
        prop_assert!(check(list.clone()).is_ok());
        for place in 0..list.len() {
            let mut fewer = list.clone();
            let gone = fewer.remove(place);
            if environment.pattern().contains(gone.coalition) && gone.best.is_none() {
                let missing = matches!(check(fewer), Err(Refusal::WeightsMissing { .. }));
                let named = list.iter().filter(|entry| (entry.coalition, entry.types) == (gone.coalition, gone.types));
                prop_assert!(missing || named.count() > payments.len());
            }
            let mut more = list.clone();
            more[place].weights[0].1 += number("1/1000");
            let invalid = matches!(check(more), Err(Refusal::WeightsInvalid { .. }));
            prop_assert!(invalid);
            let mut beyond = list.clone();
            beyond[place].best = Some(RuleId(payments.len()));
            prop_assert_eq!(check(beyond), Err(Refusal::EvidenceOutOfRange));
            let twice = check([list.clone(), vec![list[place].clone()]].concat());
            let doubled = matches!(twice, Err(Refusal::WeightsMissing { .. }));
            prop_assert!(doubled);
        }
    }

    /// The worst case over Π^ε is the worst case over the rules (1−ε)·mean + ε·t.
    #[test]
    fn contaminated_beliefs_are_other_rules(small in small_environments(), payments in payments(), third in any::<bool>()) {
        let epsilon = number(if third { "1/3" } else { "3/4" });
        let environment = small.environment();
        let announced = tables(&environment, &payments);
        let RuleSet::Tables(rules) = &announced.rules else { panic!("tables") };
        let mean = |place: usize| {
            sum(&rules.iter().map(|rule| rule.table.payments()[place].clone()).collect::<Vec<_>>())
                / Rational::from(rules.len())
        };
        let contaminated = rules.iter().map(|rule| {
            let payments = rule.table.payments().iter().enumerate();
            let payments = payments.map(|(place, own)| (Rational::ONE - &epsilon) * mean(place) + &epsilon * own);
            let table = TransferTable::new(environment.space(), payments.collect()).unwrap();
            NamedRule { name: rule.name.clone(), table }
        });
        let contaminated = mechanism(contaminated.collect());
        let attitude = Attitude::Maxmin { alpha: Rational::ONE, epsilon: epsilon.clone() };
        let averse = environment.with_attitudes(for_all(attitude));
        let (one, two) = (verify_mechanism(&averse, &announced), verify_mechanism(&environment, &contaminated));
        let (one, two) = (one.unwrap(), two.unwrap());
        for (one, two) in one.answers.iter().zip(&two.answers) {
            prop_assert_eq!((one.claim, one.holds), (two.claim, two.holds));
            match (&one.worst, &two.worst) {
                (Some(Worst::Deviation(one)), Some(Worst::Deviation(two))) => {
                    prop_assert_eq!(one.gain(), two.gain());
                }
                (Some(Worst::Participation { value: one, .. }), Some(Worst::Participation { value: two, .. })) => {
                    prop_assert_eq!(one, two);
                }
                _ => {}
            }
        }
    }

    /// Names do not matter.
    #[test]
    fn other_orders_of_agents_give_the_same_verdicts(small in small_environments(), attitude in attitudes()) {
        let agents: Vec<usize> = (0..small.counts.len()).rev().collect();
        let turned = small.with_agents_in_order(&agents);
        let verdicts = |small: &Small| {
            let environment = small.environment().with_attitudes(for_all(attitude.clone()));
            let rule = |shift: i64| {
                // Payments that depend on the agent's own outcome only, whatever its number.
                let table = TransferTable::from_fn(environment.space(), |agent, profile| {
                    environment.payoff(agent, environment.allocation(profile), profile) * Rational::from(shift)
                });
                NamedRule { name: format!("r{shift}"), table }
            };
            let rules = mechanism(vec![rule(1), rule(-1), rule(2)]);
            let found = verify_mechanism(&environment, &rules).unwrap();
            found.answers.into_iter().map(|answer| (answer.claim, answer.holds)).collect::<Vec<_>>()
        };
        prop_assert_eq!(verdicts(&small), verdicts(&turned));
    }
}

fn example(folder: &str) -> (Environment, Mechanism) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(folder);
    let environment = read_environment(&folder.join("environment.toml")).unwrap();
    let mechanism = read_mechanism(&folder.join("mechanism.json"), &environment).unwrap().mechanism;
    (environment, mechanism)
}

/// Two rules ±cψ with the bound for the worst case are refused where the best case counts; with the bound over 2α − 1 they are
/// accepted.
#[test]
fn a_proof_about_the_worst_case_is_refused_under_other_attitudes() {
    let (worst_case, two_rules) = example("guo-2018-implementation");
    let (other, scaled) = example("guo-2018-alpha-maxmin");
    let claims = [Property::Ic, Property::Ir, Property::Bb].map(|property| Claim::new(property, Reports::Pure));
    let certificate = MechanismCertificate {
        limits: PaymentLimits::none(),
        claims: claims.to_vec(),
        weights: HoldingWeights::Listed(Vec::new()),
    };
    let check = |environment, mechanism| check_mechanism(environment, mechanism, &certificate);
    assert!(check(&worst_case, &two_rules).is_ok());
    match check(&other, &two_rules) {
        Err(Refusal::Tempted { value, on_path, .. }) => assert_eq!(value - on_path, number("1")),
        found => panic!("{found:?}"),
    }
    assert!(check(&other, &scaled).is_ok());
    let smooth = Attitude::Smooth {
        utility: ambimech_model::preference::Utility::Cara { coefficient: number("2") },
        epsilon: Rational::ONE,
    };
    let smooth = worst_case.with_attitudes(for_all(smooth));
    if let Ok(checked) = check(&smooth, &two_rules) {
        panic!("{checked:?}");
    }
}

/// Two agents with one type each and a project that costs both 1.
fn losing_project() -> Environment {
    let small = Small {
        counts: vec![1, 1],
        weights: vec![1],
        payoffs: vec![vec![vec![-1], vec![-1]]],
        allocation: vec![0],
        outside: false,
        coalitions: Some(vec![]),
    };
    small.environment()
}

/// Who hopes for the better rule takes part in a project that loses money in all; the proof that nobody would is about the worst
/// case, and is refused.
#[test]
fn hope_pays_for_a_losing_project() {
    let worst_case = losing_project();
    let goal = Goal::Implement;
    let reason = Impossibility::NegativeExpectedSurplus { value: number("-2") };
    let certificate = ImpossibilityCertificate { goal: goal.clone(), reason };
    assert_eq!(check_impossibility(&worst_case, &certificate), Ok(()));
    let contaminated = worst_case.with_attitudes(for_all(maxmin("1", "1/7")));
    assert_eq!(check_impossibility(&contaminated, &certificate), Ok(()));
    let hopeful = worst_case.with_attitudes(for_all(maxmin("1/4", "1")));
    let refused = check_impossibility(&hopeful, &certificate);
    assert_eq!(refused, Err(Refusal::AttitudeNotCovered(Coalition::single(AgentId(0)))));
    let rule = |sign: i64| {
        let table = TransferTable::from_fn(hopeful.space(), |agent, _| {
            Rational::from(sign * if agent.0 == 0 { 2 } else { -2 })
        });
        NamedRule { name: format!("{sign}"), table }
    };
    let bet = mechanism(vec![rule(1), rule(-1)]);
    let claims = goal.properties().into_iter().map(|property| Claim::new(property, Reports::Mixed)).collect();
    let proof = MechanismCertificate {
        limits: PaymentLimits::none(),
        claims,
        weights: HoldingWeights::Listed(Vec::new()),
    };
    assert!(check_mechanism(&hopeful, &bet, &proof).is_ok());
    assert!(check_mechanism(&worst_case, &bet, &proof).is_err());
    let answer = |mechanism| {
        decide_goal(Question { environment: &hopeful, goal: &goal, mechanism, reports: Reports::Mixed })
    };
    assert!(matches!(answer(MechanismKind::Simple), DesignAnswer::Infeasible(_)));
    match answer(MechanismKind::Ambiguous) {
        DesignAnswer::Undecided { obstacles, .. } => {
            assert!(matches!(obstacles[..], [Obstacle::Participation { .. }]), "{obstacles:?}");
        }
        found => panic!("{found:?}"),
    }
}

proptest! {
    #![proptest_config(effort(40))]

    /// Whatever is decided under other attitudes was accepted by the checker, and with one rule nothing changes.
    #[test]
    fn decisions_are_certified_for_the_attitudes(small in small_environments(), attitude in attitudes()) {
        let worst_case = small.environment();
        let environment = worst_case.with_attitudes(for_all(attitude));
        for goal in [Goal::Implement, Goal::CoalitionProof] {
            for mechanism in [MechanismKind::Simple, MechanismKind::Ambiguous] {
                let ask = |environment| {
                    decide_goal(Question { environment, goal: &goal, mechanism, reports: Reports::Pure })
                };
                let answer = ask(&environment);
                match &answer {
                    DesignAnswer::Done(design) => {
                        prop_assert!(check_mechanism(&environment, &design.mechanism, &design.certificate).is_ok());
                    }
                    DesignAnswer::Infeasible(proof) => {
                        prop_assert!(check_impossibility(&environment, proof).is_ok());
                    }
                    DesignAnswer::Undecided { .. } => {}
                }
                let known = ask(&worst_case);
                if let (MechanismKind::Ambiguous, DesignAnswer::Undecided { .. }) = (mechanism, &answer) {
                    // One rule does for several.
                    let goal = &goal;
                    let simple = Question { environment: &worst_case, goal, mechanism: MechanismKind::Simple, reports: Reports::Pure };
                    let simple = matches!(decide_goal(simple), DesignAnswer::Done(_));
                    prop_assert!(!simple);
                }
                if mechanism == MechanismKind::Simple {
                    prop_assert_eq!(std::mem::discriminant(&answer), std::mem::discriminant(&known));
                } else if let (DesignAnswer::Infeasible(proof), true) =
                    (&known, goal == Goal::CoalitionProof)
                {
                    // With insurance what cannot be had in the worst case cannot be had at all.
                    let short = matches!(proof.reason, Impossibility::NegativeExpectedSurplus { .. });
                    prop_assert!(short || check_impossibility(&environment, proof).is_ok());
                }
            }
        }
    }
}
