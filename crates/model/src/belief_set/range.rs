//! What a type expects: the smallest and the largest expectation of what it gets.

use super::Extreme;
use crate::index::{AgentId, RuleId, TypeId};
use crate::number::Rational;

/// The expectations of one type over its set of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectationRange {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// The transfer rule whose payments are counted in, if any.
    pub rule: Option<RuleId>,
    /// What is expected: one value per type profile of the others.
    pub values: Vec<Rational>,
    /// The smallest expectation.
    pub lower: Extreme,
    /// The largest.
    pub upper: Extreme,
}
