//! Verdicts about incentives, efficiency and bad outcomes, and about implementation as a whole.

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;

/// A verdict about robust coalitional incentive compatibility (THESIS definition 2.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incentives {
    /// In every coalition, for all its types and reports, some member never gains.
    Holds,
    /// Every member of a coalition gains for some types of the others.
    Fails {
        /// S.
        coalition: Coalition,
        /// θ*_S.
        truth: JointTypeId,
        /// θ'_S.
        report: JointTypeId,
        /// For every member, in agent order, types θ_−S of the others at which it gains.
        others: Vec<JointTypeId>,
    },
}

/// A verdict about incentives when members of a coalition keep their types to themselves (THESIS section 2.8.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commitment {
    /// For every coalition, true types and messages of its members, some member never gains.
    Holds,
    /// Every member gains for some types of all others.
    Fails {
        /// S.
        coalition: Coalition,
        /// The messages θ'_S.
        report: JointTypeId,
        /// For every member, in agent order, a profile with its own type at which it gains.
        profiles: Vec<ProfileId>,
    },
}

/// A verdict about weak efficiency ex post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Efficiency {
    /// For every profile weights of the agents, adding up to 1, under which no outcome is better than the choice.
    Holds(Vec<Vec<Rational>>),
    /// A lottery that everybody prefers.
    Fails {
        /// Where.
        profile: ProfileId,
        /// The lottery.
        better: Lottery,
    },
}

/// A verdict about the bad outcome property (THESIS definition 2.5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadOutcome {
    /// A lottery that is worse than every choice for everybody at all profiles, and by how much at least.
    Holds {
        /// a̲.
        lottery: Lottery,
        /// δ > 0, the largest for this lottery.
        margin: Rational,
    },
    /// Weights of agents, reports θ' and truths θ under which no lottery is worse than f(θ') at θ.
    Fails(Vec<(AgentId, ProfileId, ProfileId, Rational)>),
}

/// What is to be implemented against whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concept {
    /// Single agents deviate.
    Nash,
    /// The coalitions of the environment deviate.
    Coalitional,
    /// All coalitions deviate.
    Strong,
    /// As Nash and as strong, with one mechanism.
    Double,
}

impl Concept {
    /// All of them.
    pub const ALL: [Concept; 4] = [Concept::Nash, Concept::Coalitional, Concept::Strong, Concept::Double];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Concept::Nash => "nash",
            Concept::Coalitional => "coalitional",
            Concept::Strong => "strong",
            Concept::Double => "double",
        }
    }
}

/// What follows about implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implementable {
    /// A canonical mechanism implements f in all type spaces.
    Yes,
    /// No mechanism does, because incentives fail.
    NotIncentiveCompatible,
    /// No mechanism does, because a deception stands.
    DeceptionStands,
    /// Not settled.
    Open(OpenBecause),
}

/// Why implementation is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenBecause {
    /// A deception stands, but the necessity of monotonicity is not proved for such coalitions, rewards or deceptions.
    NecessityOpen,
    /// The conditions hold without a bad outcome.
    NoBadOutcome,
    /// A condition is undecided.
    Undecided,
}
