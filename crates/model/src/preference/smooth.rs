//! The smooth model: expected utility over the uniform second-order belief, and certainty equivalents, enclosed.
//!
//! # Definition
//! For values V_1..V_m put v_t = (1−ε)·mean + ε·V_t. With π uniform on the simplex, X = Σ_t π_t v_t is the value under the belief
//! (1−ε)·uniform + ε·π, the utility is U(V) = E\[ψ(X)\], and the certainty equivalent CE(V) = ψ^{−1}(U(V)) is the value that, under all rules alike,
//! would be as good. Since ψ is increasing, comparing utilities and comparing certainty equivalents is the same; the latter
//! are money.
//!
//! # Facts used
//! 1. min_t v_t ≤ CE(V) ≤ mean(V), with equality only if all V_t are equal (ψ is increasing and strictly concave; Jensen).
//! 2. U is symmetric, so it depends on the sorted values only.
//! 3. CARA: with s_t = −a(v_t − min v) ≤ 0 and Q = E\[e^{Σπs}\] in (0, 1], U = −e^{−a·min v}·Q and CE = min v − ln Q / a.
//! 4. Power, y_t = w + v_t, Y = max y, r_t = y_t/Y in \[0, 1\], β = 1−γ, ψ₀(r) = r^β/β or ln r: U = Y^β E\[ψ₀(Σπr)\], or ln Y + E\[ln Σπr\]; and
//!    CE = Y·ψ₀^{−1}(E\[ψ₀\]) − w.
//! 5. U = −∞ exactly if some y_t < 0, or k ≥ 1 of the y_t are 0 and β + m − k ≤ 0. For if y_t < 0 then X < −w on an open set of π. Otherwise X + w lies
//!    between c·S and C·S for constants c, C > 0, where S is the sum of π_t over the m−k other places: S has a beta distribution, with a density
//!    that behaves like s^{m−k−1} at 0, and s^{β+m−k−1} (at β = 0: s^{m−k−1} ln s) is integrable at 0 exactly if β + m − k > 0 (at β = 0: if
//!    m − k > 0). With k = m, X = −w for sure, and ψ(−w) is 0 for β > 0 and −∞ otherwise, in agreement with the rule.
//!
//! # Method
//! The averages are divided differences, or power series where these need few terms, in fixed-point spans. The number of places is doubled
//! until the result is as narrow as was asked, or until `MOST_PLACES` are reached: then the result is wide, but right.

use super::divided_difference::{Nodes, exponential_coefficients, simplex_average, weighted_averages};
use super::fixed_point::{FixedPoint, Span};
use super::positive_series::{Series, Stretched, series_average, weighted_series_averages};
use super::power_coefficients::power_coefficients;
use super::{Enclosure, Utility};
use crate::number::{Natural, Rational, sum_over_one_denominator};
use std::cmp::Ordering;

/// Comparisons that errors of 2^−256 do not settle are left open: exact ties look like that, and cannot be told from near ones.
pub const MOST_BITS: usize = 256;

/// Binary places that are never exceeded.
const MOST_PLACES: usize = 1 << 15;

/// Series are used up to so many terms for every rule; with more, divided differences are faster.
const MOST_TERMS_PER_RULE: usize = 8;

/// U(V), to an error of 2^−bits if `MOST_PLACES` allow it. `None` when it is −∞, or too large or too small to be written out. Certainty
/// equivalents are to be preferred: they are always written out.
///
/// There must be at least one value, and ε and ψ must be in range ([`Attitude::checked`](super::Attitude::checked)).
pub fn enclose_expected_utility(
    values: &[Rational],
    utility: &Utility,
    epsilon: &Rational,
    bits: usize,
) -> Option<Enclosure> {
    let prospect = Prospect::new(values, utility, epsilon)?;
    narrowed(bits, |fixed| prospect.utility(fixed).map(|enclosure| (enclosure.width(), enclosure)))
}

