//! Verdicts about robust implementation.

mod finding;
mod interim;
mod monotonicity;
mod no_reward;
mod reward;
mod verdict;

pub use finding::check_robust;
pub use interim::{
    RewardRow, check_interim_incentives, check_interim_monotonicity, first_broken_interim_requirement,
    first_changed_profile, first_interim_incentive_failure, forms, gain_rows, interim_requirements,
    requirement_row,
};
pub use monotonicity::{check_monotonicity, check_pairwise};
pub use reward::{first_broken_requirement, gains_everywhere, is_reward, reported_by_others};
pub use verdict::{
    bad_margin, check_bad_outcome, check_commitment, check_efficiency, check_incentives, first_commitment_failure,
    first_incentive_failure,
};

use crate::coalition::Coalition;
use crate::index::{JointTypeId, ProfileId};
use std::fmt;

/// Why a verdict about robust implementation is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RobustRefusal {
    /// Agents, types, coalitions or outcomes that do not exist, or lists of a wrong length.
    OutOfRange,
    /// The claim is that nobody gains, and this coalition does.
    Gains(Coalition, JointTypeId, JointTypeId),
    /// The claim is that all gain, and the member with this place in the coalition does not.
    NoGain(usize),
    /// What is given as a reward of this coalition is wanted at the truth by a guarded coalition.
    NoReward(Coalition),
    /// The reward does not make every member of this coalition better off.
    NotBetter(Coalition),
    /// An objection of several agents where single agents' were expected, or of a coalition that may not object.
    WrongCoalition(Coalition),
    /// The choice changes from the first profile to the second, and no objection is given.
    NotCovered(ProfileId, ProfileId),
    /// The claim is that no reports are left, and there are.
    NotEmpty,
    /// The deception is acceptable, leaves a type without report, or does not have the pair.
    NotUnacceptable,
    /// No proof that this coalition of these types and reports is silent.
    SilenceMissing(Coalition, JointTypeId, JointTypeId),
    /// Weights that are not positive or do not add up to 1.
    Weights,
    /// A bound that nothing implies.
    UnknownBound,
    /// The sum is positive for some reward.
    PositiveSum,
    /// A weighted sum of payoffs, or a payoff, is not on the side it has to be at this profile.
    Comparison(ProfileId),
}

impl fmt::Display for RobustRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RobustRefusal::OutOfRange => write!(f, "names something that does not exist"),
            RobustRefusal::Gains(..) => write!(f, "a coalition gains"),
            RobustRefusal::NoGain(_) => write!(f, "a member does not gain"),
            RobustRefusal::NoReward(_) => write!(f, "a reward that is wanted at the truth"),
            RobustRefusal::NotBetter(_) => write!(f, "a reward that is no better for some member"),
            RobustRefusal::WrongCoalition(_) => write!(f, "an objection of a coalition that may not object here"),
            RobustRefusal::NotCovered(..) => write!(f, "a change of the choice that meets no objection"),
            RobustRefusal::NotEmpty => write!(f, "every type has a report left"),
            RobustRefusal::NotUnacceptable => write!(f, "the deception is not unacceptable there"),
            RobustRefusal::SilenceMissing(..) => write!(f, "a coalition without a proof that it is silent"),
            RobustRefusal::Weights => write!(f, "weights that are not positive or do not add up to 1"),
            RobustRefusal::UnknownBound => write!(f, "a bound that nothing implies"),
            RobustRefusal::PositiveSum => write!(f, "a sum that is positive for some reward"),
            RobustRefusal::Comparison(_) => write!(f, "a comparison of payoffs that is false"),
        }
    }
}

impl std::error::Error for RobustRefusal {}
