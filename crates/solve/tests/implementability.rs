//! Allocation rules under sets of beliefs against the definitions, written out over vertices; how much ambiguity; devices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Ball, BeliefSet, Contamination, Distribution, Hull, Inequality, LinearBeliefs};
use ambimech_model::belief_verdict::{Criterion, SetClaim, SetProperty};
use ambimech_model::check::{check_no_transfers, check_set_verdict};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    AgentDevice, BeliefFamily, Growth, Impossibility, LeastAmbiguity, LeastMixedAmbiguity, Open, RuleAnswer,
    SchemeKind, advantage, check_ambiguity, check_mixed_ambiguity, insured_rewards,
};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::belief_verdict::study;
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::implementability::{
    decide_rule, design_device, find_ambiguity, find_mixed_ambiguity, insured_twin,
};
use ambimech_solve::lp::{Feasibility, Program, Relation, Sign, solve_feasibility};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

fn rational(top: i64, bottom: i64) -> Rational {
    Rational::from(top) / Rational::from(bottom)
}

/// A pseudo-random number below `bound`.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }

    fn distribution(&mut self, states: usize) -> Distribution {
        let weights = (0..states).map(|_| Rational::from(self.below(5))).collect::<Vec<_>>();
        Distribution::from_weights(weights)
            .unwrap_or_else(|_| Distribution::from_weights((0..states).map(|_| Rational::ONE).collect()).unwrap())
    }

    fn set(&mut self, states: usize) -> BeliefSet {
        let centre = self.distribution(states);
        let share = rational(self.below(5) as i64, 4);
        match self.below(6) {
            0 => BeliefSet::single(centre),
            1 => BeliefSet::Hull(Hull::new(vec![centre, self.distribution(states)]).unwrap()),
            2 => BeliefSet::Contamination(Contamination::new(share, centre, BeliefSet::Wald(states)).unwrap()),
            3 => BeliefSet::Ball(Ball::total_variation(centre, share).unwrap()),
            4 => {
                // p(0) at least half of what the centre has: never empty.
                let mut coefficients = vec![Rational::ZERO; states];
                coefficients[0] = Rational::ONE;
                let least = &centre.probabilities()[0] / Rational::from(2);
                BeliefSet::Linear(LinearBeliefs::new(states, vec![Inequality { coefficients, least }]).unwrap())
            }
            _ => BeliefSet::Wald(states),
        }
    }
}

/// The corners of a set, of a kind that shows them.
fn vertices(set: &BeliefSet) -> Vec<Distribution> {
    match set {
        BeliefSet::Hull(hull) => hull.vertices().to_vec(),
        BeliefSet::Wald(states) => (0..*states)
            .map(|at| {
                Distribution::new(
                    (0..*states).map(|x| if x == at { Rational::ONE } else { Rational::ZERO }).collect(),
                )
                .unwrap()
            })
            .collect(),
        BeliefSet::Contamination(inner) => vertices(inner.with()).iter().map(|v| inner.mix(v)).collect(),
        _ => panic!("no vertices"),
    }
}

fn has_vertices(set: &BeliefSet) -> bool {
    match set {
        BeliefSet::Hull(_) | BeliefSet::Wald(_) => true,
        BeliefSet::Contamination(inner) => has_vertices(inner.with()),
        _ => false,
    }
}

/// Same or different sets for the types of every agent.
fn with_sets(small: &Small, seed: u64, same: bool) -> AmbiguousEnvironment {
    let environment = small.environment();
    let mut draw = Draw(seed);
    let space = environment.space();
    let sets = space.agents().map(|agent| {
        let states = space.size() / space.type_count(agent);
        let mut first: Option<BeliefSet> = None;
        let of = |_| match (&first, same) {
            (Some(set), true) => set.clone(),
            _ => {
                let set = draw.set(states);
                first = Some(set.clone());
                set
            }
        };
        space.types(agent).map(of).collect()
    });
    let sets = sets.collect::<Vec<Vec<BeliefSet>>>();
    AmbiguousEnvironment::around(&environment, sets).unwrap()
}

