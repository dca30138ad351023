//! A prior as a product of matrices along a row of agents; see the module.

use super::prior::{FactoredError, Factors, MarkovChain};
use crate::coalition::Coalition;
use crate::index::{AgentId, TypeId};
use crate::number::{Natural, Rational, common_denominator, scaled_to};
use crate::type_space::TypeSpace;
use dashu_int::ops::UnsignedAbs;

/// A matrix, row by row, without its zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Matrix {
    rows: Vec<Vec<(usize, Natural)>>,
    columns: usize,
}

/// Integer matrices whose product, divided by `total`, is the prior.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    order: Vec<AgentId>,
    start: Vec<Natural>,
    /// By position and type.
    steps: Vec<Vec<Matrix>>,
    total: Natural,
}

/// A block of the matrices.
enum Block<'f> {
    Product(&'f [Vec<Rational>]),
    Markov(&'f MarkovChain),
}

impl Chain {
    /// The matrices of normalised factors.
    pub(super) fn new(factors: &Factors, counts: &[usize]) -> Result<Chain, FactoredError> {
        let mut blocks = Vec::new();
        push_blocks(&mut blocks, &Rational::ONE, factors);
        let mut orders = blocks.iter().filter_map(|(_, block)| match block {
            Block::Markov(chain) => Some(&chain.order),
            Block::Product(_) => None,
        });
        let order = orders.next().cloned().unwrap_or_else(|| (0..counts.len()).map(AgentId).collect());
        if orders.any(|other| *other != order) {
            return Err(FactoredError::OrdersDiffer);
        }
        let weights: Vec<Rational> = blocks.iter().map(|(weight, _)| weight.clone()).collect();
        let denominator = common_denominator(&weights);
        let start = weights.iter().map(|weight| scaled_to(weight, &denominator).unsigned_abs()).collect();
        let mut total = denominator;
        let mut steps = Vec::with_capacity(order.len());
        for (position, agent) in order.iter().enumerate() {
            let (matrices, denominator) = matrices(&blocks, position, *agent, counts[agent.0]);
            steps.push(matrices);
            total *= denominator;
        }
        Ok(Chain { order, start, steps, total })
    }

    /// The agents in the order of the product.
    pub fn order(&self) -> &[AgentId] {
        &self.order
    }

    /// What the weights of all profiles add up to.
    pub fn total(&self) -> &Natural {
        &self.total
    }

    /// The vector a.
    pub(super) fn start(&self) -> Vec<Natural> {
        self.start.clone()
    }

    /// The column 1 behind the last matrix.
    pub(super) fn end(&self) -> Vec<Natural> {
        let columns = self.steps.last().and_then(|matrices| matrices.first()).map_or(1, |matrix| matrix.columns);
        vec![Natural::ONE; columns]
    }

    /// row · A(t).
    pub(super) fn forward(&self, row: &[Natural], position: usize, t: TypeId) -> Vec<Natural> {
        let matrix = &self.steps[position][t.0];
        let mut product = vec![Natural::ZERO; matrix.columns];
        for (entry, entries) in row.iter().zip(&matrix.rows) {
            if !entry.is_zero() {
                entries.iter().for_each(|(column, known)| product[*column] += entry * known);
            }
        }
        product
    }

    /// A(t) · column.
    pub(super) fn backward(&self, column: &[Natural], position: usize, t: TypeId) -> Vec<Natural> {
        let entries = |entries: &Vec<(usize, Natural)>| {
            entries.iter().fold(Natural::ZERO, |sum, (place, known)| sum + known * &column[*place])
        };
        self.steps[position][t.0].rows.iter().map(entries).collect()
    }

    /// About how many multiplications [`Chain::forward`] takes at a position.
    pub(super) fn step_cost(&self, position: usize) -> usize {
        let cost = |matrix: &Matrix| matrix.rows.iter().map(|row| row.len() + 1).sum();
        self.steps[position].iter().map(cost).max().unwrap_or(1)
    }

    /// The types at a position.
    pub(super) fn types(&self, position: usize) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.steps[position].len()).map(TypeId)
    }

    /// The weight of a profile: its probability times [`Chain::total`].
    pub fn weight(&self, types: &[TypeId]) -> Natural {
        self.joint_weight(Coalition::grand(self.order.len()), types)
    }

    /// The weight of all profiles in which the members of the coalition, in agent order, have these types.
    pub fn joint_weight(&self, coalition: Coalition, types: &[TypeId]) -> Natural {
        let mut row = self.start();
        for (position, agent) in self.order.iter().enumerate() {
            let own = coalition.members().zip(types).find(|(member, _)| member == agent).map(|(_, t)| *t);
            row = match own {
                Some(t) => self.forward(&row, position, t),
                None => self.forward_any(&row, position),
            };
        }
        row.into_iter().fold(Natural::ZERO, |sum, entry| sum + entry)
    }

    /// row · Σ_t A(t).
    fn forward_any(&self, row: &[Natural], position: usize) -> Vec<Natural> {
        let mut sum: Vec<Natural> = Vec::new();
        for t in self.types(position) {
            let next = self.forward(row, position, t);
            if sum.is_empty() {
                sum = next;
            } else {
                sum.iter_mut().zip(next).for_each(|(sum, next)| *sum += next);
            }
        }
        sum
    }

    /// Two types of two agents that never occur together: the first such pair in agent order.
    pub(super) fn impossible_pair(&self, counts: &[usize]) -> Option<((AgentId, TypeId), (AgentId, TypeId))> {
        let positions = self.order.len();
        // Which entries the rest of the chain can end from; supports only.
        let reach = |row: Vec<Natural>| -> Vec<Natural> {
            row.into_iter().map(|entry| if entry.is_zero() { entry } else { Natural::ONE }).collect()
        };
        let mut place = vec![0; positions];
        self.order.iter().enumerate().for_each(|(position, agent)| place[agent.0] = position);
        let mut found = None;
        let mut prefix = self.start();
        for position in 0..positions {
            for t in self.types(position) {
                let mut row = reach(self.forward(&prefix, position, t));
                for later in position + 1..positions {
                    for other in self.types(later) {
                        let possible = self.forward(&row, later, other).iter().any(|entry| !entry.is_zero());
                        if !possible {
                            let (one, two) = ((self.order[position], t), (self.order[later], other));
                            let pair = if one.0 < two.0 { (one, two) } else { (two, one) };
                            found = Some(found.map_or(pair, |known| pair.min(known)));
                        }
                    }
                    row = reach(self.forward_any(&row, later));
                }
            }
            prefix = reach(self.forward_any(&prefix, position));
        }
        found.filter(|_| counts.len() > 1)
    }

    /// The weight of every profile of the space.
    pub(super) fn write_weights(&self, space: &TypeSpace, weights: &mut [Natural]) {
        let mut front = vec![(0usize, self.start())];
        // Depth first, so that no more than one row per position and type is held.
        let mut depth = vec![0usize];
        while let (Some((offset, row)), Some(position)) = (front.pop(), depth.pop()) {
            if row.iter().all(Natural::is_zero) {
                continue;
            }
            let Some(agent) = self.order.get(position) else {
                weights[offset] = row.into_iter().fold(Natural::ZERO, |sum, entry| sum + entry);
                continue;
            };
            for t in self.types(position) {
                front.push((offset + t.0 * space.stride(*agent), self.forward(&row, position, t)));
                depth.push(position + 1);
            }
        }
    }
}

