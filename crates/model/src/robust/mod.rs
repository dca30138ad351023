//! Robust full implementation with coalitions: payoff environments, deceptions, objections (THESIS chapter 2).
//!
//! # Definitions
//! f: Θ → Δ(X) is the social choice function. A *deception* β gives every payoff type a set of reports. It is *unacceptable* when
//! f(θ') ≠ f(θ) for some θ' ∈ β(θ).
//!
//! A *reward* of S is a function z: Θ_−S → Δ(X) such that for every S̄ ⊇ S that is guarded, all θ''_S̄ and all reports ρ of those in S̄ but
//! not in S, some j ∈ S̄ has u_j(f(θ''_S̄, θ_−S̄), ·) ≥ u_j(z(ρ, θ_−S̄), ·) at (θ''_S̄, θ_−S̄) for all θ_−S̄. S *objects* to θ_S reporting θ'_S
//! under β when some reward z has u_i(z(r), (θ_S, θ_−S)) > u_i(f(θ'_S, r), (θ_S, θ_−S)) for all i ∈ S, all θ_−S and all r ∈ β_−S(θ_−S).
//!
//! f is *robustly monotone* when every unacceptable deception meets an objection to some of its reports, and *pairwise* so when every pair
//! θ*, θ' with f(θ*) ≠ f(θ') meets one under the largest deception. The page of the book on robust implementation says how this differs
//! from definition 2.4.4, why, and what follows.

mod belief_space;
mod deception;
mod environment;
mod finding;
mod interim;
mod proof;
mod scope;
mod study;
mod verdict;

pub use belief_space::{BeliefSpace, BeliefSpaceError, BeliefType, Surprise};
pub use deception::{Deception, Lie, joint_lies};
pub use environment::{PayoffEnvironment, PayoffEnvironmentError};
pub use finding::{RobustCondition, RobustFinding, conclusion};
pub use interim::{
    InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection, InterimRefutation, InterimSilence,
    InterimStanding, InterimStudy, TypeDeception,
};
pub use proof::{
    BoundWeight, GainWeight, Monotonicity, NoReward, Objection, Pairwise, Refutation, Requirement, Scope, Silence,
    Standing,
};
pub use scope::scope_of;
pub use study::{MonotonicityOpen, RobustStudy, SearchSize};
pub use verdict::{BadOutcome, Commitment, Concept, Efficiency, Implementable, Incentives, OpenBecause};

use crate::index::ProfileId;

/// The first pair θ, θ' with θ' ∈ β(θ) and f(θ') ≠ f(θ); `None` for an acceptable deception.
pub fn first_unacceptable(
    environment: &PayoffEnvironment,
    deception: &Deception,
) -> Option<(ProfileId, ProfileId)> {
    let space = environment.space();
    let pairs = space.profiles().flat_map(|truth| space.profiles().map(move |report| (truth, report)));
    pairs.into_iter().find(|(truth, report)| {
        environment.choice(*truth) != environment.choice(*report)
            && deception.allows_profile(space, *truth, *report)
    })
}
