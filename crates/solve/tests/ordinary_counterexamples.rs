//! Counterexamples for ordinary mechanisms: beliefs that are made to fail a condition, against the exact program, brute force,
//! numbers one below those of the proof, and the mechanisms with ambiguity that still exist.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_io::{Format, parse_environment};
use ambimech_model::certificate::{Evidence, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, combined_constant};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Combination;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::counterexample::counterexample;
use ambimech_solve::counterexample::imitation::Imitation;
use ambimech_solve::counterexample::tempted_agent::TemptedAgent;
use ambimech_solve::decision::{Question, decide_by_program};
use ambimech_solve::design::design_mechanism;
use proptest::prelude::*;
use small_environment::{Small, effort, profiles, small_environments};

fn wanted(condition: Condition, goal: Option<Goal>, private_values: bool) -> Wanted {
    Wanted { condition: Some(condition), private_values, goal }
}

fn balanced() -> Goal {
    Goal::Properties(vec![Property::Cic, Property::Bb])
}

fn fails(environment: &Environment, condition: Condition) -> bool {
    match decide_condition(environment, condition) {
        Verdict::Fails(_) => true,
        Verdict::Holds(_) => false,
        Verdict::Undecided(reason) => panic!("{condition}: {reason:?}"),
    }
}

/// Whether convex independence fails for this agent.
fn fails_alone(environment: &Environment, wanted: AgentId) -> bool {
    let verdict = decide_condition(environment, Condition::ConvexIndependence);
    let pieces = &verdict.certificate().unwrap().evidence;
    pieces.iter().any(|piece| matches!(piece, Evidence::MixedBelief { agent, .. } if *agent == wanted))
}

fn combination(made: &Counterexample) -> &Combination {
    match &made.certificate.reason {
        Impossibility::Combination(combination) => combination,
        other => panic!("{other:?}"),
    }
}

fn number(made: &Counterexample, name: &str) -> Rational {
    made.numbers.iter().find(|(known, _)| *known == name).unwrap().1.clone()
}

