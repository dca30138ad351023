//! The check of verdicts under sets of beliefs: every bound is recomputed from the environment and the rules.

use super::set_efficiency::check_efficiency;
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::BeliefSet;
use crate::belief_verdict::{
    Acts, Criterion, Floor, SetClaim, SetProperty, SetVerdict, TypeEvidence, WeightedBelief,
};
use crate::index::{AgentId, ProfileId, RuleId, TypeId};
use crate::mechanism::NamedRule;
use crate::number::Rational;
use crate::property::Reports;
use crate::verification::Report;

/// Why a verdict under sets of beliefs is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetRefusal {
    /// No rule, or one for other agents or types.
    NoSuchRule,
    /// Evidence about a type is missing, about another one than expected, or has not the parts that the claim needs.
    Misshapen {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// Multipliers prove nothing.
    NoFloor {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// A mixture whose weights are not positive or do not add up to 1, with an unknown rule, or with a belief outside the set.
    NoMixture {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// An inequality of the proof that is false.
    Unproved {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
        /// What should be at least the other.
        left: Rational,
        /// The other; with a strict inequality, what should be less.
        right: Rational,
    },
    /// The budget is not as claimed; the profile where it is not balanced, if there is one.
    Budget(Option<(RuleId, ProfileId)>),
    /// The outcome at this profile has not the largest surplus; without a profile, nothing is gained as claimed.
    Surplus(Option<ProfileId>),
}

/// Accepts a verdict whose proof is complete, and names the first flaw of any other.
///
/// # Errors
/// See [`SetRefusal`].
pub fn check_set_verdict(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    verdict: &SetVerdict,
) -> Result<(), SetRefusal> {
    let space = environment.space();
    if rules.is_empty() || !rules.iter().all(|rule| rule.table.fits(space)) {
        return Err(SetRefusal::NoSuchRule);
    }
    if verdict.claim.property == SetProperty::Bb {
        let unbalanced = first_unbalanced(environment, rules);
        return if unbalanced.is_none() == verdict.holds { Ok(()) } else { Err(SetRefusal::Budget(unbalanced)) };
    }
    if let SetProperty::Efficient(stage) = verdict.claim.property {
        return check_efficiency(environment, rules, verdict, stage);
    }
    if !verdict.holds {
        let [evidence] = verdict.evidence.as_slice() else {
            return Err(SetRefusal::Misshapen { agent: AgentId(0), own: TypeId(0) });
        };
        return Proof::new(environment, rules, evidence)?.refutes(verdict.claim);
    }
    let mut left = verdict.evidence.iter();
    for agent in space.agents() {
        for own in space.types(agent) {
            let evidence = left.next().filter(|evidence| (evidence.agent, evidence.own) == (agent, own));
            let evidence = evidence.ok_or(SetRefusal::Misshapen { agent, own })?;
            Proof::new(environment, rules, evidence)?.proves(verdict.claim)?;
        }
    }
    match left.next() {
        Some(evidence) => Err(SetRefusal::Misshapen { agent: evidence.agent, own: evidence.own }),
        None => Ok(()),
    }
}

/// The first rule and profile at which payments do not sum to 0.
pub fn first_unbalanced(environment: &AmbiguousEnvironment, rules: &[NamedRule]) -> Option<(RuleId, ProfileId)> {
    rules.iter().enumerate().find_map(|(rule, named)| {
        let profile = environment.space().profiles().find(|profile| !named.table.total(*profile).is_zero())?;
        Some((RuleId(rule), profile))
    })
}

/// The evidence about one type beside its set and its acts.
struct Proof<'a> {
    evidence: &'a TypeEvidence,
    set: &'a BeliefSet,
    acts: Acts,
}

impl<'a> Proof<'a> {
    fn new(
        environment: &'a AmbiguousEnvironment,
        rules: &[NamedRule],
        evidence: &'a TypeEvidence,
    ) -> Result<Proof<'a>, SetRefusal> {
        let (agent, own, space) = (evidence.agent, evidence.own, environment.space());
        if agent.0 >= space.agent_count() || own.0 >= space.type_count(agent) {
            return Err(SetRefusal::Misshapen { agent, own });
        }
        let acts = Acts::new(environment, rules, agent, own).ok_or(SetRefusal::NoSuchRule)?;
        Ok(Proof { evidence, set: environment.set(agent, own), acts })
    }

    fn misshapen(&self) -> SetRefusal {
        SetRefusal::Misshapen { agent: self.evidence.agent, own: self.evidence.own }
    }

    fn floor(&self, number: usize, act: &[Vec<Rational>]) -> Result<Rational, SetRefusal> {
        let floor: &Floor = self.evidence.floors.get(number).ok_or_else(|| self.misshapen())?;
        let none = || SetRefusal::NoFloor { agent: self.evidence.agent, own: self.evidence.own };
        floor.value(self.set, act).ok_or_else(none)
    }

    /// What a mixture makes of an act, once it is seen to be a mixture of scenarios.
    fn mixture(&self, number: usize, act: &[Vec<Rational>]) -> Result<Rational, SetRefusal> {
        let mixture = self.evidence.mixtures.get(number).ok_or_else(|| self.misshapen())?;
        let total = mixture.iter().fold(Rational::ZERO, |total, part| total + &part.weight);
        let sound = |part: &WeightedBelief| {
            part.weight > Rational::ZERO && part.rule.0 < act.len() && self.set.contains(&part.prior) == Some(true)
        };
        if !total.is_one() || !mixture.iter().all(sound) {
            return Err(SetRefusal::NoMixture { agent: self.evidence.agent, own: self.evidence.own });
        }
        Ok(WeightedBelief::value(mixture, act))
    }

    fn at_least(&self, left: Rational, right: Rational) -> Result<(), SetRefusal> {
        if left >= right { Ok(()) } else { Err(self.unproved(left, right)) }
    }

    fn more(&self, left: Rational, right: Rational) -> Result<(), SetRefusal> {
        if left > right { Ok(()) } else { Err(self.unproved(left, right)) }
    }

    fn unproved(&self, left: Rational, right: Rational) -> SetRefusal {
        SetRefusal::Unproved { agent: self.evidence.agent, own: self.evidence.own, left, right }
    }

    /// That the claim holds for this type.
    fn proves(&self, claim: SetClaim) -> Result<(), SetRefusal> {
        let truth = self.acts.truth();
        let reports = (0..self.acts.count()).map(TypeId);
        // One mixture for all reports, or against pure reports one for each.
        let place = |report: TypeId| match claim.property {
            SetProperty::Ic(Reports::Pure) if self.evidence.mixtures.len() > 1 => report.0,
            _ => 0,
        };
        match (claim.property, claim.criterion) {
            (SetProperty::Ic(_), Criterion::Maxmin) => {
                let worth = self.floor(0, truth)?;
                // A mixture may use the truth, too: the scenarios that hold mixed reports down must not value the truth at more than it is worth.
                let mixes = claim.property == SetProperty::Ic(Reports::Mixed) && self.acts.count() > 1;
                for report in reports.filter(|report| mixes || *report != self.evidence.own) {
                    self.at_least(worth.clone(), self.mixture(place(report), self.acts.report(report))?)?;
                }
                Ok(())
            }
            (SetProperty::Ic(_), Criterion::Optimal) => {
                for report in reports {
                    let loss = Acts::minus(truth, self.acts.report(report));
                    self.at_least(self.floor(report.0, &loss)?, Rational::ZERO)?;
                }
                Ok(())
            }
            (SetProperty::Ic(_), Criterion::Maximal) => {
                for report in reports.filter(|report| *report != self.evidence.own) {
                    let gain = Acts::minus(self.acts.report(report), truth);
                    self.at_least(Rational::ZERO, self.mixture(place(report), &gain)?)?;
                }
                Ok(())
            }
            (SetProperty::Ir, Criterion::Maxmin | Criterion::Optimal) => {
                self.at_least(self.floor(0, truth)?, Rational::ZERO)
            }
            (SetProperty::Ir, Criterion::Maximal) => self.at_least(self.mixture(0, truth)?, Rational::ZERO),
            (SetProperty::Bb | SetProperty::Efficient(_), _) => Ok(()),
        }
    }

    /// That the claim fails because of this type.
    fn refutes(&self, claim: SetClaim) -> Result<(), SetRefusal> {
        let truth = self.acts.truth();
        match (claim.property, claim.criterion) {
            (SetProperty::Ic(reports), criterion) => {
                let report = self.evidence.report.as_ref().ok_or_else(|| self.misshapen())?;
                if matches!(report, Report::Mixed(_)) && reports == Reports::Pure {
                    return Err(self.misshapen());
                }
                let act = self.acts.mixed(report).ok_or_else(|| self.misshapen())?;
                match criterion {
                    Criterion::Maxmin => self.more(self.floor(0, &act)?, self.mixture(0, truth)?),
                    Criterion::Optimal => self.more(Rational::ZERO, self.mixture(0, &Acts::minus(truth, &act))?),
                    Criterion::Maximal => self.more(self.floor(0, &Acts::minus(&act, truth))?, Rational::ZERO),
                }
            }
            (SetProperty::Ir, Criterion::Maxmin | Criterion::Optimal) => {
                self.more(Rational::ZERO, self.mixture(0, truth)?)
            }
            (SetProperty::Ir, Criterion::Maximal) => {
                let zero: Vec<Vec<Rational>> =
                    truth.iter().map(|values| vec![Rational::ZERO; values.len()]).collect();
                self.more(self.floor(0, &Acts::minus(&zero, truth))?, Rational::ZERO)
            }
            (SetProperty::Bb | SetProperty::Efficient(_), _) => Ok(()),
        }
    }
}
