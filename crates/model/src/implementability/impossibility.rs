//! Proofs that no transfer rule, or no mechanism, makes truth optimal; [`crate::check::check_no_transfers`] checks them.

use crate::belief_set::{Distribution, Multipliers};
use crate::belief_verdict::Criterion;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;
use crate::property::Reports;

/// A lie with its weight c(θ, r) > 0 in a circulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// θ.
    pub truth: TypeId,
    /// r ≠ θ.
    pub report: TypeId,
    /// c(θ, r).
    pub weight: Rational,
}

/// A lie with G_θr = Σ weight · belief, the beliefs in Π(θ), the weights positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeliefFlow {
    /// θ.
    pub truth: TypeId,
    /// r ≠ θ.
    pub report: TypeId,
    /// Weights and beliefs.
    pub parts: Vec<(Rational, Distribution)>,
}

/// A proof that no transfers make truth optimal for an agent; see [`crate::implementability`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impossibility {
    /// Theorem 1, or Theorem 3 when the criterion is [`Criterion::Maximal`].
    Circulation {
        /// The agent.
        agent: AgentId,
        /// [`Criterion::Maxmin`] or [`Criterion::Maximal`].
        criterion: Criterion,
        /// The misreports that are enough for the contradiction.
        reports: Reports,
        /// The lies, in order of truth and report.
        flows: Vec<Flow>,
        /// Multipliers that bound the smallest expectations where no closed form does: against pure reports one for each flow, against
        /// mixed reports one for each truth among the flows in order.
        floors: Vec<Option<Multipliers>>,
    },
    /// Theorem 2.
    Beliefs {
        /// The agent.
        agent: AgentId,
        /// The lies, in order of truth and report.
        flows: Vec<BeliefFlow>,
    },
}

impl Impossibility {
    /// The agent.
    pub fn agent(&self) -> AgentId {
        match self {
            Impossibility::Circulation { agent, .. } | Impossibility::Beliefs { agent, .. } => *agent,
        }
    }

    /// Whether mechanisms with several rules are excluded, too: by maxmin and optimal, but not by maximal, where the lies of one type may be held
    /// down under one rule and those of another type under another.
    pub fn covers_several(&self) -> bool {
        self.criterion() != Criterion::Maximal
    }

    /// The criterion by which there are no transfers.
    pub fn criterion(&self) -> Criterion {
        match self {
            Impossibility::Circulation { criterion, .. } => *criterion,
            Impossibility::Beliefs { .. } => Criterion::Optimal,
        }
    }
}
