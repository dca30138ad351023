//! What the formulas of an auction are about.

use crate::index::AgentId;

/// A component of one bidder's signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignalId {
    /// Whose signal.
    pub bidder: AgentId,
    /// Which component, in the order of the file.
    pub component: usize,
}

/// A variable of a valuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// What matters to this bidder about its own signal: s_i^i of SONG section 4.1.
    Own(AgentId),
    /// A component of a signal.
    Signal(SignalId),
}
