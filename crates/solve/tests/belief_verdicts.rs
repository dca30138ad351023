//! Verdicts under sets of beliefs: one belief against the code for one belief, the implications between the criteria, brute force over
//! vertices and grids of mixtures, changed proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Ball, BeliefSet, Contamination, Distribution, Hull};
use ambimech_model::belief_verdict::{Acts, Criterion, SetAnswer, SetClaim, SetProperty, SetVerdict, Stage};
use ambimech_model::check::check_set_verdict;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::{Report, Worst};
use ambimech_solve::belief_verdict::study;
use ambimech_solve::verification::verify_mechanism;
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

fn fraction(top: i64, bottom: i64) -> Rational {
    Rational::from(top) / Rational::from(bottom)
}

fn rules(small: &Small, count: usize, numbers: &[i64]) -> Vec<NamedRule> {
    let space = small.space();
    let mut place = 0;
    let mut next = || {
        place += 1;
        Rational::from(numbers[place % numbers.len()])
    };
    (0..count)
        .map(|rule| NamedRule { name: format!("r{rule}"), table: TransferTable::from_fn(&space, |_, _| next()) })
        .collect()
}

fn mechanism(rules: &[NamedRule]) -> Mechanism {
    Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(rules.to_vec()) }
}

/// The environment with these sets around its beliefs.
fn around(
    environment: &Environment,
    of: impl Fn(AgentId, TypeId, Distribution) -> BeliefSet,
) -> AmbiguousEnvironment {
    let single = AmbiguousEnvironment::of_beliefs(environment).unwrap();
    let zero = |set: &BeliefSet| set.lower(&vec![Rational::ZERO; set.states()]).unwrap().prior;
    let sets = single.sets().iter().enumerate().map(|(agent, sets)| {
        let set = |(own, set): (usize, &BeliefSet)| of(AgentId(agent), TypeId(own), zero(set));
        sets.iter().enumerate().map(set).collect()
    });
    AmbiguousEnvironment::around(environment, sets.collect())
        .unwrap()
        .with_prior(environment.common_prior().cloned())
}

fn answer(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    property: SetProperty,
    criterion: Criterion,
) -> SetAnswer {
    study(environment, rules, SetClaim { property, criterion }).unwrap()
}

/// Two beliefs of each type: its own and one moved by some numbers.
fn hulls(environment: &Environment, moves: &[u8]) -> AmbiguousEnvironment {
    around(environment, |agent, own, centre| {
        let moved = centre
            .probabilities()
            .iter()
            .enumerate()
            .map(|(x, p)| p + Rational::from(moves[(3 * agent.0 + 5 * own.0 + x) % moves.len()]));
        let other = Distribution::from_weights(moved.collect()).unwrap();
        BeliefSet::Hull(Hull::new(vec![centre, other]).unwrap())
    })
}

/// Values of every report in every scenario of rule and vertex.
fn table(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    agent: AgentId,
    own: TypeId,
) -> Vec<Vec<Rational>> {
    let acts = Acts::new(environment, rules, agent, own).unwrap();
    let BeliefSet::Hull(hull) = environment.set(agent, own) else { panic!() };
    let row = |report: usize| {
        let under = acts.report(TypeId(report)).iter();
        under.flat_map(|act| hull.vertices().iter().map(|vertex| vertex.expectation(act))).collect()
    };
    (0..acts.count()).map(row).collect()
}

fn least(row: &[Rational]) -> Rational {
    row.iter().min().unwrap().clone()
}

/// Every proof whose numbers are changed is refused, or proves the same.
fn assert_no_liar(environment: &AmbiguousEnvironment, rules: &[NamedRule], verdict: &SetVerdict) {
    assert_eq!(check_set_verdict(environment, rules, verdict), Ok(()));
    let flipped = SetVerdict { holds: !verdict.holds, ..verdict.clone() };
    assert!(check_set_verdict(environment, rules, &flipped).is_err(), "{flipped:?}");
    if verdict.claim.property.is_free_of_beliefs() {
        return;
    }
    let mut short = verdict.clone();
    short.evidence.pop();
    assert!(check_set_verdict(environment, rules, &short).is_err());
    for place in 0..verdict.evidence.len() {
        let mut changed = verdict.clone();
        let mixtures = &mut changed.evidence[place].mixtures;
        let parts: Vec<_> = mixtures.iter_mut().filter_map(|mixture| mixture.first_mut()).collect();
        if parts.is_empty() {
            continue;
        }
        parts.into_iter().for_each(|part| part.weight = -part.weight.clone());
        assert!(check_set_verdict(environment, rules, &changed).is_err(), "{changed:?}");
    }
}

