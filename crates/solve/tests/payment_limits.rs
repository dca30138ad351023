//! Goals under limits on payments: cases worked by hand, the smallest limit of generated environments, the literature.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_io::{Format, parse_environment};
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, check_mechanism, combined_constant};
use ambimech_model::combination::Constraint;
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::least_limit::{Below, LeastLimit};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::least_limit::{find_least_limit, limits_at};
use ambimech_solve::decision::limited::{decide_by_program_with_limits, decide_with_limits};
use ambimech_solve::verification::verify_limits;
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

const KINDS: [(MechanismKind, Reports); 3] = [
    (MechanismKind::Simple, Reports::Mixed),
    (MechanismKind::Ambiguous, Reports::Mixed),
    (MechanismKind::Ambiguous, Reports::Pure),
];

fn number(number: i64) -> Rational {
    Rational::from(number)
}

fn ratio(above: i64, below: i64) -> Rational {
    Rational::from(above) / Rational::from(below)
}

/// Agent 0 has two types, agent 1 one, so that both types have the same belief. Outcome x0 at t0, x1 at t1. Of type t0 x1 is worth
/// 4 more than x0, to type t1 it is worth 10 more. So t_0(t0) − t_0(t1) lies between 4 and 10, and t_1 = −t_0.
fn stubborn() -> Environment {
    Small {
        counts: vec![2, 1],
        weights: vec![1, 2],
        payoffs: vec![vec![vec![0, -10], vec![4, 4]], vec![vec![4, 0], vec![4, 4]]],
        allocation: vec![0, 1],
        outside: false,
        coalitions: Some(Vec::new()),
    }
    .environment()
}

fn question<'a>(
    environment: &'a Environment,
    goal: &'a Goal,
    (mechanism, reports): (MechanismKind, Reports),
) -> Question<'a> {
    Question { environment, goal, mechanism, reports }
}

fn least(question: Question<'_>, limits: &PaymentLimits, kind: PaymentLimit) -> Option<Rational> {
    match find_least_limit(question.with_limits(limits), kind) {
        LeastLimit::At { value, .. } => Some(value),
        LeastLimit::Never(_) => None,
        LeastLimit::Undecided(obstacle) => panic!("{obstacle:?}"),
    }
}

/// The smaller of the two payments of agent 0 is at least −L, the larger is at most L since agent 1 pays it: 2 L ≥ 4.
#[test]
fn the_smallest_limits_of_the_stubborn_agent_are_those_found_by_hand() {
    let environment = stubborn();
    let goal: Goal = "ic,bb".parse().unwrap();
    let agents = || environment.space().agents();
    for kind in KINDS {
        let question = question(&environment, &goal, kind);
        let none = PaymentLimits::none();
        assert_eq!(least(question, &none, PaymentLimit::Liability), Some(number(2)));
        assert_eq!(least(question, &none, PaymentLimit::Receipt), Some(number(2)));
        // Agent 1 pays no more than 1, so agent 0 receives no more than 1 at t0 and pays at least 3 at t1.
        let one = PaymentLimits::none().with_liability([AgentId(1)], &number(1));
        assert_eq!(least(question, &one, PaymentLimit::Liability), Some(number(3)));
        // Nobody pays more than 3: what the other receives is no more than 3 either, and 2 is still enough.
        let three = PaymentLimits::none().with_liability(agents(), &number(3));
        assert_eq!(least(question, &three, PaymentLimit::Receipt), Some(number(2)));
        // Ex post participation of agent 0 at t1, whose payoff is 0: t_0(t1) ≥ 0, so t_0(t0) ≥ 4, which agent 1 can just bear.
        let willing = PaymentLimits::none().with_ex_post_participation();
        assert_eq!(least(question, &willing, PaymentLimit::Liability), Some(number(4)));
        assert_eq!(least(question, &willing, PaymentLimit::Receipt), Some(number(4)));
        let tight = willing.clone().with_liability([AgentId(1)], &ratio(7, 2));
        let DesignAnswer::Infeasible(proof) = decide_with_limits(question.with_limits(&tight)) else {
            panic!("agent 1 must pay 4");
        };
        let Impossibility::Combination(combination) = &proof.reason else { panic!() };
        let limits: Vec<PaymentLimit> = combination
            .terms
            .iter()
            .filter_map(|term| match term.constraint {
                Constraint::Limit { limit, .. } => Some(limit),
                _ => None,
            })
            .collect();
        assert!(limits.contains(&PaymentLimit::Liability) && limits.contains(&PaymentLimit::ExPostParticipation));
    }
}

