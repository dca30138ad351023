//! The rows of a combination, rebuilt from the environment to be shown. What they prove is the checker's business.

use super::equation::{Equation, Symbol, SymbolKind};
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::{Integer, Natural, Rational};
use ambimech_model::property::{Goal, MechanismKind, Property};
use ambimech_model::transfer::base::expected_surplus;
use std::collections::BTreeMap;

/// An unknown of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unknown {
    Payment(RequiredRule, ProfileId, AgentId),
    Payments(RequiredRule, ProfileId),
    WorstCase(Coalition, JointTypeId),
}

/// Rebuilds rows.
pub(super) struct Rows<'a> {
    environment: &'a Environment,
    goal: &'a Goal,
    combination: &'a Combination,
    views: BTreeMap<Coalition, Option<Interim<'a>>>,
    surplus: Option<Rational>,
}

/// Terms in the order in which they come; a second one for the same unknown is added to the first.
#[derive(Default)]
struct Row {
    left: Vec<(Rational, Unknown)>,
}

impl Row {
    fn add(&mut self, coefficient: Rational, unknown: Unknown) {
        match self.left.iter_mut().find(|(_, known)| *known == unknown) {
            Some((sum, _)) => *sum += coefficient,
            None => self.left.push((coefficient, unknown)),
        }
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(environment: &'a Environment, goal: &'a Goal, combination: &'a Combination) -> Rows<'a> {
        Rows { environment, goal, combination, views: BTreeMap::new(), surplus: None }
    }

    /// What the payoffs, or a limit, contribute to a row.
    pub(super) fn payoffs(&mut self, constraint: &Constraint) -> Rational {
        match *constraint {
            Constraint::Incentive { coalition, truth, report } => {
                self.payoff(coalition, truth, truth) - self.payoff(coalition, truth, report)
            }
            Constraint::Participation { coalition, types } => match self.combination.mechanism {
                MechanismKind::Simple => self.payoff(coalition, types, types),
                MechanismKind::Ambiguous => Rational::ZERO,
            },
            Constraint::OnPath { coalition, types, .. } => self.payoff(coalition, types, types),
            Constraint::Held { coalition, truth, report } => -self.payoff(coalition, truth, report),
            Constraint::Revenue { .. } => {
                let environment = self.environment;
                self.surplus.get_or_insert_with(|| expected_surplus(environment).unwrap_or_default()).clone()
            }
            Constraint::Limit { limit, agent, profile, .. } => {
                self.combination.limits.constant(self.environment, limit, agent, profile).unwrap_or_default()
            }
        }
    }

    /// What the payoffs contribute to the sum of all rows.
    pub(super) fn total(&mut self) -> Rational {
        let terms = &self.combination.terms;
        terms.iter().fold(Rational::ZERO, |sum, term| sum + self.payoffs(&term.constraint) * &term.multiplier)
    }

    /// An upper bound for the number of unknowns in a row.
    pub(super) fn width(&self, constraint: &Constraint) -> usize {
        let (space, agents) = (self.environment.space(), self.environment.agent_count());
        let value =
            |coalition: Coalition| space.joint_count(coalition.complement(agents)).saturating_mul(coalition.len());
        match *constraint {
            Constraint::Incentive { coalition, .. } => value(coalition).saturating_mul(2),
            Constraint::Participation { coalition, .. } => match self.combination.mechanism {
                MechanismKind::Simple => value(coalition),
                MechanismKind::Ambiguous => 1,
            },
            Constraint::OnPath { coalition, .. } | Constraint::Held { coalition, .. } => {
                value(coalition).saturating_add(1)
            }
            Constraint::Revenue { .. } => space.size().saturating_mul(agents),
            Constraint::Limit { .. } => 1,
        }
    }

    /// Whether a row is an equation.
    pub(super) fn is_equality(&self, constraint: &Constraint) -> bool {
        match constraint {
            Constraint::Revenue { .. } => true,
            Constraint::OnPath { coalition, .. } => {
                self.goal.asks_for(Property::Ai) && self.environment.pattern().contains(*coalition)
            }
            _ => false,
        }
    }

    /// A row written out; its number stands on the right.
    pub(super) fn equation(&mut self, constraint: &Constraint, rules: &[RequiredRule]) -> Equation {
        let row = self.row(constraint);
        let right = -self.payoffs(constraint);
        self.written(row, self.is_equality(constraint), right, rules)
    }

    /// The sum of all rows times their multipliers; payments that all agents get alike are put together.
    pub(super) fn sum(&mut self, rules: &[RequiredRule]) -> Equation {
        let combination = self.combination;
        let mut sum: BTreeMap<Unknown, Rational> = BTreeMap::new();
        for Term { constraint, multiplier } in &combination.terms {
            for (coefficient, unknown) in self.row(constraint).left {
                *sum.entry(unknown).or_default() += coefficient * multiplier;
            }
        }
        let agents = self.environment.agent_count();
        let mut left: Vec<(Rational, Unknown)> = Vec::new();
        for (unknown, coefficient) in &sum {
            if let Unknown::Payment(rule, profile, agent) = *unknown {
                let of = |agent| sum.get(&Unknown::Payment(rule, profile, AgentId(agent)));
                if (0..agents).all(|other| of(other) == Some(coefficient)) {
                    if agent.0 == 0 {
                        left.push((coefficient.clone(), Unknown::Payments(rule, profile)));
                    }
                    continue;
                }
            }
            left.push((coefficient.clone(), *unknown));
        }
        let right = -self.total();
        self.written(Row { left }, false, right, rules)
    }

    /// `None` for a coalition without beliefs, about which no accepted row can be.
    fn view(&mut self, coalition: Coalition) -> Option<&Interim<'a>> {
        let environment = self.environment;
        self.views.entry(coalition).or_insert_with(|| Interim::new(environment, coalition)).as_ref()
    }

    fn payoff(&mut self, coalition: Coalition, truth: JointTypeId, report: JointTypeId) -> Rational {
        self.view(coalition).map(|view| view.payoff(truth, report)).unwrap_or_default()
    }

    fn row(&mut self, constraint: &Constraint) -> Row {
        let mut row = Row::default();
        let rule = constraint.rule(self.combination.reports).unwrap_or(RequiredRule::Any);
        let (plus, minus) = (Rational::ONE, -Rational::ONE);
        match *constraint {
            Constraint::Incentive { coalition, truth, report } => {
                self.add_value(&mut row, rule, (coalition, truth, truth), &plus);
                self.add_value(&mut row, rule, (coalition, truth, report), &minus);
            }
            Constraint::Participation { coalition, types } => match self.combination.mechanism {
                MechanismKind::Simple => self.add_value(&mut row, rule, (coalition, types, types), &plus),
                MechanismKind::Ambiguous => row.add(plus, Unknown::WorstCase(coalition, types)),
            },
            Constraint::OnPath { coalition, types, .. } => {
                self.add_value(&mut row, rule, (coalition, types, types), &plus);
                row.add(minus, Unknown::WorstCase(coalition, types));
            }
            Constraint::Held { coalition, truth, report } => {
                row.add(plus, Unknown::WorstCase(coalition, truth));
                self.add_value(&mut row, rule, (coalition, truth, report), &minus);
            }
            Constraint::Revenue { .. } => {
                let Some(prior) = self.environment.common_prior() else { return row };
                for profile in self.environment.space().profiles() {
                    let probability = prior.probability(profile);
                    for agent in self.environment.space().agents() {
                        row.add(probability.clone(), Unknown::Payment(rule, profile, agent));
                    }
                }
            }
            Constraint::Limit { limit, agent, profile, .. } => {
                row.add(limit.sign(), Unknown::Payment(rule, profile, agent));
            }
        }
        row
    }

    /// Adds a multiple of the expected payments after a report, given the truth.
    fn add_value(
        &mut self,
        row: &mut Row,
        rule: RequiredRule,
        (coalition, truth, report): (Coalition, JointTypeId, JointTypeId),
        sign: &Rational,
    ) {
        let Some(view) = self.view(coalition) else { return };
        let total = view.total_weight(truth).clone();
        if total == Natural::ZERO {
            return;
        }
        for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
            if *weight != Integer::ZERO {
                let probability = Rational::from_parts(weight.clone(), total.clone());
                let profile = view.split().profile(report, x);
                for agent in coalition.members() {
                    row.add(&probability * sign, Unknown::Payment(rule, profile, agent));
                }
            }
        }
    }