/// Truths a_r(x) from the definitions for one agent: V(θ) at most what any vertex makes of the truth, and for every lie a given vertex that
/// makes no more of it. Tries every choice of vertices.
fn maxmin_by_vertices(environment: &AmbiguousEnvironment, agent: AgentId) -> Option<bool> {
    let space = environment.space();
    let count = space.type_count(agent);
    let states = environment.split(agent).rest_count();
    let corners: Vec<Vec<Distribution>> =
        (0..count).map(|own| vertices(environment.set(agent, TypeId(own)))).collect();
    let lies: Vec<(usize, usize)> =
        (0..count).flat_map(|a| (0..count).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
    let choices: usize = lies.iter().map(|(truth, _)| corners[*truth].len()).product();
    if choices > 100 {
        return None;
    }
    let found = (0..choices).any(|mut choice| {
        let mut program = Program::new();
        let values: Vec<usize> = (0..count).map(|_| program.add_variable(Sign::Free)).collect();
        let truths: Vec<Vec<usize>> =
            (0..count).map(|_| (0..states).map(|_| program.add_variable(Sign::Free)).collect()).collect();
        let expected = |p: &Distribution, own: usize, sign: i64| -> Vec<(usize, Rational)> {
            let shares = truths[own].iter().zip(p.probabilities());
            shares.map(|(variable, share)| (*variable, share * Rational::from(sign))).collect()
        };
        for own in 0..count {
            for p in &corners[own] {
                let mut entries = expected(p, own, 1);
                entries.push((values[own], -Rational::ONE));
                program.add_row(Relation::AtLeast, entries, Rational::ZERO);
            }
        }
        for (truth, report) in &lies {
            let p = &corners[*truth][choice % corners[*truth].len()];
            choice /= corners[*truth].len();
            let mut entries = expected(p, *report, -1);
            entries.push((values[*truth], Rational::ONE));
            let gain = p.expectation(&advantage(environment, agent, TypeId(*truth), TypeId(*report)));
            program.add_row(Relation::AtLeast, entries, gain);
        }
        matches!(solve_feasibility(&program).unwrap(), Feasibility::Feasible { .. })
    });
    Some(found)
}

fn optimal_by_vertices(environment: &AmbiguousEnvironment, agent: AgentId) -> bool {
    let count = environment.space().type_count(agent);
    let states = environment.split(agent).rest_count();
    let mut program = Program::new();
    let truths: Vec<Vec<usize>> =
        (0..count).map(|_| (0..states).map(|_| program.add_variable(Sign::Free)).collect()).collect();
    for truth in 0..count {
        for report in (0..count).filter(|report| *report != truth) {
            for p in vertices(environment.set(agent, TypeId(truth))) {
                let plus = truths[truth].iter().zip(p.probabilities()).map(|(v, s)| (*v, s.clone()));
                let minus = truths[report].iter().zip(p.probabilities()).map(|(v, s)| (*v, -s.clone()));
                let gain = p.expectation(&advantage(environment, agent, TypeId(truth), TypeId(report)));
                program.add_row(Relation::AtLeast, plus.chain(minus).collect(), gain);
            }
        }
    }
    matches!(solve_feasibility(&program).unwrap(), Feasibility::Feasible { .. })
}

fn rules_of(answer: &RuleAnswer) -> Option<Vec<NamedRule>> {
    match answer {
        RuleAnswer::Implementable(scheme) => {
            Some(vec![NamedRule { name: "t".to_string(), table: scheme.table.clone() }])
        }
        _ => None,
    }
}

/// The answer's proof is accepted, and does not survive tampering.
fn assert_proved(environment: &AmbiguousEnvironment, answer: &RuleAnswer) {
    match answer {
        RuleAnswer::Implementable(scheme) => {
            let rules = rules_of(answer).unwrap();
            for verdict in &scheme.verdicts {
                assert!(verdict.holds);
                assert_eq!(check_set_verdict(environment, &rules, verdict), Ok(()));
            }
            if scheme.kinds.iter().all(|kind| *kind == SchemeKind::Insured) {
                assert_eq!(insured_rewards(environment, &scheme.table).as_ref(), Ok(&scheme.values));
            }
            assert!(scheme.values.iter().flatten().all(|value| *value >= Rational::ZERO));
        }
        RuleAnswer::Impossible(proof) => {
            assert!(check_no_transfers(environment, proof).unwrap() > Rational::ZERO);
            for changed in tampered(proof) {
                assert!(check_no_transfers(environment, &changed).is_err(), "{changed:?}");
            }
        }
        RuleAnswer::Undecided(Open::NoVerdict(_) | Open::Refused | Open::Lacks(_) | Open::Inconsistent) => {
            panic!("{answer:?}")
        }
        RuleAnswer::Undecided(_) => {}
    }
}

/// A weight more; a lie less.
fn tampered(proof: &Impossibility) -> Vec<Impossibility> {
    let mut all = vec![proof.clone(), proof.clone()];
    for (number, changed) in all.iter_mut().enumerate() {
        match changed {
            Impossibility::Circulation { flows, floors, .. } if number == 0 => {
                flows[0].weight += Rational::ONE;
                floors.truncate(flows.len());
            }
            Impossibility::Circulation { flows, .. } => {
                flows.remove(0);
            }
            Impossibility::Beliefs { flows, .. } if number == 0 => flows[0].parts[0].0 *= Rational::from(2),
            Impossibility::Beliefs { flows, .. } => {
                flows.remove(0);
            }
        }
    }
    all
}

fn word(answer: &RuleAnswer) -> &'static str {
    match answer {
        RuleAnswer::Implementable(_) => "yes",
        RuleAnswer::Impossible(_) => "no",
        RuleAnswer::Undecided(_) => "open",
    }
}