/// With a payment of 5 at both types there is nothing left to ask of limits when only participation matters.
#[test]
fn without_a_budget_nobody_has_to_pay() {
    let environment = stubborn();
    let goal: Goal = "ic,ir".parse().unwrap();
    for kind in KINDS {
        let question = question(&environment, &goal, kind);
        let found = find_least_limit(question.with_limits(&PaymentLimits::none()), PaymentLimit::Liability);
        let LeastLimit::At { value, below: None, .. } = found else { panic!("{found:?}") };
        assert_eq!(value, Rational::ZERO);
    }
}

/// (t1, t1, t1) never occurs. There agent 0 loses 9 before payments, and must be paid as much after the fact.
#[test]
fn a_payment_at_a_profile_that_never_occurs_counts() {
    let last = |value: i64| (0..8).map(|profile| if profile == 7 { value } else { 0 }).collect::<Vec<i64>>();
    let small = Small {
        counts: vec![2, 2, 2],
        weights: vec![1, 1, 1, 1, 1, 1, 1, 0],
        payoffs: vec![vec![vec![0; 8]; 3], vec![last(-9), vec![0; 8], vec![0; 8]]],
        allocation: vec![0, 0, 0, 0, 0, 0, 0, 1],
        outside: false,
        coalitions: Some(Vec::new()),
    };
    let environment = small.environment();
    let goal: Goal = "ir".parse().unwrap();
    for kind in KINDS {
        let question = question(&environment, &goal, kind);
        let willing = PaymentLimits::none().with_ex_post_participation();
        assert_eq!(least(question, &willing, PaymentLimit::Receipt), Some(number(9)));
        assert_eq!(least(question, &PaymentLimits::none(), PaymentLimit::Receipt), Some(number(0)));
        let tight = willing.with_receipt([AgentId(0)], &number(8));
        let DesignAnswer::Infeasible(proof) = decide_with_limits(question.with_limits(&tight)) else {
            panic!("agent 0 must receive 9");
        };
        check_impossibility(&environment, &proof).unwrap();
        let Impossibility::Combination(combination) = &proof.reason else { panic!() };
        // Two rows: at least 9, at most 8.
        assert_eq!(combination.terms.len(), 2);
        tampered(&environment, &proof);
    }
}

fn literature(text: &str) -> Environment {
    parse_environment(text, "environment.toml", Format::Toml, None).unwrap()
}

