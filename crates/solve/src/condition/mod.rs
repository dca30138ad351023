//! The named conditions: one file each, each with its definition, its method and its certificate.

pub mod bdp;
pub mod cbdp;
pub mod efficient;
pub mod full_support;
pub mod private_values;
mod side_by_side;
pub mod socially_rational;

use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::{Job, check_condition_in_parts};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::posterior::{Posteriors, find_shared_posterior};
use ambimech_model::refusal::{FalseEvidence, Refusal};

/// Decides one condition. The certificate has been accepted by the checker.
///
/// `Undecided` for the conditions that this version has no method for ([`Condition::DECIDED`] lists the others), and for those
/// that are about a common prior where there is none.
pub fn decide_condition(environment: &Environment, condition: Condition) -> Verdict<ConditionCertificate> {
    if needs_common_prior(environment, condition) {
        return Verdict::Undecided(UndecidedReason::NeedsCommonPrior);
    }
    // Where all posteriors are distinct, only the checker's look at them is needed.
    let hoped_for = match condition {
        Condition::Bdp => Some(bdp::coalitions(environment)),
        Condition::Cbdp => Some(cbdp::coalitions(environment)),
        _ => None,
    };
    let parts = hoped_for.as_ref().map_or(1, |coalitions| parts(environment, coalitions));
    if let Some(coalitions) = hoped_for {
        let evidence =
            coalitions.into_iter().map(|coalition| Evidence::DistinctPosteriors { coalition }).collect();
        let certificate = ConditionCertificate { condition, holds: true, evidence };
        match check_condition_in_parts(environment, &certificate, parts, side_by_side::run) {
            Ok(()) => return Verdict::Holds(certificate),
            Err(Refusal::EvidenceFalse(FalseEvidence::PosteriorsEqual(..))) => {}
            Err(_) => return Verdict::Undecided(UndecidedReason::CertificateRefused),
        }
    }
    let evidence = match condition {
        Condition::Bdp => bdp::evidence(environment),
        Condition::Cbdp => cbdp::evidence(environment),
        Condition::FullSupport => full_support::evidence(environment),
        Condition::Efficient => efficient::evidence(environment),
        Condition::SociallyRational => socially_rational::evidence(environment),
        Condition::PrivateValues => private_values::evidence(environment),
        _ => return Verdict::Undecided(UndecidedReason::NoMethod),
    };
    let holds = !evidence.iter().any(is_against);
    let certificate = ConditionCertificate { condition, holds, evidence };
    match check_condition_in_parts(environment, &certificate, parts, side_by_side::run) {
        Ok(()) if holds => Verdict::Holds(certificate),
        Ok(()) => Verdict::Fails(certificate),
        Err(_) => Verdict::Undecided(UndecidedReason::CertificateRefused),
    }
}

/// Whether the condition is about a common prior and there is none. Of single agents `cbdp` asks no more than `bdp`.
fn needs_common_prior(environment: &Environment, condition: Condition) -> bool {
    environment.common_prior().is_none()
        && match condition {
            Condition::FullSupport | Condition::SociallyRational => true,
            Condition::Cbdp => !environment.coalitions_have_beliefs(),
            _ => false,
        }
}

/// Whether a piece of evidence speaks against its condition.
fn is_against(evidence: &Evidence) -> bool {
    match evidence {
        Evidence::EqualPosteriors { .. }
        | Evidence::BetterOutcome { .. }
        | Evidence::InterdependentPayoff { .. } => true,
        Evidence::LeastProbability { probability, .. } => probability.is_zero(),
        Evidence::ExpectedSurplus { value } => *value < ambimech_model::number::Rational::ZERO,
        Evidence::DistinctPosteriors { .. } | Evidence::NoBetterOutcome | Evidence::OwnTypeOnly { .. } => false,
    }
}

/// Joint types whose posteriors are told apart in less time than it takes to start a thread.
const FEW: usize = 1 << 17;

/// In how many parts the posteriors of these coalitions are looked at. The answer does not depend on it.
fn parts(environment: &Environment, coalitions: &[Coalition]) -> usize {
    let joint_types: usize = coalitions.iter().map(|coalition| environment.space().joint_count(*coalition)).sum();
    if joint_types <= FEW {
        return 1;
    }
    coalitions.len().min(joint_types.div_ceil(FEW)).min(side_by_side::processors())
}

/// For each coalition, whether its joint types have distinct posteriors, with the pair that does not.
fn posterior_evidence(environment: &Environment, coalitions: &[Coalition]) -> Vec<Evidence> {
    let space = environment.space();
    let posteriors = environment.common_prior().map(|prior| Posteriors::new(space, prior));
    let length = coalitions.len().div_ceil(parts(environment, coalitions)).max(1);
    let mut found: Vec<Vec<Evidence>> = coalitions.chunks(length).map(|_| Vec::new()).collect();
    let jobs = coalitions.chunks(length).zip(&mut found).map(|(coalitions, found)| -> Job<'_> {
        let mut of_all = posteriors.as_ref().map(Posteriors::beside);
        let mut find_shared = move |coalition| match &mut of_all {
            Some(posteriors) => posteriors.find_shared(coalition),
            None => find_shared_posterior(space, environment.coalition_belief(coalition)?, coalition),
        };
        Box::new(move || {
            found.extend(coalitions.iter().map(|coalition| match find_shared(*coalition) {
                None => Evidence::DistinctPosteriors { coalition: *coalition },
                Some((first, second)) => Evidence::EqualPosteriors { coalition: *coalition, first, second },
            }));
        })
    });
    side_by_side::run(jobs.collect());
    found.concat()
}
