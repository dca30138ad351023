//! Index newtypes: an agent, a type, an outcome and a profile are never a bare number across a public function.

/// An agent, by position in the environment's list, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(pub usize);

/// A type of one agent, by position in that agent's list, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// An outcome, by position in the environment's list, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutcomeId(pub usize);

/// A type profile of all agents: its number in lexicographic order, agent 0 most significant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub usize);

/// A type profile of the members of one coalition (or of the agents outside it): its number in lexicographic order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JointTypeId(pub usize);

/// A transfer rule of a mechanism, by position, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub usize);