/// 61/15 for both kinds of mechanisms: ambiguity does not help here; with coalitions it has to pay more, and no cap makes a simple
/// mechanism coalition-proof.
#[test]
fn the_smallest_liabilities_of_the_public_good() {
    let environment = literature(include_str!("../../../examples/guo-2021-public-good/environment.toml"));
    let none = PaymentLimits::none();
    for kind in KINDS {
        let question = question(&environment, &Goal::Implement, kind);
        assert_eq!(least(question, &none, PaymentLimit::Liability), Some(ratio(61, 15)));
    }
    let proof = Goal::CoalitionProof;
    let simple = question(&environment, &proof, KINDS[0]);
    assert_eq!(least(simple, &none, PaymentLimit::Liability), None);
    let mixed = least(question(&environment, &proof, KINDS[1]), &none, PaymentLimit::Liability);
    assert_eq!(mixed, Some(ratio(6_551_464, 1_344_575)));
    let pure = least(question(&environment, &proof, KINDS[2]), &none, PaymentLimit::Liability);
    assert_eq!(pure, Some(ratio(316, 65)));
    // A program with a rule for every type, solved rule by rule.
    for (amount, is_enough) in [(7, false), (20, true)] {
        let limits = PaymentLimits::none().with_liability(environment.space().agents(), &number(amount));
        let extract = question(&environment, &Goal::CoalitionProofExtract, KINDS[1]);
        let answer = decide_with_limits(extract.with_limits(&limits));
        assert_eq!(matches!(answer, DesignAnswer::Done(_)), is_enough);
        assert_eq!(matches!(answer, DesignAnswer::Infeasible(_)), !is_enough);
    }
}

fn tampered(environment: &Environment, proof: &ImpossibilityCertificate) {
    let Impossibility::Combination(combination) = &proof.reason else { return };
    let refused = |changed| {
        let reason = Impossibility::Combination(changed);
        let changed = ImpossibilityCertificate { goal: proof.goal.clone(), reason };
        assert!(check_impossibility(environment, &changed).is_err());
    };
    if combination.limits.is_none() {
        return;
    }
    let rows = combination.terms.iter().filter(|term| matches!(term.constraint, Constraint::Limit { .. })).count();
    if rows == 0 {
        return;
    }
    // Without limits the rows are not implied.
    let mut changed = combination.clone();
    changed.limits = PaymentLimits::none();
    refused(changed);
    for place in 0..combination.terms.len() {
        let Constraint::Limit { limit, agent, profile, rule } = combination.terms[place].constraint else {
            continue;
        };
        let mut changed = combination.clone();
        changed.terms[place].multiplier = -&changed.terms[place].multiplier;
        refused(changed);
        let mut changed = combination.clone();
        changed.terms[place].multiplier += Rational::ONE;
        refused(changed);
        let mut changed = combination.clone();
        let profile = ProfileId(profile.0 + environment.space().size());
        changed.terms[place].constraint = Constraint::Limit { limit, agent, profile, rule };
        refused(changed);
        let mut changed = combination.clone();
        changed.terms.push(changed.terms[place].clone());
        refused(changed);
    }
}

fn check_design(environment: &Environment, design: &Design, limits: &PaymentLimits) {
    assert_eq!(&design.certificate.limits, limits);
    check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
    let answers = verify_limits(environment, &design.mechanism, limits).unwrap();
    assert!(answers.iter().all(|answer| answer.holds()));
    // By definition.
    for rule in 0..design.mechanism.rule_count(environment).unwrap() {
        let table = design.mechanism.table(environment, RuleId(rule)).unwrap();
        for profile in environment.space().profiles() {
            for agent in environment.space().agents() {
                let payment = &table.at(profile)[agent.0];
                assert!(limits.liability(agent).is_none_or(|amount| -payment <= *amount));
                assert!(limits.receipt(agent).is_none_or(|amount| payment <= amount));
                let payoff = environment.payoff(agent, environment.allocation(profile), profile);
                assert!(!limits.ex_post_participation() || payoff + payment >= Rational::ZERO);
            }
        }
    }
    // One payment too much is refused, and found.
    let Some(amount) = limits.liability(AgentId(0)).filter(|_| !limits.is_none()) else { return };
    let Some(Mechanism { rules: Rules::Tables(mut rules), goal, .. }) = design.mechanism.written_out(environment)
    else {
        panic!("rules can be written out");
    };
    let last = rules.len() - 1;
    let broken = TransferTable::from_fn(environment.space(), |agent, profile| {
        let payment = rules[last].table.at(profile)[agent.0].clone();
        if (agent.0, profile.0) == (0, 0) { -amount - ratio(1, 1000) } else { payment }
    });
    rules[last].table = broken;
    let changed = Mechanism { name: String::new(), source: String::new(), goal, rules: Rules::Tables(rules) };
    match check_mechanism(environment, &changed, &design.certificate) {
        Err(Refusal::LimitBroken(row)) => assert!(row.slack < Rational::ZERO),
        other => panic!("{other:?}"),
    }
    assert!(verify_limits(environment, &changed, limits).unwrap().iter().any(|answer| !answer.holds()));
}

