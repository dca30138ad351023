//! Counterexamples for beliefs that fail a condition at random places: they come out exactly where the condition fails, are
//! efficient, have private values where wanted, are accepted by the checker, and the exact programs agree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::certificate::{Evidence, Impossibility};
use ambimech_model::check::{check_condition, check_impossibility};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId};
use ambimech_model::number::{Natural, Rational};
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::counterexample::counterexample;
use ambimech_solve::decision::{Question, decide_by_program};
use proptest::prelude::*;
use small_environment::{Small, coalition_of, effort};

/// Beliefs with everything else left out: one outcome, worth nothing.
fn only_beliefs(counts: Vec<usize>, weights: Vec<u64>, coalitions: Option<Vec<u64>>) -> Small {
    let size = counts.iter().product();
    let payoffs = vec![vec![vec![0; size]; counts.len()]];
    Small { weights, payoffs, allocation: vec![0; size], outside: false, coalitions, counts }
}

/// 2 to 4 agents with 1 to 4 types and at most 64 profiles; none, one or two pairs of joint types made to share a posterior;
/// some zeros; any pattern.
fn beliefs() -> impl Strategy<Value = Small> {
    let counts = prop_oneof![
        2 => proptest::collection::vec(1usize..=4, 2),
        4 => proptest::collection::vec(2usize..=2, 3),
        2 => proptest::collection::vec(1usize..=3, 3),
        1 => proptest::collection::vec(1usize..=2, 4),
    ];
    let shared = proptest::collection::vec((0u64..16, 0usize..16, 1usize..16, 1u64..=3), 0..3);
    let zeros = prop_oneof![2 => Just(Vec::new()), 1 => proptest::collection::vec(0usize..64, 1..4)];
    let coalitions = prop_oneof![2 => Just(None), 2 => proptest::collection::vec(1u64..16, 0..5).prop_map(Some)];
    let material = (counts, proptest::collection::vec(1u64..=6, 64), shared, zeros, coalitions);
    material.prop_map(|(counts, weights, shared, zeros, coalitions)| {
        let agents = counts.len();
        let size: usize = counts.iter().product();
        let grand = (1u64 << agents) - 1;
        let coalitions = coalitions
            .map(|list: Vec<u64>| list.iter().map(|bits| bits & grand).filter(|bits| *bits != 0).collect());
        let mut small = only_beliefs(counts, weights[..size].to_vec(), coalitions);
        small.exclude(zeros);
        for (side, first, step, factor) in shared {
            let before = small.clone();
            // Single agents as often as larger coalitions.
            let proper = if side % 2 == 0 { 1 << (side as usize / 2 % agents) } else { 1 + side % (grand - 1) };
            small.share_posterior(proper, first, first + step, factor);
            if Prior::from_integers(&small.space(), small.weights.clone()).is_err() {
                small = before;
            }
        }
        small
    })
}

fn wanted(condition: Option<Condition>, private_values: bool, goal: Option<&str>) -> Wanted {
    Wanted { condition, private_values, goal: goal.map(|goal| goal.parse().unwrap()) }
}

/// Whether two joint types of the coalition that occur have proportional weights.
fn shares(environment: &Environment, prior: &Prior, coalition: Coalition) -> bool {
    let split = environment.space().split(coalition);
    let weight = |own, x| prior.weight(split.profile(own, x));
    let total = |own| split.rest().map(|x| weight(own, x)).sum::<Natural>();
    let occurring: Vec<JointTypeId> = split.own().filter(|own| !total(*own).is_zero()).collect();
    let equal =
        |a: JointTypeId, b: JointTypeId| split.rest().all(|x| weight(a, x) * total(b) == weight(b, x) * total(a));
    occurring.iter().enumerate().any(|(place, a)| occurring[..place].iter().any(|b| equal(*a, *b)))
}

/// The agents for whom BDP fails, by the definition.
fn failing(environment: &Environment) -> usize {
    let single = |agent: &AgentId| shares(environment, environment.belief(*agent), Coalition::single(*agent));
    environment.space().agents().filter(single).count()
}

