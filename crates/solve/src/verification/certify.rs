//! A certificate for a mechanism that was made, for the attitudes that the coalitions have.

use super::verify_mechanism;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Property};

/// The certificate of these claims with the weights of the construction, if the checker accepts it; constructions think of the
/// worst case. Where coalitions have other attitudes a verification may find other weights.
///
/// # Errors
/// A coalition with another attitude, or `otherwise`.
pub fn certify(
    environment: &Environment,
    mechanism: &Mechanism,
    claims: Vec<Claim>,
    weights: HoldingWeights,
    otherwise: Obstacle,
) -> Result<MechanismCertificate, Obstacle> {
    certify_within(environment, mechanism, (claims, &PaymentLimits::none()), weights, otherwise)
}

/// As [`certify`], of these claims and that the rules keep these limits.
///
/// # Errors
/// As [`certify`].
pub fn certify_within(
    environment: &Environment,
    mechanism: &Mechanism,
    (claims, limits): (Vec<Claim>, &PaymentLimits),
    weights: HoldingWeights,
    otherwise: Obstacle,
) -> Result<MechanismCertificate, Obstacle> {
    let certificate = MechanismCertificate { limits: limits.clone(), claims, weights };
    if check_mechanism(environment, mechanism, &certificate).is_ok() {
        return Ok(certificate);
    }
    let Some(coalition) = other_attitude(environment) else { return Err(otherwise) };
    let claims = certificate.claims;
    let found = verify_mechanism(environment, mechanism)
        .ok()
        .filter(|found| claims.iter().all(|claim| found.answer(*claim).is_some_and(|answer| answer.holds)));
    let found = found.map(|found| MechanismCertificate {
        limits: limits.clone(),
        weights: needed(&found.weights, &claims),
        claims,
    });
    found
        .filter(|certificate| check_mechanism(environment, mechanism, certificate).is_ok())
        .ok_or(Obstacle::OtherAttitude(coalition))
}

/// The first coalition that can form and does not look at the worst case alone.
pub fn other_attitude(environment: &Environment) -> Option<Coalition> {
    if environment.attitudes().are_worst_case() {
        return None;
    }
    let mut coalitions = environment.pattern().coalitions(environment.agent_count());
    coalitions.find(|coalition| !environment.attitude(*coalition).is_worst_case())
}

/// The weights for the coalitions that some of the claims is about.
pub(super) fn needed(weights: &HoldingWeights, claims: &[Claim]) -> HoldingWeights {
    let is_about_all = |claim: &Claim| matches!(claim.property, Property::Cic | Property::Cr | Property::Ai);
    let about_all = claims.iter().any(is_about_all);
    match weights {
        HoldingWeights::Listed(list) => HoldingWeights::Listed(
            list.iter().filter(|entry| about_all || entry.coalition.len() == 1).cloned().collect(),
        ),
        HoldingWeights::OwnRule | HoldingWeights::Pairs(_) => weights.clone(),
    }
}
