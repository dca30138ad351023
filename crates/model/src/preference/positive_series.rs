//! Averages over the simplex as power series without cancellation.
//!
//! # Mathematics
//! Let Z = Σ_t π_t z_t with 0 ≤ z_t ≤ 1 and π uniform on the simplex of m places. Its moments are
//!
//! M_k = E\[Z^k\] = h_k(z)·k!/(m(m+1)⋯(m+k−1)), h_k the sum of all monomials of degree k,
//!
//! for π^α has the expectation α_1!⋯α_m!/(m(m+1)⋯(m+k−1)), |α| = k, and the multinomial coefficients cancel the factorials. With the mean powers
//! p_i = (1/m) Σ_t z_t^i Newton's identity k·h_k = m Σ_{i=1}^k p_i h_{k−i} becomes
//!
//! M_k = Σ_{i=1}^k ω_i p_i M_{k−i}, ω_1 = m/(m+k−1), ω_{i+1}/ω_i = (k−i)/(m+k−i−1).
//!
//! For z = 1 all moments are 1, so the ω_i add up to 1: M_k is a mean of numbers known before, times factors of at most 1, and errors do not grow.
//!
//! An average E\[f(L·Z)\] = Σ_k c_k L^k M_k with L > 0 is added up term by term. Since M_k ≤ 1, the terms behind |c_k L^k| add up to at most |c_k L^k|·q/(1−q),
//! where q < 1 is at least L·|c_{j+1}/c_j| for all j ≥ k:
//!
//! | f(y) | c_{k+1}/c_k | q from k on |
//! |---|---|---|
//! | e^y | 1/(k+1) | L/(k+1) |
//! | (1−y)^β, β < 1 | (k−β)/(k+1) | L·max(1, (k−β)/(k+1)) |
//! | ln(1−y) | k/(k+1), c_0 = 0, c_1 = −1 | L |
//!
//! All c_k with k ≥ 1 have the same sign. The average of f·π_t is 1/m of the average of f over the simplex with the place t twice, where
//! h_k(z, z_t) = h_k(z) + z_t h_{k−1}(z, z_t), that is M'_k = m/(m+k)·M_k + k/(m+k)·z_t M'_{k−1}.
//!
//! # Cost
//! K²/2 products for K terms, and one for every term and different node. Few terms do when L is small (or, for powers, not near 1), where divided
//! differences cancel most.

use super::divided_difference::Nodes;
use super::fixed_point::{FixedPoint, Span};
use crate::number::{Integer, Rational};

/// A function with a power series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Series {
    /// e^Z.
    Exponential,
    /// (1−Z)^β, for β < 1.
    Power(Rational),
    /// ln(1−Z).
    Logarithm,
}

impl Series {
    /// c_0.
    fn first(&self, fixed: FixedPoint) -> Span {
        match self {
            Series::Logarithm => Span::ZERO,
            _ => fixed.enclose(&Rational::ONE),
        }
    }

    /// c_{k+1}L^{k+1} from c_k L^k.
    fn next(&self, k: usize, coefficient: &Span, length: &Rational, fixed: FixedPoint) -> Span {
        if k == 0 && *self == Series::Logarithm {
            return fixed.enclose(&-length.clone());
        }
        coefficient.times(&(self.ratio(k) * length))
    }

    /// c_{k+1}/c_k.
    fn ratio(&self, k: usize) -> Rational {
        let above = match self {
            Series::Exponential => Rational::ONE,
            Series::Power(beta) => Rational::from(k) - beta,
            Series::Logarithm => Rational::from(k),
        };
        above / Rational::from(k + 1)
    }

    /// How many units the terms behind c_k L^k can add up to, once c_k L^k is small: with r = ⌈q/(1−q)⌉, at most r + 2 units. (Rounded up, a number of n units
    /// times q becomes smaller if n ≥ 1/(1−q), so that it gets there.)
    fn rest(&self, k: usize, coefficient: &Span, length: &Rational) -> Option<Integer> {
        let ratio = match self {
            Series::Exponential => self.ratio(k),
            Series::Power(_) | Series::Logarithm => self.ratio(k).max(Rational::ONE),
        };
        let left = Rational::ONE - length * ratio;
        if left <= Rational::ZERO {
            return None;
        }
        let rest = (Rational::ONE / left - Rational::ONE).ceil();
        let small = &rest + Integer::from(2);
        coefficient.is_within(&small).then(|| small * rest)
    }

