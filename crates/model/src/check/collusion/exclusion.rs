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
/// order; coalitions with one joint type cannot lie and are left out.
///
/// # Errors
/// The first that is missing or proves nothing.
pub fn check_exclusions(
    environment: &Environment,
    mechanism: &Mechanism,
    only: Option<Coalition>,
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
            view.require(exclusion.ok_or(missing)?)?;
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
    totals: Vec<CoalitionTotals>,
}

impl<'a> View<'a> {
    fn new(
        environment: &'a Environment,
        tables: &[ScaledTable],
        coalition: Coalition,
    ) -> Result<View<'a>, Refusal> {
        let interim = Interim::new(environment, coalition).ok_or(Refusal::NeedsCommonPrior)?;
        let totals = tables.iter().map(|table| interim.totals(table)).collect();
        Ok(View { environment, interim, totals })
    }

    /// V_S[report](t, truth) under every rule.
    fn values(&self, truth: JointTypeId, report: JointTypeId) -> Vec<Rational> {
        let payoff = self.interim.payoff(truth, report);
        self.totals.iter().map(|totals| &payoff + self.interim.transfer(totals, truth, report)).collect()
    }

    fn require(&self, exclusion: &ContractExclusion) -> Result<(), Refusal> {
        let (coalition, types) = (exclusion.coalition, exclusion.types);
        self.require_weights(exclusion)?;
        self.require_circulation(exclusion)?;
        let truthful = self.values(types, types).into_iter().min().unwrap_or(Rational::ZERO);
        let split = self.interim.split();
        let space = self.environment.space();
        let mut bound = Rational::ZERO;
        for own in split.own() {
            let at = |agent| space.type_of(split.profile(own, JointTypeId(0)), agent);
            let active: Vec<_> =
                exclusion.imitations.iter().filter(|entry| at(entry.agent) == entry.report).collect();
            if own != types && active.is_empty() {
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
                for entry in &active {
                    let gain =
                        imitation_gain(self.environment, split, (entry.agent, entry.truth), own, reported);
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

    /// Positive multipliers of members' types that share a posterior, which cancel at every type.
    fn require_circulation(&self, exclusion: &ContractExclusion) -> Result<(), Refusal> {
        let space = self.environment.space();
        let mut seen = BTreeSet::new();
        let mut net: BTreeMap<(AgentId, TypeId), Rational> = BTreeMap::new();
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
            *net.entry((agent, truth)).or_insert(Rational::ZERO) += &entry.multiplier;
            *net.entry((agent, report)).or_insert(Rational::ZERO) -= &entry.multiplier;
        }
        match net.into_iter().find(|(_, rest)| !rest.is_zero()) {
            None => Ok(()),
            Some(((agent, types), rest)) => Err(ContractRefusal::ImitationsRemain { agent, types, rest }.into()),
        }
    }
}
