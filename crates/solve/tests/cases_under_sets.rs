//! Decisions by cases under sets of beliefs: against the exact program where every type has one belief, against all choices of corners written
//! out, the implications between kinds of mechanisms and criteria, changed proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Ball, BeliefSet, Contamination, Distribution, Hull};
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::check::{check_cases, check_set_verdict};
use ambimech_model::design::DesignAnswer;
use ambimech_model::implementability::{CaseAnswer, CaseProof, CaseTree, OpenCases, RuleAnswer, SetGoal};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::implementability::{decide_by_cases, decide_rule};
use ambimech_solve::lp::{Feasibility, Program, Relation, Sign, solve_feasibility};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

const KINDS: [MechanismKind; 2] = [MechanismKind::Simple, MechanismKind::Ambiguous];

fn goal(criterion: Criterion, mechanism: MechanismKind, participation: bool, balanced: bool) -> SetGoal {
    SetGoal { criterion, mechanism, participation, balanced }
}

fn word(answer: &CaseAnswer) -> &'static str {
    match answer {
        CaseAnswer::Reached(_) => "yes",
        CaseAnswer::Impossible(_) => "no",
        CaseAnswer::Undecided(_) => "open",
    }
}

fn decided(environment: &AmbiguousEnvironment, goal: SetGoal, reports: Reports) -> CaseAnswer {
    let answer = decide_by_cases(environment, goal, reports);
    match &answer {
        CaseAnswer::Reached(scheme) => {
            assert_eq!(scheme.verdicts.len(), 1 + usize::from(goal.participation) + usize::from(goal.balanced));
            for verdict in &scheme.verdicts {
                assert!(verdict.holds);
                assert_eq!(check_set_verdict(environment, &scheme.rules, verdict), Ok(()));
            }
            assert!(goal.mechanism == MechanismKind::Ambiguous || scheme.rules.len() == 1);
        }
        CaseAnswer::Impossible(proof) => assert_no_liar(environment, proof),
        CaseAnswer::Undecided(OpenCases::Unsolved(why)) => panic!("{why:?}"),
        CaseAnswer::Undecided(_) => {}
    }
    answer
}

/// The first leaf of a tree.
fn first_leaf(tree: &mut CaseTree) -> &mut Vec<ambimech_model::implementability::CaseRow> {
    match tree {
        CaseTree::Leaf(rows) => rows,
        CaseTree::Split(_, cases) => first_leaf(&mut cases[0]),
    }
}

fn assert_no_liar(environment: &AmbiguousEnvironment, proof: &CaseProof) {
    assert_eq!(check_cases(environment, proof), Ok(proof.tree.leaves().len()));
    let rows = first_leaf(&mut proof.tree.clone()).len();
    for row in 0..rows {
        let mut changed = proof.clone();
        first_leaf(&mut changed.tree)[row].weight *= Rational::from(3);
        // One row alone may be weighted as it likes if nothing cancels it.
        if rows > 1 {
            assert!(check_cases(environment, &changed).is_err(), "{changed:?}");
        }
        let mut changed = proof.clone();
        first_leaf(&mut changed.tree)[row].weight *= -Rational::ONE;
        assert!(check_cases(environment, &changed).is_err());
        let mut changed = proof.clone();
        first_leaf(&mut changed.tree).remove(row);
        assert!(check_cases(environment, &changed).is_err(), "{changed:?}");
        let mut changed = proof.clone();
        let belief = &mut first_leaf(&mut changed.tree)[row].belief;
        *belief = if belief.is_some() {
            None
        } else {
            environment.set(AgentId(0), TypeId(0)).corners().map(|c| c[0].clone())
        };
        assert!(check_cases(environment, &changed).is_err());
    }
    let mut changed = proof.clone();
    if let CaseTree::Split(_, cases) = &mut changed.tree
        && cases.len() > 1
    {
        cases.pop();
        assert!(check_cases(environment, &changed).is_err(), "a case is missing");
    }
}

/// A pseudo-random number below `bound`.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }

    fn distribution(&mut self, states: usize) -> Distribution {
        let weights = (0..states).map(|_| Rational::from(self.below(4))).collect::<Vec<_>>();
        Distribution::from_weights(weights)
            .unwrap_or_else(|_| Distribution::from_weights((0..states).map(|_| Rational::ONE).collect()).unwrap())
    }

    fn set(&mut self, states: usize) -> BeliefSet {
        let centre = self.distribution(states);
        let share = Rational::from(self.below(4)) / Rational::from(4);
        match self.below(5) {
            0 => BeliefSet::single(centre),
            1 | 2 => BeliefSet::Hull(Hull::new(vec![centre, self.distribution(states)]).unwrap()),
            3 => BeliefSet::Contamination(Contamination::new(share, centre, BeliefSet::Wald(states)).unwrap()),
            _ => BeliefSet::Ball(Ball::total_variation(centre, share).unwrap()),
        }
    }
}

