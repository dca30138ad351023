//! Designs for coalitions that do not only look at the worst case: families of pairs ([`crate::construction::pairs`]).
//!
//! The base rules are tried in the same order as for the worst case, then the residual claimant. A family must exist for the base,
//! and have a scale that is enough for every coalition's own attitude.

use super::{Made, tempting_coalitions};
use crate::construction::BaseTable;
use crate::construction::base::{candidates, unwilling};
use crate::construction::pair_scale::smallest_scale;
use crate::construction::pairs::PairFamily;
use crate::construction::residual_claimant::claim_residual;
use crate::construction::side_bets::base_gains;
use crate::verification::other_attitude;
use ambimech_model::certificate::HoldingWeights;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Construction, Design, Obstacle, PairScale};
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Property, Reports};
use ambimech_model::scale::{Misreport, NoScale, NoScaleReason, ScaleAnswer};
use ambimech_model::transfer::base::Base;

/// A family for a base rule under which everybody who must takes part.
struct Candidate {
    family: PairFamily,
    claimant: Option<AgentId>,
}

/// A design for the environment's attitudes.
pub(super) fn attempt(environment: &Environment, goal: &Goal, reports: Reports) -> Result<Design, Vec<Obstacle>> {
    first_accepted(environment, goal, reports, |candidate| finish(environment, goal, reports, &candidate))
}

/// The family of pairs with which a design for this goal would start, whatever the attitudes.
///
/// # Errors
/// What stands in the way under the first base rule under which everybody takes part.
pub fn pair_family(environment: &Environment, goal: &Goal, reports: Reports) -> Result<PairFamily, Vec<Obstacle>> {
    first_accepted(environment, goal, reports, |candidate| Ok(candidate.family))
}

/// What comes out of the first candidate that `use_it` accepts; otherwise the obstacles of the first.
fn first_accepted<T>(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    use_it: impl Fn(Candidate) -> Result<T, Vec<Obstacle>>,
) -> Result<T, Vec<Obstacle>> {
    let coalitions = tempting_coalitions(environment, goal)?;
    let mut unwillingness = None;
    let mut obstacles: Option<Vec<Obstacle>> = None;
    for base in candidates(goal) {
        let Some(base) = BaseTable::new(environment, *base) else { continue };
        if let Some(obstacle) = unwilling(environment, goal, &base) {
            unwillingness.get_or_insert(obstacle);
            continue;
        }
        let made = match tempted_together(environment, goal, &base) {
            Some(misreport) => {
                let reason = NoScaleReason::AllTogether;
                Err(vec![Obstacle::NoScale(Box::new(NoScale { reason, misreport }))])
            }
            None => PairFamily::new(environment, &base, &coalitions, reports),
        };
        match made.and_then(|family| use_it(Candidate { family, claimant: None })) {
            Ok(found) => return Ok(found),
            Err(found) => obstacles = Some(obstacles.unwrap_or(found)),
        }
    }
    let against_agents = coalitions.iter().all(|coalition| coalition.len() == 1);
    for claimant in environment.space().agents().filter(|_| against_agents) {
        let Some((base, _)) = claim_residual(environment, goal, claimant) else { continue };
        let others: Vec<Coalition> =
            coalitions.iter().copied().filter(|coalition| !coalition.contains(claimant)).collect();
        let made = PairFamily::new(environment, &base, &others, reports);
        if let Ok(found) = made.and_then(|family| use_it(Candidate { family, claimant: Some(claimant) })) {
            return Ok(found);
        }
    }
    let obstacles = obstacles.unwrap_or_else(|| vec![unwillingness.unwrap_or(Obstacle::NoConstruction)]);
    // Without a common prior there are no side bets in closed form.
    let is_unmade = environment.common_prior().is_none() && obstacles == [Obstacle::NoConstruction];
    match other_attitude(environment).filter(|_| is_unmade) {
        Some(coalition) => Err(vec![Obstacle::OtherAttitude(coalition)]),
        None => Err(obstacles),
    }
}

/// A misreport by which all agents together gain under the base rule, if that counts. Bets among all agents are worth nothing to
/// them together.
fn tempted_together(environment: &Environment, goal: &Goal, base: &BaseTable) -> Option<Misreport> {
    let coalition = environment.grand_coalition();
    if !goal.asks_for(Property::Cic) || !environment.pattern().contains(coalition) {
        return None;
    }
    let interim = Interim::new(environment, coalition)?;
    let mut gaining = base_gains(&interim, base).into_iter().flat_map(|(id, gains)| {
        let gaining = gains.into_iter().filter(|(_, gain)| *gain > Rational::ZERO);
        gaining.map(move |(report, gain)| Misreport {
            coalition,
            truth: id.types,
            reports: vec![(report, Rational::ONE)],
            gain,
        })
    });
    gaining.next()
}

/// The family with its smallest scale, once the checker has accepted it.
fn finish(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    candidate: &Candidate,
) -> Result<Design, Vec<Obstacle>> {
    let family = &candidate.family;
    let attitudes = environment.attitudes();
    let scale = match smallest_scale(family, attitudes) {
        ScaleAnswer::NotNeeded => None,
        ScaleAnswer::Found { scale, .. } => Some(scale),
        ScaleAnswer::Never(reason) => return Err(vec![Obstacle::NoScale(Box::new(reason))]),
        ScaleAnswer::Unsettled => return Err(vec![Obstacle::ScaleUnsettled]),
    };
    let construction = match &scale {
        None => Construction::BaseAlone,
        Some(scale) if !scale.is_exact() => Construction::Pairs(PairScale::Enclosed),
        Some(_) if candidate.claimant.is_some() => Construction::ResidualClaimant,
        Some(_) if family.bet_count() == 1 && reports == Reports::Pure => Construction::TwoRules,
        Some(_) => Construction::Pairs(PairScale::Smallest),
    };
    let base: Base = family.base;
    let scale = scale.map(|scale| scale.high);
    let weights = match (&scale, reports) {
        (_, Reports::Pure) => HoldingWeights::Listed(Vec::new()),
        (None, Reports::Mixed) => HoldingWeights::Pairs(Vec::new()),
        (Some(scale), Reports::Mixed) => {
            family.weights(attitudes, scale).ok_or_else(|| vec![Obstacle::NoConstruction])?
        }
    };
    let rules = family.rules(environment, &scale.clone().unwrap_or_default());
    Made { rules, weights, construction, scale }.certified(environment, goal, reports, Some(base))
}
