//! Sets of transfer rules in closed form: a base rule plus multiples of side bets, evaluated only where asked.
//!
//! A coalition-proof mechanism of twenty binary agents has billions of rules; it is nevertheless one small object, whose
//! rules can be counted, named, found and evaluated one payment at a time.

use super::base::{Base, BaseRule};
use super::side_bet::{SideBet, SideBetId};
use super::sparse_side_bet::SparseSideBet;
use super::{TransferRule, TransferTable};
use crate::coalition::{Coalition, Pattern};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId, RuleId};
use crate::number::Rational;
use crate::type_space::TypeSpace;

/// A finite set T of transfer rules in closed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedForm {
    /// The base rule η that every rule shares.
    pub base: Base,
    /// What is added to it.
    pub family: Family,
}

/// The side bets that are added to the base, rule by rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Family {
    /// One rule η + M φ^{θ̄_S} for every non-grand coalition S of the pattern that has at least two joint types, and every
    /// θ̄_S (CPAM Theorem 1). The rule of (S, θ̄_S) is the one that holds misreports of (S, θ̄_S) down.
    EverySideBet {
        /// The coalitions, which need not be all of the environment's.
        coalitions: Pattern,
        /// The scale M.
        scale: Rational,
    },
    /// These rules, one by one.
    Listed(Vec<Combination>),
}

/// One rule: the base plus multiples of side bets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The rule's name.
    pub name: String,
    /// Side bets with their multiples.
    pub bets: Vec<(SideBetId, Rational)>,
}

/// A rule of a closed form, ready to be asked for payments: base + Σ multiple · bet.
pub struct ClosedFormRule<'a> {
    base: BaseRule<'a>,
    bets: Vec<(Box<dyn TransferRule + 'a>, Rational)>,
}

impl TransferRule for ClosedFormRule<'_> {
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational {
        self.bets.iter().fold(self.base.payment(agent, profile), |total, (bet, multiple)| {
            total + bet.payment(agent, profile) * multiple
        })
    }

    fn table(&self, space: &TypeSpace) -> TransferTable {
        let tables: Vec<(TransferTable, &Rational)> =
            self.bets.iter().map(|(bet, multiple)| (bet.table(space), multiple)).collect();
        TransferTable::from_fn(space, |agent, profile| {
            tables.iter().fold(self.base.payment(agent, profile), |total, (table, multiple)| {
                let bet = &table.at(profile)[agent.0];
                if bet.is_zero() { total } else { total + bet * *multiple }
            })
        })
    }
}

impl ClosedForm {
    /// Number of rules |T|; `None` beyond the machine's counting.
    pub fn rule_count(&self, space: &TypeSpace) -> Option<usize> {
        match &self.family {
            Family::Listed(rules) => Some(rules.len()),
            Family::EverySideBet { coalitions: Pattern::All, .. } => {
                // Σ over all S of |Θ_S| is Π (1 + |Θ_i|); without the empty one, the grand one and those with one joint type.
                let all = space
                    .agents()
                    .try_fold(1usize, |product, agent| product.checked_mul(1 + space.type_count(agent)))?;
                let trivial = space.agents().filter(|agent| space.type_count(*agent) == 1).count();
                let trivial = 1usize.checked_shl(u32::try_from(trivial).ok()?)?;
                let grand = if space.size() == 1 { 0 } else { space.size() };
                Some(all - grand - trivial)
            }
            Family::EverySideBet { coalitions, .. } => {
                let counts = bet_coalitions(space, coalitions).map(|coalition| space.joint_count(coalition));
                Some(counts.sum())
            }
        }
    }

    /// The rule's side bet (S, θ̄_S) in a family of every side bet.
    pub fn side_bet_of(&self, space: &TypeSpace, rule: RuleId) -> Option<SideBetId> {
        let Family::EverySideBet { coalitions, .. } = &self.family else { return None };
        let mut left = rule.0;
        for coalition in bet_coalitions(space, coalitions) {
            let count = space.joint_count(coalition);
            if left < count {
                return Some(SideBetId { coalition, types: JointTypeId(left) });
            }
            left -= count;
        }
        None
    }