/// CE(V), to an error of 2^−bits if `MOST_PLACES` allow it, and never outside \[min v, mean V\]; exact when all values are equal. `None` when
/// U(V) is −∞.
///
/// There must be at least one value, and ε and ψ must be in range ([`Attitude::checked`](super::Attitude::checked)).
///
/// # Examples
/// ```
/// use ambimech_model::number::Rational;
/// use ambimech_model::preference::{Utility, enclose_certainty_equivalent};
/// let cara = Utility::Cara { coefficient: Rational::ONE };
/// let enclosure = enclose_certainty_equivalent(&[Rational::ZERO, Rational::ONE], &cara, &Rational::ONE, 40).unwrap();
/// // −ln(1 − 1/e) = 0.4586751...
/// assert!(enclosure.low > Rational::from_parts(4586.into(), 10_000u16.into()));
/// assert!(enclosure.high < Rational::from_parts(4587.into(), 10_000u16.into()));
/// ```
pub fn enclose_certainty_equivalent(
    values: &[Rational],
    utility: &Utility,
    epsilon: &Rational,
    bits: usize,
) -> Option<Enclosure> {
    let prospect = Prospect::new(values, utility, epsilon)?;
    let bounds = Enclosure { low: prospect.lowest.clone(), high: prospect.mean.clone() };
    if bounds.is_exact() {
        return Some(bounds);
    }
    let attempt = |fixed| prospect.certainty_equivalent(fixed).map(|enclosure| (enclosure.width(), enclosure));
    Some(match narrowed(bits, attempt) {
        Some(enclosure) => enclosure.and(&bounds),
        None => bounds,
    })
}

/// How CE(a) and CE(b) are ordered, settled with errors down to 2^−most_bits; `None` when that does not settle it.
///
/// Equality is recognised exactly where all values of each are equal, and where b is a permutation of a. Two utilities of −∞ are equal. Before any
/// exponential is computed the order is looked for among min v ≤ CE ≤ mean V.
pub fn compare_certainty_equivalents(
    a: &[Rational],
    b: &[Rational],
    utility: &Utility,
    epsilon: &Rational,
    most_bits: usize,
) -> Option<Ordering> {
    let (one, other) = (Prospect::new(a, utility, epsilon), Prospect::new(b, utility, epsilon));
    let (one, other) = match (&one, &other) {
        (None, None) => return Some(Ordering::Equal),
        (None, Some(_)) => return Some(Ordering::Less),
        (Some(_), None) => return Some(Ordering::Greater),
        (Some(one), Some(other)) => (one, other),
    };
    if one.is_permutation_of(other) {
        return Some(Ordering::Equal);
    }
    let bounds = |prospect: &Prospect| Enclosure { low: prospect.lowest.clone(), high: prospect.mean.clone() };
    let (mut known, mut known_other) = (bounds(one), bounds(other));
    let mut bits = 16;
    loop {
        // A certainty equivalent of unequal values is strictly inside its first bounds.
        let order = known.compare(&known_other).or_else(|| one.compare_strictly(other));
        if order.is_some() {
            return order;
        }
        if bits > most_bits {
            return None;
        }
        let refine = |values, known: Enclosure| match enclose_certainty_equivalent(values, utility, epsilon, bits)
        {
            Some(enclosure) => known.and(&enclosure),
            None => known,
        };
        (known, known_other) = (refine(a, known), refine(b, known_other));
        bits = if bits == most_bits { bits + 1 } else { (2 * bits).min(most_bits) };
    }
}

/// v_t = (1−ε)·mean + ε·V_t, in the order of the values; and the mean.
pub(super) fn contaminated(values: &[Rational], epsilon: &Rational) -> (Vec<Rational>, Rational) {
    let mean = sum_over_one_denominator(values) / Rational::from(values.len());
    let common = (Rational::ONE - epsilon) * &mean;
    (values.iter().map(|value| &common + epsilon * value).collect(), mean)
}

