//! How far a prior is from failing a condition, how the stakes grow on the way there, and what the conditions say around it.
//!
//! # Definitions
//! See [`ambimech_model::fragility`]: the distance of a prior from failing is the infimum of total variation, or of the change of odds,
//! over the priors of the environment's kind at which the condition fails.
//!
//! # Methods
//! * `bdp` and `cbdp`: the condition fails exactly when two joint types of a single agent, or of a largest coalition, have proportional
//!   rows of weights. The distance is the smallest over all pairs of rows, for each in closed form: [`pair`] for total variation, √κ for the
//!   change of odds, κ the largest ratio of the two rows' weights divided by the smallest. Priors with proportional rows in a given ratio are
//!   a convex set in which those with full support are dense, so that the assumption that pairs of types occur does not change
//!   the infimum.
//! * `convex-independence`: under the change of odds one linear program per type ([`mixture_odds`]); under total variation bounds from
//!   above and below that close in on each other ([`mixture`]); pairs settle agents with two types.
//!
//! Every distance leaves after [`ambimech_model::check::check_nearest`] accepted it, with the failing prior and the proof that
//! none is nearer. Limits: [`MOST_CELLS`].

pub mod grid;
pub mod mixture;
pub mod mixture_odds;
pub mod pair;
mod rows;
pub mod way;

use crate::condition::decide_condition;
use ambimech_model::check::{check_nearest, check_never};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Measure, Nearest, NoNearer, Root};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Natural, Rational};
use ambimech_model::prior::Prior;
use rows::Rows;

/// The conditions whose distance is known, in the order they are listed.
pub const CONDITIONS: [Condition; 3] = [Condition::Bdp, Condition::Cbdp, Condition::ConvexIndependence];

/// Cells of all pairs of rows that are compared at most: about ten seconds.
pub const MOST_CELLS: u128 = 1 << 20;

/// Irrational distances are enclosed between multiples of one over this.
pub(crate) fn fine() -> Natural {
    Natural::from(10u8).pow(12)
}

/// The verdict at the prior itself, and the distances where it holds. Without way and grids.
pub fn find_fragility(environment: &Environment, condition: Condition) -> Fragility {
    let verdict = match (environment.common_prior(), CONDITIONS.contains(&condition)) {
        (Some(_), true) => decide_condition(environment, condition),
        (None, _) => Verdict::Undecided(UndecidedReason::NeedsCommonPrior),
        (_, false) => Verdict::Undecided(UndecidedReason::NoMethod),
    };
    let distances = match &verdict {
        Verdict::Holds(_) => {
            Measure::ALL.map(|measure| (measure, find_distance(environment, condition, measure))).to_vec()
        }
        _ => Vec::new(),
    };
    Fragility { condition, verdict, distances, way: None, grids: Vec::new() }
}

/// The distance of the prior from failing a condition that holds at it; accepted by the checker.
pub fn find_distance(environment: &Environment, condition: Condition, measure: Measure) -> Distance {
    let found = match (environment.common_prior(), condition) {
        (None, _) => Err(UndecidedReason::NeedsCommonPrior),
        (Some(prior), Condition::Bdp | Condition::Cbdp) => {
            from_pairs(environment, prior, condition, measure, &coalitions_of(environment, condition))
        }
        (Some(prior), Condition::ConvexIndependence) => match measure {
            Measure::TotalVariation => mixture::distance(environment, prior),
            Measure::Odds => mixture_odds::distance(environment, prior),
        },
        _ => Err(UndecidedReason::NoMethod),
    };
    let accepted = match &found {
        Ok(Distance::Nearest(nearest)) => check_nearest(environment, condition, measure, nearest),
        Ok(Distance::Never(proof)) => check_never(environment, condition, measure, proof),
        _ => Ok(()),
    };
    match (found, accepted) {
        (Err(reason), _) => Distance::Undecided(reason),
        (_, Err(_)) => Distance::Undecided(UndecidedReason::CertificateRefused),
        (Ok(distance), Ok(())) => distance,
    }
}

/// The coalitions whose joint types must have different beliefs.
fn coalitions_of(environment: &Environment, condition: Condition) -> Vec<Coalition> {
    match condition {
        Condition::Cbdp => crate::condition::cbdp::coalitions(environment),
        _ => crate::condition::bdp::coalitions(environment),
    }
}

/// The two joint types that are nearest to having the same belief.
struct ClosestPair {
    rows: Rows,
    first: JointTypeId,
    second: JointTypeId,
    distance: Root,
    /// The ratio at which they meet, as in [`pair::Alike`]; `None` when one of the two never occurs.
    ratio: Meeting,
}

/// See [`ClosestPair`].
type Meeting = Option<(Rational, bool)>;

fn from_pairs(
    environment: &Environment,
    prior: &Prior,
    condition: Condition,
    measure: Measure,
    coalitions: &[Coalition],
) -> Result<Distance, UndecidedReason> {
    let Some(found) = closest_pair(environment, prior, measure, coalitions)? else {
        return Ok(Distance::Never(NoNearer::Pairs));
    };
    let moved = meeting(environment, prior, measure, &found).ok_or(UndecidedReason::CertificateRefused)?;
    nearest(environment, condition, measure, found.distance, moved, NoNearer::Pairs)
        .ok_or(UndecidedReason::CertificateRefused)
}

/// The distance with a failing prior that is at it or a little farther; `None` when the condition does not fail there.
fn nearest(
    environment: &Environment,
    condition: Condition,
    measure: Measure,
    exact: Root,
    moved: Prior,
    proof: NoNearer,
) -> Option<Distance> {
    let prior = environment.common_prior()?;
    let there = environment.with_prior(moved.clone()).ok()?;
    let Verdict::Fails(certificate) = decide_condition(&there, condition) else { return None };
    let high = measure.between(environment.space(), prior, &moved)?;
    let low = exact.floor_over(&fine());
    Some(Distance::Nearest(Box::new(Nearest { low, high, exact: Some(exact), prior: moved, certificate, proof })))
}

