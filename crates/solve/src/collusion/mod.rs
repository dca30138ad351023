//! Collusion through side contracts (CPAM 2.2): whether a mechanism leaves room for one, and the contract itself.
//!
//! # Theorem (what side contracts can carry out)
//! Let S have two members or more, let the common prior have full support, and let δ_S be a strategy. Some side contract (δ_S, T^S)
//! has S-IC and S-BB if and only if there are numbers U_i(θ_i) with U_i(a) − U_i(b) ≥ D_i\[δ_S\](a, b) for every member i and every two
//! types a, b of i that share a posterior; D is that of [`ambimech_model::collusion::ContractExclusion`]. Neither the mechanism's
//! rules nor the number of them matter.
//!
//! *Necessity* is proved there. *Sufficiency*: with C_t = E\[V_S\[δ_S\](t, θ_S)\], let i's on-path value under rule t be
//! U_i(θ_i) + (C_t − E Σ_j U_j)/|S|. The payments ζ^t that bring it about balance within S (`levels`). Add to them M ξ, where ξ is
//! worth 0 on path to every member and costs a type θ̄_i of i at least 1 for every report with another posterior (`bets`). Under the
//! rule t* with the smallest C_t and the side rule against θ̄_i, the truth is worth θ̄_i's on-path worst case; a report b that shares
//! its posterior is worth D_i(θ̄_i, b) more than what b expects, at most as much; and any other report as little as M makes it. One
//! pair of rules holds all mixtures down. ∎
//!
//! If all members' types have different posteriors there is no condition: that is CPAM Proposition 1. The on-path values are then the
//! paper's, V_i(t, θ_i) plus an equal share of the gains, which makes S-IR true under ambiguity insurance.
//!
//! # Voluntary contracts
//! A contract with S-IR as well exists for δ_S if and only if such U exist with U_i(θ_i) ≥ min_t V_i(t, θ_i) and Σ_i E\[U_i\] ≤ C_t for every
//! t: that this is necessary is said with [`ambimech_model::collusion::ContractExclusion`], and in the contract above i's worst case is
//! U_i plus an equal share of min_t C_t − Σ_i E\[U_i\]. So whether a voluntary contract is profitable for S of types θ*_S is one linear
//! program in δ_S and U (`program`), for any number of rules, and its dual solution is the exclusion. Contracts that need not be
//! voluntary exist as soon as there is a profitable deviation, since CIC and WCIC are the same; what is looked for is then the best one
//! that is at hand: equal shares, the program's, or the same report always.
//!
//! # Profiles that never occur
//! Exclusions do not need full support. For contracts, balance holds within each set of types that are connected by profiles that
//! occur, and a bet against a type is made on the profiles that it thinks possible; where a report's beliefs differ from its own
//! only elsewhere, there is no such bet. Then voluntary contracts stay undecided, and others report always the same.

mod answer;
mod bets;
mod construction;
mod game;
mod goal;
mod levels;
mod program;
mod study;

pub use answer::find_collusion;
pub(crate) use answer::with_weak_answer;
pub(crate) use goal::answer_by_cic;
pub use study::study_contract;

/// Elementary steps above which nothing is begun.
const MOST_STEPS: u128 = 500_000_000;