fn check_least(small: &Small, goal: &Goal, given: &PaymentLimits, kind: PaymentLimit) {
    let environment = small.environment();
    for asked in KINDS {
        let question = question(&environment, goal, asked);
        let found = find_least_limit(question.with_limits(given), kind);
        let (value, design, below) = match found {
            LeastLimit::Undecided(Obstacle::AskForCic) => continue,
            LeastLimit::Undecided(obstacle) => panic!("{goal} {asked:?} {obstacle:?}: {small:?}"),
            LeastLimit::Never(proof) => {
                check_impossibility(&environment, &proof).unwrap();
                assert!(proof.excludes_within_limits(asked.0, asked.1));
                assert!(proof.limits().is_none_or(|limits| limits == given));
                let large = limits_at(question.with_limits(given), kind, &number(1_000_000));
                let answer = decide_by_program_with_limits(question.with_limits(&large));
                assert!(matches!(answer, DesignAnswer::Infeasible(_)));
                continue;
            }
            LeastLimit::At { value, mechanism, below } => (value, mechanism, below),
        };
        let at = |value: &Rational| limits_at(question.with_limits(given), kind, value);
        check_design(&environment, &design, &at(&value));
        for more in [number(0), number(1), number(1000)] {
            let limits = at(&(&value + &more));
            let answer = decide_with_limits(question.with_limits(&limits));
            let DesignAnswer::Done(design) = answer else {
                panic!("{goal} {asked:?} {value} + {more}: {small:?}")
            };
            check_design(&environment, &design, &limits);
        }
        assert_eq!(below.is_none(), value.is_zero());
        let Some(Below { certificate, checked_at, slope }) = below else { continue };
        assert!(checked_at < value && slope > Rational::ZERO);
        tampered(&environment, &certificate);
        let Impossibility::Combination(combination) = &certificate.reason else { panic!() };
        // The same rows prove it just below, and for no limit at all.
        for less in [&value - ratio(1, 1000), &value / number(3), number(0)] {
            let mut there = combination.clone();
            there.limits = at(&less);
            assert_eq!(combined_constant(&environment, goal, &there).unwrap(), &slope * (&less - &value));
        }
        let limits = at(&(&value - ratio(1, 1000)));
        match decide_with_limits(question.with_limits(&limits)) {
            DesignAnswer::Infeasible(proof) => tampered(&environment, &proof),
            other => panic!("{goal} {asked:?} {value}: {other:?} {small:?}"),
        }
    }
}

proptest! {
    #![proptest_config(effort(12))]

    #[test]
    fn the_smallest_limit_is_sharp(
        small in small_environments(),
        goal in 0usize..6,
        own in proptest::option::weighted(0.3, 0i64..6),
        ex_post in proptest::bool::weighted(0.25),
        receipt in proptest::bool::weighted(0.25),
    ) {
        let goal: Goal = ["implement", "ic,bb", "extract", "coalition-proof", "cic,bb", "ic,ir,ai"][goal].parse().unwrap();
        // Programs against coalitions of agents with many types take long.
        prop_assume!(small.weights.len() <= 6);
        let mut given = PaymentLimits::none();
        if let Some(own) = own {
            given = given.with_liability([AgentId(1)], &number(own));
        }
        if ex_post {
            given = given.with_ex_post_participation();
        }
        check_least(&small, &goal, &given, if receipt { PaymentLimit::Receipt } else { PaymentLimit::Liability });
    }
}
