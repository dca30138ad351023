//! Conditions on priors so large that several threads look at them.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::check_condition;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::index::JointTypeId;
use ambimech_model::posterior::Posteriors;
use ambimech_model::prior::{Prior, Weights};
use ambimech_solve::condition::decide_condition;
use random_environment::{LARGE, environment, random_prior};

#[test]
fn coalitions_looked_at_by_several_threads_give_the_evidence_of_one() {
    let (space, prior) = random_prior(&[2; 15], LARGE, 5);
    let Weights::Small(random) = prior.weights().clone() else { unreachable!() };
    // Agent 14 last, agent 0 first: two pairs of joint types of the others share their posterior.
    let mut shared = random.clone();
    for (one, other, distance) in [(2 * 17, 2 * 5000, 1), (3, 12_345, 1 << 14)] {
        (shared[other], shared[other + distance]) = (3 * shared[one], 3 * shared[one + distance]);
    }
    let coalitions = Pattern::All.maximal_proper_coalitions(15);
    for (weights, failing) in [(random, 0), (shared, 2)] {
        let prior = Prior::from_integers(&space, weights).unwrap();
        let mut posteriors = Posteriors::new(&space, &prior);
        let evidence: Vec<Evidence> = coalitions
            .iter()
            .map(|coalition| match posteriors.find_shared(*coalition) {
                None => Evidence::DistinctPosteriors { coalition: *coalition },
                Some((first, second)) => Evidence::EqualPosteriors { coalition: *coalition, first, second },
            })
            .collect();
        let against = evidence.iter().filter(|piece| matches!(piece, Evidence::EqualPosteriors { .. }));
        assert_eq!(against.count(), failing);
        let environment = environment(&space, prior.clone());
        let expected = ConditionCertificate { condition: Condition::Cbdp, holds: failing == 0, evidence };
        assert_eq!(check_condition(&environment, &expected), Ok(()));
        match decide_condition(&environment, Condition::Cbdp) {
            Verdict::Holds(found) | Verdict::Fails(found) => assert_eq!(found, expected),
            Verdict::Undecided(reason) => unreachable!("{reason:?}"),
        }
        if failing > 0 {
            let last = Coalition::grand(15).without(ambimech_model::index::AgentId(14));
            let pair =
                Evidence::EqualPosteriors { coalition: last, first: JointTypeId(17), second: JointTypeId(5000) };
            assert!(expected.evidence.contains(&pair));
        }
    }
}
