//! Posteriors of a coalition seen at few profiles of the others, which say everything about their linear relations.
//!
//! # Theorem
//! Let C be a coalition, R a list of its joint types and w(θ_C, x) the weights of the prior. There are profiles x_1, …, x_m of the
//! others, m ≤ |R|, such that for all real numbers c
//!
//! > Σ_{θ_C ∈ R} c(θ_C) w(θ_C, x_l) = 0 for l = 1, …, m ⇒ Σ_{θ_C ∈ R} c(θ_C) w(θ_C, x) = 0 for every x ∈ Θ_−C.
//!
//! So two joint types have proportional weights, a belief is a mixture of others, beliefs are linearly independent, exactly when
//! this is so at x_1, …, x_m.
//!
//! *Proof and method.* Take x_1, …, x_m whose columns w(·, x_l) ∈ ℝ^R are a basis of the span of all columns. A relation
//! between the rows that holds in these columns holds in every combination of them, and so in all. They are found along the
//! agents of the chain. For a profile y of the others among the first k agents let V(y) be the list of the vectors
//! a · A_1 ⋯ A_k, one for every θ_C ∈ R. Going on to the next agent is linear: if it is a member, V(y) ↦ (V(y)_{θ_C} A_{k+1}(θ_C))
//! for all θ_C; if it is not, V(y) ↦ V(y) A_{k+1}(t) gives V(y, t). If the span of V(y_1), …, V(y_r) contains all V(y), then
//! the span of their images contains all of the next step, and of the images a largest independent list is kept. After the last
//! member, columns b(z) = A_{k+1} ⋯ A_n · 1 of the remaining profiles z are kept in the same way from the other end, and w(·, (y, z)) =
//! V(y) · b(z) is linear in each of V(y) and b(z): the products of the kept ones span all columns. ∎
//!
//! No V(y) has more than |R| times as many numbers as the chain has states, so that this bounds how many are kept: the number of
//! profiles of the others plays no part.

use super::chain::Chain;
use super::prior::FactoredPrior;
use super::{Budget, TooManySteps, Types};
use crate::coalition::Coalition;
use crate::index::TypeId;
use crate::number::{Natural, Rational, greatest_common_divisor};
use std::collections::HashMap;

/// The weights of some joint types of a coalition at profiles of the others that have the property of the theorem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanningBeliefs {
    /// The profiles x_1, …, x_m: the types of the agents outside, in agent order.
    pub others: Vec<Types>,
    /// For every joint type asked for, its weight with each of these profiles.
    pub weights: Vec<Vec<Natural>>,
}

/// Vectors of which each is independent of those before it, by elimination in exact numbers.
#[derive(Default)]
pub(super) struct Echelon {
    rows: Vec<(usize, Vec<Rational>)>,
}

impl Echelon {
    /// Adds a vector; `true` when it is independent of those before it.
    pub(super) fn insert<'n>(
        &mut self,
        vector: impl Iterator<Item = &'n Natural>,
        budget: &mut Budget,
    ) -> Result<bool, TooManySteps> {
        let mut row: Vec<Rational> = vector.cloned().map(Rational::from).collect();
        budget.spend(row.len())?;
        for (pivot, known) in &self.rows {
            let factor = row[*pivot].clone();
            if !factor.is_zero() {
                budget.spend(4 * row.len())?;
                let pairs = row.iter_mut().zip(known).filter(|(_, known)| !known.is_zero());
                pairs.for_each(|(entry, known)| *entry -= &factor * known);
            }
        }
        let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) else { return Ok(false) };
        let lead = row[pivot].clone();
        row.iter_mut().filter(|entry| !entry.is_zero()).for_each(|entry| *entry /= &lead);
        self.rows.push((pivot, row));
        Ok(true)
    }

    fn rank(&self) -> usize {
        self.rows.len()
    }
}

/// A profile of the others among some agents, by position in the chain, with the vectors that belong to it: V(y) or b(z).
pub(super) struct Partial {
    pub(super) types: Vec<(usize, TypeId)>,
    pub(super) vectors: Vec<Vec<Natural>>,
}

/// Of these, a largest independent list: the first such.
pub(super) fn independent(all: Vec<Partial>, budget: &mut Budget) -> Result<Vec<Partial>, TooManySteps> {
    let mut known = Echelon::default();
    let mut kept = Vec::new();
    for partial in all {
        if known.insert(partial.vectors.iter().flatten(), budget)? {
            kept.push(partial);
        }
    }
    Ok(kept)
}