/// Everything that a counterexample must be, looked at from outside.
fn examine(given: &Environment, found: &Counterexample, private_values: bool) {
    let made = &found.environment;
    assert_eq!(made.beliefs(), given.beliefs());
    assert_eq!(made.pattern(), given.pattern());
    assert_eq!(made.agents(), given.agents());
    assert_eq!(made.outside(), Some(OutcomeId(0)));
    let (space, grand) = (made.space(), made.grand_coalition());
    let outcomes = || (0..made.outcomes().len()).map(OutcomeId);
    for profile in space.profiles() {
        let best = outcomes().map(|outcome| made.total_payoff(grand, outcome, profile)).max().unwrap();
        assert_eq!(made.surplus(profile), best, "efficient at {profile:?}");
        assert!(best >= Rational::ZERO);
    }
    if private_values {
        for (agent, outcome) in space.agents().flat_map(|agent| outcomes().map(move |outcome| (agent, outcome))) {
            for (one, other) in space.profiles().zip(space.profiles().skip(1)) {
                let same = space.type_of(one, agent) == space.type_of(other, agent);
                assert!(!same || made.payoff(agent, outcome, one) == made.payoff(agent, outcome, other));
            }
        }
    }
    assert_eq!(check_impossibility(made, &found.certificate), Ok(()));
    assert_eq!(found.certificate.goal, found.goal);
    assert!(found.certificate.excludes(found.mechanism, found.reports));
    assert!(found.certificate.excludes(found.mechanism, Reports::Mixed));
    assert!(found.certificate.excludes(MechanismKind::Simple, Reports::Pure));
    for piece in &found.failure {
        let Evidence::EqualPosteriors { coalition, first, second } = piece else { panic!("{piece:?}") };
        let split = space.split(*coalition);
        assert_ne!(first, second);
        // The rule treats the two differently, or the types value the same outcome differently.
        let differs = split.rest().any(|x| {
            let (one, other) = (split.profile(*first, x), split.profile(*second, x));
            made.allocation(one) != made.allocation(other)
                || made.payoff(coalition.members().next().unwrap(), made.allocation(one), one)
                    != made.payoff(coalition.members().next().unwrap(), made.allocation(one), other)
        });
        assert!(differs);
    }
}

/// The exact program, which knows nothing of the proof, finds no mechanism either.
fn program_agrees(found: &Counterexample) {
    let made = &found.environment;
    let coalitions = if found.goal.asks_for(Property::Cic) { made.pattern().coalitions(8).count() } else { 3 };
    let size = made.space().size() * coalitions.min(16);
    if size > if found.mechanism == MechanismKind::Simple { 100 } else { 40 } {
        return;
    }
    let (goal, mechanism, reports) = (&found.goal, found.mechanism, found.reports);
    let answer = decide_by_program(Question { environment: made, goal, mechanism, reports });
    assert!(matches!(answer, DesignAnswer::Infeasible(_)), "{answer:?}");
}

fn is_checked(environment: &Environment, refusal: &NoCounterexample) -> bool {
    let NoCounterexample::Reached { certificates, .. } = refusal else { return false };
    !certificates.is_empty()
        && certificates.iter().all(|certificate| check_condition(environment, certificate) == Ok(()))
}

