//! Checks proofs that no side contract is profitable; the argument is that of [`crate::collusion::ContractExclusion`]'s module.

use crate::check::require_joint_type;
use crate::coalition::Coalition;
use crate::collusion::{ContractExclusion, ContractRefusal, imitation_gain};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, RuleId, TypeId};
use crate::interim::{CoalitionTotals, Interim};
use crate::mechanism::Mechanism;
use crate::number::{Rational, sum};
use crate::posterior::shares_posterior;
use crate::refusal::Refusal;
use crate::transfer::{ScaledTable, TransferTable};
use std::collections::{BTreeMap, BTreeSet};

/// Accepts exclusions for every coalition that can form, or for the one given, and every one of its joint types that occurs, in
/// order; coalitions with one joint type cannot lie and are left out. What is excluded are voluntary contracts, those with S-IR, or
/// all contracts.
///
/// # Errors
/// The first that is missing or proves nothing.
pub fn check_exclusions(
    environment: &Environment,
    mechanism: &Mechanism,
    only: Option<Coalition>,
    voluntary: bool,
    exclusions: &[ContractExclusion],
) -> Result<(), Refusal> {
    require_worst_case(environment)?;
    let tables = scaled_tables(environment, mechanism)?;
    let mut given = exclusions.iter();
    let coalitions: Box<dyn Iterator<Item = Coalition>> = match only {
        None => environment.pattern().coalitions(environment.agent_count()),
        Some(one) => {
            require_joint_type(environment, one, JointTypeId(0))?;
            Box::new(std::iter::once(one))
        }
    };
    for coalition in coalitions {
        let view = View::new(environment, &tables, coalition)?;
        if view.interim.split().own_count() == 1 {
            continue;
        }
        for types in view.interim.split().own().filter(|types| view.interim.occurs(*types)) {
            let missing = ContractRefusal::ExclusionMissing { coalition, types };
            let exclusion = given.next().filter(|found| found.coalition == coalition && found.types == types);
            view.require(exclusion.ok_or(missing)?, voluntary)?;
        }
    }
    match given.next() {
        None => Ok(()),
        Some(extra) => {
            Err(ContractRefusal::ExclusionMissing { coalition: extra.coalition, types: extra.types }.into())
        }
    }
}

fn require_worst_case(environment: &Environment) -> Result<(), Refusal> {
    if environment.attitudes().are_worst_case() { Ok(()) } else { Err(Refusal::NotApplicable) }
}

fn scaled_tables(environment: &Environment, mechanism: &Mechanism) -> Result<Vec<ScaledTable>, Refusal> {
    let count = mechanism.rule_count(environment).filter(|count| *count > 0).ok_or(Refusal::NoSuchRule(None))?;
    let table = |rule| mechanism.table(environment, rule).ok_or(Refusal::NoSuchRule(Some(rule)));
    (0..count).map(RuleId).map(|rule| table(rule).map(|table: TransferTable| table.scaled())).collect()
}

/// One coalition and what it receives under every rule.
struct View<'a> {
    environment: &'a Environment,
    interim: Interim<'a>,
    tables: &'a [ScaledTable],
    totals: Vec<CoalitionTotals>,
}

