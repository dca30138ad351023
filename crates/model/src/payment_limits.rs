//! Limits on single payments: what no agent may be asked to pay, or be paid, under any rule at any profile.
//!
//! # Definition
//! Let t_i(θ) be money *to* agent i. A mechanism (q, T) keeps the limits when for every rule t ∈ T, every agent i and every
//! profile θ
//! * *liability* L_i, where there is one: t_i(θ) ≥ −L_i: the agent never pays more than L_i;
//! * *receipt* R_i, where there is one: t_i(θ) ≤ R_i: the agent never receives more than R_i;
//! * *ex post participation*, where asked for: u_i(q(θ), θ) + t_i(θ) ≥ 0: no agent regrets having taken part, whatever the
//!   types turned out to be and whichever rule was drawn.
//!
//! Every profile counts, those of probability 0 included: a limit is a promise about payments, and no promise about beliefs.
//! (A profile of probability 0 may still be reported.)
//!
//! # What stays true under limits
//! Limits are about one rule at a time, linear in its payments, and every rule keeps the same ones. So a mixture Σ_t λ_t t of
//! rules that keep the limits keeps them, and the reduction of theory 9.5 to one rule for every (S, θ_S) stands: the rule that
//! holds a type down against mixtures is a mixture of announced rules. What does not stand is every argument that makes bets larger:
//! a bet that punishes a misreport enough may break a limit.

use crate::environment::Environment;
use crate::index::{AgentId, ProfileId, RuleId};
use crate::number::Rational;
use crate::transfer::TransferTable;
use std::collections::BTreeMap;

/// Which limit a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentLimit {
    /// t_i(θ) + L_i ≥ 0.
    Liability,
    /// R_i − t_i(θ) ≥ 0.
    Receipt,
    /// u_i(q(θ), θ) + t_i(θ) ≥ 0.
    ExPostParticipation,
}

impl PaymentLimit {
    /// All of them, in the order they are reported.
    pub const ALL: [PaymentLimit; 3] =
        [PaymentLimit::Liability, PaymentLimit::Receipt, PaymentLimit::ExPostParticipation];

    /// `liability`, `receipt` or `ex-post-participation`.
    pub fn name(self) -> &'static str {
        match self {
            PaymentLimit::Liability => "liability",
            PaymentLimit::Receipt => "receipt",
            PaymentLimit::ExPostParticipation => "ex-post-participation",
        }
    }

    /// The coefficient of t_i(θ) in the row: 1, or −1 for receipts.
    pub fn sign(self) -> Rational {
        match self {
            PaymentLimit::Liability | PaymentLimit::ExPostParticipation => Rational::ONE,
            PaymentLimit::Receipt => Rational::NEG_ONE,
        }
    }
}

/// The limits that every rule of a mechanism must keep; none by default. Amounts are in the unit of payoffs; a negative liability
/// is a payment that the agent is sure to receive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentLimits {
    liability: BTreeMap<AgentId, Rational>,
    receipt: BTreeMap<AgentId, Rational>,
    ex_post_participation: bool,
}

/// The row of a limit with the smallest slack under a mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TightestPayment {
    /// The limit.
    pub limit: PaymentLimit,
    /// The rule.
    pub rule: RuleId,
    /// The agent.
    pub agent: AgentId,
    /// The profile.
    pub profile: ProfileId,
    /// t_i(θ), money to the agent.
    pub payment: Rational,
    /// What is left: the left side of the row, which must be at least 0.
    pub slack: Rational,
}

/// Whether a mechanism keeps a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitAnswer {
    /// The limit.
    pub limit: PaymentLimit,
    /// Where it is kept most narrowly, or broken most: the first of several rules.
    pub tightest: TightestPayment,
}

impl LimitAnswer {
    /// Whether every payment keeps the limit.
    pub fn holds(&self) -> bool {
        self.tightest.slack >= Rational::ZERO
    }
}

impl PaymentLimits {
    /// No limits.
    pub fn none() -> PaymentLimits {
        PaymentLimits::default()
    }

    /// Whether nothing is limited.
    pub fn is_none(&self) -> bool {
        *self == PaymentLimits::default()
    }

    /// With this much liability for these agents, whatever theirs was.
    #[must_use]
    pub fn with_liability(
        mut self,
        agents: impl IntoIterator<Item = AgentId>,
        amount: &Rational,
    ) -> PaymentLimits {
        self.liability.extend(agents.into_iter().map(|agent| (agent, amount.clone())));
        self
    }