    fn written(&self, row: Row, is_equality: bool, right: Rational, rules: &[RequiredRule]) -> Equation {
        let environment = self.environment;
        let grand = environment.grand_coalition();
        let number = |rule: RequiredRule| {
            let place = rules.iter().position(|known| *known == rule).filter(|_| rules.len() > 1);
            place.map(|place| place + 1)
        };
        let at = |coalition, joint| name::type_labels(environment, coalition, joint).join(",");
        let symbol = |unknown| match unknown {
            Unknown::Payment(rule, profile, agent) => Symbol {
                kind: SymbolKind::Payment,
                rule: number(rule),
                below: name::agent(environment, agent),
                types: at(grand, JointTypeId(profile.0)),
            },
            Unknown::Payments(rule, profile) => Symbol {
                kind: SymbolKind::Payments,
                rule: number(rule),
                below: String::new(),
                types: at(grand, JointTypeId(profile.0)),
            },
            Unknown::WorstCase(coalition, types) => Symbol {
                kind: SymbolKind::WorstCase,
                rule: None,
                below: match coalition.len() {
                    1 => name::members(environment, coalition).concat(),
                    _ => name::coalition(environment, coalition),
                },
                types: at(coalition, types),
            },
        };
        let left = row.left.into_iter().filter(|(coefficient, _)| !coefficient.is_zero());
        Equation {
            left: left.map(|(coefficient, unknown)| (coefficient, symbol(unknown))).collect(),
            is_equality,
            right,
        }
    }
}
