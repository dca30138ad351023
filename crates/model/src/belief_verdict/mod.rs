//! What a mechanism promises when every type has a set of beliefs, and what proves it.
//!
//! # Acts
//! Agent i of type θ_i that reports r under the rule t receives W_t^r(x) = u_i(q(r, x), (θ_i, x)) + t_i(r, x) in state x ∈ Θ_−i. A mixed
//! report δ is drawn beforehand: W_t^δ = Σ_r δ_r W_t^r. Neither the rule nor the belief is known: a *scenario* is a rule of T and a belief of
//! Π_i(θ_i), and V(W) = min over the scenarios of E_p W_t.
//!
//! # Criteria
//! | criterion | `ic` | `ir` |
//! |---|---|---|
//! | maxmin (Gilboa–Schmeidler) | V(W^θ) ≥ V(W^δ) for every report δ | V(W^θ) ≥ 0 |
//! | optimal (Lopomo–Rigotti–Shannon) | E_p W_t^θ ≥ E_p W_t^r in every scenario, for every report r | as maxmin |
//! | maximal (Lopomo–Rigotti–Shannon) | no report δ has E_p W_t^δ > E_p W_t^θ in every scenario | E_p W_t^θ ≥ 0 in some scenario |
//!
//! Optimal ⇒ maxmin ⇒ maximal. First: if the truth is at least as good in every scenario, so is its worst case. Second: if δ were better
//! in every scenario then, the scenarios being compact, V(W^δ) > V(W^θ).
//!
//! # Proofs
//! Two kinds of statement carry all of them. *All scenarios value an act at c or more*: a [`Floor`], the smallest expectation by its closed
//! form or by multipliers. *A mixture of scenarios values an act at c or less*: [`WeightedBelief`]s, each belief seen to be in the set.
//! Against mixed reports one mixture of scenarios holds all reports down, by the minimax theorem: max_δ V(W^δ) = min over mixtures of
//! max_r.

mod acts;
mod answer;
mod claim;
mod evidence;
mod no_verdict;
mod stage;

pub use acts::Acts;
pub use answer::{SetAnswer, SetVerification, TypeStudy};
pub use claim::{Criterion, SetClaim, SetProperty};
pub use evidence::{Floor, SetVerdict, TypeEvidence, WeightedBelief};
pub use no_verdict::NoVerdict;
pub use stage::Stage;
