//! Proofs by adding up constraints: what every mechanism with some properties must satisfy, row by row, and multipliers
//! under which the rows add up to a contradiction.
//!
//! # Rows
//! Let V_S\[θ̂_S\](t, θ̄_S) be the interim value of CPAM 2.1 and U_S(θ_S) = min_t V_S\[θ_S\](t, θ_S) the on-path worst case.
//! With one rule (a simple mechanism) the rows are about the rule itself. With several (an ambiguous mechanism with a finite
//! set T of rules), incentive compatibility says that for every misreport there is *some* rule that makes it worth no more than
//! U_S(θ̄_S): a rule t ∈ T against a pure misreport; against mixed misreports, by the minimax theorem, one mixture Σ_t λ_t t
//! for all reports of θ̄_S at once, the truth included, since mixtures may have it in them. A mixture keeps every property that is used here: its on-path values are at
//! least U (equal to U under ambiguity insurance), its budget balances, its revenue is the same, and limits on payments that all
//! rules keep it keeps too. So it is called a rule too.
//!
//! These are the Farkas multipliers of the linear program of theory 9.5; printed, they are the proof that a paper
//! prints: "multiply IC(θ² → θ¹) by 42, …, and add".

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::number::Rational;
use crate::payment_limits::{PaymentLimit, PaymentLimits};
use crate::property::{MechanismKind, Reports};

/// A rule that a mechanism with the properties in question must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequiredRule {
    /// Any one of its rules; the only one of a simple mechanism.
    Any,
    /// One that holds a type's misreports down to its on-path worst case.
    Holding {
        /// The coalition S.
        coalition: Coalition,
        /// Its true types θ̄_S.
        truth: JointTypeId,
        /// The one misreport, against pure reports; `None`: all of them at once, against mixed reports.
        report: Option<JointTypeId>,
    },
}

/// One row: something that is at least 0 (or 0) for every mechanism with the properties in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constraint {
    /// V_S\[θ̄\](t, θ̄) − V_S\[θ̂\](t, θ̄) ≥ 0; simple mechanisms.
    Incentive {
        /// The coalition S.
        coalition: Coalition,
        /// θ̄_S.
        truth: JointTypeId,
        /// θ̂_S.
        report: JointTypeId,
    },
    /// U_S(θ_S) ≥ 0.
    Participation {
        /// The coalition S.
        coalition: Coalition,
        /// θ_S.
        types: JointTypeId,
    },
    /// V_S\[θ_S\](t, θ_S) − U_S(θ_S) ≥ 0, and = 0 when the goal asks for ambiguity insurance; ambiguous mechanisms.
    OnPath {
        /// The rule t.
        rule: RequiredRule,
        /// The coalition S.
        coalition: Coalition,
        /// θ_S.
        types: JointTypeId,
    },
    /// U_S(θ̄_S) − V_S\[θ̂_S\](t, θ̄_S) ≥ 0 for the rule t that holds this misreport down; ambiguous mechanisms. Against mixed
    /// reports also for θ̂_S = θ̄_S.
    Held {
        /// The coalition S.
        coalition: Coalition,
        /// θ̄_S.
        truth: JointTypeId,
        /// θ̂_S.
        report: JointTypeId,
    },
    /// E\[Σ_i t_i\] + (largest expected surplus) = 0.
    Revenue {
        /// The rule t.
        rule: RequiredRule,
    },
    /// What a limit on payments asks of one payment: t_i(θ) + L_i ≥ 0, R_i − t_i(θ) ≥ 0 or u_i(q(θ), θ) + t_i(θ) ≥ 0.
    Limit {
        /// Which of them.
        limit: PaymentLimit,
        /// The rule t.
        rule: RequiredRule,
        /// The agent i.
        agent: AgentId,
        /// The profile θ, of whatever probability.
        profile: ProfileId,
    },
}

/// A row with its multiplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The row.
    pub constraint: Constraint,
    /// Its multiplier: at least 0, of any sign for a row that is = 0.
    pub multiplier: Rational,
}

/// Rows whose multiples add up to a negative number being at least 0. Payments cancel by budget balance where the goal asks for
/// it: at every profile all agents' payments have the same coefficient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The mechanisms that are excluded.
    pub mechanism: MechanismKind,
    /// The misreports they are asked to be safe against; without effect on simple mechanisms.
    pub reports: Reports,
    /// The limits that their payments must keep, none as a rule: only mechanisms that keep them are excluded.
    pub limits: PaymentLimits,
    /// The rows, each at most once.
    pub terms: Vec<Term>,
}

impl Constraint {
    /// The rule that the row is about; `None` for a row about worst cases alone.
    pub fn rule(&self, reports: Reports) -> Option<RequiredRule> {
        match *self {
            Constraint::Incentive { .. } => Some(RequiredRule::Any),
            Constraint::Participation { .. } => None,
            Constraint::OnPath { rule, .. } | Constraint::Revenue { rule } | Constraint::Limit { rule, .. } => {
                Some(rule)
            }
            Constraint::Held { coalition, truth, report } => {
                let report = (reports == Reports::Pure).then_some(report);
                Some(RequiredRule::Holding { coalition, truth, report })
            }
        }
    }
}