/// Repeats with more places until the result is no wider than 2^−bits, each attempt saying how wide its result is. The last result
/// otherwise; `None` if there never was one.
pub(super) fn narrowed<T>(bits: usize, attempt: impl Fn(FixedPoint) -> Option<(Rational, T)>) -> Option<T> {
    let wanted = Rational::from_parts(1.into(), Natural::ONE << bits);
    let mut places = bits.min(MOST_PLACES / 2) + 48;
    let mut best = None;
    loop {
        if let Some((width, result)) = attempt(FixedPoint::new(places)) {
            if width <= wanted {
                return Some(result);
            }
            best = Some(result);
        }
        if places >= MOST_PLACES {
            return best;
        }
        places = (2 * places).min(MOST_PLACES);
    }
}

/// Values brought to the form of facts 3 and 4.
pub(super) struct Prospect {
    /// min v.
    lowest: Rational,
    /// mean V = mean v.
    mean: Rational,
    /// s or r.
    nodes: Nodes,
    /// From the nodes back to money: node = (v − shift)·scale.
    shift: Rational,
    scale: Rational,
    kernel: Kernel,
}

/// The function that is averaged over the nodes.
enum Kernel {
    /// e^s.
    Exponential,
    /// ψ₀, with β.
    Power(Rational),
}

impl Kernel {
    /// The series in 0 ≤ −s or z = 1 − r; that of ψ₀ is to be divided by β.
    fn series(&self) -> Series {
        match self {
            Kernel::Exponential => Series::Exponential,
            Kernel::Power(beta) if beta.is_zero() => Series::Logarithm,
            Kernel::Power(beta) => Series::Power(beta.clone()),
        }
    }
}

impl Prospect {
    /// `None` when U(V) is −∞ (fact 5).
    pub(super) fn new(values: &[Rational], utility: &Utility, epsilon: &Rational) -> Option<Prospect> {
        let (contaminated, mean) = contaminated(values, epsilon);
        let lowest = contaminated.iter().min()?.clone();
        let highest = contaminated.iter().max()?;
        let (shift, scale, kernel) = match utility {
            Utility::Cara { coefficient } => (lowest.clone(), -coefficient.clone(), Kernel::Exponential),
            Utility::Power { coefficient, wealth } => {
                let beta = Rational::ONE - coefficient;
                let poorest = &lowest + wealth;
                let ruined = contaminated.iter().filter(|value| **value == lowest).count();
                let left = Rational::from(values.len() - ruined);
                if poorest < Rational::ZERO || (poorest.is_zero() && &beta + left <= Rational::ZERO) {
                    return None;
                }
                let largest = highest + wealth;
                let scale = if largest.is_zero() { Rational::ONE } else { Rational::ONE / largest };
                (-wealth.clone(), scale, Kernel::Power(beta))
            }
        };
        let nodes: Vec<Rational> = contaminated.iter().map(|value| (value - &shift) * &scale).collect();
        Some(Prospect { lowest, mean, nodes: Nodes::new(&nodes), shift, scale, kernel })
    }

    /// Whether U is differentiable here: for power utility, whether all wealth is positive.
    pub(super) fn is_differentiable(&self) -> bool {
        matches!(self.kernel, Kernel::Exponential) || self.lowest > self.shift
    }

    /// The group of a value: the place of its node among the different nodes. And how often each occurs.
    pub(super) fn groups(&self, contaminated: &[Rational]) -> (Vec<usize>, &[usize]) {
        let place = |value: &Rational| {
            let node = (value - &self.shift) * &self.scale;
            self.nodes.distinct.partition_point(|known| *known < node)
        };
        (contaminated.iter().map(place).collect(), &self.nodes.multiplicity)
    }

    fn is_permutation_of(&self, other: &Prospect) -> bool {
        self.shift == other.shift
            && self.scale == other.scale
            && self.nodes.distinct == other.nodes.distinct
            && self.nodes.multiplicity == other.nodes.multiplicity
    }

