//! The check of verdicts about efficiency under sets of beliefs; what is claimed and why the evidence suffices: [`crate::belief_verdict::Stage`].

use super::belief_verdict::SetRefusal;
use super::better_outcome;
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_verdict::{Acts, SetVerdict, Stage, TypeEvidence, WeightedBelief};
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use crate::mechanism::NamedRule;
use crate::number::{Rational, sum};

/// The first profile at which another outcome has a larger surplus, with the outcome that has the largest and by how much.
pub fn first_inefficient(environment: &AmbiguousEnvironment) -> Option<(ProfileId, OutcomeId, Rational)> {
    let frame = environment.without_beliefs();
    let profile = environment.space().profiles().find(|profile| better_outcome(frame, *profile).is_some())?;
    let (outcome, gain) = best_outcome(environment, profile);
    Some((profile, outcome, gain))
}

/// The first outcome with the largest surplus at a profile, and how much it has beyond the allocated one.
pub fn best_outcome(environment: &AmbiguousEnvironment, profile: ProfileId) -> (OutcomeId, Rational) {
    let frame = environment.without_beliefs();
    let total = |outcome| frame.total_payoff(frame.grand_coalition(), outcome, profile);
    let first = (OutcomeId(0), total(OutcomeId(0)));
    let best = (1..frame.outcomes().len()).map(OutcomeId).fold(first, |best, next| {
        let value = total(next);
        if value > best.1 { (next, value) } else { best }
    });
    (best.0, best.1 - frame.surplus(profile))
}

/// Accepts a verdict about efficiency of the allocation rule with one transfer rule.
pub(super) fn check_efficiency(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    verdict: &SetVerdict,
    stage: Stage,
) -> Result<(), SetRefusal> {
    if stage == Stage::ExPost {
        let found = first_inefficient(environment);
        let matches = found.is_none() == verdict.holds;
        return if matches { Ok(()) } else { Err(SetRefusal::Surplus(found.map(|(profile, _, _)| profile))) };
    }
    let misshapen = |agent, own| SetRefusal::Misshapen { agent, own };
    let marginals = match stage {
        Stage::ExAnte => Some(environment.prior().ok_or(misshapen(AgentId(0), TypeId(0)))?),
        _ => None,
    };
    if rules.len() != 1 {
        return Err(SetRefusal::NoSuchRule);
    }
    let space = environment.space();
    let mut left = verdict.evidence.iter();
    let mut shared: Vec<Option<Rational>> = vec![None; space.size()];
    let mut improves = false;
    for agent in space.agents() {
        let own_weights =
            marginals.map(|prior| prior.joint_weights(space, crate::coalition::Coalition::single(agent)));
        let mut ratio: Option<Rational> = None;
        let mut gain = Rational::ZERO;
        for own in space.types(agent) {
            let evidence = left.next().filter(|evidence| (evidence.agent, evidence.own) == (agent, own));
            let evidence = evidence.ok_or(misshapen(agent, own))?;
            let share = own_weights.as_ref().map(|weights| Rational::from(weights[own.0].clone()));
            let one = OneType {
                environment,
                evidence,
                acts: Acts::new(environment, rules, agent, own).ok_or(SetRefusal::NoSuchRule)?,
            };
            if verdict.holds {
                let weight = one.supports(&mut shared)?;
                if let Some(share) = share {
                    let found = weight / share;
                    let known = ratio.get_or_insert(found.clone());
                    one.require(*known == found, &found, known)?;
                }
            } else {
                let found = one.gain(verdict)?;
                match share {
                    Some(share) => gain += share * found,
                    None => {
                        one.require(found >= Rational::ZERO, &found, &Rational::ZERO)?;
                        improves |= found > Rational::ZERO;
                    }
                }
            }
        }
        if !verdict.holds && marginals.is_some() {
            if gain < Rational::ZERO {
                return Err(SetRefusal::Unproved { agent, own: TypeId(0), left: gain, right: Rational::ZERO });
            }
            improves |= gain > Rational::ZERO;
        }
    }
    if let Some(evidence) = left.next() {
        return Err(misshapen(evidence.agent, evidence.own));
    }
    let frame = environment.without_beliefs();
    if verdict.holds {
        let wrong = space.profiles().find(|profile| {
            let occurs = shared[profile.0].as_ref().is_some_and(|mass| !mass.is_zero());
            occurs && better_outcome(frame, *profile).is_some()
        });
        return wrong.map_or(Ok(()), |profile| Err(SetRefusal::Surplus(Some(profile))));
    }
    for (profile, payments) in &verdict.payments {
        if profile.0 >= space.size() || payments.len() != space.agent_count() {
            return Err(SetRefusal::Budget(None));
        }
        if sum(payments) > best_outcome(environment, *profile).1 {
            return Err(SetRefusal::Budget(Some((crate::index::RuleId(0), *profile))));
        }
    }
    if improves { Ok(()) } else { Err(SetRefusal::Surplus(None)) }
}