/// The smallest distance over all pairs; `None` when no pair can meet.
fn closest_pair(
    environment: &Environment,
    prior: &Prior,
    measure: Measure,
    coalitions: &[Coalition],
) -> Result<Option<ClosestPair>, UndecidedReason> {
    let cells = coalitions.iter().fold(0u128, |known, coalition| {
        let own = environment.space().joint_count(*coalition) as u128;
        known.saturating_add(own * (own - 1) / 2 * (environment.space().size() as u128 / own))
    });
    if cells > MOST_CELLS {
        return Err(UndecidedReason::TooLarge { steps: cells });
    }
    let mut best: Option<ClosestPair> = None;
    for coalition in coalitions {
        let rows = Rows::new(environment.space(), prior, *coalition);
        let mut found: Option<(JointTypeId, JointTypeId, Root, Meeting)> = None;
        for (second, b) in rows.list() {
            for (first, a) in rows.list().take(second.0) {
                let limit =
                    found.as_ref().map(|(_, _, known, _)| known).or(best.as_ref().map(|best| &best.distance));
                let (distance, ratio) = match measure {
                    Measure::TotalVariation => {
                        if limit.is_some_and(|limit| *limit <= pair::least_moved(a, b)) {
                            continue;
                        }
                        match pair::nearest_alike(a, b) {
                            Some(alike) => (alike.moved, Some((alike.ratio, alike.is_exchanged))),
                            None => (Root::from(Rational::ZERO), None),
                        }
                    }
                    Measure::Odds => match pair::spread(a, b) {
                        Some((spread, least, _)) => {
                            let root = pair::near_root(&spread);
                            (Root::new(Rational::ZERO, spread), Some((least * root, false)))
                        }
                        None => continue,
                    },
                };
                if limit.is_none_or(|limit| distance < *limit) {
                    found = Some((first, second, distance, ratio));
                }
            }
        }
        if let Some((first, second, distance, ratio)) = found {
            best = Some(ClosestPair { rows, first, second, distance, ratio });
        }
    }
    if let Some(best) = &mut best
        && measure == Measure::TotalVariation
    {
        best.distance = best.distance.times(&Rational::from_parts(1.into(), prior.total().clone()));
    }
    Ok(best)
}

/// A prior of the environment's kind at which the two joint types have the same belief.
fn meeting(environment: &Environment, prior: &Prior, measure: Measure, found: &ClosestPair) -> Option<Prior> {
    let rows = &found.rows;
    let (a, b) = (rows.row(found.first), rows.row(found.second));
    let (ratio, first, second) = match (&found.ratio, measure) {
        (Some((ratio, is_exchanged)), Measure::TotalVariation) => {
            if *is_exchanged {
                let (second, first) = pair::moved_rows(b, a, ratio);
                (Rational::ONE / ratio, first, second)
            } else {
                let (first, second) = pair::moved_rows(a, b, ratio);
                (ratio.clone(), first, second)
            }
        }
        (Some((ratio, _)), Measure::Odds) => {
            // Whichever of the two weights is too small is raised.
            let raised = a
                .iter()
                .zip(b)
                .map(|(a, b)| if *b >= a * ratio { (b / ratio, b.clone()) } else { (a.clone(), a * ratio) });
            let (first, second): (Vec<Rational>, Vec<Rational>) = raised.unzip();
            (ratio.clone(), first, second)
        }
        // A joint type that never occurs can believe what the other does.
        (None, _) => (rows.small(), a.to_vec(), b.to_vec()),
    };
    let weights = rows.with(environment.space(), prior, &[(found.first, first), (found.second, second)]);
    if found.ratio.is_some()
        && let Ok(moved) = Prior::new(environment.space(), &weights)
        && is_alike(environment, &moved, found)
    {
        return Some(moved);
    }
    // Mixed with a little of a prior with full support at which the two rows have the same ratio.
    let even = |factor: &Rational| a.iter().map(|_| factor.clone()).collect::<Vec<Rational>>();
    let filling = match found.ratio {
        Some(_) => rows
            .with_all(environment.space(), &[(found.first, even(&Rational::ONE)), (found.second, even(&ratio))]),
        None => {
            // Both rows get the direction of the one that occurs, or an even one.
            let direction = [a, b].into_iter().find(|row| row.iter().any(|weight| !weight.is_zero()));
            let direction = direction.map_or_else(|| even(&Rational::ONE), <[Rational]>::to_vec);
            let empty = |row: &[Rational]| row.iter().all(Rational::is_zero);
            let moved = [(found.first, a), (found.second, b)].into_iter().filter(|(_, row)| empty(row));
            rows.with_none(
                environment.space(),
                &moved.map(|(own, _)| (own, direction.clone())).collect::<Vec<_>>(),
            )
        }
    };
    let mixed = rows::mixed(&weights, &filling, &Rational::from_parts(1.into(), RARE.into()));
    Prior::new(environment.space(), &mixed).ok().filter(|moved| is_alike(environment, moved, found))
}

/// Where the nearest prior is none of the environment's kind, one part in so many of another is mixed in.
const RARE: u64 = 1_000_000_000;

fn is_alike(environment: &Environment, prior: &Prior, found: &ClosestPair) -> bool {
    let coalition = found.rows.coalition();
    ambimech_model::posterior::shares_posterior(environment.space(), prior, coalition, found.first, found.second)
}
