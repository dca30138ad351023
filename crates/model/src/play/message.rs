//! Messages, the regions they fall in, and deviations.

use crate::coalition::Coalition;
use crate::index::{JointTypeId, TypeId};
use crate::number::Rational;

/// A reward by its place in the list of a game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RewardId(pub usize);

/// What one agent sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    /// The payoff type it reports.
    pub report: TypeId,
    /// The claim k_i: 0 asks for nothing.
    pub claim: u64,
    /// The number c_i: the larger, the better the lottery outside M1.
    pub number: u64,
    /// The reward asked for.
    pub reward: Option<RewardId>,
}

impl Message {
    /// A report that asks for nothing.
    pub fn report(report: TypeId) -> Message {
        Message { report, claim: 0, number: 0, reward: None }
    }
}

/// What every type of every agent sends: by agent, then by type.
pub type Strategy = Vec<Vec<Message>>;

/// The part of the message space a profile lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// Nobody claims: the choice at the reports.
    Truthful,
    /// A coalition claims one reward with one number.
    Reward {
        /// S.
        coalition: Coalition,
        /// K > 0.
        claim: u64,
        /// z ∈ Y_S.
        reward: RewardId,
    },
    /// Everything else.
    Otherwise(Why),
}

impl Region {
    /// `M1`, `M2`, `M3`.
    pub fn name(self) -> &'static str {
        match self {
            Region::Truthful => "M1",
            Region::Reward { .. } => "M2",
            Region::Otherwise(_) => "M3",
        }
    }
}

/// Why claims do not lead to a reward. Each names the agents S that claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// S may not claim.
    MayNot(Coalition),
    /// The members claim different integers.
    DifferentClaims(Coalition),
    /// A member names no reward, or members name different ones.
    DifferentRewards(Coalition),
    /// The reward is made for another coalition.
    MadeFor(Coalition, RewardId),
    /// The lotteries are no reward of S: a guarded coalition wants them at the truth.
    NoReward(Coalition, RewardId),
}

/// What is won in one part of the compound lottery of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prize {
    /// f at the reports.
    Choice,
    /// The reward at the reports of the others.
    Reward(RewardId),
    /// a_ε at the reports.
    Mixture,
    /// a̲.
    Bad,
}

/// A prize and its probability, which is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompoundPart {
    /// What is won.
    pub prize: Prize,
    /// How probable it is.
    pub probability: Rational,
}

/// What a coalition does instead when its members have these types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayDeviation {
    /// S.
    pub coalition: Coalition,
    /// t_S, in the type space that is played in.
    pub types: JointTypeId,
    /// What the members send, in agent order.
    pub messages: Vec<Message>,
}
