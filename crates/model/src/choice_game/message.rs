//! Messages, the regions they fall in, and deviations.

use crate::coalition::Coalition;
use crate::index::{ProfileId, TypeId};
use crate::maxmin::ChoiceId;
use crate::number::Rational;
use crate::play::RewardId;

/// What one agent sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceMessage {
    /// The type it reports.
    pub report: TypeId,
    /// The function of F it asks for.
    pub choice: ChoiceId,
    /// The claim k_i: 0 asks for no reward.
    pub claim: u64,
    /// The number c_i: the larger, the better the lottery outside M1.
    pub number: u64,
    /// The reward asked for.
    pub reward: Option<RewardId>,
}

impl ChoiceMessage {
    /// A report and a function, without claim, number and reward.
    pub fn report(report: TypeId, choice: ChoiceId) -> ChoiceMessage {
        ChoiceMessage { report, choice, claim: 0, number: 0, reward: None }
    }
}

/// What every type of every agent sends: by agent, then by type.
pub type ChoiceStrategy = Vec<Vec<ChoiceMessage>>;

/// The part of the message space a profile lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceRegion {
    /// All ask for one function and nobody claims.
    Agreed(ChoiceId),
    /// All ask for one function, and a coalition claims one reward with one number.
    Reward {
        /// f.
        choice: ChoiceId,
        /// S.
        coalition: Coalition,
        /// K > 0.
        claim: u64,
        /// h ∈ H_S^f.
        reward: RewardId,
    },
    /// Everything else.
    Otherwise(ChoiceWhy),
}

impl ChoiceRegion {
    /// `M1`, `M2`, `M3`.
    pub fn name(self) -> &'static str {
        match self {
            ChoiceRegion::Agreed(_) => "M1",
            ChoiceRegion::Reward { .. } => "M2",
            ChoiceRegion::Otherwise(_) => "M3",
        }
    }
}

/// Why messages lead neither to a function nor to a reward. The coalition is who claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceWhy {
    /// Two agents ask for different functions.
    DifferentChoices(ChoiceId, ChoiceId),
    /// S may not claim.
    MayNot(Coalition),
    /// The members claim different integers.
    DifferentClaims(Coalition),
    /// A member names no reward, or members name different ones.
    DifferentRewards(Coalition),
    /// The function is not in H_S^f for this f.
    NoReward(Coalition, RewardId, ChoiceId),
}

/// What is won in one part of the compound lottery of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoicePrize {
    /// f at the reports.
    Choice(ChoiceId),
    /// h at the reports.
    Reward(RewardId),
    /// a_ε at the reports.
    Mixture,
    /// a̲.
    Bad,
}

/// A prize and its probability, which is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoicePart {
    /// What is won.
    pub prize: ChoicePrize,
    /// How probable it is.
    pub probability: Rational,
}

/// What a coalition does instead, and where it gains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceDeviation {
    /// S.
    pub coalition: Coalition,
    /// t*, of which the members' types count.
    pub at: ProfileId,
    /// σ'_S: by member in agent order, then by type.
    pub messages: Vec<Vec<ChoiceMessage>>,
}