fn with_sets(small: &Small, seed: u64) -> AmbiguousEnvironment {
    let environment = small.environment();
    let mut draw = Draw(seed);
    let space = environment.space();
    let sets = space.agents().map(|agent| {
        let states = space.size() / space.type_count(agent);
        space.types(agent).map(|_| draw.set(states)).collect()
    });
    AmbiguousEnvironment::around(&environment, sets.collect()).unwrap()
}

/// The definition for maxmin and pure reports, every choice of corners one program with a variable for every payment and an equation for
/// every budget. `None` when there are too many.
fn by_all_choices(environment: &AmbiguousEnvironment, goal: SetGoal) -> Option<bool> {
    let space = environment.space();
    if space.size() > 9 {
        return None;
    }
    let corners: Vec<Vec<Vec<Distribution>>> = space
        .agents()
        .map(|agent| space.types(agent).map(|own| environment.set(agent, own).corners().unwrap()).collect())
        .collect();
    let mut lies = Vec::new();
    for agent in space.agents() {
        for own in space.types(agent) {
            lies.extend(space.types(agent).filter(|report| *report != own).map(|report| (agent, own, report)));
        }
    }
    let choices: usize =
        lies.iter().try_fold(1usize, |all, (agent, own, _)| all.checked_mul(corners[agent.0][own.0].len()))?;
    if choices > 40 {
        return None;
    }
    let rules = if goal.mechanism == MechanismKind::Simple { 1 } else { lies.len().max(1) };
    let found = (0..choices).any(|mut choice| {
        let mut program = Program::new();
        let values: Vec<Vec<usize>> = space
            .agents()
            .map(|agent| space.types(agent).map(|_| program.add_variable(Sign::Free)).collect())
            .collect();
        let paid: Vec<Vec<Vec<usize>>> = (0..rules)
            .map(|_| {
                let of = |_| space.agents().map(|_| program.add_variable(Sign::Free)).collect();
                space.profiles().map(of).collect()
            })
            .collect();
        let worth = |rule: usize, (agent, own, report): (AgentId, TypeId, TypeId), p: &Distribution, sign: i64| {
            let sign = Rational::from(sign);
            let at = |x: usize| environment.profile(agent, report, JointTypeId(x));
            let shares = p.probabilities().iter().enumerate();
            let entries: Vec<(usize, Rational)> =
                shares.map(|(x, share)| (paid[rule][at(x).0][agent.0], share * &sign)).collect();
            (entries, p.expectation(&environment.payoffs(agent, own, report)) * sign)
        };
        for (rule, of_rule) in paid.iter().enumerate() {
            for profile in space.profiles().filter(|_| goal.balanced) {
                let all = of_rule[profile.0].iter().map(|payment| (*payment, Rational::ONE)).collect();
                program.add_row(Relation::Equal, all, Rational::ZERO);
            }
            for agent in space.agents() {
                for own in space.types(agent) {
                    for p in &corners[agent.0][own.0] {
                        let (mut entries, constant) = worth(rule, (agent, own, own), p, 1);
                        entries.push((values[agent.0][own.0], -Rational::ONE));
                        program.add_row(Relation::AtLeast, entries, -constant);
                    }
                }
            }
        }
        for value in values.iter().flatten().filter(|_| goal.participation) {
            program.add_row(Relation::AtLeast, vec![(*value, Rational::ONE)], Rational::ZERO);
        }
        for (number, lie) in lies.iter().enumerate() {
            let of = &corners[lie.0.0][lie.1.0];
            let (mut entries, constant) = worth(number.min(rules - 1), *lie, &of[choice % of.len()], -1);
            choice /= of.len();
            entries.push((values[lie.0.0][lie.1.0], Rational::ONE));
            program.add_row(Relation::AtLeast, entries, -constant);
        }
        matches!(solve_feasibility(&program).unwrap(), Feasibility::Feasible { .. })
    });
    Some(found)
}

