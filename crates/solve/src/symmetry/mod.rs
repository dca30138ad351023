//! Symmetries of questions about implementation: permutations of agents, of their types and of outcomes that change nothing.
//!
//! # Definition
//! An *automorphism* g is a permutation σ of agents, for every agent i a bijection τ_i from its types to those of σ(i), and a permutation ξ of
//! outcomes. It maps profiles by g(θ)_σ(i) = τ_i(θ_i), and
//! 1. u_σ(i)(ξ(x), g(θ)) = u_i(x, θ) for all i, x, θ;
//! 2. for every function f of the social choice set some f' of it has f'(g(θ)) = ξ(f(θ)) for all θ;
//! 3. S is a coalition exactly if σ(S) is one;
//! 4. with beliefs: g maps the extreme beliefs of type t_i to those of type τ_i(t_i) of σ(i).
//!
//! On a type space types are those of the type space, and what matters at θ is what matters at the payoff types there.
//!
//! # Why one deception of an orbit is enough
//! Every definition of THESIS chapters 2 and 3 is made of what 1 to 4 preserve. So a reward, an objection or a proof of silence for one deception
//! becomes one for its image when agents, types and outcomes in it are replaced. What is found for one member of an orbit is written out for the
//! others, and the checker, which knows nothing of symmetries, looks at all of them.
//!
//! # Method
//! Equal numbers get equal colours, exactly. Every pair of types of two agents has as its colour what both get from all outcomes at the profiles with both types. Types are
//! mapped one after the other so that colours of pairs are kept; what is left is compared in full. Generators are found along a chain of
//! stabilisers: those that move the last type only, then those that fix all types but the last two, and so on. The number of steps is bounded; with fewer generators
//! the orbits are smaller, and the answers the same.

mod automorphism;
mod orbit;
mod search;
mod structure;

pub use automorphism::Automorphism;
pub(crate) use orbit::{Asked, Orbit, orbit, weigh_orbits};
pub use search::find_automorphisms;
pub use structure::Structure;