proptest! {
    #![proptest_config(effort(96))]

    /// BDP: with payoffs of any kind a counterexample exactly where it fails; with private values for participation and a
    /// balanced budget, exactly where it fails for two agents.
    #[test]
    fn bdp_fails_exactly_where_a_counterexample_comes_out(small in beliefs()) {
        let environment = small.environment();
        let agents = failing(&environment);
        let cases = [
            (wanted(Some(Condition::Bdp), false, None), agents > 0, NecessityProof::Implementation),
            (wanted(Some(Condition::Bdp), false, Some("ic")), agents > 0, NecessityProof::Implementation),
            (wanted(Some(Condition::Bdp), false, Some("extract")), agents > 0, NecessityProof::Extraction),
            (wanted(Some(Condition::Bdp), true, Some("extract")), agents > 0, NecessityProof::Extraction),
            (wanted(Some(Condition::Bdp), true, None), agents > 1, NecessityProof::PrivateValues),
        ];
        for (wanted, expected, proof) in cases {
            match counterexample(&environment, &wanted) {
                Ok(found) => {
                    prop_assert!(expected);
                    prop_assert_eq!(found.proof, proof);
                    examine(&environment, &found, wanted.private_values || proof == NecessityProof::Extraction);
                    program_agrees(&found);
                }
                Err(refusal) => {
                    prop_assert!(!expected, "{:?}", refusal);
                    prop_assert!(is_checked(&environment, &refusal), "{:?}", refusal);
                }
            }
        }
    }

    /// CBDP: a counterexample exactly where two joint types of a coalition of the pattern share a posterior.
    #[test]
    fn cbdp_fails_exactly_where_a_counterexample_comes_out(small in beliefs()) {
        let environment = small.environment();
        let prior = environment.common_prior().unwrap();
        let agents = environment.agent_count();
        let fails = environment.pattern().proper_coalitions(agents).any(|set| shares(&environment, prior, set));
        for goal in [None, Some("coalition-proof"), Some("coalition-proof-extract"), Some("cic,bb")] {
            match counterexample(&environment, &wanted(Some(Condition::Cbdp), false, goal)) {
                Ok(found) => {
                    prop_assert!(fails);
                    examine(&environment, &found, false);
                    if goal.is_none() {
                        program_agrees(&found);
                    }
                }
                Err(NoCounterexample::Beyond(Beyond::ZeroProbability(_))) => {
                    prop_assert!(!fails && !prior.has_full_support());
                }
                Err(refusal) => {
                    prop_assert!(!fails, "{:?}", refusal);
                    prop_assert!(prior.has_full_support() && is_checked(&environment, &refusal));
                }
            }
        }
    }

    /// With all coalitions every prior with full support has a rule that one transfer rule does not make coalition-proof; with a
    /// balanced budget two complementary coalitions are enough.
    #[test]
    fn one_rule_is_never_enough_for_coalitions(small in beliefs()) {
        let environment = small.environment();
        let prior = environment.common_prior().unwrap();
        let informed = small.counts.iter().any(|count| *count > 1);
        for goal in ["cic", "cic,bb", "coalition-proof"] {
            let is_balanced = goal != "cic";
            match counterexample(&environment, &wanted(None, false, Some(goal))) {
                Ok(found) => {
                    prop_assert!(informed);
                    examine(&environment, &found, false);
                    program_agrees(&found);
                }
                Err(NoCounterexample::Beyond(Beyond::PrivateInformation)) => prop_assert!(!informed),
                Err(NoCounterexample::Beyond(Beyond::ZeroProbability(profile))) => {
                    prop_assert!(!is_balanced && !prior.is_possible(profile));
                }
                Err(NoCounterexample::Beyond(Beyond::Coalitions(missing))) => {
                    prop_assert!(missing.iter().all(|set| !environment.pattern().contains(*set)));
                    prop_assert!(*environment.pattern() != Pattern::All);
                }
                Err(refusal) => prop_assert!(false, "{:?}", refusal),
            }
        }
    }

    /// Neither the order of agents nor that of types decides what comes out, nor how large the seller's cost must be.
    #[test]
    fn labels_do_not_matter(small in beliefs()) {
        let order: Vec<usize> = (0..small.counts.len()).rev().collect();
        let relabelled = [small.with_types_reversed(), small.with_agents_in_order(&order)];
        let cases = [
            wanted(Some(Condition::Bdp), false, None),
            wanted(Some(Condition::Bdp), true, None),
            wanted(Some(Condition::Cbdp), false, None),
            wanted(None, false, None),
            wanted(None, false, Some("cic,bb")),
        ];
        // Which pair of types of an agent is named depends on their order; with more types the bound may.
        let is_small = small.counts.iter().all(|count| *count <= 2);
        let summary = |small: &Small, wanted: &Wanted| match counterexample(&small.environment(), wanted) {
            Ok(found) => (found.proof.name(), if is_small { found.numbers } else { Vec::new() }),
            Err(NoCounterexample::Reached { .. }) => ("reached", Vec::new()),
            Err(NoCounterexample::Beyond(_)) => ("beyond", Vec::new()),
            Err(other) => panic!("{other:?}"),
        };
        for wanted in &cases {
            let expected = summary(&small, wanted);
            for other in &relabelled {
                prop_assert_eq!(summary(other, wanted), expected.clone());
            }
        }
    }

    /// Without a common prior the proof of Theorem 5.2 works as it is.
    #[test]
    fn beliefs_of_one_s_own_are_enough_for_implementation(small in beliefs(), seed in 1u64..1000) {
        let space = small.space();
        let weights = |agent: usize| -> Vec<Rational> {
            let other = |(place, weight): (usize, &u64)| weight * (1 + (seed * (place as u64 + 7)) % (agent as u64 + 3));
            let first = |(place, weight): (usize, &u64)| if agent == 0 { *weight } else { other((place, weight)) };
            small.weights.iter().enumerate().map(|entry| Rational::from(first(entry))).collect()
        };
        let own: Vec<Prior> =
            space.agents().map(|agent| Prior::of_agent(&space, agent, &weights(agent.0)).unwrap()).collect();
        let environment = small.environment_with(Beliefs::Individual(own));
        match counterexample(&environment, &wanted(Some(Condition::Bdp), false, None)) {
            Ok(found) => {
                prop_assert!(failing(&environment) > 0);
                examine(&environment, &found, false);
            }
            Err(refusal) => {
                prop_assert_eq!(failing(&environment), 0);
                let is_reached = is_checked(&environment, &refusal);
                prop_assert!(is_reached || refusal == NoCounterexample::Beyond(Beyond::CommonPrior));
            }
        }
    }
}