impl SpanningBeliefs {
    /// The beliefs of these joint types of the coalition, each given by the types of its members in agent order. The coalition is
    /// neither empty nor grand.
    ///
    /// # Errors
    /// When it would take too long.
    pub fn new(
        prior: &FactoredPrior,
        coalition: Coalition,
        rows: &[Types],
    ) -> Result<SpanningBeliefs, TooManySteps> {
        let chain = prior.chain();
        let mut budget = Budget::new(chain);
        let last = chain.order().iter().rposition(|agent| coalition.contains(*agent)).unwrap_or(0);
        let fronts = fronts(chain, coalition, rows, last, &mut budget)?;
        let backs = backs(chain, last, &mut budget)?;
        let mut known = Echelon::default();
        let mut found = SpanningBeliefs { others: Vec::new(), weights: vec![Vec::new(); rows.len()] };
        for front in &fronts {
            for back in &backs {
                if known.rank() == rows.len() {
                    return Ok(found);
                }
                let back_column = back.vectors.first().map_or(&[][..], Vec::as_slice);
                budget.spend(rows.len().saturating_mul(back_column.len()))?;
                let dot = |row: &Vec<Natural>| {
                    let products = row.iter().zip(back_column).filter(|(entry, _)| !entry.is_zero());
                    products.fold(Natural::ZERO, |sum, (entry, other)| sum + entry * other)
                };
                let column: Vec<Natural> = front.vectors.iter().map(dot).collect();
                if known.insert(column.iter(), &mut budget)? {
                    found.others.push(profile(chain, coalition, front, back));
                    found.weights.iter_mut().zip(column).for_each(|(weights, weight)| weights.push(weight));
                }
            }
        }
        Ok(found)
    }

    /// Whether these joint types have linearly independent beliefs.
    pub fn are_independent(&self) -> bool {
        self.others.len() == self.weights.len()
    }

    /// The places of joint types whose beliefs are a basis of the span of all: each that is no combination of those before it.
    ///
    /// # Errors
    /// When it would take too long.
    pub fn independent_rows(&self) -> Result<Vec<usize>, TooManySteps> {
        let (mut known, mut budget) = (Echelon::default(), Budget::whole());
        let mut chosen = Vec::new();
        for (place, weights) in self.weights.iter().enumerate() {
            if known.insert(weights.iter(), &mut budget)? {
                chosen.push(place);
            }
        }
        Ok(chosen)
    }

    /// Whether the joint type of this place in the list never occurs.
    pub fn is_impossible(&self, place: usize) -> bool {
        self.weights[place].iter().all(Natural::is_zero)
    }

    /// The places of two joint types that occur and share a posterior: the first pair.
    pub fn find_shared(&self) -> Option<(usize, usize)> {
        let mut known: HashMap<Vec<Natural>, usize> = HashMap::new();
        let mut found: Option<(usize, usize)> = None;
        for (place, weights) in self.weights.iter().enumerate() {
            let divisor =
                weights.iter().fold(Natural::ZERO, |known, weight| greatest_common_divisor(&known, weight));
            if divisor.is_zero() {
                continue;
            }
            let normal = weights.iter().map(|weight| weight / &divisor).collect();
            let first = *known.entry(normal).or_insert(place);
            if first != place && found.is_none_or(|pair| (first, place) < pair) {
                found = Some((first, place));
            }
        }
        found
    }
}

/// Profiles of the others up to the last member whose V(y) span all of them.
fn fronts(
    chain: &Chain,
    coalition: Coalition,
    rows: &[Types],
    last: usize,
    budget: &mut Budget,
) -> Result<Vec<Partial>, TooManySteps> {
    // Up to the first member one vector stands for all rows.
    let mut kept = vec![Partial { types: Vec::new(), vectors: vec![chain.start()] }];
    for (position, agent) in chain.order().iter().enumerate().take(last + 1) {
        let cost = chain.step_cost(position);
        let member = coalition.members().position(|member| member == *agent);
        let mut next = Vec::new();
        for partial in kept {
            match member {
                Some(place) => {
                    budget.spend(cost.saturating_mul(rows.len()))?;
                    let shared = partial.vectors.len() < rows.len();
                    let vector = |number: usize| &partial.vectors[if shared { 0 } else { number }];
                    let step =
                        |(number, row): (usize, &Types)| chain.forward(vector(number), position, row[place]);
                    let vectors = rows.iter().enumerate().map(step).collect();
                    next.push(Partial { types: partial.types, vectors });
                }
                None => {
                    for t in chain.types(position) {
                        budget.spend(cost.saturating_mul(partial.vectors.len()))?;
                        let vectors =
                            partial.vectors.iter().map(|vector| chain.forward(vector, position, t)).collect();
                        let mut types = partial.types.clone();
                        types.push((position, t));
                        next.push(Partial { types, vectors });
                    }
                }
            }
        }
        kept = if member.is_some() { next } else { independent(next, budget)? };
    }
    Ok(kept)
}

/// Profiles of the agents behind a position whose b(z) span all of them.
pub(super) fn backs(chain: &Chain, last: usize, budget: &mut Budget) -> Result<Vec<Partial>, TooManySteps> {
    let mut kept = vec![Partial { types: Vec::new(), vectors: vec![chain.end()] }];
    for position in (last + 1..chain.order().len()).rev() {
        let mut next = Vec::new();
        for partial in kept {
            for t in chain.types(position) {
                budget.spend(chain.step_cost(position))?;
                let vectors = partial.vectors.iter().map(|vector| chain.backward(vector, position, t)).collect();
                let mut types = partial.types.clone();
                types.push((position, t));
                next.push(Partial { types, vectors });
            }
        }
        kept = independent(next, budget)?;
    }
    Ok(kept)
}

/// The types of the agents outside the coalition, in agent order.
fn profile(chain: &Chain, coalition: Coalition, front: &Partial, back: &Partial) -> Types {
    let agents = chain.order().len();
    let outside = coalition.complement(agents);
    let all = || front.types.iter().chain(&back.types);
    let of = |agent| all().find(|(position, _)| chain.order()[*position] == agent).map(|(_, t)| *t);
    outside.members().filter_map(of).collect()
}
