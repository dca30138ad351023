//! The canonical mechanisms of THESIS theorems 3.4.1 and 3.5.1, for agents with sets of beliefs, as games that can be played.
//!
//! # Definition
//! Agent i sends m_i = (t_i, f_i, k_i, c_i, h_i): a report, a function of the social choice set F, a *claim* k_i ≥ 0, a *number* c_i ≥ 0 and
//! perhaps a reward. Let n be the number of agents and w = (1/n) Σ_i c_i/(c_i + 1).
//!
//! * M1: all send the same f, and all claims are 0. The outcome is f(t).
//! * M2(S): all send the same f; those with a positive claim are the coalition S, which may claim; all its members claim the same K and the
//!   same h ∈ H_S^f. The outcome is h(t) with probability K/(K + 1) and otherwise, with probability 1/(K + 1), what follows.
//! * M3: everything else. The outcome is a_ε(t) with probability w and the bad outcome a̲ with probability 1 − w.
//!
//! a_ε(t) is f⁰(t) with probability ε and a̲ otherwise, f⁰ the first function of F. The coalitions that may claim are those of the pattern
//! (theorem 3.4.1), or all (theorem 3.5.1). H_S^f is the reward set of [`crate::maxmin`].
//!
//! # Equilibrium
//! A coalition S deviates at t* ∈ T* by strategies σ'_S for *all* types of its members, when each member's worst expectation at its type in t* is at
//! least what it was, and larger for one (definition 3.2.1). Members do not tell one another their types.
//!
//! # Readings
//! 1. Messages are written in ℕ_+ and use 0; ℕ with 0 is meant.
//! 2. In the proof of claim 3.4.3 members of S with the types of t* claim and report σ¹. Since nobody in S knows the others' types, a member
//!    then meets types of the others in S that do not claim, which is M3; and h is about true reports of S. Here all types of the members
//!    claim, and any reports of theirs are looked at, the truth among them, which is what definition 3.3.2 speaks about.
//!
//! # Hedging
//! Claim 3.4.1 says that the truth is an equilibrium, because h ∈ H_S^f does not improve on f. But what is won in M2 is a *mixture* of h and
//! of something bad, and worst expectations are concave: a mixture may be worth more than either. Let F be the one function that brings 10 at H and 0 at
//! L; h brings 0 at H and 10 at L, and the bad outcome 9 at H and −1 at L. With all beliefs about H and L, f and h are worth 0, so that h is in
//! the reward set; half of each is worth about 9/2. So the claim is false as it stands. It holds against single agents, and against coalitions all types of which claim alike, when the bad
//! outcome is *deep*: V_i(f)(t_i) − u_i(a̲, t) ≥ δ' > 0 for all i, t and f ∈ F. For let π be a belief at which h∘β is worst for a member i to which it is worth at most
//! V_i(f)(t_i), and ε ≤ δ'/(2G). At π the bad part is worth less than V_i(f)(t_i) and h∘β no more, so that the mixture is worth less. With one belief
//! for every type every bad outcome will do, expectations being linear.
//!
//! # Patches
//! Against coalitions of several the claim needs more than a deep bad outcome: types of the members need not claim alike, and then a member meets the reward at
//! some types of the other members and something else at others, about which the reward set says nothing. An example is in the tests: agent 1 of one type claims together
//! with agent 2, and of the other type, at which the reward would hurt agent 2, spoils the claim. [`crate::check::patched_deviation`] looks at all such deviations.
//!
//! # Numbers
//! δ is the least u_i(f(t'), t) − u_i(a̲, t), G the largest u_i(f⁰(t'), t) − u_i(a̲, t). The number used is ε = δ/(2G), or min(δ, δ')/(2G) when a̲ is
//! deep, so that every choice is strictly better than a_ε, which is strictly better than a̲.

mod answer;
mod game;
mod message;

pub use answer::{ChoiceDissolved, ChoicePlayAnswer, ChoicePlaySize};
pub use game::{ChoiceGame, ChoiceGameError, NamedFunction};
pub use message::{
    ChoiceDeviation, ChoiceMessage, ChoicePart, ChoicePrize, ChoiceRegion, ChoiceStrategy, ChoiceWhy,
};
