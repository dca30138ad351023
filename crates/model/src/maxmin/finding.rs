//! Verdicts about the conditions, with what proves them.

use super::choice::ChoiceId;
use super::condition::{MaxminCondition, Scope};
use super::deception::Deception;
use super::row::{Limit, Wish};
use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;

/// A deception after which a function improves on what another one (or itself) is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// f, which is improved upon.
    pub choice: ChoiceId,
    /// The function that is used: f itself for incentive compatibility.
    pub used: ChoiceId,
    /// The coalition.
    pub coalition: Coalition,
    /// What its members report.
    pub deception: Deception,
    /// The profile of T* at which they gain.
    pub at: ProfileId,
}

/// A reward function with the reward set that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    /// f.
    pub choice: ChoiceId,
    /// S.
    pub coalition: Coalition,
    /// h, by profile.
    pub lotteries: Vec<Lottery>,
}

/// Why one deception does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeceptionProof {
    /// f∘α agrees on T* with this function.
    Acceptable(ChoiceId),
    /// The reward with this number, from 0, improves for its coalition at this profile of T*.
    Rewarded(usize, ProfileId),
}

/// A tree that shows that a wish cannot be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exclusion {
    /// Multipliers of the rows of the wish and of the ways chosen on the way here, in order.
    Contradiction(Vec<Rational>),
    /// A limit, and for each way to keep it what follows then.
    Ways(Box<Limit>, Vec<Exclusion>),
}

/// A deception without a reward: every wish about it, with the proof that it cannot be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoReward {
    /// f.
    pub choice: ChoiceId,
    /// α.
    pub deception: Deception,
    /// All wishes: rewarded coalitions in order; joint types of the members, by the first profile of T* with them; favoured members.
    pub excluded: Vec<(Wish, Exclusion)>,
}

/// What proves a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Holds: the checker goes through all cases itself.
    AllCases,
    /// Incentive compatibility or local efficiency fails.
    Deviation(Deviation),
    /// Closure fails: these functions, one for each cell, put together, are not in F.
    Pieces(Vec<ChoiceId>),
    /// The assumption fails at this profile.
    Unsupported(ProfileId),
    /// Monotonicity holds: rewards, and for every function and every deception, in order, why it does no harm.
    Rewards(Vec<Reward>, Vec<DeceptionProof>),
    /// Monotonicity fails.
    NoReward(Box<NoReward>),
    /// There is a bad outcome, or a deep one.
    Bad(Lottery),
    /// There is none: weights w(i, t) ≥ 0, not all 0, such that Σ w (u_i(x, t) − b_i(t)) ≥ 0 for every x, b_i(t) being what it would have to be
    /// worse than.
    NoBad(Vec<(AgentId, ProfileId, Rational)>),
    /// Efficient: for every function and every profile t* of T*, in order, for every agent a weight above 0 and weights of the
    /// extreme beliefs of its type there, that add up to it.
    Weights(Vec<Vec<Vec<Rational>>>),
    /// With these rewards no plan of a group pays: for every function, every group and every joint type of it at some profile of T*, in order
    /// ([`crate::check::all_plan_places`]), for every member a weight above 0 and weights of the extreme beliefs of its type that add up to it.
    Safe(Vec<Reward>, Vec<Vec<Vec<Rational>>>),
    /// Not efficient: the function f, the profile, and what improves on it.
    Dominated(ChoiceId, ProfileId, Vec<Lottery>),
}

/// A verdict about a condition with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The condition.
    pub condition: MaxminCondition,
    /// For which coalitions; of no consequence for conditions without coalitions.
    pub scope: Scope,
    /// Whether it holds.
    pub holds: bool,
    /// The proof.
    pub proof: Proof,
}
