//! Whether a coalition is proved silent.

use super::RobustRefusal;
use super::reward::{reported_by_others, require_joint};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId};
use crate::number::Rational;
use crate::robust::{
    BoundWeight, Deception, GainWeight, NoReward, PayoffEnvironment, Requirement, Scope, Silence,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who is bounded, at which reports and which truth: u_j(z(r), τ) ≤ u_j(f(τ), τ).
type Bound = (AgentId, JointTypeId, ProfileId);

/// Accepts the proof that a coalition has no objection under a deception.
pub(super) fn check_silence(
    environment: &PayoffEnvironment,
    scope: &Scope,
    deception: &Deception,
    silence: &Silence,
) -> Result<(), RobustRefusal> {
    require_joint(environment, silence.coalition, silence.truth)?;
    require_joint(environment, silence.coalition, silence.report)?;
    let mut room = Room { environment, scope, deception, silence, allowed: BTreeSet::new() };
    room.check(&silence.proof)
}

struct Room<'r> {
    environment: &'r PayoffEnvironment,
    scope: &'r Scope,
    deception: &'r Deception,
    silence: &'r Silence,
    /// What the requirements on the way down imply, with the members chosen.
    allowed: BTreeSet<Bound>,
}

impl Room<'_> {
    fn check(&mut self, proof: &NoReward) -> Result<(), RobustRefusal> {
        match proof {
            NoReward::Sum { gains, bounds } => self.check_sum(gains, bounds),
            NoReward::Cases { requirement, cases } => {
                let large = requirement.coalition;
                let between = self.between(requirement)?;
                require_joint(self.environment, large, requirement.truth)?;
                if requirement.reports.0 >= self.environment.space().joint_count(between)
                    || cases.len() != large.len()
                {
                    return Err(RobustRefusal::OutOfRange);
                }
                for (agent, case) in large.members().zip(cases) {
                    let known = self.allowed.clone();
                    self.allowed.extend(self.implied(requirement, agent));
                    self.check(case)?;
                    self.allowed = known;
                }
                Ok(())
            }
        }
    }

    /// S̄ ∖ S, when S̄ is guarded and contains S.
    fn between(&self, requirement: &Requirement) -> Result<Coalition, RobustRefusal> {
        let (large, own) = (requirement.coalition, self.silence.coalition);
        let known = large.is_subset_of(Coalition::grand(self.environment.agent_count()));
        if !known || !own.is_subset_of(large) || !(large == own || self.scope.guarded.contains(large)) {
            return Err(RobustRefusal::WrongCoalition(large));
        }
        Ok(large.members().filter(|agent| !own.contains(*agent)).collect())
    }

    /// The bounds on one member that a requirement amounts to when it is the member asked for.
    fn implied(&self, requirement: &Requirement, agent: AgentId) -> Vec<Bound> {
        let (space, large) = (self.environment.space(), requirement.coalition);
        let split = space.split(large);
        let others = self.silence.coalition.complement(self.environment.agent_count());
        let bound = |rest| {
            let reported =
                reported_by_others(self.environment, large, self.silence.coalition, requirement.reports, rest);
            (agent, space.joint_type_of(reported, others), split.profile(requirement.truth, rest))
        };
        split.rest().map(bound).collect()
    }

    /// Whether a bound holds for every reward: the only member of the coalition is the one that its own requirement asks for.
    fn is_own(&self, bound: &Bound) -> bool {
        let (agent, reports, truth) = *bound;
        let others = self.silence.coalition.complement(self.environment.agent_count());
        self.silence.coalition == Coalition::single(agent)
            && self.environment.space().joint_type_of(truth, others) == reports
    }

    /// Σ gains ≤ Σ over reports r of the largest, over outcomes x, of gains − bounds; it must not be positive.
    fn check_sum(&self, gains: &[GainWeight], bounds: &[BoundWeight]) -> Result<(), RobustRefusal> {
        let (environment, silence) = (self.environment, self.silence);
        let space = environment.space();
        let split = space.split(silence.coalition);
        let outcomes = environment.outcome_count();
        let mut cells: BTreeMap<JointTypeId, Vec<Rational>> = BTreeMap::new();
        let mut total = Rational::ZERO;
        for gain in gains {
            let exists = gain.reports.0 < split.rest_count() && gain.others.0 < split.rest_count();
            if !exists || !silence.coalition.contains(gain.agent) {
                return Err(RobustRefusal::OutOfRange);
            }
            let played = self.deception.allows_joint(space, split.outside(), gain.others, gain.reports);
            if !played || gain.weight <= Rational::ZERO {
                return Err(RobustRefusal::Weights);
            }
            total += &gain.weight;
            let at = split.profile(silence.truth, gain.others);
            let chosen = environment.choice_payoff(gain.agent, split.profile(silence.report, gain.reports), at);
            let cell = cells.entry(gain.reports).or_insert_with(|| vec![Rational::ZERO; outcomes]);
            for (place, sum) in cell.iter_mut().enumerate() {
                *sum += (environment.payoff(gain.agent, OutcomeId(place), at) - &chosen) * &gain.weight;
            }
        }
        if !total.is_one() {
            return Err(RobustRefusal::Weights);
        }
        for bound in bounds {
            let key = (bound.agent, bound.reports, bound.truth);
            let exists = bound.agent.0 < environment.agent_count()
                && bound.reports.0 < split.rest_count()
                && bound.truth.0 < space.size();
            if !exists {
                return Err(RobustRefusal::OutOfRange);
            }
            if bound.weight <= Rational::ZERO {
                return Err(RobustRefusal::Weights);
            }
            if !self.is_own(&key) && !self.allowed.contains(&key) {
                return Err(RobustRefusal::UnknownBound);
            }
            let truthful = environment.choice_payoff(bound.agent, bound.truth, bound.truth);
            let cell = cells.entry(bound.reports).or_insert_with(|| vec![Rational::ZERO; outcomes]);
            for (place, sum) in cell.iter_mut().enumerate() {
                *sum -=
                    (environment.payoff(bound.agent, OutcomeId(place), bound.truth) - &truthful) * &bound.weight;
            }
        }
        let largest = cells.values().map(|cell| cell.iter().max().cloned().unwrap_or(Rational::ZERO));
        let most = largest.fold(Rational::ZERO, |sum, value| sum + value);
        if most <= Rational::ZERO { Ok(()) } else { Err(RobustRefusal::PositiveSum) }
    }
}