    /// Fact 1: the order is strict when one's mean is at most the other's smallest value and not both are constant.
    fn compare_strictly(&self, other: &Prospect) -> Option<Ordering> {
        if self.mean <= other.lowest {
            Some(Ordering::Less)
        } else if self.lowest >= other.mean {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// The Taylor coefficients at every different node, `extra` more than its multiplicity.
    fn coefficients(&self, extra: usize, fixed: FixedPoint) -> Option<Vec<Vec<Span>>> {
        let order = self.nodes.count() - 1;
        let of = |(node, times): (&Rational, &usize)| match &self.kernel {
            Kernel::Exponential => exponential_coefficients(node, times + extra, fixed),
            Kernel::Power(beta) => power_coefficients(beta, order, node, times + extra, fixed),
        };
        self.nodes.distinct.iter().zip(&self.nodes.multiplicity).map(of).collect()
    }

    /// E\[e^{Σπs}\] or E\[ψ₀(Σπr)\].
    fn average(&self, fixed: FixedPoint) -> Option<Span> {
        match self.for_series(fixed) {
            Some(stretched) => self.average_by_series(&stretched, fixed),
            None => Some(simplex_average(&self.nodes, &self.coefficients(0, fixed)?)),
        }
    }

    fn average_by_series(&self, stretched: &Stretched, fixed: FixedPoint) -> Option<Span> {
        let average = series_average(&self.kernel.series(), stretched, fixed);
        match &self.kernel {
            Kernel::Exponential => {
                Some(fixed.product(&fixed.exp(&fixed.enclose(&-stretched.length.clone()))?, &average))
            }
            Kernel::Power(beta) if beta.is_zero() => Some(average),
            Kernel::Power(beta) => Some(average.times(&(Rational::ONE / beta))),
        }
    }

    /// E\[ψ'(X)·π_t\] up to a common positive factor, for every different node.
    pub(super) fn marginal_averages(&self, fixed: FixedPoint) -> Option<Vec<Span>> {
        match self.for_series(fixed) {
            Some(stretched) => Some(self.marginal_averages_by_series(&stretched, fixed)),
            None => Some(weighted_averages(&self.nodes, &self.coefficients(1, fixed)?)),
        }
    }

    fn marginal_averages_by_series(&self, stretched: &Stretched, fixed: FixedPoint) -> Vec<Span> {
        match &self.kernel {
            Kernel::Exponential => weighted_series_averages(&Series::Exponential, stretched, fixed),
            Kernel::Power(beta) => {
                // ψ₀' = r^(β−1). The smallest r is the largest z.
                let derivative = Series::Power(beta - Rational::ONE);
                let mut averages = weighted_series_averages(&derivative, stretched, fixed);
                averages.reverse();
                averages
            }
        }
    }

    /// The nodes for the series, where these are faster.
    fn for_series(&self, fixed: FixedPoint) -> Option<Stretched> {
        let stretched = self.stretched()?;
        let terms = self.kernel.series().terms(&stretched.length, fixed.bits())?;
        (terms <= MOST_TERMS_PER_RULE * self.nodes.count()).then_some(stretched)
    }

    /// The nodes as L·z: L = max(−s), z = 1 + s/L; or L = 1 − min r, z = (1 − r)/L, in descending order of r. `None` if all are equal.
    fn stretched(&self) -> Option<Stretched> {
        let (least, most) = (self.nodes.distinct.first()?, self.nodes.distinct.last()?);
        let length = most - least;
        if length.is_zero() {
            return None;
        }
        let mut nodes = self.nodes.clone();
        match &self.kernel {
            Kernel::Exponential => {
                nodes.distinct.iter_mut().for_each(|node| *node = (&*node - least) / &length);
            }
            Kernel::Power(_) => {
                nodes.distinct.iter_mut().for_each(|node| *node = (most - &*node) / &length);
                nodes.distinct.reverse();
                nodes.multiplicity.reverse();
            }
        }
        Some(Stretched { length, nodes })
    }

    fn utility(&self, fixed: FixedPoint) -> Option<Enclosure> {
        let average = self.average(fixed)?;
        let utility = match &self.kernel {
            Kernel::Exponential => {
                let factor = fixed.exp(&fixed.enclose(&(&self.shift * &self.scale)))?;
                Span::ZERO.minus(&fixed.product(&factor, &average))
            }
            Kernel::Power(beta) => {
                // ln Y; Y = 1/scale.
                let logarithm = Span::ZERO.minus(&fixed.ln(&fixed.enclose(&self.scale))?);
                if beta.is_zero() {
                    logarithm.plus(&average)
                } else {
                    fixed.product(&fixed.exp(&logarithm.times(beta))?, &average)
                }
            }
        };
        Some(fixed.enclosure(&utility))
    }

    fn certainty_equivalent(&self, fixed: FixedPoint) -> Option<Enclosure> {
        let average = self.average(fixed)?;
        let node = match &self.kernel {
            Kernel::Exponential => fixed.ln(&average)?,
            Kernel::Power(beta) if beta.is_zero() => fixed.exp(&average)?,
            Kernel::Power(beta) => {
                let logarithm = fixed.ln(&average.times(beta))?;
                fixed.exp(&logarithm.times(&(Rational::ONE / beta)))?
            }
        };
        let above_shift = fixed.enclosure(&node).times(&(Rational::ONE / &self.scale));
        Some(above_shift.plus(&Enclosure::exact(self.shift.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Integer, parse_number};

    fn prospect(values: &str, utility: &Utility) -> Prospect {
        let values: Vec<Rational> = values.split(' ').map(|value| parse_number(value).unwrap()).collect();
        Prospect::new(&values, utility, &Rational::ONE).unwrap()
    }

    fn utilities() -> Vec<Utility> {
        let ratio = |top: i32, bottom: u8| Rational::from_parts(top.into(), bottom.into());
        let power = |coefficient| Utility::Power { coefficient, wealth: Rational::from(12) };
        let cara = |coefficient| Utility::Cara { coefficient };
        let powers = [ratio(1, 3), ratio(1, 1), ratio(2, 1), ratio(5, 2), ratio(9, 1)].map(power);
        powers.into_iter().chain([ratio(1, 9), ratio(3, 1)].map(cara)).collect()
    }

    const PROSPECTS: [&str; 5] =
        ["0 1", "-8 -8 3 3 3 10", "1 2 3 4 5 6 7 8 9 10", "0 0 1/1000 2 2 2 2", "-7 12 1/7 1/8 1/9"];

    /// Not disjoint, and both narrow.
    fn assert_same(fixed: FixedPoint, one: &Span, other: &Span) {
        let (one, other) = (fixed.enclosure(one), fixed.enclosure(other));
        let narrow = Rational::from_parts(1.into(), Natural::ONE << 60);
        assert!(one.width() < narrow && other.width() < narrow, "{one:?} {other:?}");
        assert_eq!(one.compare(&other), None, "{one:?} {other:?}");
    }

    #[test]
    fn series_and_divided_differences_give_the_same_averages() {
        let fixed = FixedPoint::new(160);
        for utility in utilities() {
            for values in PROSPECTS {
                let prospect = prospect(values, &utility);
                let by_series = prospect.average_by_series(&prospect.stretched().unwrap(), fixed).unwrap();
                let by_differences = simplex_average(&prospect.nodes, &prospect.coefficients(0, fixed).unwrap());
                assert_same(fixed, &by_series, &by_differences);
            }
        }
    }

    #[test]
    fn series_and_divided_differences_give_the_same_marginal_weights() {
        let fixed = FixedPoint::new(160);
        for utility in utilities() {
            for values in PROSPECTS {
                let prospect = prospect(values, &utility);
                let share = |averages: Vec<Span>| {
                    let times = |(average, times): (&Span, &usize)| {
                        average.times_ratio(&Integer::from(*times), &Integer::ONE)
                    };
                    let all = averages.iter().zip(&prospect.nodes.multiplicity).map(times);
                    let total = all.fold(Span::ZERO, |total, average| total.plus(&average));
                    let shares = averages.iter().map(|average| fixed.quotient(average, &total).unwrap());
                    shares.collect::<Vec<Span>>()
                };
                let by_series = share(prospect.marginal_averages_by_series(&prospect.stretched().unwrap(), fixed));
                let coefficients = prospect.coefficients(1, fixed).unwrap();
                let by_differences = share(weighted_averages(&prospect.nodes, &coefficients));
                for (one, other) in by_series.iter().zip(&by_differences) {
                    assert_same(fixed, one, other);
                }
            }
        }
    }
}