proptest! {
    #![proptest_config(effort(80))]

    #[test]
    fn one_belief_is_what_it_always_was(
        small in small_environments(),
        count in 1usize..=2,
        numbers in proptest::collection::vec(-3i64..4, 29),
    ) {
        let environment = small.environment();
        let rules = rules(&small, count, &numbers);
        let found = verify_mechanism(&environment, &mechanism(&rules)).unwrap();
        let states = |agent: AgentId| environment.space().size() / environment.space().type_count(agent);
        let sets = [
            AmbiguousEnvironment::of_beliefs(&environment).unwrap(),
            around(&environment, |agent, _, centre| {
                BeliefSet::Contamination(Contamination::new(Rational::ZERO, centre, BeliefSet::Wald(states(agent))).unwrap())
            }),
            around(&environment, |_, _, centre| BeliefSet::Ball(Ball::total_variation(centre, Rational::ZERO).unwrap())),
        ];
        for sets in &sets {
            for reports in [Reports::Pure, Reports::Mixed] {
                let ours = answer(sets, &rules, SetProperty::Ic(reports), Criterion::Maxmin);
                let theirs = found.answer(Claim::new(Property::Ic, reports)).unwrap();
                prop_assert_eq!(ours.verdict.holds, theirs.holds);
                if let (false, Some(Worst::Deviation(worst))) = (theirs.holds, &theirs.worst) {
                    let largest = ours.types.iter().map(|study| -study.margin.clone()).max().unwrap();
                    prop_assert_eq!(largest, worst.gain());
                }
            }
            let ours = answer(sets, &rules, SetProperty::Ir, Criterion::Maxmin);
            let theirs = found.answer(Claim::new(Property::Ir, Reports::Pure)).unwrap();
            prop_assert_eq!(ours.verdict.holds, theirs.holds);
            if let Some(Worst::Participation { value, .. }) = &theirs.worst {
                prop_assert_eq!(&ours.narrowest().unwrap().margin, value);
            }
            let bb = answer(sets, &rules, SetProperty::Bb, Criterion::Maxmin);
            prop_assert_eq!(bb.verdict.holds, found.answer(Claim::new(Property::Bb, Reports::Pure)).unwrap().holds);
        }
    }

    #[test]
    fn criteria_agree_with_their_definitions(
        small in small_environments(),
        count in 1usize..=2,
        numbers in proptest::collection::vec(-2i64..3, 29),
        moves in proptest::collection::vec(0u8..3, 7),
    ) {
        let environment = hulls(&small.environment(), &moves);
        let rules = rules(&small, count, &numbers);
        let space = small.space();
        let mut expected = [[true; 3]; 2];
        let (mut worth, mut best_worth) = (true, true);
        for agent in space.agents() {
            for own in space.types(agent) {
                let table = table(&environment, &rules, agent, own);
                let truth = &table[own.0];
                worth &= least(truth) >= Rational::ZERO;
                best_worth &= truth.iter().any(|value| *value >= Rational::ZERO);
                let gain = |row: &[Rational]| row.iter().zip(truth).map(|(a, b)| a - b).collect::<Vec<_>>();
                let judge = |row: &[Rational], verdicts: &mut [bool; 3]| {
                    verdicts[0] &= least(row) <= least(truth);
                    verdicts[1] &= gain(row).iter().all(|gain| *gain <= Rational::ZERO);
                    verdicts[2] &= gain(row).iter().any(|gain| *gain <= Rational::ZERO);
                };
                for (report, row) in table.iter().enumerate() {
                    judge(row, &mut expected[0]);
                    for other in &table[..report] {
                        for share in 0..=6 {
                            let share = fraction(share, 6);
                            let mixed: Vec<Rational> =
                                row.iter().zip(other).map(|(a, b)| &share * a + (Rational::ONE - &share) * b).collect();
                            judge(&mixed, &mut expected[1]);
                        }
                    }
                }
            }
        }
        for (reports, expected) in [Reports::Pure, Reports::Mixed].into_iter().zip(&expected) {
            let verdicts: Vec<bool> = Criterion::ALL.into_iter().zip(expected).map(|(criterion, expected)| {
                let found = answer(&environment, &rules, SetProperty::Ic(reports), criterion);
                let known = match reports {
                    Reports::Pure => found.verdict.holds == *expected,
                    // The grid finds some mixtures only.
                    Reports::Mixed => *expected || !found.verdict.holds,
                };
                assert!(known, "{criterion:?} {reports:?}: {found:?}");
                assert_no_liar(&environment, &rules, &found.verdict);
                found.verdict.holds
            }).collect();
            // Optimal, then maxmin, then maximal.
            prop_assert!(!verdicts[1] || verdicts[0]);
            prop_assert!(!verdicts[0] || verdicts[2]);
        }
        let ir = |criterion| answer(&environment, &rules, SetProperty::Ir, criterion).verdict.holds;
        prop_assert_eq!((ir(Criterion::Maxmin), ir(Criterion::Optimal), ir(Criterion::Maximal)), (worth, worth, best_worth));
    }

    /// Under Wald the truth is best under every belief exactly when it is best at every profile.
    #[test]
    fn optimal_under_wald_is_ex_post(
        small in small_environments(),
        numbers in proptest::collection::vec(-2i64..3, 29),
        generous in any::<bool>(),
    ) {
        let environment = small.environment();
        let space = small.space();
        let wald = around(&environment, |_, _, centre| BeliefSet::Wald(centre.states()));
        // Groves payments: the others' payoffs, at which the truth is best ex post with private values and an efficient rule.
        let groves = TransferTable::from_fn(&space, |agent, profile| {
            let outcome = environment.allocation(profile);
            environment.total_payoff(environment.grand_coalition().without(agent), outcome, profile)
        });
        let rules = if generous { vec![NamedRule { name: "groves".into(), table: groves }] } else { rules(&small, 1, &numbers) };
        let mut best = true;
        let mut strongly = true;
        for agent in space.agents() {
            for own in space.types(agent) {
                let acts = Acts::new(&wald, &rules, agent, own).unwrap();
                for report in space.types(agent) {
                    best &= acts.truth()[0].iter().zip(&acts.report(report)[0]).all(|(truth, lie)| truth >= lie);
                    strongly &= least(&acts.truth()[0]) >= least(&acts.report(report)[0]);
                }
            }
        }
        let found = answer(&wald, &rules, SetProperty::Ic(Reports::Mixed), Criterion::Optimal);
        prop_assert_eq!(found.verdict.holds, best);
        let found = answer(&wald, &rules, SetProperty::Ic(Reports::Pure), Criterion::Maxmin);
        prop_assert_eq!(found.verdict.holds, strongly);
    }

    /// With one common prior all three kinds of efficiency are about the profiles that occur.
    #[test]
    fn efficiency_under_a_common_prior_is_that_of_the_outcomes(
        small in small_environments(),
        numbers in proptest::collection::vec(-2i64..3, 29),
    ) {
        let environment = small.environment();
        let sets = AmbiguousEnvironment::of_beliefs(&environment).unwrap();
        let rules = rules(&small, 1, &numbers);
        let best_at = |profile: ProfileId| {
            (0..environment.outcomes().len()).all(|outcome| {
                let outcome = ambimech_model::index::OutcomeId(outcome);
                environment.total_payoff(environment.grand_coalition(), outcome, profile) <= environment.surplus(profile)
            })
        };
        let prior = environment.common_prior().unwrap();
        let everywhere = small.space().profiles().all(best_at);
        let on_support = small.space().profiles().filter(|profile| prior.is_possible(*profile)).all(best_at);
        for (stage, expected) in [(Stage::ExPost, everywhere), (Stage::Interim, on_support), (Stage::ExAnte, on_support)] {
            let found = answer(&sets, &rules, SetProperty::Efficient(stage), Criterion::Maxmin);
            // Two types that no chain of profiles connects may weigh differently; that changes nothing about the verdict.
            prop_assert_eq!(found.verdict.holds, expected, "{:?}", stage);
            assert_no_liar(&sets, &rules, &found.verdict);
        }
    }

    #[test]
    fn ex_ante_efficiency_is_the_stronger_one(
        small in small_environments(),
        numbers in proptest::collection::vec(-2i64..3, 29),
        moves in proptest::collection::vec(0u8..3, 7),
    ) {
        let environment = hulls(&small.environment(), &moves);
        let rules = rules(&small, 1, &numbers);
        let of = |stage| answer(&environment, &rules, SetProperty::Efficient(stage), Criterion::Maxmin);
        let (before, between) = (of(Stage::ExAnte), of(Stage::Interim));
        prop_assert!(!before.verdict.holds || between.verdict.holds);
        assert_no_liar(&environment, &rules, &before.verdict);
        assert_no_liar(&environment, &rules, &between.verdict);
    }
}