    /// The rule that holds misreports of (S, θ̄_S) down, in a family of every side bet.
    pub fn rule_against(&self, space: &TypeSpace, id: SideBetId) -> Option<RuleId> {
        let Family::EverySideBet { coalitions, .. } = &self.family else { return None };
        let mut before = 0;
        for coalition in bet_coalitions(space, coalitions) {
            if coalition == id.coalition {
                return Some(RuleId(before + id.types.0));
            }
            before += space.joint_count(coalition);
        }
        None
    }

    /// The rule's name; in a family of every side bet, the coalition's types, as `1=H,2=L`.
    pub fn rule_name(&self, environment: &Environment, rule: RuleId) -> Option<String> {
        match &self.family {
            Family::Listed(rules) => rules.get(rule.0).map(|rule| rule.name.clone()),
            Family::EverySideBet { .. } => {
                let id = self.side_bet_of(environment.space(), rule)?;
                let types = environment.space().joint_types(id.coalition, id.types);
                let name =
                    |(agent, t)| format!("{}={}", environment.agent_name(agent), environment.type_name(agent, t));
                Some(types.into_iter().map(name).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The rule, ready to be asked for payments. `None` for a rule that does not exist, a side bet that this prior does
    /// not allow (see [`SideBet::new`], [`SparseSideBet::new`]), or a base rule or side bet that needs a common prior where there
    /// is none.
    pub fn rule<'a>(&self, environment: &'a Environment, rule: RuleId) -> Option<ClosedFormRule<'a>> {
        let bets = match &self.family {
            Family::Listed(rules) => rules.get(rule.0)?.bets.clone(),
            Family::EverySideBet { scale, .. } => {
                vec![(self.side_bet_of(environment.space(), rule)?, scale.clone())]
            }
        };
        let made: Option<Vec<_>> =
            bets.into_iter().map(|(id, multiple)| Some((prepare_side_bet(environment, id)?, multiple))).collect();
        Some(ClosedFormRule { base: BaseRule::new(environment, self.base)?, bets: made? })
    }
}

/// The side bet of theory 9.2 under full support, of theory 9.4 otherwise; `None` where there is none, as always without a
/// common prior.
pub fn prepare_side_bet(environment: &Environment, id: SideBetId) -> Option<Box<dyn TransferRule + '_>> {
    let (space, prior) = (environment.space(), environment.common_prior()?);
    if prior.has_full_support() {
        Some(Box::new(SideBet::new(space, prior, id)?))
    } else {
        Some(Box::new(SparseSideBet::new(space, prior, id)?))
    }
}

/// The non-grand coalitions of a pattern with at least two joint types: those that have side bets. Coalitions with an
/// unknown member are left out.
pub fn bet_coalitions<'a>(space: &'a TypeSpace, pattern: &'a Pattern) -> impl Iterator<Item = Coalition> + 'a {
    let grand = Coalition::grand(space.agent_count());
    pattern
        .proper_coalitions(space.agent_count())
        .filter(move |coalition| coalition.is_subset_of(grand))
        .filter(|coalition| coalition.members().any(|agent| space.type_count(agent) > 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_counted_and_found_without_being_listed() {
        for counts in [vec![2, 2, 2], vec![3, 1, 2], vec![1, 1], vec![2, 3, 2, 2]] {
            let space = TypeSpace::new(counts).unwrap();
            for pattern in [Pattern::All, Pattern::Singletons] {
                let family = Family::EverySideBet { coalitions: pattern.clone(), scale: Rational::ONE };
                let form = ClosedForm { base: Base::Zero, family };
                let expected: usize = bet_coalitions(&space, &pattern).map(|c| space.joint_count(c)).sum();
                assert_eq!(form.rule_count(&space), Some(expected));
                for rule in (0..expected).map(RuleId) {
                    let id = form.side_bet_of(&space, rule).unwrap();
                    assert_eq!(form.rule_against(&space, id), Some(rule));
                }
                assert_eq!(form.side_bet_of(&space, RuleId(expected)), None);
            }
        }
        let paper = TypeSpace::new(vec![2, 2, 2]).unwrap();
        let family = Family::EverySideBet { coalitions: Pattern::All, scale: Rational::ONE };
        assert_eq!(ClosedForm { base: Base::Zero, family }.rule_count(&paper), Some(18));
        let large = TypeSpace::new(vec![2; 20]).unwrap();
        let family = Family::EverySideBet { coalitions: Pattern::All, scale: Rational::ONE };
        assert_eq!(ClosedForm { base: Base::Zero, family }.rule_count(&large), Some(3_485_735_824));
    }
}
