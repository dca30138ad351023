//! Full implementation when agents compare by the worst belief of a set (THESIS chapter 3, sections 3.2 to 3.5).
//!
//! # Values
//! A social choice function is f: T → Δ(X). Reports r ∈ T and true types t give agent i the number u_i(f(r), t) ([`Worth`]). When reports are
//! ρ(t), type t_i values f∘ρ at V_i(f∘ρ)(t_i) = min over Π_i(t_i) of Σ π(t_−i) u_i(f(ρ(t)), t): a minimum over finitely many beliefs
//! ([`crate::belief_set::Hull::vertices`]). Everything below compares such numbers.
//!
//! T* are the profiles that some belief of some agent gives a positive probability, and agents must agree on them ([`Information`]).
//! A function g *improves* on numbers b_i(t_i) for a coalition S at t* ∈ T* when g is worth at least b_i(t_i*) to every member and more to one.
//!
//! # Conditions
//! | condition | says | source |
//! |---|---|---|
//! | incentive compatible | no f ∈ F, S ∈ 𝒮, α_S such that f∘α_S improves on V(f) for S | Definition 3.3.1 |
//! | monotone | every α unacceptable for f has S ∈ 𝒮, t*, h ∈ H_S^f with h∘α_−S improving on V(f∘α) for S at t* | Definition 3.3.2 |
//! | closed | functions of F put together cell by cell of the common knowledge partition of T* agree on T* with one of F | Definition 3.3.5 |
//! | locally efficient | no f, f' ∈ F and α such that f'∘α improves on V(f) for everybody | Definition 3.3.4 |
//! | efficient | no y: T → Δ(X) improves on V(f) for everybody | Definition 3.3.3 |
//! | bad outcome | some lottery is everywhere worse for everybody, by some δ, than whatever F gives at whatever reports | Definition 3.4.1 |
//! | supported | at every t ∈ T* some agent may be certain of t, or gives every profile it thinks possible a positive probability | Assumption 3.4.1 |
//!
//! α is acceptable for f when f∘α agrees with a function of F on T*. h ∈ H_S^f when for all larger coalitions S̄ ∈ 𝒮 and all deceptions β
//! of S̄ the function h∘β does not improve on V(f) for S̄, and, if everybody together may form a coalition, not on V(f') for any f' ∈ F.
//! For double implementation coalitions are all coalitions, and rewards are for single agents (Definitions 3.5.1 and 3.5.2).
//!
//! Two readings. *Closed* in THESIS asks that every function that agrees on T* belongs to F; implementation is about T* only, and so is this
//! condition here. In the set H^{f,I} THESIS lets t* range over T; the proofs need T*, which is used here (all types occur in T*).
//!
//! # Why there is no reward
//! h is unknown and enters linearly; "h is worth at least v" is linear, one inequality for each extreme belief; "h∘β does not improve" is a
//! choice: some member has an extreme belief by which h∘β is worth less, or every member has one by which it is worth no more
//! ([`Limit`]). A tree of such choices with a linear contradiction at each end proves that there is no reward ([`Exclusion`]).

mod answer;
mod choice;
mod conclusion;
mod condition;
mod deception;
mod finding;
mod information;
mod problem;
mod row;
mod worth;

pub use answer::{MaxminAnswer, MaxminReason};
pub use choice::{ChoiceId, SocialChoice};
pub use conclusion::{Conclusion, Gap, Theorem, conclude};
pub use condition::{MaxminCondition, Scope};
pub use deception::{Deception, Deceptions};
pub use finding::{DeceptionProof, Deviation, Exclusion, Finding, NoReward, Proof, Reward};
pub use information::{Information, InformationError};
pub use problem::{ChoiceProblem, ChoiceProblemError};
pub use row::{Limit, Row, RowSpace, Wish};
pub use worth::{Worth, first_improvement};
