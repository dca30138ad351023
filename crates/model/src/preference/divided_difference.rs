//! Averages of a function over the uniform distribution on a simplex, as divided differences.
//!
//! # Theorem (Hermite and Genocchi)
//! For nodes x_1..x_m and π uniform on the simplex (density (m−1)!), a function ψ that is integrable over the nodes' hull and F with
//! F^(m−1) = ψ:
//!
//! E\[ψ(Σ_t π_t x_t)\] = (m−1)! · F\[x_1, …, x_m\].
//!
//! The divided difference F\[…\] is symmetric; with ascending nodes F\[x_i..x_j\] = (F\[x_{i+1}..x_j\] − F\[x_i..x_{j−1}\])/(x_j − x_i) where x_i < x_j, and
//! F^(j−i)(x_i)/(j−i)! where x_i = … = x_j: the Taylor coefficients of F at the nodes are all that is needed.
//!
//! Differentiating with respect to x_t: E\[ψ'(Σπx)·π_t\] = (m−1)! · F\[x_1, …, x_m, x_t\], the node x_t once more.
//!
//! # Method
//! The triangular scheme in spans, m²/2 steps. It loses about log₂(1/gap) places at each level, which the caller sees in the
//! width of the result, and repeats with more places: rounding can make the result wide, never wrong.

use super::fixed_point::{FixedPoint, Span};
use crate::number::{Integer, Rational, common_denominator, scaled_to};

/// Different nodes in ascending order, with how often each occurs.
#[derive(Debug, Clone)]
pub(super) struct Nodes {
    pub(super) distinct: Vec<Rational>,
    pub(super) multiplicity: Vec<usize>,
}

impl Nodes {
    /// The nodes, with repetitions and in any order.
    pub(super) fn new(numbers: &[Rational]) -> Nodes {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let mut nodes = Nodes { distinct: Vec::new(), multiplicity: Vec::new() };
        for number in sorted {
            match nodes.multiplicity.last_mut() {
                Some(times) if nodes.distinct.last() == Some(&number) => *times += 1,
                _ => {
                    nodes.distinct.push(number);
                    nodes.multiplicity.push(1);
                }
            }
        }
        nodes
    }

    /// m.
    pub(super) fn count(&self) -> usize {
        self.multiplicity.iter().sum()
    }
}

/// k! as an integer.
pub(super) fn factorial(k: usize) -> Integer {
    (1..=k).fold(Integer::ONE, |product, factor| product * Integer::from(factor))
}

/// F\[x_1, …, x_m\], each node as often as `multiplicity` says, given the Taylor coefficients F^(k)(x)/k! of every different node for k from 0 to
/// at least its multiplicity less 1. At least one node must occur.
pub(super) fn divided_difference(
    distinct: &[Rational],
    multiplicity: &[usize],
    coefficients: &[Vec<Span>],
) -> Span {
    let denominator = common_denominator(distinct);
    let scaled: Vec<Integer> = distinct.iter().map(|node| scaled_to(node, &denominator)).collect();
    let denominator = Integer::from(denominator);
    // The place of every node in `distinct`, ascending.
    let nodes: Vec<usize> =
        multiplicity.iter().enumerate().flat_map(|(place, times)| std::iter::repeat_n(place, *times)).collect();
    let mut column: Vec<Span> = nodes.iter().map(|place| coefficients[*place][0].clone()).collect();
    for level in 1..nodes.len() {
        column = (0..nodes.len() - level)
            .map(|first| {
                let (left, right) = (nodes[first], nodes[first + level]);
                if left == right {
                    return coefficients[left][level].clone();
                }
                let gap = &scaled[right] - &scaled[left];
                column[first + 1].minus(&column[first]).times_ratio(&denominator, &gap)
            })
            .collect();
    }
    column.swap_remove(0)
}

/// (m−1)!·F\[x_1, …, x_m\], the average of F^(m−1) over the simplex.
pub(super) fn simplex_average(nodes: &Nodes, coefficients: &[Vec<Span>]) -> Span {
    let difference = divided_difference(&nodes.distinct, &nodes.multiplicity, coefficients);
    difference.times_ratio(&factorial(nodes.count() - 1), &Integer::ONE)
}

/// For every different node x_t: (m−1)!·F\[x_1, …, x_m, x_t\], the average of F^(m)·π_t for one t with this node. The coefficients go one further
/// than for [`simplex_average`].
pub(super) fn weighted_averages(nodes: &Nodes, coefficients: &[Vec<Span>]) -> Vec<Span> {
    let factor = factorial(nodes.count() - 1);
    let mut multiplicity = nodes.multiplicity.clone();
    (0..nodes.distinct.len())
        .map(|place| {
            multiplicity[place] += 1;
            let difference = divided_difference(&nodes.distinct, &multiplicity, coefficients);
            multiplicity[place] -= 1;
            difference.times_ratio(&factor, &Integer::ONE)
        })
        .collect()
}

/// The Taylor coefficients e^x/k!, k = 0..count, for x ≤ 0.
pub(super) fn exponential_coefficients(node: &Rational, count: usize, fixed: FixedPoint) -> Option<Vec<Span>> {
    let mut coefficient = fixed.exp(&fixed.enclose(node))?;
    let mut all = Vec::with_capacity(count);
    for k in 0..count {
        if k > 0 {
            coefficient = coefficient.times_ratio(&Integer::ONE, &Integer::from(k));
        }
        all.push(coefficient.clone());
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> Vec<Rational> {
        list.iter().map(|number| Rational::from(*number)).collect()
    }

    /// The Taylor coefficients of x^power.
    fn monomial(node: &Rational, power: usize, count: usize, fixed: FixedPoint) -> Vec<Span> {
        let coefficient = |k: usize| {
            if k > power {
                return Rational::ZERO;
            }
            let choose = factorial(power) / factorial(k) / factorial(power - k);
            Rational::from(choose) * (0..power - k).fold(Rational::ONE, |product, _| product * node)
        };
        (0..count).map(|k| fixed.enclose(&coefficient(k))).collect()
    }

    #[test]
    fn divided_differences_of_powers_are_complete_symmetric_sums() {
        // x^(m−1+k)[x_1..x_m] = h_k(x).
        let fixed = FixedPoint::new(60);
        for list in [vec![1, 2, 5], vec![3, 3, 1, 3], vec![-2, 0, 0, 7], vec![4, 4]] {
            let nodes = Nodes::new(&numbers(&list));
            for k in 0..4 {
                let power = list.len() - 1 + k;
                let coefficients: Vec<Vec<Span>> =
                    nodes.distinct.iter().map(|node| monomial(node, power, list.len(), fixed)).collect();
                let found = divided_difference(&nodes.distinct, &nodes.multiplicity, &coefficients);
                assert!(fixed.enclosure(&found).contains(&complete_sum(&list, k)), "{list:?} {k}");
            }
        }
    }

    /// h_k, by its recursion h_k(x_1..x_j) = h_k(x_1..x_{j−1}) + x_j h_{k−1}(x_1..x_j).
    fn complete_sum(list: &[i64], k: usize) -> Rational {
        match (list, k) {
            (_, 0) => Rational::ONE,
            ([], _) => Rational::ZERO,
            ([rest @ .., last], _) => complete_sum(rest, k) + Rational::from(*last) * complete_sum(list, k - 1),
        }
    }
}
