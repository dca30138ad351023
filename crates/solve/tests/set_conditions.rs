//! Conditions under sets of beliefs: with one belief they are the ordinary ones, with several those of the definitions; liars are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{BeliefSet, Contamination, Distribution, Hull, Inequality, LinearBeliefs};
use ambimech_model::check::check_set_condition;
use ambimech_model::condition::Condition;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::set_condition::{
    OpenSetCondition, SET_CONDITIONS, SetConditionAnswer, SetConditionCertificate,
};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::set_condition::decide_set_condition;
use proptest::prelude::*;
use small_environment::{effort, small_environments};

fn assert_no_liar(environment: &AmbiguousEnvironment, certificate: &SetConditionCertificate) {
    assert_eq!(check_set_condition(environment, certificate), Ok(()));
    let refused = |change: &dyn Fn(&mut SetConditionCertificate)| {
        let mut changed = certificate.clone();
        change(&mut changed);
        assert!(check_set_condition(environment, &changed).is_err(), "{changed:?}");
    };
    refused(&|changed| changed.holds = !changed.holds);
    refused(&|changed| changed.evidence[0].value += Rational::ONE);
    refused(&|changed| changed.evidence[0].value -= Rational::ONE);
    refused(&|changed| changed.evidence.clear());
    refused(&|changed| changed.evidence.push(changed.evidence[0].clone()));
    refused(&|changed| changed.evidence[0].own = TypeId(9));
    refused(&|changed| changed.evidence[0].agent = AgentId(9));
    refused(&|changed| changed.condition = Condition::Bdp);
    refused(&|changed| {
        changed.evidence[0].state = match changed.evidence[0].state {
            None => Some(JointTypeId(0)),
            Some(_) => None,
        };
    });
}

fn about_beliefs(environment: &AmbiguousEnvironment, condition: Condition) -> Option<bool> {
    match decide_set_condition(environment, condition) {
        Some(SetConditionAnswer::Beliefs(Ok(certificate))) => {
            assert_no_liar(environment, &certificate);
            Some(certificate.holds)
        }
        Some(SetConditionAnswer::Beliefs(Err(OpenSetCondition::NoPrior))) => None,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(effort(80))]

    /// A common prior as sets of one belief: the same verdicts as ever.
    #[test]
    fn one_belief_is_what_it_always_was(small in small_environments()) {
        let environment = small.environment();
        let sets = AmbiguousEnvironment::of_beliefs(&environment).unwrap();
        for condition in SET_CONDITIONS {
            let answer = decide_set_condition(&sets, condition).unwrap();
            prop_assert_eq!(answer.word(), decide_condition(&environment, condition).word(), "{:?}", condition);
        }
        for condition in [Condition::FullSupport, Condition::SociallyRational] {
            about_beliefs(&sets, condition);
        }
        prop_assert!(Condition::ALL.iter().filter(|c| decide_set_condition(&sets, **c).is_none()).count() == 8);
    }

    /// Two beliefs of every type, or inequalities that say the same of one state: the definitions, over the vertices.
    #[test]
    fn several_beliefs_are_looked_at_one_by_one(
        small in small_environments(),
        moves in prop::collection::vec(0u8..4, 64),
        with_prior in any::<bool>(),
    ) {
        let environment = small.environment();
        let space = environment.space();
        let single = AmbiguousEnvironment::of_beliefs(&environment).unwrap();
        let mut vertices: Vec<Vec<Vec<Distribution>>> = Vec::new();
        let mut next = moves.iter().cycle();
        for agent in space.agents() {
            let states = space.size() / space.type_count(agent);
            let of = |own| {
                let BeliefSet::Hull(hull) = single.set(agent, own) else { panic!("one belief is a hull") };
                let weights = (0..states).map(|_| Rational::from(i64::from(*next.next().unwrap()))).collect();
                let moved = Distribution::from_weights(weights);
                let mut all = hull.vertices().to_vec();
                all.extend(moved);
                all
            };
            vertices.push(space.types(agent).map(of).collect());
        }
        let sets = vertices.iter().map(|types| {
            types.iter().map(|of_type| BeliefSet::Hull(Hull::new(of_type.clone()).unwrap())).collect()
        });
        let sets = AmbiguousEnvironment::around(&environment, sets.collect()).unwrap();
        let sets = sets.with_prior(environment.common_prior().filter(|_| with_prior).cloned());
        let full = vertices.iter().flatten().flatten().all(|p| p.probabilities().iter().all(|share| !share.is_zero()));
        prop_assert_eq!(about_beliefs(&sets, Condition::FullSupport), Some(full));
        let prior = environment.common_prior().unwrap();
        let (mut sums, mut none_is_negative) = (Vec::new(), true);
        for agent in space.agents() {
            let mut sum = Rational::ZERO;
            for own in space.types(agent) {
                let states = 0..space.size() / space.type_count(agent);
                let profiles: Vec<_> = states.map(|x| sets.profile(agent, own, JointTypeId(x))).collect();
                let surplus: Vec<Rational> = profiles.iter().map(|profile| environment.surplus(*profile)).collect();
                let share = profiles.iter().fold(Rational::ZERO, |all, profile| all + prior.probability(*profile));
                let least = vertices[agent.0][own.0].iter().map(|p| p.expectation(&surplus)).min().unwrap();
                none_is_negative &= least >= Rational::ZERO;
                sum += share * least;
            }
            sums.push(sum);
        }
        let expected = match (none_is_negative, with_prior) {
            (true, _) => Some(true),
            (false, true) => Some(sums.iter().all(|sum| *sum >= Rational::ZERO)),
            (false, false) => None,
        };
        prop_assert_eq!(about_beliefs(&sets, Condition::SociallyRational), expected);
    }
}