    /// About how many terms are needed for numbers of so many places, `None` beyond counting.
    pub(super) fn terms(&self, length: &Rational, places: usize) -> Option<usize> {
        let whole = |number: Rational| usize::try_from(number.ceil()).ok();
        match self {
            Series::Exponential => whole(length.clone())?.checked_mul(4)?.checked_add(places),
            Series::Power(_) | Series::Logarithm if *length < Rational::ONE => {
                let slowly = whole(Rational::ONE / (Rational::ONE - length))?.checked_mul(places)?;
                let growing = match self {
                    Series::Power(beta) => whole(-beta)?.checked_mul(4)?,
                    _ => 0,
                };
                slowly.checked_add(growing)
            }
            _ => None,
        }
    }
}

/// L·Z: the length L and different nodes z of Z, from 0 to 1, with how often each occurs.
pub(super) struct Stretched {
    pub(super) length: Rational,
    pub(super) nodes: Nodes,
}

/// The moments of Z, one after another.
struct Moments {
    count: Integer,
    nodes: Vec<Span>,
    multiplicity: Vec<Integer>,
    /// z^i for every different node.
    powers: Vec<Span>,
    /// p_i from i = 1.
    means: Vec<Span>,
    /// M_i from i = 0.
    moments: Vec<Span>,
}

impl Moments {
    /// Only M_0 = 1.
    fn new(nodes: &Nodes, fixed: FixedPoint) -> Moments {
        let one = fixed.enclose(&Rational::ONE);
        Moments {
            count: Integer::from(nodes.count()),
            nodes: nodes.distinct.iter().map(|node| fixed.enclose(node)).collect(),
            multiplicity: nodes.multiplicity.iter().map(|times| Integer::from(*times)).collect(),
            powers: vec![one.clone(); nodes.distinct.len()],
            means: Vec::new(),
            moments: vec![one],
        }
    }

    /// The next M_k.
    fn advance(&mut self, fixed: FixedPoint) -> Span {
        let k = self.moments.len();
        let mut total = Span::ZERO;
        for ((power, node), times) in self.powers.iter_mut().zip(&self.nodes).zip(&self.multiplicity) {
            *power = fixed.product(power, node);
            total = total.plus(&power.times_ratio(times, &Integer::ONE));
        }
        self.means.push(total.times_ratio(&Integer::ONE, &self.count));
        // From the inside of x_1 + ω_2/ω_1·(x_2 + ω_3/ω_2·(x_3 + …)), x_i = p_i M_{k−i}.
        let mut moment = Span::ZERO;
        for i in (1..=k).rev() {
            let left = Integer::from(k - i);
            let below = &self.count + &left - Integer::ONE;
            if i < k {
                moment = moment.times_ratio(&left, &below);
            }
            moment = moment.plus(&fixed.product(&self.means[i - 1], &self.moments[k - i]));
        }
        moment = moment.times_ratio(&self.count, &(&self.count + Integer::from(k - 1)));
        self.moments.push(moment.clone());
        moment
    }
}

/// E\[f(L·Z)\], with L < 1 unless f is the exponential.
pub(super) fn series_average(series: &Series, stretched: &Stretched, fixed: FixedPoint) -> Span {
    let mut moments = Moments::new(&stretched.nodes, fixed);
    let mut coefficient = series.first(fixed);
    let mut sum = coefficient.clone();
    for k in 1.. {
        coefficient = series.next(k - 1, &coefficient, &stretched.length, fixed);
        sum = sum.plus(&fixed.product(&coefficient, &moments.advance(fixed)));
        if let Some(rest) = series.rest(k, &coefficient, &stretched.length) {
            return sum.widened(&rest);
        }
    }
    sum
}

/// For every different node z_t: m·E\[f(L·Z)π_t\] for one t with this node.
pub(super) fn weighted_series_averages(series: &Series, stretched: &Stretched, fixed: FixedPoint) -> Vec<Span> {
    let Stretched { length, nodes } = stretched;
    let count = Integer::from(nodes.count());
    let mut moments = Moments::new(nodes, fixed);
    let mut coefficient = series.first(fixed);
    let mut doubled = vec![fixed.enclose(&Rational::ONE); nodes.distinct.len()];
    let mut sums = vec![coefficient.clone(); nodes.distinct.len()];
    for k in 1.. {
        coefficient = series.next(k - 1, &coefficient, length, fixed);
        let below = &count + Integer::from(k);
        let share = moments.advance(fixed).times_ratio(&count, &below);
        let step = Rational::from(k) / Rational::from(below);
        for ((node, moment), sum) in nodes.distinct.iter().zip(&mut doubled).zip(&mut sums) {
            *moment = share.plus(&moment.times(&(node * &step)));
            *sum = sum.plus(&fixed.product(&coefficient, moment));
        }
        if let Some(rest) = series.rest(k, &coefficient, length) {
            return sums.into_iter().map(|sum| sum.widened(&rest)).collect();
        }
    }
    sums
}