proptest! {
    #![proptest_config(effort(40))]

    /// One belief of every type: the ordinary question, for one rule and for several, which the exact program answers.
    #[test]
    fn one_belief_is_the_ordinary_question(small in small_environments()) {
        let environment = small.environment();
        let sets = AmbiguousEnvironment::of_beliefs(&environment).unwrap();
        for (properties, participation) in
            [(vec![Property::Ic, Property::Bb], false), (vec![Property::Ic, Property::Ir, Property::Bb], true)]
        {
            for mechanism in KINDS {
                let asked = Goal::Properties(properties.clone());
                let ordinary =
                    decide_goal(Question { environment: &environment, goal: &asked, mechanism, reports: Reports::Pure });
                let expected = match ordinary {
                    DesignAnswer::Done(_) => "yes",
                    DesignAnswer::Infeasible(_) => "no",
                    DesignAnswer::Undecided { .. } => continue,
                };
                for criterion in Criterion::ALL {
                    // With several rules the other criteria are other questions.
                    if mechanism == MechanismKind::Simple || criterion == Criterion::Maxmin {
                        let answer = decided(&sets, goal(criterion, mechanism, participation, true), Reports::Pure);
                        prop_assert_eq!(word(&answer), expected, "{:?} {:?}", mechanism, criterion);
                    }
                }
            }
        }
    }

    /// Sets of all kinds: what is decided agrees with all choices of corners written out, and nothing small is left open.
    #[test]
    fn answers_are_those_of_all_choices(
        small in small_environments(),
        seed in any::<u64>(),
        participation in any::<bool>(),
        balanced in any::<bool>(),
    ) {
        let environment = with_sets(&small, seed);
        for mechanism in KINDS {
            let goal = goal(Criterion::Maxmin, mechanism, participation, balanced);
            let answer = decided(&environment, goal, Reports::Pure);
            if let Some(expected) = by_all_choices(&environment, goal) {
                prop_assert_eq!(word(&answer), if expected { "yes" } else { "no" });
            }
        }
    }

    /// One rule is a set of rules; optimal ⇒ maxmin ⇒ maximal; mixed ⇒ pure; a budget is one more thing to keep.
    #[test]
    fn stronger_goals_are_harder(small in small_environments(), seed in any::<u64>(), participation in any::<bool>()) {
        let environment = with_sets(&small, seed);
        let at = |criterion, mechanism, balanced, reports| {
            word(&decided(&environment, goal(criterion, mechanism, participation, balanced), reports))
        };
        let implies = |first: &str, second: &str| first != "yes" || second != "no";
        use Criterion::{Maximal, Maxmin, Optimal};
        use MechanismKind::{Ambiguous, Simple};
        for reports in [Reports::Pure, Reports::Mixed] {
            let maxmin = at(Maxmin, Simple, true, reports);
            prop_assert!(implies(at(Optimal, Simple, true, reports), maxmin));
            prop_assert!(implies(maxmin, at(Maximal, Simple, true, reports)));
            prop_assert!(implies(maxmin, at(Maxmin, Ambiguous, true, reports)));
            prop_assert!(implies(maxmin, at(Maxmin, Simple, false, reports)));
        }
        prop_assert!(implies(at(Maxmin, Simple, true, Reports::Mixed), at(Maxmin, Simple, true, Reports::Pure)));
        // Without a budget the theorems about full insurance answer too, where sets allow it.
        let theorem = match decide_rule(&environment, Maxmin, Reports::Pure) {
            RuleAnswer::Implementable(_) => "yes",
            RuleAnswer::Impossible(_) => "no",
            RuleAnswer::Undecided(_) => return Ok(()),
        };
        let cases = at(Maxmin, Simple, false, Reports::Pure);
        prop_assert!(cases == theorem || cases == "open", "{theorem} {cases}");
    }
}

/// Trade between a seller with costs 0 and h and a buyer with values 1 − h and 1, all independent and equally likely, h = 4/5: without ambiguity
/// too much must be paid out; with more and more of it in both sets, and trade where there is a gain, budgets can be balanced.
#[test]
fn ambiguity_lets_trade_balance_its_budget() {
    let costs = [0i64, 4];
    let values = [1i64, 5];
    let mut small = Small {
        counts: vec![2, 2],
        weights: vec![1; 4],
        payoffs: vec![vec![vec![0; 4], vec![0; 4]], vec![Vec::new(), Vec::new()]],
        allocation: Vec::new(),
        outside: true,
        coalitions: Some(Vec::new()),
    };
    for (seller, buyer) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        small.payoffs[1][0].push(-costs[seller]);
        small.payoffs[1][1].push(values[buyer]);
        small.allocation.push(usize::from(costs[seller] < values[buyer]));
    }
    let environment = small.environment();
    let word_at = |top: i64| {
        let share = Rational::from(top) / Rational::from(60);
        let half = Distribution::from_weights(vec![Rational::ONE; 2]).unwrap();
        let set = BeliefSet::Contamination(Contamination::new(share, half, BeliefSet::Wald(2)).unwrap());
        let sets = vec![vec![set.clone(); 2]; 2];
        let sets = AmbiguousEnvironment::around(&environment, sets).unwrap();
        let at = |kind| word(&decided(&sets, goal(Criterion::Maxmin, kind, true, true), Reports::Mixed));
        KINDS.map(at)
    };
    assert_eq!(word_at(0)[0], "no");
    let found: Vec<[&str; 2]> = (0..=60).step_by(4).map(word_at).collect();
    let first = found.iter().position(|[simple, _]| *simple == "yes").unwrap();
    assert!(found.iter().skip(first).all(|[simple, _]| *simple == "yes"), "{found:?}");
    assert!(first > 0);
    // 8/60 is too little for both kinds, 12/60 is enough.
    assert_eq!((found[2], found[3]), (["no", "no"], ["yes", "yes"]));
}
