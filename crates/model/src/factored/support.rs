//! Whether some profile has probability 0, from the factors.
//!
//! # Mathematics
//! All numbers are non-negative, so that p(θ) = 0 says that a · A_1 ⋯ A_k is 0 for some k, or rather that its *support*, the set of states
//! with a positive entry, is empty. The support after k + 1 agents is determined by the support after k and the next type. So along the
//! chain only the supports that can arise are kept, each with the first profile that leads to it: for independent types at most
//! two, for types independent given one of r states at most 2^r, for a Markov chain as many as types and one. Rows of Σ_t A(t) add up to a
//! positive number, so a support that is not empty can be continued, and p(θ) > 0 for all θ exactly when the empty one never arises.

use super::prior::FactoredPrior;
use super::{Budget, TooManySteps, Types};
use crate::index::TypeId;
use crate::number::Natural;
use std::collections::BTreeMap;

/// A profile of probability 0, or `None` when every profile has positive probability.
///
/// # Errors
/// When there are too many supports.
pub fn find_impossible_profile(prior: &FactoredPrior) -> Result<Option<Types>, TooManySteps> {
    let chain = prior.chain();
    let mut budget = Budget::new(chain);
    // Entries 0 and 1, with the types along the chain.
    let mut kept: BTreeMap<Vec<Natural>, Types> = BTreeMap::from([(support(chain.start()), Vec::new())]);
    for position in 0..chain.order().len() {
        let mut next: BTreeMap<Vec<Natural>, Types> = BTreeMap::new();
        for (row, types) in &kept {
            for t in chain.types(position) {
                budget.spend(chain.step_cost(position).saturating_mul(64))?;
                let reached = support(chain.forward(row, position, t));
                let mut types = types.clone();
                types.push(t);
                if reached.iter().all(Natural::is_zero) {
                    types.resize(chain.order().len(), TypeId(0));
                    let mut profile = vec![TypeId(0); types.len()];
                    chain.order().iter().zip(types).for_each(|(agent, t)| profile[agent.0] = t);
                    return Ok(Some(profile));
                }
                next.entry(reached).or_insert(types);
            }
        }
        kept = next;
    }
    Ok(None)
}

fn support(row: Vec<Natural>) -> Vec<Natural> {
    row.into_iter().map(|entry| if entry.is_zero() { entry } else { Natural::ONE }).collect()
}
