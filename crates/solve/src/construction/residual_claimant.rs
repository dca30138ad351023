//! Private values with one agent that no bet keeps honest: MDAT Theorem 6.1.
//!
//! # Construction
//! Agent i, whose types share posteriors, receives all the surplus: η_j = −u_j(q(θ), θ_j) for j ≠ i and η_i = Σ_{j≠i} u_j. Then
//! i's payoff is the social surplus, which an efficient rule maximises at the truth; that the others' payoffs do not depend
//! on i's type (private values) makes i's lie cost what it costs society. The others are kept honest by side bets: against
//! pure reports T = {η ± cψ} with ψ from their bets; against mixed reports T = {η} ∪ {η + M φ̃^{θ̄_j}}, where η itself holds i
//! down and each other rule its own type.

use super::BaseTable;
use super::base::unwilling;
use super::side_bets::{BetStudy, study_coalition};
use ambimech_model::certificate::{HoldingWeights, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId};
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Property};
use ambimech_model::transfer::base::Base;

/// The base rule that makes `claimant` the residual claimant, with the studies of all side bets under it, the claimant's
/// own left out. `None` when the construction does not apply: full surplus is asked for, somebody would rather stay out, or
/// some misreport, the claimant's included, gains and cannot be punished.
pub fn claim_residual(
    environment: &Environment,
    goal: &Goal,
    claimant: AgentId,
) -> Option<(BaseTable, Vec<BetStudy>)> {
    if goal.asks_for(Property::Fse) {
        return None;
    }
    let base = BaseTable::new(environment, Base::ResidualClaimant(claimant))?;
    if unwilling(environment, goal, &base).is_some() {
        return None;
    }
    let mut studies = Vec::new();
    for agent in environment.space().agents() {
        let of_agent = study_coalition(environment, &base, Coalition::single(agent))?;
        let gains = |study: &BetStudy| study.misreports.iter().any(|m| m.gain > Rational::ZERO);
        if agent == claimant {
            if of_agent.iter().any(gains) {
                return None;
            }
        } else if of_agent.iter().any(|study| study.temptations().next().is_some()) {
            return None;
        } else {
            studies.extend(of_agent);
        }
    }
    Some((base, studies))
}

/// Adds to the weights of the others that the base rule, rule 0, holds the claimant down.
pub fn with_claimant_weights(
    environment: &Environment,
    claimant: AgentId,
    weights: HoldingWeights,
) -> HoldingWeights {
    let HoldingWeights::Listed(mut list) = weights else { return weights };
    let coalition = Coalition::single(claimant);
    if environment.space().type_count(claimant) > 1 {
        for t in environment.space().types(claimant) {
            let types = JointTypeId(t.0);
            list.push(RuleWeights { coalition, types, best: None, weights: vec![(RuleId(0), Rational::ONE)] });
        }
    }
    HoldingWeights::Listed(list)
}
