//! Collusion through a third party (CPAM 2.2): what a coalition can do when it cannot simply act like one agent.
//!
//! # Definition
//! A *side contract* of a coalition S for a mechanism (q, T), the paper's ambiguous collusive mechanism, is a pair (δ_S, T^S): a
//! mediator asks the members for their types, reports a draw from δ_S\[θ_S\] ∈ Δ(Θ_S) to the mechanism for them, and moves money among
//! them by a *side rule* τ ∈ T^S, τ_j(t, θ) for j ∈ S, which may depend on the mechanism's rule t and on everybody's report. Which τ
//! it is they learn at the end, as with t. What member i of type θ̄_i expects when it tells the mediator θ̂_i is
//!
//! W_i(t, τ; θ̄_i, θ̂_i) = V_i\[δ_S\](t, θ̄_i, θ̂_i) + E\[τ_i(t, (θ̂_i, θ_−i)) | θ̄_i\],
//!
//! where V_i\[δ_S\] is what the mechanism gives it when the coalition reports by δ_S\[θ̂_i, θ_S∖i\] and the others truthfully.
//!
//! * S-IC: min_{t,τ} W_i(t, τ; θ̄_i, θ̄_i) ≥ min_{t,τ} Σ_θ̂ σ(θ̂) W_i(t, τ; θ̄_i, θ̂) for every member, type and mixture σ.
//! * S-BB: Σ_{j∈S} τ_j(t, θ) = 0 for all t, θ and τ.
//! * S-IR: min_{t,τ} W_i(t, τ; θ_i, θ_i) ≥ min_t V_i(t, θ_i).
//! * It is *profitable* at θ_S when min_t V_S\[δ_S\](t, θ_S) > min_t V_S(t, θ_S).
//!
//! A mechanism has weak coalition incentive compatibility, WCIC, when no coalition that can form has a side contract with S-IC and
//! S-BB that is profitable at some joint type that occurs.
//!
//! # WCIC is CIC
//! **Proposition.** A mechanism has WCIC if and only if it has CIC against mixed reports, whatever the beliefs.
//!
//! *Proof.* CIC leaves nothing to gain. If θ_S gains by reporting the mixture σ, let δ_S be σ for *every* joint type, and pay nothing: what
//! the members tell the mediator then changes nothing, so that S-IC and S-BB hold trivially, and the contract is profitable at θ_S. ∎
//!
//! CPAM Proposition 1 assumes BDP for this; the definition asks for a profit at one joint type only and lets the members lose at
//! others. Where beliefs matter is when the contract must be *voluntary*, with S-IR ([`ContractExclusion`]).
//!
//! # A slip in the source
//! The formula for V_i\[δ_S\](t, θ_i, θ̂_i) in CPAM 2.2 has the weights p(θ_−S|θ_S) under a sum over θ_−i. They would add up to |Θ_S∖i|;
//! what is meant, and what the proof of Proposition 1 uses, is the expectation over θ_−i given θ_i, as for τ_i beside it.

mod answer;
mod contract;
mod exclusion;
mod interim;
mod proof;
mod refusal;

pub use answer::{
    Collusion, ContractAnswer, ContractMethod, ContractStudy, ContractWorst, FoundContract, JointGain, Lie,
    MemberGain,
};
pub use contract::{SideContract, SideRule, SideTable, Strategy};
pub use exclusion::{ContractExclusion, Imitation, imitation_gain};
pub use interim::{CoalitionGains, ContractInterim, MemberValues};
pub use proof::{ContractCertificate, ContractClaim, ContractProperty, PairWeights, RulePair, WeakProof};
pub use refusal::ContractRefusal;
