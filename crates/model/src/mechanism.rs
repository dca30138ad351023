//! Ambiguous mechanisms (q, T): the environment's allocation rule with a finite set of transfer rules.

use crate::certificate::{HoldingWeights, RuleWeights};
use crate::environment::Environment;
use crate::index::{ProfileId, RuleId};
use crate::number::Rational;
use crate::property::Goal;
use crate::transfer::closed_form::ClosedForm;
use crate::transfer::{TransferRule, TransferTable};

/// A transfer rule written out, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRule {
    /// The rule's name.
    pub name: String,
    /// Its payments.
    pub table: TransferTable,
}

/// The set T of announced transfer rules, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rules {
    /// Written out.
    Tables(Vec<NamedRule>),
    /// In closed form, evaluated where asked.
    ClosedForm(ClosedForm),
}

/// A mechanism (q, T): simple when T has one rule, ambiguous otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mechanism {
    /// A name for people; may be empty.
    pub name: String,
    /// Where it comes from; may be empty.
    pub source: String,
    /// What it was made for, if stated.
    pub goal: Option<Goal>,
    /// The transfer rules T.
    pub rules: Rules,
}

impl Mechanism {
    /// Number of rules; `None` beyond the machine's counting.
    pub fn rule_count(&self, environment: &Environment) -> Option<usize> {
        match &self.rules {
            Rules::Tables(rules) => Some(rules.len()),
            Rules::ClosedForm(form) => form.rule_count(environment.space()),
        }
    }

    /// A rule's name; empty for a rule that does not exist.
    pub fn rule_name(&self, environment: &Environment, rule: RuleId) -> String {
        let name = match &self.rules {
            Rules::Tables(rules) => rules.get(rule.0).map(|rule| rule.name.clone()),
            Rules::ClosedForm(form) => form.rule_name(environment, rule),
        };
        name.unwrap_or_default()
    }

    /// A rule written out; `None` for a rule that does not exist, was written out for other agents or types, or cannot be
    /// evaluated in this environment.
    pub fn table(&self, environment: &Environment, rule: RuleId) -> Option<TransferTable> {
        match &self.rules {
            Rules::Tables(rules) => {
                Some(&rules.get(rule.0)?.table).filter(|table| table.fits(environment.space())).cloned()
            }
            Rules::ClosedForm(form) => Some(form.rule(environment, rule)?.table(environment.space())),
        }
    }

    /// A rule's payments at one profile, in agent order, without writing the rule out; `None` as for [`Mechanism::table`]. Of a closed
    /// form it costs the preparation of the rule's side bets, O(|Θ|).
    pub fn payments(&self, environment: &Environment, rule: RuleId, profile: ProfileId) -> Option<Vec<Rational>> {
        if profile.0 >= environment.space().size() {
            return None;
        }
        match &self.rules {
            Rules::Tables(rules) => {
                let table = &rules.get(rule.0)?.table;
                table.fits(environment.space()).then(|| table.at(profile).to_vec())
            }
            Rules::ClosedForm(form) => {
                let rule = form.rule(environment, rule)?;
                Some(environment.space().agents().map(|agent| rule.payment(agent, profile)).collect())
            }
        }
    }

    /// The same mechanism with every rule written out; `None` as for [`Mechanism::table`].
    pub fn written_out(&self, environment: &Environment) -> Option<Mechanism> {
        let rules: Option<Vec<NamedRule>> = (0..self.rule_count(environment)?)
            .map(|rule| {
                let rule = RuleId(rule);
                Some(NamedRule { name: self.rule_name(environment, rule), table: self.table(environment, rule)? })
            })
            .collect();
        Some(Mechanism { rules: Rules::Tables(rules?), ..self.clone() })
    }

    /// The same weights, with "its own rule" spelled out rule by rule, as a written-out mechanism needs them.
    pub fn listed_weights(&self, environment: &Environment, weights: &HoldingWeights) -> HoldingWeights {
        let (Rules::ClosedForm(form), HoldingWeights::OwnRule) = (&self.rules, weights) else {
            return weights.clone();
        };
        let rules = (0..form.rule_count(environment.space()).unwrap_or(0)).map(RuleId);
        let entry = |rule| {
            let id = form.side_bet_of(environment.space(), rule)?;
            let weights = vec![(rule, Rational::ONE)];
            Some(RuleWeights { coalition: id.coalition, types: id.types, best: None, weights })
        };
        HoldingWeights::Listed(rules.filter_map(entry).collect())
    }
}