fn two_by_two(weights: [u64; 4]) -> Small {
    // Outcome 0 gives nothing; it is allocated everywhere and efficient.
    Small {
        counts: vec![2, 2],
        weights: weights.to_vec(),
        payoffs: vec![vec![vec![0; 4]; 2]],
        allocation: vec![0; 4],
        outside: false,
        coalitions: None,
    }
}

/// Agents who disagree bet; with enough ambiguity they do not.
#[test]
fn disagreement_is_inefficient_until_sets_meet() {
    let small = two_by_two([1, 1, 1, 1]);
    let environment = small.environment();
    let rules = rules(&small, 1, &[0]);
    let holds = |epsilon: Rational| {
        let sets = around(&environment, |agent, _, _| {
            // The first agent thinks the second's first type likely; the second thinks both likely.
            let weights = if agent.0 == 0 { [3, 1] } else { [1, 1] };
            let centre = Distribution::from_weights(weights.map(Rational::from).to_vec()).unwrap();
            BeliefSet::Ball(Ball::total_variation(centre, epsilon.clone()).unwrap())
        });
        let found = answer(&sets, &rules, SetProperty::Efficient(Stage::ExAnte), Criterion::Maxmin);
        assert_eq!(found.verdict.payments.is_empty(), found.verdict.holds);
        assert_no_liar(&sets, &rules, &found.verdict);
        found.verdict.holds
    };
    // The uniform prior, with marginals 1/2, is believed by both from ε = 1/4 on.
    assert!(!holds(Rational::ZERO));
    assert!(!holds(fraction(6, 25)));
    assert!(holds(fraction(1, 4)));
}

