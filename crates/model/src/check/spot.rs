//! Spot checks: constraints of a certified mechanism drawn at random and recomputed one by one, for mechanisms whose full check would
//! hold more numbers than there is memory for.
//!
//! A mechanism of twenty binary agents in closed form has 3 485 735 824 rules, and a constraint for every rule, coalition, truth and
//! report. One constraint needs one or two rules, at the profiles that it is about: O(|Θ|) to prepare a rule's side bets, and one payment to
//! each member at each type profile of the others. Nothing is proved of the constraints that were not drawn.
//!
//! # The constraints
//! With the weights λ of the certificate (the rule of its own, for a family of every side bet), the claims are equivalent to, or follow from:
//! * `bb`: Σ_i t_i(θ) = 0, by rule and profile; a limit on payments likewise;
//! * `ir`, `cr`: V_S(t, θ_S) ≥ 0, by rule, coalition and types;
//! * `ai`: V_S(t, θ_S) = V_S(t', θ_S), by two rules, coalition and types;
//! * `ic`, `cic`, `wcic`: Σ_{t'} λ_{t'} V_S\[θ̂_S\](t', θ̄_S) ≤ V_S(t, θ̄_S), by rule t, coalition, truth and report. For the grand
//!   coalition, which has no rule of its own, V_I\[θ̂\](t, θ̄) ≤ V_I(t, θ̄): then the rule that is worst on path holds every mixture down;
//! * `fse`: the expected revenue of t is the largest expected surplus, by rule.
//!
//! Where a coalition has another attitude than to look at the worst case, and in families of pairs, a constraint is about all rules at
//! once: it is counted as open.

use super::mechanism::require_largest_surplus;
use super::require_agent;
use crate::certificate::{HoldingWeights, MechanismCertificate};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{JointTypeId, ProfileId, RuleId};
use crate::mechanism::{Mechanism, Rules};
use crate::number::{Integer, Natural, Rational, sum};
use crate::property::{Claim, Property};
use crate::refusal::Refusal;
use crate::transfer::TransferRule;
use crate::transfer::side_bet::SideBetId;
use std::collections::{BTreeMap, BTreeSet};

/// One constraint of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpotConstraint {
    /// The payments of a rule at a profile add up to 0.
    Budget {
        /// The rule.
        rule: RuleId,
        /// The profile.
        profile: ProfileId,
    },
    /// The payments of a rule at a profile keep the limits.
    Limits {
        /// The rule.
        rule: RuleId,
        /// The profile.
        profile: ProfileId,
    },
    /// Taking part is worth at least 0 under a rule.
    Participation {
        /// `ir` or `cr`.
        property: Property,
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The rule.
        rule: RuleId,
    },
    /// The truth is worth the same under two rules.
    Insurance {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The rules.
        rules: (RuleId, RuleId),
    },
    /// A report is held down to what the truth is worth under a rule.
    Report {
        /// `ic`, `cic` or `wcic`.
        claim: Claim,
        /// The coalition.
        coalition: Coalition,
        /// Its true types.
        truth: JointTypeId,
        /// The report.
        report: JointTypeId,
        /// The rule under which the truth is told.
        rule: RuleId,
    },
    /// The expected revenue of a rule is the largest expected surplus.
    Revenue {
        /// The rule.
        rule: RuleId,
    },
}

/// What came of one constraint that is not broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotResult {
    /// It holds, recomputed.
    Holds,
    /// It is about all rules at once, and was not looked at.
    Open,
}

/// Recomputes constraints one by one.
#[derive(Debug)]
pub struct SpotCheck<'a> {
    spot: Spot<'a>,
    certificate: &'a MechanismCertificate,
    revenue: Revenue,
}

