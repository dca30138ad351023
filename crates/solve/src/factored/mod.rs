//! Conditions decided from the factors of a prior, without a list of the profiles. The mathematics is in
//! [`ambimech_model::factored`].
//!
//! # Method
//! * `full-support`: the supports that can arise along the chain.
//! * `bdp`: for every agent the weights of its types at the few profiles of the others that span all, compared in normal form.
//! * `cbdp`: the same for every largest coalition with up to 65,536 joint types. Of larger ones a pair of joint types that share a
//!   posterior is looked for where only a few members' types move and all others are fixed. Such a pair settles the condition;
//!   without one it stays open, as the posteriors of very many joint types would have to be compared.
//! * `convex-independence`, `identifiability`: the linear programs of the condition, with rows for few profiles only.

mod convex_independence;
mod identifiability;
mod windows;

use ambimech_model::certificate::TypeWeights;
use ambimech_model::check::check_factored_condition;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::factored::{
    FactoredCertificate, FactoredEnvironment, FactoredEvidence, SpanningBeliefs, find_impossible_profile,
};
use ambimech_model::index::AgentId;

/// Decides one of [`ambimech_model::factored::FACTORED_CONDITIONS`]; there is no method for others. The certificate has been accepted by
/// the checker.
pub fn decide_factored(environment: &FactoredEnvironment, condition: Condition) -> Verdict<FactoredCertificate> {
    let evidence = match condition {
        Condition::Bdp => bdp(environment),
        Condition::Cbdp => cbdp(environment),
        Condition::FullSupport => full_support(environment),
        Condition::ConvexIndependence => convex_independence::evidence(environment),
        Condition::Identifiability => identifiability::evidence(environment),
        _ => Err(UndecidedReason::NoMethod),
    };
    let evidence = match evidence {
        Ok(evidence) => evidence,
        Err(reason) => return Verdict::Undecided(reason),
    };
    let holds = !evidence.iter().any(FactoredEvidence::is_against);
    let certificate = FactoredCertificate { condition, holds, evidence };
    match check_factored_condition(environment, &certificate) {
        Ok(()) if holds => Verdict::Holds(certificate),
        Ok(()) => Verdict::Fails(certificate),
        Err(_) => Verdict::Undecided(UndecidedReason::CertificateRefused),
    }
}

fn full_support(environment: &FactoredEnvironment) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let found = find_impossible_profile(environment.prior()).map_err(|_| all_profiles(environment))?;
    Ok(vec![match found {
        Some(types) => FactoredEvidence::ImpossibleProfile { types },
        None => FactoredEvidence::PositiveEverywhere,
    }])
}

fn bdp(environment: &FactoredEnvironment) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let singles = (0..environment.agent_count()).map(|agent| Coalition::single(AgentId(agent)));
    let found: Vec<Option<FactoredEvidence>> = singles.map(|single| compared(environment, single)).collect();
    settled(environment, found)
}

fn cbdp(environment: &FactoredEnvironment) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let largest = environment.pattern().maximal_proper_coalitions(environment.agent_count());
    // What a few members can show is cheap, and one pair is enough.
    if let Some(pair) = largest.iter().find_map(|coalition| windows::find_shared(environment, *coalition)) {
        return Ok(vec![pair]);
    }
    let mut found = Vec::with_capacity(largest.len());
    for coalition in largest {
        match compared(environment, coalition) {
            Some(pair) if pair.is_against() => return Ok(vec![pair]),
            other => found.push(other),
        }
    }
    settled(environment, found)
}

/// What is known when some subjects may be open: everything that was found if one piece settles it, or if nothing is open.
fn settled(
    environment: &FactoredEnvironment,
    found: Vec<Option<FactoredEvidence>>,
) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let open = found.iter().any(Option::is_none);
    let known: Vec<FactoredEvidence> = found.into_iter().flatten().collect();
    if open && !known.iter().any(FactoredEvidence::is_against) {
        return Err(all_profiles(environment));
    }
    Ok(known)
}

/// All joint types of a coalition compared; `None` when there are too many.
fn compared(environment: &FactoredEnvironment, coalition: Coalition) -> Option<FactoredEvidence> {
    let rows = environment.prior().joint_types(coalition)?;
    let beliefs = SpanningBeliefs::new(environment.prior(), coalition, &rows).ok()?;
    Some(match beliefs.find_shared() {
        None => FactoredEvidence::DistinctPosteriors { coalition },
        Some((first, second)) => FactoredEvidence::EqualPosteriors {
            coalition,
            first: rows[first].clone(),
            second: rows[second].clone(),
        },
    })
}

/// It would take a look at every profile.
fn all_profiles(environment: &FactoredEnvironment) -> UndecidedReason {
    UndecidedReason::TooLarge { steps: environment.prior().profile_count().unwrap_or(u128::MAX) }
}

/// Positive weights only.
fn positive(weights: TypeWeights) -> TypeWeights {
    weights.into_iter().filter(|(_, weight)| !weight.is_zero()).collect()
}
