//! Environments: agents, types, beliefs, outcomes with payoffs, an allocation rule, and who can collude.

use crate::allocation_table::AllocationTable;
use crate::coalition::{Coalition, MAX_AGENTS, Pattern};
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use crate::number::{Rational, sum};
use crate::payoff::Payoff;
use crate::preference::{Attitude, Attitudes};
use crate::prior::{Beliefs, Prior, PriorError};
use crate::type_space::TypeSpace;
use std::fmt;

/// A type of an agent: its label and named attributes (`value`, `cost`, …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// The label.
    pub name: String,
    /// Attributes by name, in the order given.
    pub attributes: Vec<(String, Rational)>,
}

/// An agent: a label and its types Θ_i, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The label.
    pub name: String,
    /// The types in order.
    pub types: Vec<Type>,
}

/// An outcome a: a label and each agent's payoff u_i(a, ·), in agent order, before transfers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The label.
    pub name: String,
    /// Payoffs in agent order.
    pub payoffs: Vec<Payoff>,
}

/// Everything an environment is made of, before it is validated by [`Environment::new`].
#[derive(Debug, Clone)]
pub struct EnvironmentParts {
    /// A name for people; may be empty. Not part of the environment's identity.
    pub name: String,
    /// Where it comes from; may be empty. Not part of the environment's identity.
    pub source: String,
    /// The agents, at least two.
    pub agents: Vec<Agent>,
    /// What the agents believe about each other's types.
    pub beliefs: Beliefs,
    /// The feasible outcomes, at least one.
    pub outcomes: Vec<Outcome>,
    /// The outcome of not taking part, which gives everyone 0 at every profile; `None`: not taking part is worth 0.
    pub outside: Option<OutcomeId>,
    /// The outcome q(θ) of every profile.
    pub allocation: AllocationTable,
    /// Which coalitions can form.
    pub pattern: Pattern,
    /// What each coalition thinks of not knowing the rule.
    pub attitudes: Attitudes,
}

/// Why parts do not make an environment. Readers of files find these earlier and point at the place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// Fewer than two agents, or more than [`MAX_AGENTS`].
    AgentCount(usize),
    /// An agent without a type.
    NoTypes(AgentId),
    /// More than [`crate::type_space::MAX_PROFILES`] profiles.
    TooManyProfiles,
    /// No outcome.
    NoOutcomes,
    /// A list has another length than the agents, profiles or outcomes ask for.
    WrongLength(&'static str),
    /// The outside option gives this agent something else than 0 somewhere.
    OutsideNotZero(AgentId),
    /// The beliefs, or a payoff of this agent, were made for other numbers of types.
    WrongShape(Option<AgentId>),
    /// What is given as the beliefs of this agent is no belief system.
    NoBeliefs(AgentId, PriorError),
    /// A coalition with a member who is not an agent.
    UnknownMember(Coalition),
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EnvironmentError::AgentCount(count) => {
                write!(f, "{count} agents; an environment has 2 to {MAX_AGENTS}")
            }
            EnvironmentError::NoTypes(agent) => write!(f, "agent number {} has no types", agent.0 + 1),
            EnvironmentError::TooManyProfiles => {
                write!(f, "more than {} type profiles", crate::type_space::MAX_PROFILES)
            }
            EnvironmentError::NoOutcomes => write!(f, "no outcome"),
            EnvironmentError::WrongLength(what) => write!(f, "wrong number of {what}"),
            EnvironmentError::OutsideNotZero(agent) => {
                write!(f, "the outside option gives agent number {} something else than 0", agent.0 + 1)
            }
            EnvironmentError::WrongShape(None) => write!(f, "beliefs over other types"),
            EnvironmentError::WrongShape(Some(agent)) => {
                write!(f, "a payoff of agent number {} that depends on other types", agent.0 + 1)
            }
            EnvironmentError::NoBeliefs(agent, _) => {
                write!(f, "the beliefs of agent number {} leave out a type of its own or of another", agent.0 + 1)
            }
            EnvironmentError::UnknownMember(_) => write!(f, "a coalition with an unknown member"),
        }
    }
}