struct OneType<'a> {
    environment: &'a AmbiguousEnvironment,
    evidence: &'a TypeEvidence,
    acts: Acts,
}

impl OneType<'_> {
    fn require(&self, holds: bool, left: &Rational, right: &Rational) -> Result<(), SetRefusal> {
        let (agent, own) = (self.evidence.agent, self.evidence.own);
        let unproved = || SetRefusal::Unproved { agent, own, left: left.clone(), right: right.clone() };
        if holds { Ok(()) } else { Err(unproved()) }
    }

    /// The only mixture of beliefs, with its total weight.
    fn mixture(&self) -> Result<(&[WeightedBelief], Rational), SetRefusal> {
        let (agent, own) = (self.evidence.agent, self.evidence.own);
        let [mixture] = self.evidence.mixtures.as_slice() else {
            return Err(SetRefusal::Misshapen { agent, own });
        };
        let set = self.environment.set(agent, own);
        let sound = |part: &WeightedBelief| {
            part.weight > Rational::ZERO && part.rule.0 == 0 && set.contains(&part.prior) == Some(true)
        };
        if mixture.is_empty() || !mixture.iter().all(sound) {
            return Err(SetRefusal::NoMixture { agent, own });
        }
        Ok((mixture, mixture.iter().fold(Rational::ZERO, |total, part| total + &part.weight)))
    }

    fn floor(&self, act: &[Vec<Rational>]) -> Result<Rational, SetRefusal> {
        let (agent, own) = (self.evidence.agent, self.evidence.own);
        let floor = self.evidence.floors.first().ok_or(SetRefusal::Misshapen { agent, own })?;
        floor.value(self.environment.set(agent, own), act).ok_or(SetRefusal::NoFloor { agent, own })
    }

    /// The weight of a mixture of worst-case beliefs that agrees with those of the agents before.
    fn supports(&self, shared: &mut [Option<Rational>]) -> Result<Rational, SetRefusal> {
        let (mixture, weight) = self.mixture()?;
        let (worth, least) =
            (WeightedBelief::value(mixture, self.acts.truth()), &weight * self.floor(self.acts.truth())?);
        self.require(least >= worth, &least, &worth)?;
        let (agent, own) = (self.evidence.agent, self.evidence.own);
        let split = self.environment.split(agent);
        for x in split.rest() {
            let mass = |part: &WeightedBelief| &part.weight * &part.prior.probabilities()[x.0];
            let mass = mixture.iter().map(mass).fold(Rational::ZERO, |total, part| total + part);
            let known = shared[split.profile(JointTypeId(own.0), x).0].get_or_insert(mass.clone());
            if *known != mass {
                return Err(SetRefusal::Unproved { agent, own, left: mass, right: known.clone() });
            }
        }
        Ok(weight)
    }

    /// What the type surely gains from the payments.
    fn gain(&self, verdict: &SetVerdict) -> Result<Rational, SetRefusal> {
        let (mixture, weight) = self.mixture()?;
        self.require(weight.is_one(), &weight, &Rational::ONE)?;
        let before = WeightedBelief::value(mixture, self.acts.truth());
        let (agent, own) = (self.evidence.agent, self.evidence.own);
        let split = self.environment.split(agent);
        let paid = |x| {
            let profile = split.profile(JointTypeId(own.0), x);
            let found = verdict.payments.iter().filter(|(place, _)| *place == profile);
            found
                .filter_map(|(_, payments)| payments.get(agent.0))
                .fold(Rational::ZERO, |total, paid| total + paid)
        };
        let after = self
            .acts
            .truth()
            .iter()
            .map(|values| split.rest().zip(values).map(|(x, value)| value + paid(x)).collect());
        Ok(self.floor(&after.collect::<Vec<Vec<Rational>>>())? - before)
    }
}