/// Two agents with two independent and equally likely types each: the smallest integers are 6 > 5 > 2 > 1.
#[test]
fn two_fair_coins_trade_badly() {
    let environment = only_beliefs(vec![2, 2], vec![1; 4], None).environment();
    let found = counterexample(&environment, &wanted(Some(Condition::Bdp), true, None)).unwrap();
    let numbers: Vec<(&str, Rational)> =
        [("V", 6), ("C", 5), ("v", 2), ("c", 1), ("bound", 4)].map(|(name, n)| (name, Rational::from(n))).into();
    assert_eq!(found.numbers, numbers);
    assert!(matches!(found.certificate.reason, Impossibility::Combination(_)));
    // At the bound itself the argument is silent: with C = 4 and V = 5 some mechanism exists.
    let mut small = only_beliefs(vec![2, 2], vec![1; 4], None);
    let (seller, buyer) = ([-4, -4, -1, -1], [5, 2, 5, 2]);
    small.payoffs.push(vec![seller.to_vec(), buyer.to_vec()]);
    small.allocation = vec![1, 0, 1, 1];
    small.outside = true;
    let at_bound = small.environment();
    let goal = Goal::Implement;
    let question = Question {
        environment: &at_bound,
        goal: &goal,
        mechanism: MechanismKind::Ambiguous,
        reports: Reports::Pure,
    };
    assert!(matches!(decide_by_program(question), DesignAnswer::Done(_)));
}

/// Goals and conditions that the theorems are not about are refused with the reason.
#[test]
fn what_no_theorem_is_about_is_refused() {
    let environment = only_beliefs(vec![2, 2], vec![1; 4], None).environment();
    let refusal = |wanted: Wanted| counterexample(&environment, &wanted).unwrap_err();
    let beyond = |what| NoCounterexample::Beyond(what);
    let bdp = Some(Condition::Bdp);
    assert_eq!(
        refusal(wanted(Some(Condition::Efficient), false, None)),
        beyond(Beyond::Theorem(Condition::Efficient))
    );
    assert_eq!(refusal(wanted(bdp, false, Some("bb"))), beyond(Beyond::Goal(bdp, "bb".parse().unwrap())));
    assert_eq!(refusal(wanted(bdp, true, Some("ic,bb"))), beyond(Beyond::Goal(bdp, "ic,bb".parse().unwrap())));
    let cbdp = Some(Condition::Cbdp);
    assert_eq!(refusal(wanted(cbdp, false, Some("ic"))), beyond(Beyond::Goal(cbdp, "ic".parse().unwrap())));
    assert_eq!(refusal(wanted(cbdp, true, None)), beyond(Beyond::PrivateValues(cbdp)));
    assert_eq!(refusal(wanted(None, false, Some("ic"))), beyond(Beyond::Goal(None, "ic".parse().unwrap())));
    let alone = only_beliefs(vec![2, 2], vec![1, 2, 3, 5], Some(Vec::new())).environment();
    let missing = vec![coalition_of(3)];
    let found = counterexample(&alone, &wanted(None, false, None)).unwrap_err();
    assert_eq!(found, beyond(Beyond::Coalitions(missing)));
}