/// Everything that a counterexample says, looked at again.
fn verify(given: &Environment, made: &Counterexample, private_values: bool) {
    let environment = &made.environment;
    assert_eq!(environment.beliefs(), given.beliefs());
    assert_eq!(environment.pattern(), given.pattern());
    check_impossibility(environment, &made.certificate).unwrap();
    assert_eq!((made.mechanism, made.reports), (MechanismKind::Simple, Reports::Pure));
    assert!(made.certificate.excludes(MechanismKind::Simple, Reports::Pure));
    assert!(!made.certificate.excludes(MechanismKind::Ambiguous, Reports::Pure));
    // The allocated outcome is the only one with the largest surplus.
    let grand = environment.grand_coalition();
    for profile in environment.space().profiles() {
        let allocated = environment.allocation(profile);
        let surplus = environment.surplus(profile);
        for other in (0..environment.outcomes().len()).map(OutcomeId).filter(|other| *other != allocated) {
            assert!(environment.total_payoff(grand, other, profile) < surplus);
        }
    }
    let own_type_only = |agent: usize| {
        let single = Coalition::single(AgentId(agent));
        environment.outcomes().iter().all(|outcome| outcome.payoffs[agent].depends_on().is_subset_of(single))
    };
    assert_eq!(private_values, (0..environment.agent_count()).all(own_type_only));
    let question =
        Question { environment, goal: &made.goal, mechanism: MechanismKind::Simple, reports: Reports::Pure };
    match decide_by_program(question) {
        DesignAnswer::Infeasible(certificate) => check_impossibility(environment, &certificate).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// With ambiguity the same rule is implemented.
fn verify_ambiguous(made: &Counterexample, goal: &Goal) {
    match design_mechanism(&made.environment, goal, Reports::Mixed) {
        DesignAnswer::Done(design) => assert!(design.mechanism.rule_count(&made.environment).unwrap() > 1),
        other => panic!("{other:?}"),
    }
}

/// The multipliers do not do with other payoffs in the place of an outcome's.
fn constant_with(made: &Counterexample, change: impl Fn(&mut Small), small: &Small) -> Rational {
    let mut changed = plain(made, small);
    change(&mut changed);
    combined_constant(&changed.environment(), &made.goal, combination(made)).unwrap()
}

/// The counterexample in plain numbers.
fn plain(made: &Counterexample, small: &Small) -> Small {
    let environment = &made.environment;
    let integer = |value: &Rational| -> i64 { i64::try_from(value.numerator().clone()).unwrap() };
    let payoffs = (0..environment.outcomes().len()).map(|outcome| {
        let of_agent = |agent| {
            let at = |profile| integer(environment.payoff(AgentId(agent), OutcomeId(outcome), profile));
            environment.space().profiles().map(at).collect()
        };
        (0..environment.agent_count()).map(of_agent).collect()
    });
    Small {
        payoffs: payoffs.collect(),
        allocation: environment.space().profiles().map(|profile| environment.allocation(profile).0).collect(),
        outside: true,
        ..small.clone()
    }
}

/// With B − 1 in the place of B there is no contradiction: B is the smallest integer that will do.
fn smallest_reward(made: &Counterexample, small: &Small) {
    let reward = i64::try_from(number(made, "B").numerator().clone()).unwrap();
    let less = |changed: &mut Small| {
        for values in changed.payoffs.iter_mut().flatten() {
            for value in values {
                *value = if *value == -reward {
                    1 - reward
                } else if *value == 1 + reward {
                    reward
                } else {
                    *value
                };
            }
        }
    };
    assert!(constant_with(made, |_| {}, small) < Rational::ZERO);
    assert!(constant_with(made, less, small) >= Rational::ZERO);
}

/// Makes the weights of the agent's type `own` a sum of multiples of those of its other types.
fn mix(small: &mut Small, agent: usize, own: usize, multiples: &[u64]) {
    let all = profiles(&small.counts);
    for (place, types) in all.iter().enumerate().filter(|(_, types)| types[agent] == own) {
        let others = (0..small.counts[agent]).filter(|other| *other != own).zip(multiples);
        small.weights[place] = others
            .map(|(other, multiple)| {
                let mut twin = types.clone();
                twin[agent] = other;
                multiple * small.weights[all.iter().position(|known| *known == twin).unwrap()]
            })
            .sum();
    }
}

/// Beliefs alone: payoffs and allocation are replaced anyway.
fn beliefs(counts: Vec<usize>, weights: &[u64]) -> Small {
    let size = counts.iter().product();
    Small {
        payoffs: vec![vec![vec![0; size]; counts.len()]],
        allocation: vec![0; size],
        outside: true,
        coalitions: None,
        weights: weights[..size].to_vec(),
        counts,
    }
}

/// An agent of three types, one of whose beliefs is mixed of the others'.
fn mixed_beliefs() -> impl Strategy<Value = (Small, usize)> {
    let counts = prop_oneof![
        Just(vec![3, 2]),
        Just(vec![2, 3]),
        Just(vec![3, 3]),
        Just(vec![3, 2, 2]),
        Just(vec![2, 2, 3])
    ];
    let numbers = (
        proptest::collection::vec(1u64..=9, 12),
        proptest::collection::vec(0u64..=3, 2),
        0usize..3,
        any::<bool>(),
    );
    (counts, numbers).prop_map(|(counts, (weights, mut multiples, own, last))| {
        if multiples == [0, 0] {
            multiples = vec![1, 2];
        }
        let mut failing = (0..counts.len()).filter(|agent| counts[*agent] == 3);
        let agent = if last { failing.next_back() } else { failing.next() }.unwrap();
        let mut small = beliefs(counts, &weights);
        mix(&mut small, agent, own, &multiples);
        (small, agent)
    })
}

/// Two agents of three types each of whom has a mixed belief; a third one, perhaps, with two types.
fn twice_mixed_beliefs() -> impl Strategy<Value = Small> {
    let counts = prop_oneof![3 => Just(vec![3, 3]), 1 => Just(vec![3, 2, 3]), 1 => Just(vec![1, 3, 3]), 1 => Just(vec![3, 3, 2])];
    let numbers =
        (proptest::collection::vec(1u64..=9, 18), proptest::collection::vec(1u64..=3, 4), 0usize..3, 0usize..3);
    (counts, numbers).prop_map(|(counts, (weights, multiples, first, second))| {
        let failing: Vec<usize> = (0..counts.len()).filter(|agent| counts[*agent] == 3).collect();
        let mut small = beliefs(counts, &weights);
        mix(&mut small, failing[0], first, &multiples[..2]);
        mix(&mut small, failing[1], second, &multiples[2..]);
        small
    })
}

fn made(environment: &Environment, wanted: &Wanted) -> Counterexample {
    counterexample(environment, wanted).unwrap_or_else(|why| panic!("{why:?}"))
}

proptest! {
    #![proptest_config(effort(48))]

    /// Crémer and McLean: an agent of private value from whom the surplus cannot be taken, unless there is ambiguity.
    #[test]
    fn a_mixed_belief_keeps_some_surplus((small, agent) in mixed_beliefs()) {
        let environment = small.environment();
        let made = made(&environment, &wanted(Condition::ConvexIndependence, Some(Goal::Extract), false));
        prop_assert_eq!(made.proof, NecessityProof::SimpleExtraction);
        verify(&environment, &made, true);
        let [Evidence::MixedBelief { agent: mixed, .. }] = made.failure.as_slice() else { panic!("{made:?}") };
        // Two types of another agent may happen to share a belief; this one fails in any case.
        prop_assert!(fails_alone(&environment, *mixed) && fails_alone(&environment, AgentId(agent)));
        if !fails(&environment, Condition::Bdp) {
            verify_ambiguous(&made, &Goal::Extract);
        }
        // Without the B there is nothing to keep.
        let level = |changed: &mut Small| changed.payoffs[1].iter_mut().flatten().for_each(|value| *value = (*value).min(1));
        prop_assert_eq!(constant_with(&made, level, &small), Rational::ZERO);
    }

    /// Kosenok and Severinov, by a mixed belief.
    #[test]
    fn a_mixed_belief_excludes_participation_and_balance((small, _) in mixed_beliefs()) {
        let environment = small.environment();
        let made = made(&environment, &wanted(Condition::ConvexIndependence, Some(Goal::Implement), false));
        prop_assert_eq!(made.proof, NecessityProof::SimpleImplementation);
        verify(&environment, &made, false);
        smallest_reward(&made, &small);
        if !fails(&environment, Condition::Bdp) {
            verify_ambiguous(&made, &Goal::Implement);
        }
    }

    /// MDAT Proposition 6.1.
    #[test]
    fn two_mixed_beliefs_prevent_trade(small in twice_mixed_beliefs()) {
        let environment = small.environment();
        let made = made(&environment, &wanted(Condition::ConvexIndependence, None, true));
        prop_assert_eq!(made.proof, NecessityProof::PrivateValuesSimple);
        verify(&environment, &made, true);
        let cost = i64::try_from(number(&made, "C").numerator().clone()).unwrap();
        let cheaper = |changed: &mut Small| {
            for values in changed.payoffs[1].iter_mut().flatten() {
                *values = if *values == -cost { 1 - cost } else if *values == cost + 1 { cost } else { *values };
            }
        };
        if cost > 2 {
            prop_assert!(constant_with(&made, cheaper, &small) >= Rational::ZERO);
        }
        if !fails(&environment, Condition::Bdp) {
            verify_ambiguous(&made, &Goal::Implement);
        }
    }
}

proptest! {
    #![proptest_config(effort(192))]

    /// Every prior that fails identifiability, and no other; also after relabelling.
    #[test]
    fn identifiability_is_necessary_for_implementation(small in small_environments()) {
        let environment = small.environment();
        let wanted = wanted(Condition::Identifiability, None, false);
        let failing = [Condition::Identifiability, Condition::ConvexIndependence]
            .into_iter()
            .any(|condition| fails(&environment, condition));
        match counterexample(&environment, &wanted) {
            Ok(made) => {
                prop_assert!(failing);
                verify(&environment, &made, false);
                smallest_reward(&made, &small);
                if !fails(&environment, Condition::Bdp) {
                    verify_ambiguous(&made, &Goal::Implement);
                }
            }
            Err(NoCounterexample::Reached { proof, certificates, .. }) => {
                prop_assert!(!failing);
                prop_assert_eq!((proof, certificates.len()), (NecessityProof::SimpleImplementation, 2));
            }
            Err(other) => panic!("{other:?}"),
        }
        let turned = small.with_types_reversed().environment();
        prop_assert_eq!(counterexample(&turned, &wanted).is_ok(), failing);
        let backwards: Vec<usize> = (0..small.counts.len()).rev().collect();
        let turned = small.with_agents_in_order(&backwards).environment();
        prop_assert_eq!(counterexample(&turned, &wanted).is_ok(), failing);
    }

    /// CI-SLIDES Theorem 1, for every pattern.
    #[test]
    fn coalitional_identifiability_is_necessary_for_balance(small in small_environments()) {
        let environment = small.environment();
        let failing = fails(&environment, Condition::CoalitionalIdentifiability);
        let wanted = wanted(Condition::CoalitionalIdentifiability, None, false);
        match counterexample(&environment, &wanted) {
            Ok(made) => {
                prop_assert!(failing);
                prop_assert_eq!(made.proof, NecessityProof::SimpleBalancedCoalitions);
                verify(&environment, &made, false);
                smallest_reward(&made, &small);
                if !fails(&environment, Condition::Cbdp) && environment.common_prior().unwrap().has_full_support() {
                    verify_ambiguous(&made, &balanced());
                }
            }
            Err(NoCounterexample::Reached { .. }) => prop_assert!(!failing),
            Err(other) => panic!("{other:?}"),
        }
        let turned = small.with_types_reversed().environment();
        prop_assert_eq!(counterexample(&turned, &wanted).is_ok(), failing);
    }

    /// Where the certificates say that everything is reached, it is: whatever the payoffs of an efficient rule are.
    #[test]
    fn what_is_said_to_be_reached_is(mut small in small_environments()) {
        small.make_efficient();
        if !small.outside {
            // Efficiency must leave a surplus that is not negative.
            small.payoffs[0].iter_mut().flatten().for_each(|value| *value = 0);
            small.outside = true;
            small.make_efficient();
        }
        let environment = small.environment();
        for condition in [Condition::ConvexIndependence, Condition::CoalitionalIdentifiability, Condition::Identifiability] {
            let wanted = wanted(condition, None, false);
            let Err(NoCounterexample::Reached { goal, .. }) = counterexample(&environment, &wanted) else { continue };
            let question =
                Question { environment: &environment, goal: &goal, mechanism: MechanismKind::Simple, reports: Reports::Pure };
            prop_assert!(matches!(decide_by_program(question), DesignAnswer::Done(_)), "{condition} {goal}");
        }
    }
}

fn example(name: &str) -> Environment {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let text = std::fs::read_to_string(folder.join("environment.toml")).unwrap();
    parse_environment(&text, "environment.toml", Format::Toml, None).unwrap()
}

/// The prior of MDAT section 3 fails convex independence for agent 1, whose third belief is the average of the others.
#[test]
fn the_motivating_prior_of_mdat() {
    let environment = example("guo-2017-implementation");
    let extraction = made(&environment, &wanted(Condition::ConvexIndependence, None, false));
    verify(&environment, &extraction, true);
    let multipliers = |made: &Counterexample| -> Vec<String> {
        combination(made).terms.iter().map(|term| term.multiplier.to_string()).collect()
    };
    // IC(t1 -> t3), IC(t2 -> t3); IR of agent 1's third type alone, as γ/2 takes up all of the others; IR of agent 2.
    assert_eq!(multipliers(&extraction), ["1", "1", "3", "1", "1", "1", "-3"]);
    let implementation = made(&environment, &wanted(Condition::ConvexIndependence, Some(Goal::Implement), false));
    verify(&environment, &implementation, false);
    assert_eq!(multipliers(&implementation), ["1", "1", "3", "1", "1", "1"]);
    // B · 2 > 6 a.
    assert_eq!(number(&implementation, "B"), parse_number("4").unwrap());
    verify_ambiguous(&implementation, &Goal::Implement);
    // With two agents identifiability fails by independent types: twelve incentive constraints, and any B > 0.
    let identifiability = made(&environment, &wanted(Condition::Identifiability, None, false));
    verify(&environment, &identifiability, false);
    assert_eq!(multipliers(&identifiability), vec!["1"; 12]);
    assert_eq!(number(&identifiability, "B"), Rational::ONE);
    // Both agents fail convex independence: agent 2's second belief is the average of the others, too.
    let trade = made(&environment, &wanted(Condition::ConvexIndependence, None, true));
    verify(&environment, &trade, true);
    verify_ambiguous(&trade, &Goal::Implement);
    // (p(θ*) + p(neither)) / (δ p(θ̂_s, θ*)) = (6/18 + 8/18) / (2 · 2/18) = 7/2.
    assert_eq!(number(&trade, "C"), parse_number("4").unwrap());
}

/// The slides' own example, and every coalition together.
#[test]
fn the_prior_of_the_slides() {
    let environment = example("guo-coalitional-incentive-compatibility");
    let made_there = made(&environment, &wanted(Condition::CoalitionalIdentifiability, None, false));
    verify(&environment, &made_there, false);
    verify_ambiguous(&made_there, &balanced());
    let all = environment.with_pattern(ambimech_model::coalition::Pattern::All);
    let made_with_all = made(&all, &wanted(Condition::CoalitionalIdentifiability, None, false));
    verify(&all, &made_with_all, false);
    assert_eq!(number(&made_with_all, "B"), Rational::ONE);
}

/// Tampered proofs are refused: another multiplier, a row left out, the allocation of another agent.
#[test]
fn changed_certificates_are_refused() {
    let environment = example("guo-2017-implementation");
    for wanted in [
        wanted(Condition::ConvexIndependence, Some(Goal::Extract), false),
        wanted(Condition::ConvexIndependence, Some(Goal::Implement), false),
        wanted(Condition::ConvexIndependence, None, true),
        wanted(Condition::Identifiability, None, false),
    ] {
        let made = made(&environment, &wanted);
        for place in 0..combination(&made).terms.len() {
            for change in 0..3 {
                let mut changed = combination(&made).clone();
                match change {
                    0 => changed.terms[place].multiplier += Rational::ONE,
                    1 => changed.terms[place].multiplier *= Rational::from(-1),
                    _ => drop(changed.terms.remove(place)),
                }
                let reason = Impossibility::Combination(changed);
                let certificate = ImpossibilityCertificate { goal: made.goal.clone(), reason };
                assert!(check_impossibility(&made.environment, &certificate).is_err());
            }
        }
    }
}

/// The lemma on imitations, row by row: what the payments' coefficients are.
#[test]
fn imitations_cancel_whatever_the_payoffs_are() {
    for (name, condition, goal) in [
        ("guo-2021-public-good", Condition::CoalitionalIdentifiability, balanced()),
        ("guo-2017-implementation", Condition::Identifiability, Goal::Implement),
        ("guo-2017-implementation", Condition::ConvexIndependence, Goal::Implement),
    ] {
        let environment = example(name);
        let Verdict::Fails(certificate) = decide_condition(&environment, condition) else { panic!("{condition}") };
        let imitation = Imitation::of_evidence(&environment, &certificate.evidence[0]).unwrap().unwrap();
        let tempted = TemptedAgent::of(&environment, &imitation).unwrap();
        assert_ne!(tempted.agent, tempted.payer);
        let combination = Combination {
            mechanism: MechanismKind::Simple,
            reports: Reports::Pure,
            limits: PaymentLimits::none(),
            terms: imitation.terms(),
        };
        // No refusal: all payments cancel under the payoffs of the example, too.
        combined_constant(&environment, &goal, &combination).unwrap();
    }
}

/// Many agents: the pair of complementary coalitions with the fewest rows is taken.
#[test]
fn many_agents_need_few_rows() {
    let size = 1 << 8;
    let small = Small {
        counts: vec![2; 8],
        weights: (0..size).map(|place: u64| 1 + place % 7).collect(),
        payoffs: vec![vec![vec![0; 256]; 8]],
        allocation: vec![0; 256],
        outside: true,
        coalitions: None,
    };
    let environment = small.environment();
    let made = made(&environment, &wanted(Condition::CoalitionalIdentifiability, None, false));
    assert_eq!(combination(&made).terms.len(), 2 * 16 * 15);
    check_impossibility(&made.environment, &made.certificate).unwrap();
}

#[test]
fn what_no_theorem_says_is_not_answered() {
    let beyond = |environment: &Environment, wanted: &Wanted| match counterexample(environment, wanted) {
        Err(NoCounterexample::Beyond(beyond)) => beyond,
        other => panic!("{other:?}"),
    };
    let public_good = example("guo-2021-public-good");
    let private = |condition| wanted(condition, None, true);
    assert_eq!(
        beyond(&public_good, &private(Condition::Identifiability)),
        Beyond::PrivateValues(Some(Condition::Identifiability))
    );
    assert_eq!(
        beyond(&public_good, &wanted(Condition::NcpStar, None, false)),
        Beyond::Theorem(Condition::NcpStar)
    );
    assert_eq!(
        beyond(&public_good, &wanted(Condition::Identifiability, Some(balanced()), false)),
        Beyond::Goal(Some(Condition::Identifiability), balanced())
    );
    // One agent with three types, the other with two: convex independence fails for one agent only.
    let mut small = beliefs(vec![3, 2], &[1, 2, 2, 1, 0, 0]);
    mix(&mut small, 0, 2, &[1, 1]);
    assert_eq!(
        beyond(&small.environment(), &private(Condition::ConvexIndependence)),
        Beyond::TwoAgents(Condition::ConvexIndependence)
    );
    let own_beliefs = example("guo-2017-no-common-prior");
    assert_eq!(beyond(&own_beliefs, &wanted(Condition::ConvexIndependence, None, false)), Beyond::CommonPrior);
}
