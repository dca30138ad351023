//! Decisions for one allocation rule, against a program that is set up naively from the definitions and solved densely.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_model::design::{DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_solve::decision::limited::{decide_by_program_with_limits, decide_with_limits};
use ambimech_solve::decision::{Effort, Question, decide_by_program, decide_goal, decide_within};
use ambimech_solve::lp::simplex::{SimplexOutcome, maximise};
use ambimech_solve::verification::verify_mechanism;
use by_definition::{Plain, total, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

/// Unknowns with their coefficients.
type Entries = Vec<(usize, Rational)>;

/// Rows a·x ≥ b (or = b) over free unknowns, dense.
#[derive(Default)]
struct Naive {
    unknowns: usize,
    rows: Vec<(Entries, bool, Rational)>,
}

impl Naive {
    fn new_unknowns(&mut self, count: usize) -> usize {
        self.unknowns += count;
        self.unknowns - count
    }

    fn at_least(&mut self, entries: Entries, right: Rational) {
        self.rows.push((entries, false, right));
    }

    fn equal(&mut self, entries: Entries, right: Rational) {
        self.rows.push((entries, true, right));
    }

    /// By the alternative: some y ≥ 0 (both signs of it for equations) with yᵀA = 0 and y·b = 1, or a solution.
    fn is_feasible(&self) -> bool {
        let mut signed: Vec<(Vec<Rational>, Rational)> = Vec::new();
        for (entries, is_equation, right) in &self.rows {
            let mut row = vec![zero(); self.unknowns];
            entries.iter().for_each(|(place, entry)| row[*place] += entry);
            let minus = (row.iter().map(|entry| -entry).collect(), -right);
            signed.push((row, right.clone()));
            if *is_equation {
                signed.push(minus);
            }
        }
        let denominators: Vec<_> =
            signed.iter().map(|(row, right)| common_denominator(row.iter().chain([right]))).collect();
        let integer = |number: &Rational, place: usize| scaled_to(number, &denominators[place]);
        let costs: Vec<Integer> =
            signed.iter().enumerate().map(|(place, (_, right))| integer(right, place)).collect();
        let mut matrix: Vec<Vec<Integer>> = Vec::new();
        for unknown in 0..self.unknowns {
            let column: Vec<Integer> =
                signed.iter().enumerate().map(|(place, (row, _))| integer(&row[unknown], place)).collect();
            matrix.push(column.iter().map(|entry| -entry).collect());
            matrix.push(column);
        }
        matrix.push(costs.clone());
        let mut right = vec![Integer::ZERO; 2 * self.unknowns];
        right.push(Integer::ONE);
        match maximise(&costs, &matrix, &right).unwrap() {
            SimplexOutcome::Optimal { value, .. } => value.is_zero(),
            SimplexOutcome::Unbounded { .. } => panic!("the value is at most 1"),
        }
    }
}

/// V_S\[report\](t, truth): the coefficients of the payments of the rule that starts at `first`, and the payoff part.
fn value(
    plain: &Plain,
    members: &[usize],
    truth: &[usize],
    report: &[usize],
    first: usize,
) -> (Entries, Rational) {
    let mut entries = Vec::new();
    let probability = plain.probability(members, truth);
    for (place, profile) in plain.profiles.iter().enumerate() {
        if members.iter().zip(truth).any(|(agent, t)| profile[*agent] != *t) {
            continue;
        }
        let mut reported = profile.clone();
        members.iter().zip(report).for_each(|(agent, t)| reported[*agent] = *t);
        let reported = plain.profiles.iter().position(|known| *known == reported).unwrap();
        for agent in members {
            entries.push((first + reported * plain.agents() + agent, &plain.p[place] / &probability));
        }
    }
    (entries, plain.value(members, truth, report, None))
}

fn minus(entries: Entries) -> impl Iterator<Item = (usize, Rational)> {
    entries.into_iter().map(|(place, entry)| (place, -entry))
}

/// The same amount for all agents.
#[derive(Debug, Clone, Default)]
struct Caps {
    liability: Option<Rational>,
    receipt: Option<Rational>,
    ex_post: bool,
}

/// Whether some mechanism has the properties, by the program of theory 9.5 with all its rules at once.
fn is_reachable(plain: &Plain, goal: &Goal, kind: MechanismKind, reports: Reports, caps: &Caps) -> bool {
    let asks = |property| goal.asks_for(property);
    let is_single = |members: &Vec<usize>| members.len() == 1;
    let tempted = |members: &Vec<usize>| asks(Property::Cic) || (asks(Property::Ic) && is_single(members));
    let takes_part = |members: &Vec<usize>| asks(Property::Cr) || (asks(Property::Ir) && is_single(members));
    if asks(Property::Fse) && plain.expected_surplus() != plain.largest_expected_surplus() {
        return false;
    }
    let mut program = Naive::default();
    let table = plain.profiles.len() * plain.agents();
    // The rules: one, or one against every case.
    let mut cases = Vec::new();
    for members in &plain.coalitions {
        let all = plain.joint_types(members);
        for (_, truth) in plain.occurring(members) {
            let lies: Vec<Vec<usize>> = all.iter().filter(|report| **report != truth).cloned().collect();
            // Mixtures may have the truth in them.
            let mut lies = lies;
            if reports == Reports::Mixed && kind == MechanismKind::Ambiguous {
                lies.push(truth.clone());
            }
            if !tempted(members) {
            } else if reports == Reports::Mixed || kind == MechanismKind::Simple {
                cases.push((members.clone(), truth, lies));
            } else {
                cases.extend(lies.into_iter().map(|lie| (members.clone(), truth.clone(), vec![lie])));
            }
        }
    }
    let count = if kind == MechanismKind::Simple { 1 } else { cases.len().max(1) };
    let rules: Vec<usize> = (0..count).map(|_| program.new_unknowns(table)).collect();
    for first in &rules {
        for place in 0..plain.profiles.len() {
            if asks(Property::Bb) {
                let entries =
                    (0..plain.agents()).map(|agent| (first + place * plain.agents() + agent, Rational::ONE));
                program.equal(entries.collect(), zero());
            }
        }
        for (place, outcome) in plain.q.iter().enumerate() {
            for agent in 0..plain.agents() {
                let unknown = first + place * plain.agents() + agent;
                if let Some(amount) = &caps.liability {
                    program.at_least(vec![(unknown, Rational::ONE)], -amount);
                }
                if let Some(amount) = &caps.receipt {
                    program.at_least(vec![(unknown, Rational::NEG_ONE)], -amount);
                }
                if caps.ex_post {
                    program.at_least(vec![(unknown, Rational::ONE)], -&plain.u[*outcome][agent][place]);
                }
            }
        }
        if asks(Property::Fse) {
            let entries = (0..table).map(|entry| (first + entry, plain.p[entry / plain.agents()].clone()));
            program.equal(entries.collect(), -plain.expected_surplus());
        }
    }
    let mut worst = Vec::new();
    for members in &plain.coalitions {
        for (_, types) in plain.occurring(members) {
            let unknown = program.new_unknowns(1);
            worst.push((members.clone(), types.clone(), unknown));
            for first in &rules {
                let (mut entries, payoff) = value(plain, members, &types, &types, *first);
                entries.push((unknown, Rational::NEG_ONE));
                let is_exact = asks(Property::Ai) || kind == MechanismKind::Simple;
                if is_exact { program.equal(entries, -payoff) } else { program.at_least(entries, -payoff) }
            }
            if takes_part(members) {
                program.at_least(vec![(unknown, Rational::ONE)], zero());
            }
        }
    }
    for (place, (members, truth, lies)) in cases.iter().enumerate() {
        let first = rules[if kind == MechanismKind::Simple { 0 } else { place }];
        let (_, _, unknown) = worst.iter().find(|(known, types, _)| known == members && types == truth).unwrap();
        for lie in lies {
            let (entries, payoff) = value(plain, members, truth, lie, first);
            let entries = minus(entries).chain([(*unknown, Rational::ONE)]).collect();
            program.at_least(entries, payoff);
        }
    }
    program.is_feasible()
}

fn goals() -> Vec<Goal> {
    let lists = ["ic,bb", "cic,bb", "cic", "ic,ir,bb,fse", "ic,ai,bb", "ic,ir,fse"];
    Goal::NAMED.into_iter().chain(lists.iter().map(|list| list.parse().unwrap())).collect()
}

/// Unknown payments of the naive program; beyond some dozens the dense tableau takes too long.
fn naive_size(plain: &Plain, goal: &Goal, kind: MechanismKind, reports: Reports) -> usize {
    if kind == MechanismKind::Simple {
        return plain.profiles.len() * plain.agents();
    }
    let tempted = |members: &&Vec<usize>| goal.asks_for(Property::Cic) || members.len() == 1;
    let rules: usize = plain
        .coalitions
        .iter()
        .filter(tempted)
        .map(|members| plain.joint_types(members).len())
        .map(|types| if reports == Reports::Pure { types * (types - 1) } else { types })
        .sum();
    rules * plain.profiles.len() * plain.agents()
}

fn check_mechanism_by_definition(environment: &Environment, goal: &Goal, reports: Reports, answer: &DesignAnswer) {
    let DesignAnswer::Done(design) = answer else { return };
    let verification = verify_mechanism(environment, &design.mechanism).unwrap();
    for property in goal.properties() {
        let claim = Claim::new(property, reports);
        let found = verification.answer(claim).unwrap();
        assert!(found.holds, "{claim}: {:?}", found.worst);
    }
}

fn check_against_naive(small: &Small) {
    let environment = small.environment();
    let plain = Plain::new(&environment);
    for goal in goals() {
        for kind in [MechanismKind::Simple, MechanismKind::Ambiguous] {
            for reports in [Reports::Pure, Reports::Mixed] {
                if naive_size(&plain, &goal, kind, reports) > 28 {
                    continue;
                }
                let question = Question { environment: &environment, goal: &goal, mechanism: kind, reports };
                let expected = is_reachable(&plain, &goal, kind, reports, &Caps::default());
                for answer in [decide_goal(question), decide_by_program(question)] {
                    match &answer {
                        DesignAnswer::Done(_) => assert!(expected, "{goal} {kind:?} {reports:?}: {small:?}"),
                        DesignAnswer::Infeasible(certificate) => {
                            assert!(!expected, "{goal} {kind:?} {reports:?}: {small:?}");
                            assert!(certificate.excludes(kind, reports));
                        }
                        DesignAnswer::Undecided { obstacles, .. } => {
                            panic!("{goal} {kind:?} {reports:?}: {obstacles:?} {small:?}")
                        }
                    }
                    check_mechanism_by_definition(&environment, &goal, reports, &answer);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(effort(12))]

    #[test]
    fn every_decision_agrees_with_the_naive_program(small in small_environments()) {
        check_against_naive(&small);
    }
}

fn check_limits_against_naive(small: &Small, caps: &Caps) {
    let environment = small.environment();
    let plain = Plain::new(&environment);
    let agents = || environment.space().agents();
    let mut limits = PaymentLimits::none();
    if let Some(amount) = &caps.liability {
        limits = limits.with_liability(agents(), amount);
    }
    if let Some(amount) = &caps.receipt {
        limits = limits.with_receipt(agents(), amount);
    }
    if caps.ex_post {
        limits = limits.with_ex_post_participation();
    }
    for goal in goals() {
        for kind in [MechanismKind::Simple, MechanismKind::Ambiguous] {
            for reports in [Reports::Pure, Reports::Mixed] {
                if naive_size(&plain, &goal, kind, reports) > 28 {
                    continue;
                }
                let question = Question { environment: &environment, goal: &goal, mechanism: kind, reports };
                let expected = is_reachable(&plain, &goal, kind, reports, caps);
                let asked = question.with_limits(&limits);
                for answer in [decide_with_limits(asked), decide_by_program_with_limits(asked)] {
                    match &answer {
                        DesignAnswer::Done(design) => {
                            assert!(expected, "{goal} {kind:?} {reports:?} {caps:?}: {small:?}");
                            assert_eq!(design.certificate.limits, limits);
                        }
                        DesignAnswer::Infeasible(certificate) => {
                            assert!(!expected, "{goal} {kind:?} {reports:?} {caps:?}: {small:?}");
                            assert!(certificate.excludes_within_limits(kind, reports));
                            let is_general = certificate.limits().is_none();
                            assert_eq!(certificate.excludes(kind, reports), is_general);
                            assert!(is_general || certificate.limits() == Some(&limits));
                        }
                        DesignAnswer::Undecided { obstacles, .. } => {
                            panic!("{goal} {kind:?} {reports:?} {caps:?}: {obstacles:?} {small:?}")
                        }
                    }
                    check_mechanism_by_definition(&environment, &goal, reports, &answer);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(effort(12))]

    #[test]
    fn every_decision_under_limits_agrees_with_the_naive_program(
        small in small_environments(),
        liability in proptest::option::weighted(0.7, 0i64..=8),
        receipt in proptest::option::weighted(0.3, 0i64..=8),
        ex_post in proptest::bool::weighted(0.3),
    ) {
        let amount = |twice: i64| Rational::from(twice) / Rational::from(2);
        check_limits_against_naive(
            &small,
            &Caps { liability: liability.map(amount), receipt: receipt.map(amount), ex_post },
        );
    }
}

/// Small weights make posteriors equal here and there, so that neither the closed forms nor side bets alone do it.
/// How many do not work, how many do, and how many little work gives up.
fn decide_with_equal_posteriors(agents: usize, largest: u64, rounds: usize, goal: &str) -> [usize; 3] {
    let mut state = 2021u64;
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % bound
    };
    let goal: Goal = goal.parse().unwrap();
    let size = 1 << agents;
    let mut seen = [0, 0, 0];
    for _ in 0..rounds {
        let mut small = Small {
            counts: vec![2; agents],
            weights: (0..size).map(|_| 1 + next(largest)).collect(),
            payoffs: (0..2)
                .map(|_| (0..agents).map(|_| (0..size).map(|_| next(9) as i64 - 4).collect()).collect())
                .collect(),
            allocation: vec![0; size],
            outside: false,
            coalitions: None,
        };
        small.make_efficient();
        let environment = small.environment();
        let mut words = Vec::new();
        for (mechanism, reports) in [
            (MechanismKind::Simple, Reports::Mixed),
            (MechanismKind::Ambiguous, Reports::Mixed),
            (MechanismKind::Ambiguous, Reports::Pure),
        ] {
            let answer = decide_goal(Question { environment: &environment, goal: &goal, mechanism, reports });
            check_mechanism_by_definition(&environment, &goal, reports, &answer);
            for work in [1, 100_000] {
                let effort = Effort { work: Some(work), ..Effort::MODERATE };
                match (
                    decide_within(Question { environment: &environment, goal: &goal, mechanism, reports }, effort),
                    &answer,
                ) {
                    (DesignAnswer::Done(_), DesignAnswer::Done(_))
                    | (DesignAnswer::Infeasible(_), DesignAnswer::Infeasible(_)) => {}
                    (DesignAnswer::Undecided { obstacles, .. }, _) => {
                        let is_work = |one: &Obstacle| matches!(one, Obstacle::ProgramTooLong { proposals, pivots, .. } if proposals + pivots <= work);
                        assert!(obstacles.iter().all(is_work), "{obstacles:?}");
                        seen[2] += 1;
                    }
                    found => panic!("{found:?}: {small:?}"),
                }
            }
            words.push(match answer {
                DesignAnswer::Done(_) => true,
                DesignAnswer::Infeasible(_) => false,
                DesignAnswer::Undecided { obstacles, .. } => panic!("{obstacles:?}: {small:?}"),
            });
        }
        // What is harder implies what is easier.
        assert!(words.is_sorted(), "{words:?}: {small:?}");
        words[1..].iter().for_each(|word| seen[usize::from(*word)] += 1);
    }
    seen
}

#[test]
fn three_agents_with_equal_posteriors_are_decided() {
    decide_with_equal_posteriors(3, 2, 12, "cic,bb");
}

/// Programs with dozens of rules, which are solved block by block.
#[test]
fn four_agents_with_equal_posteriors_are_decided() {
    let [fails, works, given_up] = decide_with_equal_posteriors(4, 4, 10, "cic,bb");
    assert!(fails > 2 && works > 2 && given_up > 2, "{fails}, {works} and {given_up}");
    decide_with_equal_posteriors(4, 4, 4, "cic,cr,bb");
    decide_with_equal_posteriors(4, 4, 4, "cic,ai,bb");
}

#[test]
fn the_naive_program_tells_feasible_from_infeasible() {
    let mut program = Naive::default();
    let x = program.new_unknowns(2);
    program.at_least(vec![(x, Rational::ONE), (x + 1, Rational::ONE)], Rational::ONE);
    program.equal(vec![(x, Rational::ONE), (x + 1, Rational::NEG_ONE)], zero());
    assert!(program.is_feasible());
    program.at_least(vec![(x, Rational::NEG_ONE)], Rational::from_parts((-1).into(), 3u8.into()));
    assert!(!program.is_feasible());
    assert_eq!(total([Rational::ONE, Rational::NEG_ONE]), zero());
}