proptest! {
    #![proptest_config(effort(60))]

    /// Sets that do not depend on the type: always decided, and full insurance is without loss among all transfers.
    #[test]
    fn with_the_same_set_for_all_types_everything_is_decided(small in small_environments(), seed in any::<u64>()) {
        let environment = with_sets(&small, seed, true);
        let pure = decide_rule(&environment, Criterion::Maxmin, Reports::Pure);
        let mixed = decide_rule(&environment, Criterion::Maxmin, Reports::Mixed);
        let optimal = decide_rule(&environment, Criterion::Optimal, Reports::Mixed);
        let maximal = decide_rule(&environment, Criterion::Maximal, Reports::Mixed);
        for answer in [&pure, &mixed, &optimal, &maximal] {
            assert_proved(&environment, answer);
            prop_assert!(word(answer) != "open");
        }
        // Optimal ⇒ maxmin against mixtures ⇒ against pure reports ⇒ maximal.
        let chain = [word(&optimal), word(&mixed), word(&pure), word(&maximal)];
        prop_assert!(chain.windows(2).all(|pair| pair[0] == "no" || pair[1] == "yes"), "{chain:?}");
        let agents = || environment.space().agents();
        if environment.sets().iter().flatten().all(has_vertices) {
            let by_hand: Option<Vec<bool>> = agents().map(|agent| maxmin_by_vertices(&environment, agent)).collect();
            if let Some(by_hand) = by_hand {
                prop_assert_eq!(word(&pure) == "yes", by_hand.into_iter().all(|holds| holds));
            }
            let all = agents().all(|agent| optimal_by_vertices(&environment, agent));
            prop_assert_eq!(word(&optimal) == "yes", all);
        }
        // The insured twin of an optimal scheme is maxmin, and worth the same.
        if let Some(rules) = rules_of(&optimal) {
            let twin = insured_twin(&environment, &rules).unwrap();
            let claim = SetClaim { property: SetProperty::Ic(Reports::Mixed), criterion: Criterion::Maxmin };
            prop_assert_eq!(insured_rewards(&environment, &twin.rule.table), Ok(twin.values.clone()));
            prop_assert!(study(&environment, &[twin.rule], claim).unwrap().verdict.holds);
        }
    }

    /// Sets that depend on the type: what is decided agrees with the definitions.
    #[test]
    fn with_different_sets_answers_are_true(small in small_environments(), seed in any::<u64>()) {
        let environment = with_sets(&small, seed, false);
        for criterion in Criterion::ALL {
            let answer = decide_rule(&environment, criterion, Reports::Pure);
            assert_proved(&environment, &answer);
            prop_assert!(criterion == Criterion::Maxmin || word(&answer) != "open");
            if word(&answer) != "open" && environment.sets().iter().flatten().all(has_vertices) {
                let agents = || environment.space().agents();
                let by_hand: Option<Vec<bool>> = match criterion {
                    Criterion::Maxmin => agents().map(|agent| maxmin_by_vertices(&environment, agent)).collect(),
                    Criterion::Optimal => {
                        Some(agents().map(|agent| optimal_by_vertices(&environment, agent)).collect())
                    }
                    Criterion::Maximal => None,
                };
                if let Some(by_hand) = by_hand {
                    prop_assert_eq!(word(&answer) == "yes", by_hand.into_iter().all(|holds| holds));
                }
            }
        }
        assert_proved(&environment, &decide_rule(&environment, Criterion::Maxmin, Reports::Mixed));
    }

    /// At ε = 0 all criteria are the ordinary question, which the exact program answers.
    #[test]
    fn one_belief_is_the_ordinary_question(small in small_environments()) {
        let environment = small.environment();
        let Ok(family) = BeliefFamily::new(&environment, Growth::Contamination) else { return Ok(()) };
        let at_zero = family.at(&Rational::ZERO).unwrap();
        let goal: Goal = Goal::Properties(vec![Property::Ic]);
        let ordinary = decide_goal(Question {
            environment: &environment,
            goal: &goal,
            mechanism: MechanismKind::Simple,
            reports: Reports::Pure,
        });
        let expected = match ordinary {
            DesignAnswer::Done(_) => "yes",
            DesignAnswer::Infeasible(_) => "no",
            DesignAnswer::Undecided { .. } => return Ok(()),
        };
        for criterion in Criterion::ALL {
            for reports in [Reports::Pure, Reports::Mixed] {
                let answer = decide_rule(&at_zero, criterion, reports);
                assert_proved(&at_zero, &answer);
                prop_assert_eq!(word(&answer), expected, "{:?} {:?}", criterion, reports);
            }
        }
    }

    /// The least ε: the rule is implementable from there on and not before, where sets do not depend on the type.
    #[test]
    fn the_least_ambiguity_is_sharp(small in small_environments(), spread in 1i64..4) {
        let environment = independent(&small, spread);
        for growth in Growth::ALL {
            let family = BeliefFamily::new(&environment, growth).unwrap();
            let found = find_ambiguity(&family).unwrap();
            prop_assert_eq!(check_ambiguity(&family, &found), Ok(()));
            let never = found.iter().any(|answer| answer.epsilon().is_none());
            let least = found.iter().filter_map(LeastAmbiguity::epsilon).max().cloned().unwrap_or(Rational::ZERO);
            let at = |epsilon: &Rational| {
                word(&decide_rule(&family.at(epsilon).unwrap(), Criterion::Maxmin, Reports::Pure))
            };
            prop_assert_eq!(at(&Rational::ONE), if never { "no" } else { "yes" });
            if never {
                continue;
            }
            prop_assert_eq!(at(&least), "yes");
            let middle = (&least + Rational::ONE) / Rational::from(2);
            prop_assert_eq!(at(&middle), "yes");
            if !least.is_zero() {
                for (top, bottom) in [(1, 2), (999, 1000), (999_999, 1_000_000)] {
                    prop_assert_eq!(at(&(&least * rational(top, bottom))), "no");
                }
            }
            // A liar's numbers are refused.
            for (agent, answer) in found.iter().enumerate() {
                let LeastAmbiguity::From { epsilon, cycle, rewards } = answer else { continue };
                if epsilon.is_zero() {
                    continue;
                }
                for other in [epsilon * rational(9, 10), (epsilon + Rational::ONE) / Rational::from(2)] {
                    if other == *epsilon {
                        continue;
                    }
                    let mut changed = found.clone();
                    changed[agent] = LeastAmbiguity::From {
                        epsilon: other,
                        cycle: cycle.clone(),
                        rewards: rewards.clone(),
                    };
                    prop_assert!(check_ambiguity(&family, &changed).is_err());
                }
            }
        }
    }

    /// Against mixed reports: the same, never less than against pure ones, and at ε with beliefs that hold all reports down.
    #[test]
    fn the_least_ambiguity_against_mixed_reports_is_sharp(small in small_environments(), spread in 1i64..4) {
        let environment = independent(&small, spread);
        for growth in Growth::ALL {
            let family = BeliefFamily::new(&environment, growth).unwrap();
            let found = find_mixed_ambiguity(&family).unwrap();
            prop_assert_eq!(check_mixed_ambiguity(&family, &found), Ok(()));
            for (mixed, pure) in found.iter().zip(find_ambiguity(&family).unwrap()) {
                match (mixed.epsilon(), pure.epsilon()) {
                    (Some(mixed), Some(pure)) => prop_assert!(mixed >= pure, "{mixed:?} {pure:?}"),
                    (Some(_), None) => prop_assert!(false, "pure reports are never more tempting"),
                    _ => {}
                }
            }
            let never = found.iter().any(|answer| answer.epsilon().is_none());
            let least = found.iter().filter_map(LeastMixedAmbiguity::epsilon).max().cloned();
            let least = least.unwrap_or(Rational::ZERO);
            let at = |epsilon: &Rational| {
                word(&decide_rule(&family.at(epsilon).unwrap(), Criterion::Maxmin, Reports::Mixed))
            };
            prop_assert_eq!(at(&Rational::ONE), if never { "no" } else { "yes" });
            if never {
                continue;
            }
            prop_assert_eq!(at(&least), "yes");
            if !least.is_zero() {
                for (top, bottom) in [(1, 2), (999, 1000), (999_999, 1_000_000)] {
                    prop_assert_eq!(at(&(&least * rational(top, bottom))), "no");
                }
            }
            // A liar's numbers are refused.
            for (agent, answer) in found.iter().enumerate() {
                let LeastMixedAmbiguity::From { epsilon, flows, .. } = answer else { continue };
                let refused = |change: &dyn Fn(&mut LeastMixedAmbiguity)| {
                    let mut changed = found.clone();
                    change(&mut changed[agent]);
                    check_mixed_ambiguity(&family, &changed).is_err()
                };
                let without_a_belief = refused(&|answer| {
                    if let LeastMixedAmbiguity::From { beliefs, .. } = answer {
                        beliefs.pop();
                    }
                });
                prop_assert!(without_a_belief);
                if epsilon.is_zero() {
                    continue;
                }
                for factor in [rational(9, 10), rational(11, 10)] {
                    let at_another_number = refused(&|answer| {
                        if let LeastMixedAmbiguity::From { epsilon, .. } = answer {
                            *epsilon *= &factor;
                        }
                    });
                    prop_assert!(at_another_number);
                }
                let unbalanced = refused(&|answer| {
                    if let LeastMixedAmbiguity::From { flows, .. } = answer {
                        flows[0].weight += Rational::ONE;
                    }
                });
                let never = refused(&|answer| *answer = LeastMixedAmbiguity::Never { flows: flows.clone() });
                prop_assert!(unbalanced && never);
            }
        }
    }

    /// A device: enough with its cells, with no coarser division; never only where total ambiguity over the support is not enough.
    #[test]
    fn devices_are_smallest(small in small_environments(), spread in 1i64..4) {
        let environment = independent(&small, spread);
        let family = BeliefFamily::new(&environment, Growth::Contamination).unwrap();
        let frame = family.at(&Rational::ONE).unwrap();
        let zero = family.at(&Rational::ZERO).unwrap();
        let devices = design_device(&environment).unwrap().unwrap();
        for (agent, device) in environment.space().agents().zip(&devices) {
            let only = |set: &BeliefSet| {
                let mut sets = zero.sets().to_vec();
                for (other, list) in sets.iter_mut().enumerate() {
                    // Everybody else is made easy.
                    let states = list[0].states();
                    let set = if other == agent.0 { set.clone() } else { BeliefSet::Wald(states) };
                    list.iter_mut().for_each(|place| *place = set.clone());
                }
                AmbiguousEnvironment::around(&environment, sets).unwrap()
            };
            let of_agent = |set: &BeliefSet| match decide_rule(&only(set), Criterion::Maxmin, Reports::Pure) {
                RuleAnswer::Impossible(proof) if proof.agent() == agent => "no",
                RuleAnswer::Impossible(_) => "other",
                _ => "yes",
            };
            let prior = family.centre(agent, TypeId(0));
            match device {
                AgentDevice::Enough { cells, .. } => {
                    let set = cells.posteriors(prior).unwrap();
                    prop_assert!(of_agent(&set) != "no");
                    for merged in coarser(cells) {
                        let set = merged.posteriors(prior).unwrap();
                        prop_assert!(of_agent(&set) != "yes", "{:?}", merged);
                    }
                }
                AgentDevice::Never { .. } => prop_assert!(of_agent(frame.set(agent, TypeId(0))) != "yes"),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}

/// The environment with independent types of these weights, full support, and a value for every type.
fn independent(small: &Small, spread: i64) -> Environment {
    let mut small = small.clone();
    for (weight, types) in small.weights.iter_mut().zip(small_environment::profiles(&small.counts)) {
        *weight = types.iter().enumerate().map(|(agent, t)| 1 + (agent + 2 * t) as u64 * spread as u64).product();
    }
    small.environment_with_values(spread)
}

fn coarser(cells: &ambimech_model::implementability::Cells) -> Vec<ambimech_model::implementability::Cells> {
    let count = cells.0.len();
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    pairs
        .map(|(a, b)| {
            let mut merged = cells.clone();
            let moved: Vec<JointTypeId> = merged.0.remove(b);
            merged.0[a].extend(moved);
            merged
        })
        .collect()
}
