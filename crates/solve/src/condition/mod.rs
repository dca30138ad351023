//! The named conditions: one file each, each with its definition, its method and its certificate.

pub mod bdp;
pub mod cbdp;
pub mod efficient;
pub mod full_support;
pub mod private_values;
pub mod socially_rational;

use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::check_condition;
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
    if let Some(coalitions) = hoped_for {
        let evidence =
            coalitions.into_iter().map(|coalition| Evidence::DistinctPosteriors { coalition }).collect();
        let certificate = ConditionCertificate { condition, holds: true, evidence };
        match check_condition(environment, &certificate) {
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
    match check_condition(environment, &certificate) {
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

/// For each coalition, whether its joint types have distinct posteriors, with the pair that does not.
fn posterior_evidence(environment: &Environment, coalitions: Vec<Coalition>) -> Vec<Evidence> {
    let space = environment.space();
    let mut of_all = environment.common_prior().map(|prior| Posteriors::new(space, prior));
    let mut find_shared = |coalition| match &mut of_all {
        Some(posteriors) => posteriors.find_shared(coalition),
        None => find_shared_posterior(space, environment.coalition_belief(coalition)?, coalition),
    };
    let evidence = coalitions.into_iter().map(|coalition| match find_shared(coalition) {
        None => Evidence::DistinctPosteriors { coalition },
        Some((first, second)) => Evidence::EqualPosteriors { coalition, first, second },
    });
    evidence.collect()
}
