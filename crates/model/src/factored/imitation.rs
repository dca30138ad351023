//! Profiles that decide whether two agents' views of a distribution are the same.
//!
//! # Theorem
//! Let f and k be two agents and g_{i,a,b}(θ) = p(b, θ_−i) if θ_i = a, and 0 otherwise, for i ∈ {f, k} and types a, b of i. There are
//! profiles y_1, …, y_m, m ≤ |Θ_f|² + |Θ_k|², such that a linear relation between these functions holds everywhere if it holds at y_1, …, y_m.
//!
//! *Proof and method.* As for [`super::SpanningBeliefs`]: of the columns (g_{i,a,b}(θ))_{i,a,b} a basis is found along the chain. For the types y of
//! the first agents let V(y) be the list of a · A_1(y_1) ⋯ A_l(y_l), and, for i ∈ {f, k} among these agents and all a, b, of the same
//! product with A(b) in the place of A(a) if y_i = a, and of 0 otherwise. For every type t of the next agent, V(y) ↦ V(y, t) is linear:
//! vectors are multiplied by A(t), and if the agent is f or k, new ones arise from the first by A(b). So the images of V's that span all span all. ∎

use super::prior::FactoredPrior;
use super::spanning::{Echelon, Partial, backs, independent};
use super::{Budget, TooManySteps, Types};
use crate::index::{AgentId, TypeId};
use crate::number::Natural;

/// The profiles of the theorem, the type of every agent in agent order.
///
/// # Errors
/// When it would take too long.
pub fn deciding_profiles(
    prior: &FactoredPrior,
    first: AgentId,
    second: AgentId,
) -> Result<Vec<Types>, TooManySteps> {
    let chain = prior.chain();
    let mut budget = Budget::new(chain);
    let last = chain.order().iter().rposition(|agent| *agent == first || *agent == second).unwrap_or(0);
    let mut kept = vec![Partial { types: Vec::new(), vectors: vec![chain.start()] }];
    for (position, agent) in chain.order().iter().enumerate().take(last + 1) {
        let mut next = Vec::new();
        for partial in &kept {
            for t in chain.types(position) {
                let factor = partial.vectors.len() + chain.types(position).count();
                budget.spend(chain.step_cost(position).saturating_mul(factor))?;
                let mut vectors: Vec<Vec<Natural>> =
                    partial.vectors.iter().map(|vector| chain.forward(vector, position, t)).collect();
                if *agent == first || *agent == second {
                    let nothing = vec![Natural::ZERO; vectors.first().map_or(0, Vec::len)];
                    for own in chain.types(position) {
                        vectors.extend(chain.types(position).map(|other| match partial.vectors.first() {
                            Some(plain) if own == t => chain.forward(plain, position, other),
                            _ => nothing.clone(),
                        }));
                    }
                }
                let mut types = partial.types.clone();
                types.push((position, t));
                next.push(Partial { types, vectors });
            }
        }
        kept = independent(next, &mut budget)?;
    }
    let backs = backs(chain, last, &mut budget)?;
    let mut known = Echelon::default();
    let mut found = Vec::new();
    for front in &kept {
        for back in &backs {
            let column = back.vectors.first().map_or(&[][..], Vec::as_slice);
            budget.spend(front.vectors.len().saturating_mul(column.len()))?;
            let dot = |row: &Vec<Natural>| {
                row.iter().zip(column).fold(Natural::ZERO, |sum, (entry, other)| sum + entry * other)
            };
            // The first vector is the sum of those with a = b of either agent.
            let values: Vec<Natural> = front.vectors.iter().skip(1).map(dot).collect();
            if known.insert(values.iter(), &mut budget)? {
                let mut profile = vec![TypeId(0); chain.order().len()];
                for (position, t) in front.types.iter().chain(&back.types) {
                    profile[chain.order()[*position].0] = *t;
                }
                found.push(profile);
            }
        }
    }
    Ok(found)
}
