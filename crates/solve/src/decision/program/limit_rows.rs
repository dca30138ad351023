//! The rows of limits on payments: one for every rule, agent, profile and limit.
//!
//! c + t_i(θ) ≥ 0 or c − t_i(θ) ≥ 0 (`ambimech_model::payment_limits`). Where the least limit of a kind is asked for, c is the
//! unknown limit for every agent that has no limit of this kind of its own. A payment of the last agent that the balanced
//! budget leaves over is minus the sum of the others'.

use super::{DecisionProgram, Question};
use crate::lp::Relation;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Constraint, RequiredRule};
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use std::collections::BTreeMap;

/// Limits on payments, and the kind of which the least is asked for.
pub(super) struct Limits {
    pub(super) fixed: PaymentLimits,
    pub(super) least: Option<PaymentLimit>,
}

impl Limits {
    pub(super) fn none() -> Limits {
        Limits { fixed: PaymentLimits::none(), least: None }
    }
}

impl<'a> DecisionProgram<'a> {
    /// The program with limits on the payments of every rule, and where a kind is named with one more unknown, at least 0: the
    /// limit of this kind of every agent that has none.
    pub fn with_limits(
        question: Question<'a>,
        rules: Vec<RequiredRule>,
        limits: &PaymentLimits,
        least: Option<PaymentLimit>,
    ) -> DecisionProgram<'a> {
        let limits = Limits { fixed: limits.clone(), least };
        DecisionProgram::build(question, rules, None, question.insured(), limits)
    }

    /// The same program with these numbers for the worst cases; those of types that are not named stay unknown.
    #[must_use]
    pub fn with_worst_cases(
        mut self,
        known: &BTreeMap<(Coalition, JointTypeId), Rational>,
    ) -> DecisionProgram<'a> {
        for (of, variable) in &self.worst_cases {
            if let Some(value) = known.get(of) {
                self.program.add_row(Relation::Equal, vec![(*variable, Rational::ONE)], value.clone());
            }
        }
        self
    }

    pub(super) fn add_limits(&mut self, least: Option<PaymentLimit>) {
        let environment = self.question.environment;
        let payers = self.payers();
        for (place, rule) in self.rules.clone().into_iter().enumerate() {
            for profile in environment.space().profiles() {
                let first = (place * environment.space().size() + profile.0) * payers;
                for agent in environment.space().agents() {
                    for limit in PaymentLimit::ALL {
                        let constant = self.limits.constant(environment, limit, agent, profile);
                        let unknown = self.least.filter(|_| constant.is_none() && least == Some(limit));
                        if constant.is_none() && unknown.is_none() {
                            continue;
                        }
                        let mut entries = payment(first, payers, agent, &limit.sign());
                        entries.extend(unknown.map(|variable| (variable, Rational::ONE)));
                        self.program.add_row(Relation::AtLeast, entries, -constant.unwrap_or_default());
                        self.rows.push((Constraint::Limit { limit, rule, agent, profile }, Rational::ONE));
                    }
                }
            }
        }
    }
}

/// A multiple of t_i(θ) in unknowns, of which `first` is the first one at θ.
fn payment(first: usize, payers: usize, agent: AgentId, sign: &Rational) -> Vec<(usize, Rational)> {
    if agent.0 < payers {
        return vec![(first + agent.0, sign.clone())];
    }
    (first..first + payers).map(|variable| (variable, -sign)).collect()
}