impl<'a> View<'a> {
    fn new(
        environment: &'a Environment,
        tables: &'a [ScaledTable],
        coalition: Coalition,
    ) -> Result<View<'a>, Refusal> {
        let interim = Interim::new(environment, coalition).ok_or(Refusal::NeedsCommonPrior)?;
        let totals = tables.iter().map(|table| interim.totals(table)).collect();
        Ok(View { environment, interim, tables, totals })
    }

    /// V_S[report](t, truth) under every rule.
    fn values(&self, truth: JointTypeId, report: JointTypeId) -> Vec<Rational> {
        let payoff = self.interim.payoff(truth, report);
        self.totals.iter().map(|totals| &payoff + self.interim.transfer(totals, truth, report)).collect()
    }

    fn require(&self, exclusion: &ContractExclusion, voluntary: bool) -> Result<(), Refusal> {
        let (coalition, types) = (exclusion.coalition, exclusion.types);
        self.require_weights(exclusion)?;
        self.require_budget(exclusion, voluntary)?;
        let participation = self.require_participation(exclusion)?;
        let truthful = self.values(types, types).into_iter().min().unwrap_or(Rational::ZERO);
        let split = self.interim.split();
        let space = self.environment.space();
        let mut bound = -participation;
        for own in split.own() {
            let at = |agent| space.type_of(split.profile(own, JointTypeId(0)), agent);
            let active: Vec<_> =
                exclusion.imitations.iter().filter(|entry| at(entry.agent) == entry.report).collect();
            if own != types && active.is_empty() && (exclusion.budget.is_empty() || !self.interim.occurs(own)) {
                continue;
            }
            let coefficient = |reported: JointTypeId| {
                let mut total = Rational::ZERO;
                if own == types {
                    let values = self.values(types, reported);
                    total += exclusion
                        .weights
                        .iter()
                        .fold(Rational::ZERO, |sum, (rule, weight)| sum + &values[rule.0] * weight);
                }
                if !exclusion.budget.is_empty() && self.interim.occurs(own) {
                    let values = self.values(own, reported);
                    let promised = exclusion
                        .budget
                        .iter()
                        .fold(Rational::ZERO, |sum, (rule, weight)| sum + &values[rule.0] * weight);
                    total += promised * self.probability(own);
                }
                for entry in &active {
                    let gain = imitation_gain(self.environment, split, (entry.agent, entry.truth), own, reported);
                    total -= gain * &entry.multiplier;
                }
                total
            };
            bound += split.own().map(coefficient).max().unwrap_or(Rational::ZERO);
        }
        if bound > truthful {
            return Err(ContractRefusal::NotExcluded { coalition, types, bound, truthful }.into());
        }
        Ok(())
    }

    fn require_weights(&self, exclusion: &ContractExclusion) -> Result<(), Refusal> {
        let sum = sum(exclusion.weights.iter().map(|(_, weight)| weight));
        let mut named = BTreeSet::new();
        let is_valid = |(rule, weight): &(RuleId, Rational)| {
            rule.0 < self.totals.len() && *weight > Rational::ZERO && named.insert(*rule)
        };
        if exclusion.weights.iter().all(is_valid) && sum.is_one() {
            return Ok(());
        }
        let (coalition, types) = (exclusion.coalition, exclusion.types);
        Err(Refusal::WeightsInvalid { coalition, types, sum })
    }

    /// p(θ_S); 1 for several beliefs without a common prior, where no budget multiplier is accepted.
    fn probability(&self, own: JointTypeId) -> Rational {
        let total = self.environment.common_prior().map_or(Rational::ONE, |prior| prior.total().clone().into());
        Rational::from(self.interim.total_weight(own).clone()) / total
    }

    /// Positive multipliers of rules that exist, each once, and none when all contracts are to be excluded. They need a common prior.
    fn require_budget(&self, exclusion: &ContractExclusion, voluntary: bool) -> Result<(), Refusal> {
        let mut named = BTreeSet::new();
        let is_valid = |(rule, weight): &(RuleId, Rational)| {
            rule.0 < self.totals.len() && *weight > Rational::ZERO && named.insert(*rule)
        };
        let is_allowed = voluntary && self.environment.common_prior().is_some();
        if exclusion.budget.is_empty() || (is_allowed && exclusion.budget.iter().all(is_valid)) {
            return Ok(());
        }
        let (coalition, types) = (exclusion.coalition, exclusion.types);
        Err(ContractRefusal::BudgetInvalid { coalition, types }.into())
    }

    /// Positive multipliers of members' types that share a posterior, each once, and ρ ≥ 0 for every type; Σ ρ_i(a) r_i(a).
    fn require_participation(&self, exclusion: &ContractExclusion) -> Result<Rational, Refusal> {
        let space = self.environment.space();
        let mut seen = BTreeSet::new();
        let mut rest: BTreeMap<(AgentId, TypeId), Rational> = BTreeMap::new();
        let scale = sum(exclusion.budget.iter().map(|(_, weight)| weight));
        if let Some(prior) = self.environment.common_prior().filter(|_| !scale.is_zero()) {
            let total = Rational::from(prior.total().clone());
            for agent in exclusion.coalition.members() {
                let weights = prior.joint_weights(space, Coalition::single(agent));
                for (own, weight) in space.types(agent).zip(weights) {
                    rest.insert((agent, own), Rational::from(weight) * &scale / &total);
                }
            }
        }
        for entry in &exclusion.imitations {
            let (agent, truth, report) = (entry.agent, entry.truth, entry.report);
            let exists = agent.0 < space.agent_count()
                && exclusion.coalition.contains(agent)
                && truth.0.max(report.0) < space.type_count(agent);
            let is_alike = || {
                let (first, second) = (JointTypeId(truth.0), JointTypeId(report.0));
                let single = Coalition::single(agent);
                shares_posterior(space, self.environment.belief(agent), single, first, second)
            };
            let is_new = seen.insert((agent, truth, report));
            if !exists || !is_new || truth == report || entry.multiplier <= Rational::ZERO || !is_alike() {
                return Err(ContractRefusal::ImitationInvalid { agent, truth, report }.into());
            }
            *rest.entry((agent, truth)).or_insert(Rational::ZERO) -= &entry.multiplier;
            *rest.entry((agent, report)).or_insert(Rational::ZERO) += &entry.multiplier;
        }
        let mut total = Rational::ZERO;
        for ((agent, types), rest) in rest {
            if rest < Rational::ZERO {
                return Err(ContractRefusal::ImitationsRemain { agent, types, rest }.into());
            }
            if !rest.is_zero() {
                total += rest * self.without(agent, types);
            }
        }
        Ok(total)
    }

    /// r_i(θ_i) = min_t V_i(t, θ_i); 0 for a type that never occurs.
    fn without(&self, agent: AgentId, own: TypeId) -> Rational {
        let interim = Interim::of_agent(self.environment, agent);
        let own = JointTypeId(own.0);
        if !interim.occurs(own) {
            return Rational::ZERO;
        }
        let payoff = interim.payoff(own, own);
        let value = |table: &ScaledTable| &payoff + interim.transfer(&interim.totals(table), own, own);
        self.tables.iter().map(value).min().unwrap_or(Rational::ZERO)
    }
}