/// Where no agent can be insured, a mixture of reports hedges: pure reports hold, mixed ones fail.
#[test]
fn mixtures_hedge_between_beliefs() {
    let small = Small {
        counts: vec![3, 2],
        weights: vec![1; 6],
        payoffs: vec![vec![vec![0; 6]; 2]],
        allocation: vec![0; 6],
        outside: false,
        coalitions: None,
    };
    let environment = small.environment();
    let space = small.space();
    // The first agent's second report pays against one type, its third against the other; the truth pays 1/4.
    let pay = |agent: AgentId, profile: ProfileId| {
        let (own, other) = (space.type_of(profile, AgentId(0)).0, space.type_of(profile, AgentId(1)).0);
        match (agent.0, own) {
            (0, 0) => fraction(1, 4),
            (0, own) => Rational::from(u8::from(own == other + 1)),
            _ => Rational::ZERO,
        }
    };
    let rules = vec![NamedRule { name: "r".into(), table: TransferTable::from_fn(&space, pay) }];
    let sets = around(&environment, |_, _, centre| BeliefSet::Wald(centre.states()));
    let first = |answer: &SetAnswer| answer.types[0].clone();
    let pure = answer(&sets, &rules, SetProperty::Ic(Reports::Pure), Criterion::Maxmin);
    assert_eq!(first(&pure).margin, fraction(1, 4));
    let mixed = answer(&sets, &rules, SetProperty::Ic(Reports::Mixed), Criterion::Maxmin);
    assert!(!mixed.verdict.holds);
    assert_eq!(first(&mixed).margin, fraction(-1, 4));
    let halves = vec![(JointTypeId(1), fraction(1, 2)), (JointTypeId(2), fraction(1, 2))];
    assert_eq!(first(&mixed).report, Some(Report::Mixed(halves)));
}

/// A mixture of the truth with a lie hedges as well: a belief that holds the lie down and values the truth at more than its worst case proves
/// nothing against mixed reports.
#[test]
fn mixtures_with_the_truth_hedge_too() {
    let small = Small {
        counts: vec![2, 2],
        weights: vec![1; 4],
        payoffs: vec![vec![vec![0; 4]; 2]],
        allocation: vec![0; 4],
        outside: false,
        coalitions: None,
    };
    let environment = small.environment();
    let space = small.space();
    // The truth pays 1 against the second type, the lie 1 against the first.
    let pay = |agent: AgentId, profile: ProfileId| {
        let types = [0, 1].map(|who| space.type_of(profile, AgentId(who)).0);
        Rational::from(u8::from(agent.0 == 0 && types[0] != types[1]))
    };
    let rules = vec![NamedRule { name: "r".into(), table: TransferTable::from_fn(&space, pay) }];
    let sets = around(&environment, |_, _, centre| BeliefSet::Wald(centre.states()));
    assert!(answer(&sets, &rules, SetProperty::Ic(Reports::Pure), Criterion::Maxmin).verdict.holds);
    let mixed = SetProperty::Ic(Reports::Mixed);
    let failing = answer(&sets, &rules, mixed, Criterion::Maxmin);
    assert!(!failing.verdict.holds);
    let half = vec![(JointTypeId(0), fraction(1, 2)), (JointTypeId(1), fraction(1, 2))];
    assert_eq!(failing.types[0].report, Some(Report::Mixed(half)));
    // The proof against pure reports, with the scenario that holds the lie down alone.
    let mut liar = answer(&sets, &rules, SetProperty::Ic(Reports::Pure), Criterion::Maxmin).verdict;
    liar.claim.property = mixed;
    for evidence in &mut liar.evidence {
        let lie = evidence.mixtures[1 - evidence.own.0].clone();
        evidence.mixtures = vec![lie];
    }
    assert!(check_set_verdict(&sets, &rules, &liar).is_err());
}