impl std::error::Error for EnvironmentError {}

/// A finite environment with a common prior (theory section 1; MDAT section 2, CPAM section 2) or with beliefs that need not
/// come from one (MDAT section 6.2). Immutable and valid.
#[derive(Debug, Clone)]
pub struct Environment {
    parts: EnvironmentParts,
    space: TypeSpace,
}

impl Environment {
    /// Checks the parts against one another.
    ///
    /// # Errors
    /// See [`EnvironmentError`].
    pub fn new(mut parts: EnvironmentParts) -> Result<Environment, EnvironmentError> {
        let agents = parts.agents.len();
        if !(2..=MAX_AGENTS).contains(&agents) {
            return Err(EnvironmentError::AgentCount(agents));
        }
        if let Some(empty) = parts.agents.iter().position(|agent| agent.types.is_empty()) {
            return Err(EnvironmentError::NoTypes(AgentId(empty)));
        }
        let counts = parts.agents.iter().map(|agent| agent.types.len()).collect();
        let space = TypeSpace::new(counts).ok_or(EnvironmentError::TooManyProfiles)?;
        if parts.outcomes.is_empty() {
            return Err(EnvironmentError::NoOutcomes);
        }
        if parts.outcomes.iter().any(|outcome| outcome.payoffs.len() != agents) {
            return Err(EnvironmentError::WrongLength("payoffs of an outcome"));
        }
        let is_known = parts.allocation.largest().is_none_or(|outcome| outcome.0 < parts.outcomes.len());
        if parts.allocation.len() != space.size() || !is_known {
            return Err(EnvironmentError::WrongLength("allocated outcomes"));
        }
        parts.beliefs = checked_beliefs(parts.beliefs, &space)?;
        for outcome in &parts.outcomes {
            if let Some(agent) = outcome.payoffs.iter().position(|payoff| !payoff.fits(&space)) {
                return Err(EnvironmentError::WrongShape(Some(AgentId(agent))));
            }
        }
        if let Pattern::Listed(list) = &parts.pattern {
            let unknown = |coalition: &&Coalition| !coalition.is_subset_of(Coalition::grand(agents));
            if let Some(coalition) = list.iter().find(unknown) {
                return Err(EnvironmentError::UnknownMember(*coalition));
            }
            parts.pattern = Pattern::listed(agents, list.iter().copied());
        }
        let listed = parts.attitudes.listed().iter().map(|(coalition, _)| *coalition);
        if let Some(unknown) =
            listed.into_iter().find(|coalition| !coalition.is_subset_of(Coalition::grand(agents)))
        {
            return Err(EnvironmentError::UnknownMember(unknown));
        }
        // What a coalition that cannot form would think has no meaning.
        parts.attitudes = parts.attitudes.among(&parts.pattern);
        if let Some(outside) = parts.outside {
            let payoffs = &parts.outcomes.get(outside.0).ok_or(EnvironmentError::WrongLength("outcomes"))?.payoffs;
            if let Some(agent) = payoffs.iter().position(|payoff| !payoff.is_zero()) {
                return Err(EnvironmentError::OutsideNotZero(AgentId(agent)));
            }
        }
        Ok(Environment { parts, space })
    }

    /// What it is made of.
    pub(crate) fn parts(&self) -> &EnvironmentParts {
        &self.parts
    }

    /// The name for people; may be empty.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// Where it comes from; may be empty.
    pub fn source(&self) -> &str {
        &self.parts.source
    }

    /// The type space Θ.
    pub fn space(&self) -> &TypeSpace {
        &self.space
    }

    /// Number of agents n.
    pub fn agent_count(&self) -> usize {
        self.parts.agents.len()
    }

    /// The agents in order.
    pub fn agents(&self) -> &[Agent] {
        &self.parts.agents
    }

    /// What each coalition thinks of not knowing the rule.
    pub fn attitudes(&self) -> &Attitudes {
        &self.parts.attitudes
    }

    /// The attitude of a coalition to not knowing the rule.
    pub fn attitude(&self, coalition: Coalition) -> &Attitude {
        self.parts.attitudes.of(coalition)
    }