    /// With receipts up to this much for these agents, whatever theirs were.
    #[must_use]
    pub fn with_receipt(mut self, agents: impl IntoIterator<Item = AgentId>, amount: &Rational) -> PaymentLimits {
        self.receipt.extend(agents.into_iter().map(|agent| (agent, amount.clone())));
        self
    }

    /// With ex post participation of every agent.
    #[must_use]
    pub fn with_ex_post_participation(mut self) -> PaymentLimits {
        self.ex_post_participation = true;
        self
    }

    /// L_i: the most that the agent ever pays, if that is limited.
    pub fn liability(&self, agent: AgentId) -> Option<&Rational> {
        self.liability.get(&agent)
    }

    /// R_i: the most that the agent ever receives, if that is limited.
    pub fn receipt(&self, agent: AgentId) -> Option<&Rational> {
        self.receipt.get(&agent)
    }

    /// Whether every agent's payoff plus payment must be at least 0 at every profile.
    pub fn ex_post_participation(&self) -> bool {
        self.ex_post_participation
    }

    /// The largest agent that is named, so that limits for agents who do not exist can be refused.
    pub fn last_agent(&self) -> Option<AgentId> {
        let last = |limits: &BTreeMap<AgentId, Rational>| limits.last_key_value().map(|(agent, _)| *agent);
        last(&self.liability).max(last(&self.receipt))
    }

    /// Which limits the agent has, in the order of [`PaymentLimit::ALL`].
    pub fn of(&self, agent: AgentId) -> impl Iterator<Item = PaymentLimit> {
        let has =
            [self.liability.contains_key(&agent), self.receipt.contains_key(&agent), self.ex_post_participation];
        PaymentLimit::ALL.into_iter().zip(has).filter(|(_, has)| *has).map(|(limit, _)| limit)
    }

    /// The constant of the row of a limit: L_i, R_i or u_i(q(θ), θ); `None` where there is no such limit.
    pub fn constant(
        &self,
        environment: &Environment,
        limit: PaymentLimit,
        agent: AgentId,
        profile: ProfileId,
    ) -> Option<Rational> {
        match limit {
            PaymentLimit::Liability => self.liability(agent).cloned(),
            PaymentLimit::Receipt => self.receipt(agent).cloned(),
            PaymentLimit::ExPostParticipation => self
                .ex_post_participation
                .then(|| environment.payoff(agent, environment.allocation(profile), profile).clone()),
        }
    }

    /// The limit's row with the smallest slack in a rule, the first of several by profile and agent; `None` when nobody has the
    /// limit. The table must fit the environment.
    pub fn tightest(
        &self,
        environment: &Environment,
        limit: PaymentLimit,
        rule: RuleId,
        table: &TransferTable,
    ) -> Option<TightestPayment> {
        let mut tightest: Option<TightestPayment> = None;
        for profile in environment.space().profiles() {
            for (agent, payment) in environment.space().agents().zip(table.at(profile)) {
                let Some(constant) = self.constant(environment, limit, agent, profile) else { continue };
                let slack = constant + limit.sign() * payment;
                if tightest.as_ref().is_none_or(|known| slack < known.slack) {
                    tightest =
                        Some(TightestPayment { limit, rule, agent, profile, payment: payment.clone(), slack });
                }
            }
        }
        tightest
    }

    /// The first row at one profile that payments, in agent order, break; `None` when they keep all limits there.
    pub fn find_breach_at(
        &self,
        environment: &Environment,
        rule: RuleId,
        profile: ProfileId,
        payments: &[Rational],
    ) -> Option<TightestPayment> {
        let rows = PaymentLimit::ALL.into_iter().flat_map(|limit| {
            environment.space().agents().zip(payments).map(move |(agent, payment)| (limit, agent, payment))
        });
        let mut rows = rows.filter_map(|(limit, agent, payment)| {
            let slack = self.constant(environment, limit, agent, profile)? + limit.sign() * payment;
            Some(TightestPayment { limit, rule, agent, profile, payment: payment.clone(), slack })
        });
        rows.find(|row| row.slack < Rational::ZERO)
    }

    /// The tightest row of the first limit that a rule breaks; `None` when it keeps them all.
    pub fn find_breach(
        &self,
        environment: &Environment,
        rule: RuleId,
        table: &TransferTable,
    ) -> Option<TightestPayment> {
        let mut tightest =
            PaymentLimit::ALL.into_iter().filter_map(|limit| self.tightest(environment, limit, rule, table));
        tightest.find(|row| row.slack < Rational::ZERO)
    }
}