impl<'a> SpotCheck<'a> {
    /// Of the constraints of this mechanism in this environment.
    pub fn new(
        environment: &'a Environment,
        mechanism: &'a Mechanism,
        certificate: &'a MechanismCertificate,
    ) -> SpotCheck<'a> {
        SpotCheck { spot: Spot { environment, mechanism }, certificate, revenue: Revenue::default() }
    }

    /// Recomputes one constraint.
    ///
    /// # Errors
    /// The constraint is broken, or something it names does not exist.
    pub fn check(&mut self, constraint: &SpotConstraint) -> Result<SpotResult, Refusal> {
        let SpotCheck { spot, certificate, revenue } = self;
        let environment = spot.environment;
        match constraint {
            SpotConstraint::Budget { rule, profile } => {
                let total = sum(&spot.payments(*rule, *profile)?);
                if !total.is_zero() {
                    return Err(Refusal::Unbalanced { rule: *rule, profile: *profile, total });
                }
            }
            SpotConstraint::Limits { rule, profile } => {
                let limits = &certificate.limits;
                limits.last_agent().map_or(Ok(()), |agent| require_agent(environment, agent))?;
                let payments = spot.payments(*rule, *profile)?;
                if let Some(row) = limits.find_breach_at(environment, *rule, *profile, &payments) {
                    return Err(Refusal::LimitBroken(Box::new(row)));
                }
            }
            SpotConstraint::Participation { property, coalition, types, rule } => {
                if !spot.is_by_worst_case(*coalition) {
                    return Ok(SpotResult::Open);
                }
                let Some(value) = spot.value(*coalition, *types, *types, *rule)? else {
                    return Ok(SpotResult::Holds);
                };
                if value < Rational::ZERO {
                    let (coalition, types, rule) = (*coalition, *types, *rule);
                    return Err(Refusal::NotRational { property: *property, coalition, types, rule, value });
                }
            }
            SpotConstraint::Insurance { coalition, types, rules } => {
                let first = spot.value(*coalition, *types, *types, rules.0)?;
                let second = spot.value(*coalition, *types, *types, rules.1)?;
                if let (Some(first), Some(second)) = (first, second)
                    && first != second
                {
                    return Err(Refusal::NotInsured {
                        coalition: *coalition,
                        types: *types,
                        first: (rules.0, first),
                        second: (rules.1, second),
                    });
                }
            }
            SpotConstraint::Report { claim, coalition, truth, report, rule } => {
                let (coalition, truth, report) = (*coalition, *truth, *report);
                if !spot.is_by_worst_case(coalition) {
                    return Ok(SpotResult::Open);
                }
                let Some(held) = spot.weights(certificate, coalition, truth, *rule) else {
                    return Ok(SpotResult::Open);
                };
                let Some(on_path) = spot.value(coalition, truth, truth, *rule)? else {
                    return Ok(SpotResult::Holds);
                };
                let mut value = Rational::ZERO;
                for (rule, weight) in held {
                    if let Some(part) = spot.value(coalition, truth, report, rule)? {
                        value += part * weight;
                    }
                }
                if value > on_path {
                    return Err(Refusal::Tempted { claim: *claim, coalition, truth, report, value, on_path });
                }
            }
            SpotConstraint::Revenue { rule } => revenue.require(spot, *rule)?,
        }
        Ok(SpotResult::Holds)
    }
}

/// What every rule's expected revenue has to be, and the rules for which it was found to be that: both take the whole prior, so they are
/// computed once.
#[derive(Debug, Default)]
struct Revenue {
    largest_surplus: Option<Rational>,
    extracting: BTreeSet<RuleId>,
}

impl Revenue {
    fn require(&mut self, spot: &Spot<'_>, rule: RuleId) -> Result<(), Refusal> {
        if self.extracting.contains(&rule) {
            return Ok(());
        }
        let surplus = match self.largest_surplus.take() {
            Some(known) => known,
            None => require_largest_surplus(spot.environment)?,
        };
        let revenue = spot.revenue(rule)?;
        let surplus = self.largest_surplus.insert(surplus);
        if revenue != *surplus {
            return Err(Refusal::NotExtracted { rule, revenue, surplus: surplus.clone() });
        }
        self.extracting.insert(rule);
        Ok(())
    }
}

#[derive(Debug)]
struct Spot<'a> {
    environment: &'a Environment,
    mechanism: &'a Mechanism,
}

