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
//! | deep bad outcome | a bad outcome that is also worse than what F is worth to every type, see below | this program |
//! | safe rewards | no coalition of several gains by plans that mix reports and the rewards of the proof of monotonicity | this program |
//! | supported | at every t ∈ T* some agent may be certain of t, or gives every profile it thinks possible a positive probability | Assumption 3.4.1 |
//!
//! α is acceptable for f when f∘α agrees with a function of F on T*. h ∈ H_S^f when for all larger coalitions S̄ ∈ 𝒮 and all deceptions β
//! of S̄ the function h∘β does not improve on V(f) for S̄, and, if everybody together may form a coalition, not on V(f') for any f' ∈ F.
//! For double implementation coalitions are all coalitions, and rewards are for single agents (Definitions 3.5.1 and 3.5.2).
//!
//! Two readings. *Closed* in THESIS asks that every function that agrees on T* belongs to F; implementation is about T* only, and so is this
//! condition here. In the set H^{f,I} THESIS lets t* range over T; the proofs need T*, which is used here (all types occur in T*).
//!
//! # What suffices
//! Theorem 3.4.1 as it is printed is false, because a claim is won together with something bad, and worst expectations are concave: see
//! [`crate::choice_game`]. What is used here is the following, for the canonical mechanism in which only the finitely many rewards
//! (S_k, f_k, h_k) of the proof of monotonicity can be claimed.
//!
//! A bad outcome a̲ is *deep* when u_i(a̲, t) < b_i(t) for all i and t, b_i(t) being the least of
//! * u_i(f(r), t) over f ∈ F and r ∈ T (Definition 3.4.1);
//! * for t ∈ T*, when Π_i(t_i) has several beliefs: V_i(f)(t_i) over f ∈ F;
//! * for t ∈ T*, when F has several functions and some belief of t_i excludes something possible: u_i(f(r), t') over f ∈ F, r ∈ T and t' ∈ T* with
//!   t'_i = t_i.
//!
//! A *plan* of S̄ under f gives every t_S̄ a distribution of menus (g, r_S̄): reports r_S̄ with g = f or a reward g = h_k with f_k = f and S_k ⊆ S̄; for S̄ = I,
//! any f' ∈ F and any reward. It is worth what the function y(t) = Σ_m p(m | t_S̄) g_m(r_m, t_−S̄) is. The rewards are *safe* when no plan improves on V(f)
//! for S̄, for any f ∈ F and any S̄ of several agents (and S̄ = I).
//!
//! *Theorem.* Let F be incentive compatible and monotone, with rewards that make all members of their coalitions better off, let a̲ be deep
//! and the rewards safe. If F has several functions, let it be supported and T* one cell. Then F is implementable.
//!
//! *Proof.* ε is so small that what is worse than something by a̲ is worse by a_ε(r) too, which is better than a̲ for everybody.
//! 1. *The truth, all asking for f, is an equilibrium.* A single agent i ≠ I of type t_i sends one message. It reports r: no gain by incentive
//!    compatibility. It lands in M3: worse at every profile. It claims a reward h with reports r: at a belief π by which h(r, ·) is worst for it this
//!    is worth at most V_i(f)(t_i), and the bad part is worth less, by a second bound if there are several beliefs, and otherwise by the first one,
//!    expectations being linear. So it loses. A group S̄ reaches at each t some f'(r) or a mixture of h_k(r) with something bad, or something bad. All that is bad
//!    is worse for everybody there than f(t); put f(t) in its place. This is a plan and is worth at least as much to every member.
//! 2. *Every equilibrium lies in M1 on T*.* A type that claims lands in M2 ∪ M3 whatever others send, and gains by a larger number. If nobody claims,
//!    types ask for different functions at some t ∈ T*. A type t_j that supports t raises its number: nothing changes in M1, and M3 becomes better. If all
//!    beliefs of t_j are positive on what is possible, it gains. Otherwise it may be certain of t. Let π be worst for it afterwards. If π meets M3,
//!    it gains. If π is about M1 only, it gives at least the least u_j(f(r), t') with t'_j = t_j, more than the bad outcome at t by the third bound: so π is not
//!    worst.
//! 3. *Every equilibrium brings a function of F on T*.* T* is one cell or F one function, so that one f is asked for on T*, and the outcome is f∘α. If
//!    α is unacceptable, its reward h makes every i ∈ S better off, V_i(h∘α_−S)(t_i*) > V_i(f∘α)(t_i*). Let all types of the members claim h, with a large
//!    K, and report the truth. The worth is within a constant/(K + 1) of V_i(h∘α_−S)(t_i*), so that all gain. ∎
//!
//! For double implementation only single agents claim; part 1 for all coalitions makes the truth a strong equilibrium, and parts 2 and 3 use deviations of
//! single agents only.
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