fn push_blocks<'f>(blocks: &mut Vec<(Rational, Block<'f>)>, weight: &Rational, factors: &'f Factors) {
    match factors {
        Factors::Independent(marginals) => blocks.push((weight.clone(), Block::Product(marginals))),
        Factors::Conditional(states) => {
            blocks.extend(states.iter().map(|state| (weight * &state.weight, Block::Product(&state.marginals))));
        }
        Factors::Markov(chain) => blocks.push((weight.clone(), Block::Markov(chain))),
        Factors::Mixture(parts) => {
            parts.iter().for_each(|(share, part)| push_blocks(blocks, &(weight * share), part));
        }
    }
}

/// The matrices of all types at a position, and the denominator that made them integers.
fn matrices(
    blocks: &[(Rational, Block<'_>)],
    position: usize,
    agent: AgentId,
    count: usize,
) -> (Vec<Matrix>, Natural) {
    // (row, column, number) of every type, all blocks after one another.
    let mut entries: Vec<Vec<(usize, usize, &Rational)>> = vec![Vec::new(); count];
    let (mut rows, mut columns) = (0, 0);
    for (_, block) in blocks {
        match block {
            Block::Product(marginals) => {
                for (t, probability) in marginals[agent.0].iter().enumerate() {
                    entries[t].push((rows, columns, probability));
                }
                rows += 1;
                columns += 1;
            }
            Block::Markov(chain) => {
                let kernel = match position.checked_sub(1) {
                    None => std::slice::from_ref(&chain.initial),
                    Some(before) => &chain.transitions[before],
                };
                for (from, distribution) in kernel.iter().enumerate() {
                    for (t, probability) in distribution.iter().enumerate() {
                        entries[t].push((rows + from, columns + t, probability));
                    }
                }
                rows += kernel.len();
                columns += count;
            }
        }
    }
    let denominator = common_denominator(entries.iter().flatten().map(|(_, _, number)| *number));
    let matrix = |entries: Vec<(usize, usize, &Rational)>| {
        let mut matrix = Matrix { rows: vec![Vec::new(); rows], columns };
        for (row, column, number) in entries {
            if !number.is_zero() {
                matrix.rows[row].push((column, scaled_to(number, &denominator).unsigned_abs()));
            }
        }
        matrix
    };
    (entries.into_iter().map(matrix).collect(), denominator)
}