impl Spot<'_> {
    fn payments(&self, rule: RuleId, profile: ProfileId) -> Result<Vec<Rational>, Refusal> {
        self.mechanism.payments(self.environment, rule, profile).ok_or(Refusal::NoSuchRule(Some(rule)))
    }

    fn is_by_worst_case(&self, coalition: Coalition) -> bool {
        let is_simple = self.mechanism.rule_count(self.environment) == Some(1);
        is_simple || self.environment.attitude(coalition).is_worst_case()
    }

    /// The rules, with weights, that must hold the coalition of these types down; `None` when they are not to be had one by one.
    fn weights(
        &self,
        certificate: &MechanismCertificate,
        coalition: Coalition,
        truth: JointTypeId,
        rule: RuleId,
    ) -> Option<Vec<(RuleId, Rational)>> {
        let listed = match &certificate.weights {
            HoldingWeights::Pairs(_) => return None,
            HoldingWeights::OwnRule => None,
            HoldingWeights::Listed(list) => list
                .iter()
                .find(|entry| entry.coalition == coalition && entry.types == truth && entry.best.is_none())
                .map(|entry| entry.weights.clone()),
        };
        let own = || match &self.mechanism.rules {
            Rules::ClosedForm(form) => {
                let id = SideBetId { coalition, types: truth };
                form.rule_against(self.environment.space(), id).map(|rule| vec![(rule, Rational::ONE)])
            }
            Rules::Tables(_) => None,
        };
        let is_grand = coalition == self.environment.grand_coalition();
        let same = || (is_grand || self.is_simple()).then(|| vec![(rule, Rational::ONE)]);
        listed.or_else(own).or_else(same)
    }

    fn is_simple(&self) -> bool {
        self.mechanism.rule_count(self.environment) == Some(1)
    }

    /// V_S\[report\](t, truth); `None` for a truth that never occurs.
    fn value(
        &self,
        coalition: Coalition,
        truth: JointTypeId,
        report: JointTypeId,
        rule: RuleId,
    ) -> Result<Option<Rational>, Refusal> {
        super::require_joint_type(self.environment, coalition, truth)?;
        super::require_joint_type(self.environment, coalition, report)?;
        let belief = self.environment.coalition_belief(coalition).ok_or(Refusal::NeedsCommonPrior)?;
        let split = self.environment.space().split(coalition);
        let mut total = Fractions::default();
        let mut weights = Natural::ZERO;
        self.with_rule(rule, |payment| {
            for x in split.rest() {
                let (true_profile, reported) = (split.profile(truth, x), split.profile(report, x));
                let weight = belief.weight(true_profile);
                if weight.is_zero() {
                    continue;
                }
                let outcome = self.environment.allocation(reported);
                let payoff = self.environment.total_payoff(coalition, outcome, true_profile);
                let paid = coalition.members().fold(payoff, |paid, agent| paid + payment(agent, reported));
                weights += &weight;
                total.add(paid * Rational::from(weight));
            }
        })?;
        if weights.is_zero() {
            return Ok(None);
        }
        Ok(Some(total.sum() / Rational::from(weights)))
    }

    fn revenue(&self, rule: RuleId) -> Result<Rational, Refusal> {
        let prior = self.environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
        let mut total = Fractions::default();
        self.with_rule(rule, |payment| {
            for profile in self.environment.space().profiles() {
                let weight = prior.weight(profile);
                if weight.is_zero() {
                    continue;
                }
                let agents = self.environment.space().agents();
                let paid = agents.fold(Rational::ZERO, |paid, agent| paid + payment(agent, profile));
                total.add(paid * Rational::from(weight));
            }
        })?;
        Ok(-total.sum() / Rational::from(prior.total().clone()))
    }

    /// Does something with the payments of one rule, which is prepared once.
    fn with_rule(
        &self,
        rule: RuleId,
        mut work: impl FnMut(&dyn Fn(crate::index::AgentId, ProfileId) -> Rational),
    ) -> Result<(), Refusal> {
        let missing = Refusal::NoSuchRule(Some(rule));
        match &self.mechanism.rules {
            Rules::Tables(rules) => {
                let table = rules.get(rule.0).map(|rule| &rule.table);
                let table = table.filter(|table| table.fits(self.environment.space())).ok_or(missing)?;
                work(&|agent, profile| table.at(profile)[agent.0].clone());
            }
            Rules::ClosedForm(form) => {
                let rule = form.rule(self.environment, rule).ok_or(missing)?;
                work(&|agent, profile| rule.payment(agent, profile));
            }
        }
        Ok(())
    }
}

/// A sum of many fractions, by denominator: equal denominators are added as integers.
#[derive(Default)]
struct Fractions(BTreeMap<Natural, Integer>);

impl Fractions {
    fn add(&mut self, number: Rational) {
        if !number.is_zero() {
            let (numerator, denominator) = number.into_parts();
            *self.0.entry(denominator).or_insert(Integer::ZERO) += numerator;
        }
    }

    /// Pair by pair, so that numbers grow long only near the end.
    fn sum(self) -> Rational {
        let mut parts: Vec<Rational> =
            self.0.into_iter().map(|(below, above)| Rational::from_parts(above, below)).collect();
        while parts.len() > 1 {
            parts = parts.chunks(2).map(sum).collect();
        }
        parts.pop().unwrap_or(Rational::ZERO)
    }
}
