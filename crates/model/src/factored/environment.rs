//! What conditions about beliefs are about: agents with types, a prior in factored form, and who can collude.

use super::prior::FactoredPrior;
use crate::coalition::{Coalition, MAX_AGENTS, Pattern};
use crate::environment::Agent;
use crate::index::{AgentId, TypeId};

/// Why parts do not make a factored environment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactoredEnvironmentError {
    /// Fewer than two agents, or more than [`MAX_AGENTS`].
    AgentCount(usize),
    /// The prior was made for other numbers of types.
    WrongShape,
    /// A coalition with a member who is not an agent.
    UnknownMember(Coalition),
}

/// Agents, a prior in factored form and a pattern of coalitions; without payoffs. The number of profiles has no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactoredEnvironment {
    name: String,
    agents: Vec<Agent>,
    prior: FactoredPrior,
    pattern: Pattern,
}

impl FactoredEnvironment {
    /// Checks the parts against one another. The name is for people and may be empty.
    ///
    /// # Errors
    /// See [`FactoredEnvironmentError`].
    pub fn new(
        name: String,
        agents: Vec<Agent>,
        prior: FactoredPrior,
        pattern: Pattern,
    ) -> Result<FactoredEnvironment, FactoredEnvironmentError> {
        if !(2..=MAX_AGENTS).contains(&agents.len()) {
            return Err(FactoredEnvironmentError::AgentCount(agents.len()));
        }
        if !agents.iter().map(|agent| agent.types.len()).eq(prior.counts().iter().copied()) {
            return Err(FactoredEnvironmentError::WrongShape);
        }
        let pattern = match pattern {
            Pattern::Listed(list) => {
                let grand = Coalition::grand(agents.len());
                if let Some(unknown) = list.iter().find(|coalition| !coalition.is_subset_of(grand)) {
                    return Err(FactoredEnvironmentError::UnknownMember(*unknown));
                }
                Pattern::listed(agents.len(), list)
            }
            pattern => pattern,
        };
        Ok(FactoredEnvironment { name, agents, prior, pattern })
    }

    /// The name for people; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The agents in order.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// Number of agents n.
    pub fn agent_count(&self) -> usize {
        self.agents.len()
    }

    /// The prior.
    pub fn prior(&self) -> &FactoredPrior {
        &self.prior
    }

    /// Which coalitions can form.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// An agent's label.
    pub fn agent_name(&self, agent: AgentId) -> &str {
        &self.agents[agent.0].name
    }

    /// A type's label.
    pub fn type_name(&self, agent: AgentId, t: TypeId) -> &str {
        &self.agents[agent.0].types[t.0].name
    }

    /// The labels of a coalition's types, in agent order.
    pub fn joint_labels(&self, coalition: Coalition, types: &[TypeId]) -> Vec<&str> {
        coalition.members().zip(types).map(|(agent, t)| self.type_name(agent, *t)).collect()
    }
}
