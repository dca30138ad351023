//! Side contracts (δ_S, T^S): a coalition's strategy, and rules that move money among its members.

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, RuleId};
use crate::number::{Rational, sum};
use crate::type_space::{Split, TypeSpace};
use std::collections::BTreeSet;

/// Payments to the members of a coalition, at every profile or depending on the members' types only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideTable {
    members: usize,
    /// How many joint types of the others are told apart: all, or 1.
    outside: usize,
    /// One payment for every member, by θ_S, by θ_−S.
    payments: Vec<Rational>,
}

impl SideTable {
    /// The table with these payments, kept by the members' types alone where they do not depend on the others'.
    pub fn from_fn(
        split: &Split,
        mut payment: impl FnMut(AgentId, JointTypeId, JointTypeId) -> Rational,
    ) -> SideTable {
        let members: Vec<AgentId> = split.coalition().members().collect();
        let mut payments = Vec::with_capacity(split.own_count() * split.rest_count() * members.len());
        for own in split.own() {
            for rest in split.rest() {
                payments.extend(members.iter().map(|member| payment(*member, own, rest)));
            }
        }
        let wide = split.rest_count() * members.len();
        let is_same = |block: &[Rational]| block.chunks(members.len()).all(|row| row == &block[..members.len()]);
        if payments.chunks(wide).all(is_same) {
            let first = |block: &[Rational]| block[..members.len()].to_vec();
            let payments = payments.chunks(wide).flat_map(first).collect();
            return SideTable { members: members.len(), outside: 1, payments };
        }
        SideTable { members: members.len(), outside: split.rest_count(), payments }
    }

    /// The table that depends on the members' types only.
    pub fn on_own_types(split: &Split, mut payment: impl FnMut(AgentId, JointTypeId) -> Rational) -> SideTable {
        let members: Vec<AgentId> = split.coalition().members().collect();
        let mut payments = Vec::with_capacity(split.own_count() * members.len());
        for own in split.own() {
            payments.extend(members.iter().map(|member| payment(*member, own)));
        }
        SideTable { members: members.len(), outside: 1, payments }
    }

    /// Whether it was made for this split of the agents.
    pub fn fits(&self, split: &Split) -> bool {
        self.members == split.coalition().len()
            && (self.outside == 1 || self.outside == split.rest_count())
            && self.payments.len() == self.members * split.own_count() * self.outside
    }

    /// Whether the others' types make no difference.
    pub fn is_on_own_types(&self) -> bool {
        self.outside == 1
    }

    /// The payments to the members, in agent order, at one profile.
    pub fn at(&self, own: JointTypeId, rest: JointTypeId) -> &[Rational] {
        let column = if self.outside == 1 { 0 } else { rest.0 };
        &self.payments[(own.0 * self.outside + column) * self.members..][..self.members]
    }

    /// All payments.
    pub fn payments(&self) -> &[Rational] {
        &self.payments
    }
}

/// A side rule τ, before what is common to all of them is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideRule {
    /// Its name.
    pub name: String,
    /// One table for all rules of the mechanism, or one for each, in their order.
    pub tables: Vec<SideTable>,
}

impl SideRule {
    /// The table under a rule of the mechanism.
    pub fn table(&self, rule: RuleId) -> Option<&SideTable> {
        pick(&self.tables, rule)
    }
}

/// δ_S: for every joint type θ_S the reports with positive probabilities.
pub type Strategy = Vec<Vec<(JointTypeId, Rational)>>;

/// A side contract (δ_S, T^S) for a mechanism. Under side rule k and rule t the members receive the common payments under t plus
/// those of k under t.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideContract {
    /// A name for people; may be empty.
    pub name: String,
    /// Where it comes from; may be empty.
    pub source: String,
    /// The coalition S.
    pub coalition: Coalition,
    /// δ_S, by θ_S.
    pub strategy: Strategy,
    /// Payments common to all side rules: none, one table for all rules of the mechanism, or one for each.
    pub common: Vec<SideTable>,
    /// The side rules T^S, at least one.
    pub rules: Vec<SideRule>,
}

impl SideContract {
    /// Whether strategy and tables make sense for a mechanism with so many rules.
    pub fn fits(&self, space: &TypeSpace, rules: usize) -> bool {
        if self.coalition.is_empty() || !self.coalition.is_subset_of(Coalition::grand(space.agent_count())) {
            return false;
        }
        let split = space.split(self.coalition);
        let of_rules = |tables: &[SideTable]| {
            (tables.len() == 1 || tables.len() == rules) && tables.iter().all(|table| table.fits(&split))
        };
        self.strategy.len() == split.own_count()
            && self.strategy.iter().all(|row| is_mixture(row, split.own_count()))
            && (self.common.is_empty() || of_rules(&self.common))
            && !self.rules.is_empty()
            && self.rules.iter().all(|rule| of_rules(&rule.tables))
    }

    /// The common payments under a rule of the mechanism.
    pub fn common_table(&self, rule: RuleId) -> Option<&SideTable> {
        pick(&self.common, rule)
    }

    /// τ_j(t, θ) for all members j in agent order; `None` for rules that do not exist.
    pub fn payments(
        &self,
        side: usize,
        rule: RuleId,
        own: JointTypeId,
        rest: JointTypeId,
    ) -> Option<Vec<Rational>> {
        let bet = self.rules.get(side)?.table(rule)?.at(own, rest);
        Some(match self.common_table(rule) {
            None => bet.to_vec(),
            Some(common) => common.at(own, rest).iter().zip(bet).map(|(common, bet)| common + bet).collect(),
        })
    }

    /// A side rule's name, or its number for one that does not exist.
    pub fn rule_name(&self, side: usize) -> String {
        self.rules.get(side).map_or_else(|| format!("number {}", side + 1), |rule| rule.name.clone())
    }
}

fn pick(tables: &[SideTable], rule: RuleId) -> Option<&SideTable> {
    if tables.len() == 1 { tables.first() } else { tables.get(rule.0) }
}

/// Positive probabilities of different reports that exist, adding up to 1.
fn is_mixture(row: &[(JointTypeId, Rational)], reports: usize) -> bool {
    let mut seen = BTreeSet::new();
    row.iter().all(|(report, share)| report.0 < reports && *share > Rational::ZERO && seen.insert(report.0))
        && sum(row.iter().map(|(_, share)| share)).is_one()
}