/// Inequalities need a program and multipliers; a contamination by anything gives some state the probability 0 only at ε = 1.
#[test]
fn other_kinds_of_sets() {
    let small = small_environment::Small {
        counts: vec![2, 2],
        weights: vec![1; 4],
        payoffs: vec![vec![vec![0; 4], vec![0; 4]], vec![vec![3, 3, 3, -2], vec![0, 0, 0, 0]]],
        allocation: vec![1; 4],
        outside: true,
        coalitions: Some(Vec::new()),
    };
    let environment = small.environment();
    let with = |set: BeliefSet| {
        let sets = AmbiguousEnvironment::around(&environment, vec![vec![set; 2]; 2]).unwrap();
        sets.with_prior(environment.common_prior().cloned())
    };
    let quarter = Rational::ONE / Rational::from(4);
    let row = |at: usize| Inequality {
        coefficients: (0..2).map(|x| Rational::from(i64::from(x == at))).collect(),
        least: quarter.clone(),
    };
    // The second type's worst case is 3/4 − 3/2 < 0, the first one's 3.
    let linear = with(BeliefSet::Linear(LinearBeliefs::new(2, vec![row(0), row(1)]).unwrap()));
    assert_eq!(about_beliefs(&linear, Condition::FullSupport), Some(true));
    assert_eq!(about_beliefs(&linear, Condition::SociallyRational), Some(true));
    let half = Distribution::from_weights(vec![Rational::ONE; 2]).unwrap();
    for (share, full) in [(3, true), (4, false)] {
        let share = Rational::from(share) / Rational::from(4);
        let inner = Contamination::new(share, half.clone(), BeliefSet::Wald(2)).unwrap();
        let sets = with(BeliefSet::Contamination(inner));
        assert_eq!(about_beliefs(&sets, Condition::FullSupport), Some(full));
        assert_eq!(about_beliefs(&sets, Condition::SociallyRational), Some(true));
    }
    let without = linear.with_prior(None);
    assert_eq!(about_beliefs(&without, Condition::SociallyRational), None);
}