    /// What the agents believe.
    pub fn beliefs(&self) -> &Beliefs {
        &self.parts.beliefs
    }

    /// The common prior p, when the environment is given by one. Beliefs given agent by agent are not searched for a prior
    /// behind them: that is a condition of its own.
    pub fn common_prior(&self) -> Option<&Prior> {
        match &self.parts.beliefs {
            Beliefs::Common(prior) => Some(prior),
            Beliefs::Individual(_) => None,
        }
    }

    /// Weights over the profiles whose conditional distributions given the agent's types are its beliefs p_i(·|θ_i).
    pub fn belief(&self, agent: AgentId) -> &Prior {
        match &self.parts.beliefs {
            Beliefs::Common(prior) => prior,
            Beliefs::Individual(list) => &list[agent.0],
        }
    }

    /// Weights whose conditional distributions given θ_S are what the coalition believes: the common prior, or a single agent's
    /// own beliefs. Several agents without a common prior have no beliefs in common: `None`.
    pub fn coalition_belief(&self, coalition: Coalition) -> Option<&Prior> {
        let single = coalition.members().next().filter(|_| coalition.len() == 1);
        self.common_prior().or_else(|| single.map(|agent| self.belief(agent)))
    }

    /// Whether every coalition that can form has beliefs ([`Environment::coalition_belief`]): without a common prior, whether
    /// nobody can collude.
    pub fn coalitions_have_beliefs(&self) -> bool {
        self.common_prior().is_some() || self.parts.pattern == Pattern::Singletons
    }

    /// The feasible outcomes in order.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.parts.outcomes
    }

    /// The outside option, when one is named.
    pub fn outside(&self) -> Option<OutcomeId> {
        self.parts.outside
    }

    /// Which coalitions can form.
    pub fn pattern(&self) -> &Pattern {
        &self.parts.pattern
    }

    /// The same environment with another coalition pattern. Coalitions with an unknown member can never form and are left
    /// out.
    #[must_use]
    pub fn with_pattern(&self, pattern: Pattern) -> Environment {
        let mut parts = self.parts.clone();
        parts.pattern = match pattern {
            Pattern::Listed(list) => {
                let grand = self.grand_coalition();
                Pattern::listed(self.agent_count(), list.into_iter().filter(|known| known.is_subset_of(grand)))
            }
            pattern => pattern,
        };
        parts.attitudes = parts.attitudes.among(&parts.pattern);
        Environment { parts, space: self.space.clone() }
    }

    /// The same environment with other attitudes; those of coalitions that cannot form are left out.
    pub fn with_attitudes(&self, attitudes: Attitudes) -> Environment {
        let mut parts = self.parts.clone();
        parts.attitudes = attitudes.among(&parts.pattern);
        Environment { parts, space: self.space.clone() }
    }

    /// The same environment with another common prior.
    ///
    /// # Errors
    /// [`EnvironmentError::WrongShape`] for a prior over other types.
    pub fn with_prior(&self, prior: Prior) -> Result<Environment, EnvironmentError> {
        if !prior.fits(&self.space) {
            return Err(EnvironmentError::WrongShape(None));
        }
        let parts = EnvironmentParts { beliefs: Beliefs::Common(prior), ..self.parts.clone() };
        Ok(Environment { parts, space: self.space.clone() })
    }

    /// q(θ).
    pub fn allocation(&self, profile: ProfileId) -> OutcomeId {
        self.parts.allocation.at(profile)
    }

    /// u_i(a, θ).
    #[inline]
    pub fn payoff(&self, agent: AgentId, outcome: OutcomeId, profile: ProfileId) -> &Rational {
        self.parts.outcomes[outcome.0].payoffs[agent.0].at(profile)
    }

    /// Σ_{i∈S} u_i(a, θ).
    pub fn total_payoff(&self, coalition: Coalition, outcome: OutcomeId, profile: ProfileId) -> Rational {
        sum(coalition.members().map(|agent| self.payoff(agent, outcome, profile)))
    }

    /// The social surplus Σ_i u_i(q(θ), θ).
    pub fn surplus(&self, profile: ProfileId) -> Rational {
        self.total_payoff(self.grand_coalition(), self.allocation(profile), profile)
    }

    /// The grand coalition I.
    pub fn grand_coalition(&self) -> Coalition {
        Coalition::grand(self.agent_count())
    }

    /// An agent's label.
    pub fn agent_name(&self, agent: AgentId) -> &str {
        &self.parts.agents[agent.0].name
    }

    /// A type's label.
    pub fn type_name(&self, agent: AgentId, t: TypeId) -> &str {
        &self.parts.agents[agent.0].types[t.0].name
    }

    /// An outcome's label.
    pub fn outcome_name(&self, outcome: OutcomeId) -> &str {
        &self.parts.outcomes[outcome.0].name
    }

    /// The labels of a profile's types in agent order, with one space between them: `H H L`.
    pub fn profile_label(&self, profile: ProfileId) -> String {
        self.joint_labels(self.grand_coalition(), JointTypeId(profile.0)).join(" ")
    }

    /// The labels of a coalition's members in agent order.
    pub fn member_labels(&self, coalition: Coalition) -> Vec<&str> {
        coalition.members().map(|agent| self.agent_name(agent)).collect()
    }

    /// The labels of a coalition's types, in agent order, in its joint type.
    pub fn joint_labels(&self, coalition: Coalition, joint: JointTypeId) -> Vec<&str> {
        let types = self.space.joint_types(coalition, joint);
        types.into_iter().map(|(agent, t)| self.type_name(agent, t)).collect()
    }

    /// The agent with this label.
    pub fn find_agent(&self, name: &str) -> Option<AgentId> {
        self.parts.agents.iter().position(|agent| agent.name == name).map(AgentId)
    }

    /// The agent's type with this label.
    pub fn find_type(&self, agent: AgentId, name: &str) -> Option<TypeId> {
        self.parts.agents[agent.0].types.iter().position(|t| t.name == name).map(TypeId)
    }

    /// The profile with these type labels in agent order.
    pub fn find_profile(&self, label: &str) -> Option<ProfileId> {
        let names: Vec<&str> = label.split_whitespace().collect();
        if names.len() != self.agent_count() {
            return None;
        }
        let types: Option<Vec<TypeId>> =
            self.space.agents().zip(&names).map(|(agent, name)| self.find_type(agent, name)).collect();
        Some(self.space.profile(&types?))
    }
}

