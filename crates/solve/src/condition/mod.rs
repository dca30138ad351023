//! The named conditions: one file each, each with its definition, its method and its certificate.

pub mod bdp;
pub mod cbdp;
pub mod coalitional_identifiability;
pub mod common_prior;
pub mod convex_independence;
mod distinct_posteriors;
pub mod efficient;
pub mod full_support;
pub mod identifiability;
pub mod ncp_star;
pub mod ncp_star_star;
pub mod prior_search;
pub mod private_values;
pub mod program;
pub mod socially_rational;

use ambimech_model::certificate::{ConditionCertificate, Evidence, Payments};
use ambimech_model::check::check_condition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, greatest_common_divisor, scaled_to};

/// Decides one condition. The certificate has been accepted by the checker.
///
/// `Undecided` for the conditions that this version has no method for ([`Condition::DECIDED`] lists the others), and for those
/// that are about a common prior where there is none.
pub fn decide_condition(environment: &Environment, condition: Condition) -> Verdict<ConditionCertificate> {
    if needs_common_prior(environment, condition) {
        return Verdict::Undecided(UndecidedReason::NeedsCommonPrior);
    }
    let evidence = match condition {
        Condition::Bdp => {
            return distinct_posteriors::decide(environment, condition, &bdp::coalitions(environment));
        }
        Condition::Cbdp => {
            return distinct_posteriors::decide(environment, condition, &cbdp::coalitions(environment));
        }
        Condition::FullSupport => Ok(full_support::evidence(environment)),
        Condition::Efficient => Ok(efficient::evidence(environment)),
        Condition::SociallyRational => Ok(socially_rational::evidence(environment)),
        Condition::PrivateValues => Ok(private_values::evidence(environment)),
        Condition::ConvexIndependence => convex_independence::evidence(environment),
        Condition::Identifiability => under_prior(environment, identifiability::evidence),
        Condition::CoalitionalIdentifiability => under_prior(environment, coalitional_identifiability::evidence),
        Condition::NcpStar => ncp_star::evidence(environment),
        Condition::NcpStarStar => Ok(ncp_star_star::evidence(environment)),
        Condition::CommonPrior => common_prior::evidence(environment),
    };
    let evidence = match evidence {
        Ok(evidence) => evidence,
        Err(reason) => return Verdict::Undecided(reason),
    };
    let holds = !evidence.iter().any(is_against);
    let certificate = ConditionCertificate { condition, holds, evidence };
    match check_condition(environment, &certificate) {
        Ok(()) if holds => Verdict::Holds(certificate),
        Ok(()) => Verdict::Fails(certificate),
        Err(_) => Verdict::Undecided(UndecidedReason::CertificateRefused),
    }
}

/// Evidence about a notion that takes a common prior. Where agents have beliefs of their own, it begins with the prior that all of
/// them come from; there is at most one, as they exclude no pair of types.
fn under_prior(
    environment: &Environment,
    evidence: fn(&Environment) -> Result<Vec<Evidence>, UndecidedReason>,
) -> Result<Vec<Evidence>, UndecidedReason> {
    let Some((known, prior)) = common_prior::with_found_prior(environment)? else {
        return evidence(environment);
    };
    let mut all = vec![prior];
    all.extend(evidence(&known)?);
    Ok(all)
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
        | Evidence::InterdependentPayoff { .. }
        | Evidence::MixedBelief { .. }
        | Evidence::AgreedBet { .. }
        | Evidence::ImitatedDistribution { .. }
        | Evidence::ComplementaryCoalitions { .. }
        | Evidence::ImitatingStrategies { .. }
        | Evidence::BeliefsMixed { .. }
        | Evidence::NoDisagreement => true,
        Evidence::LeastProbability { probability, .. } => probability.is_zero(),
        Evidence::ExpectedSurplus { value } => *value < Rational::ZERO,
        Evidence::DistinctPosteriors { .. }
        | Evidence::NoBetterOutcome
        | Evidence::OwnTypeOnly { .. }
        | Evidence::IndependentBeliefs { .. }
        | Evidence::SeparatedBeliefs { .. }
        | Evidence::CommonPrior { .. }
        | Evidence::IdentifyingTransfers { .. }
        | Evidence::TruthfulTransfers { .. }
        | Evidence::NoConstants { .. }
        | Evidence::AgreedBetWithout { .. }
        | Evidence::Disagreement { .. } => false,
    }
}

/// Conditions whose method takes more elementary steps than this are left undecided.
const MAX_STEPS: u128 = 1 << 31;

/// About how many steps a linear program with so many rows and columns takes: as many pivots as its rank, with numbers that
/// grow as long.
fn steps_of_program(rows: usize, columns: usize) -> u128 {
    let (rows, columns) = (rows as u128, columns as u128);
    let rank = rows.min(columns);
    rows.saturating_mul(columns).saturating_mul(rank.saturating_mul(rank))
}

/// Refuses what would take too long.
fn require_steps(steps: u128) -> Result<(), UndecidedReason> {
    if steps <= MAX_STEPS { Ok(()) } else { Err(UndecidedReason::TooLarge { steps }) }
}

/// A program that was within limits and was not solved.
fn too_large(rows: usize, columns: usize) -> UndecidedReason {
    UndecidedReason::TooLarge { steps: steps_of_program(rows, columns) }
}

/// About how many steps it takes to look at so many exact numbers, a few times each.
fn steps_of_passes(passes: usize, numbers: usize) -> u128 {
    64 * (passes as u128).saturating_mul(numbers as u128)
}

/// The numbers times a positive one that makes them integers without a common divisor.
pub(crate) fn whole_numbers(numbers: Vec<Rational>) -> Vec<Rational> {
    let denominator = common_denominator(&numbers);
    let integers: Vec<Integer> = numbers.iter().map(|number| scaled_to(number, &denominator)).collect();
    let size = |number: &Integer| Natural::try_from(number.clone().max(-number.clone())).unwrap_or(Natural::ZERO);
    let divisor = integers.iter().fold(Natural::ZERO, |known, next| greatest_common_divisor(&known, &size(next)));
    if divisor.is_zero() {
        return numbers;
    }
    integers.into_iter().map(|number| Rational::from_parts(number, divisor.clone())).collect()
}

/// The payments in such numbers, without rows of nothing.
fn whole_payments(payments: Payments) -> Payments {
    whole_payments_of(payments)
}

/// The same for profiles in any form.
pub(crate) fn whole_payments_of<P>(payments: Vec<(P, Vec<Rational>)>) -> Vec<(P, Vec<Rational>)> {
    let (profiles, rows): (Vec<_>, Vec<Vec<Rational>>) = payments.into_iter().unzip();
    let agents = rows.first().map_or(1, Vec::len).max(1);
    let numbers = whole_numbers(rows.into_iter().flatten().collect());
    let rows = profiles.into_iter().zip(numbers.chunks(agents).map(<[Rational]>::to_vec));
    rows.filter(|(_, row)| row.iter().any(|payment| !payment.is_zero())).collect()
}