/// Beliefs that fit the space, one per agent where there is no common prior, each in its one form.
fn checked_beliefs(beliefs: Beliefs, space: &TypeSpace) -> Result<Beliefs, EnvironmentError> {
    let list = match &beliefs {
        Beliefs::Common(prior) => std::slice::from_ref(prior),
        Beliefs::Individual(list) if list.len() != space.agent_count() => {
            return Err(EnvironmentError::WrongLength("belief systems"));
        }
        Beliefs::Individual(list) => list,
    };
    if !list.iter().all(|weights| weights.fits(space)) {
        return Err(EnvironmentError::WrongShape(None));
    }
    let Beliefs::Individual(list) = beliefs else { return Ok(beliefs) };
    let of_agent = |(agent, weights): (AgentId, Prior)| {
        weights.conditioned(space, agent).map_err(|error| EnvironmentError::NoBeliefs(agent, error))
    };
    let list: Result<Vec<Prior>, EnvironmentError> = space.agents().zip(list).map(of_agent).collect();
    Ok(Beliefs::Individual(list?))
}

/// The first outcome in the list that maximises Σ_i u_i(a, θ): the allocation of `rule = "efficient"`.
pub fn first_efficient_outcome(outcomes: &[Outcome], profile: ProfileId) -> OutcomeId {
    let mut best: Option<(OutcomeId, Rational)> = None;
    for (place, outcome) in outcomes.iter().enumerate() {
        let total = sum(outcome.payoffs.iter().map(|payoff| payoff.at(profile)));
        if best.as_ref().is_none_or(|(_, known)| total > *known) {
            best = Some((OutcomeId(place), total));
        }
    }
    best.map_or(OutcomeId(0), |(outcome, _)| outcome)
}
