//! Signal spaces cut out of a box by orders between components.
//!
//! An *order* a x_k ≤ b x_l + c with a, b > 0 is a closed half-space that keeps the componentwise minimum and maximum of any two of its points.
//! So a box with such orders is a compact convex sublattice, and closed convex sublattices of ℝ^d are intersections of such half-spaces and boxes. The
//! space is kept as its vertices: cutting off a half-space keeps the vertices inside and adds the points where the edges leave it.
//!
//! Extremes are exact. The greatest value of a linear function over all points with own index s is attained between two vertices, one with an own index of at
//! most s and one with at least s: it is the upper concave envelope of the vertices' values over their own indices, linear between neighbouring own
//! indices of vertices.

use super::Signal;
use super::expression::Interval;
use super::report::Report;
use crate::number::Rational;

/// More vertices than this are not kept.
const MAX_VERTICES: usize = 200;
/// A space has at most so many components.
const MAX_COMPONENTS: usize = 6;

/// An order between two components: Σ_k w_k x_k ≤ bound, with one positive and one negative weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// A weight for each component.
    pub weights: Vec<Rational>,
    /// What the sum does not exceed.
    pub bound: Rational,
}

/// Why there is no such space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceError {
    /// The order with this number does not have one positive and one negative weight.
    NoOrder(usize),
    /// From the order with this number on, nothing with positive volume is left.
    Empty(usize),
    /// There are too many components, orders or vertices.
    TooLarge,
}

/// A box with orders between components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    orders: Vec<Order>,
    vertices: Vec<Vec<Rational>>,
}

impl Order {
    /// The component with the positive weight, which is bounded from above, and the one with the negative weight.
    pub fn components(&self) -> Option<(usize, usize)> {
        let with = |is_wanted: fn(&Rational) -> bool| {
            let mut found = (0..self.weights.len()).filter(|place| is_wanted(&self.weights[*place]));
            found.next().filter(|_| found.next().is_none())
        };
        Some((with(|weight| *weight > Rational::ZERO)?, with(|weight| *weight < Rational::ZERO)?))
    }

    /// What is left of the bound at a point; negative outside.
    fn slack(&self, point: &[Rational]) -> Rational {
        &self.bound - value(&self.weights, point)
    }
}

/// Σ w_k x_k.
fn value(weights: &[Rational], point: &[Rational]) -> Rational {
    weights.iter().zip(point).fold(Rational::ZERO, |sum, (weight, x)| sum + weight * x)
}

/// The point this share of the way from one to another.
fn between(one: &[Rational], other: &[Rational], share: &Rational) -> Vec<Rational> {
    one.iter().zip(other).map(|(one, other)| one + (other - one) * share).collect()
}

impl Space {
    /// The box of these ranges with these orders.
    ///
    /// # Errors
    /// See [`SpaceError`].
    pub fn new(signals: &[Signal], orders: Vec<Order>) -> Result<Space, SpaceError> {
        if signals.len() > MAX_COMPONENTS || 2 * signals.len() + orders.len() > 64 {
            return Err(SpaceError::TooLarge);
        }
        // Vertices with the set of half-spaces on whose border they lie, one bit each: lower ends, upper ends, orders.
        let mut known: Vec<(Vec<Rational>, u64)> = vec![(Vec::new(), 0)];
        for (place, signal) in signals.iter().enumerate() {
            let longer = |(point, on): (Vec<Rational>, u64)| {
                [(&signal.low, 2 * place), (&signal.high, 2 * place + 1)]
                    .map(|(end, bit)| ([point.clone(), vec![end.clone()]].concat(), on | 1 << bit))
            };
            known = known.into_iter().flat_map(longer).collect();
        }
        for (number, order) in orders.iter().enumerate() {
            if order.weights.len() != signals.len() || order.components().is_none() {
                return Err(SpaceError::NoOrder(number));
            }
            known = cut(&known, order, 1 << (2 * signals.len() + number));
            if known.len() > MAX_VERTICES {
                return Err(SpaceError::TooLarge);
            }
            let is_inner = |order: &Order| known.iter().any(|(point, _)| order.slack(point) > Rational::ZERO);
            let is_wide = |place: usize| known.iter().any(|(point, _)| point[place] != known[0].0[place]);
            if known.is_empty() || !orders[..=number].iter().all(is_inner) || !(0..signals.len()).all(is_wide) {
                return Err(SpaceError::Empty(number));
            }
        }
        Ok(Space { orders, vertices: known.into_iter().map(|(point, _)| point).collect() })
    }

    /// The orders.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The vertices.
    pub fn vertices(&self) -> &[Vec<Rational>] {
        &self.vertices
    }

    /// Whether a component occurs in an order.
    pub fn is_ordered(&self, component: usize) -> bool {
        self.orders.iter().any(|order| order.weights.get(component).is_some_and(|weight| !weight.is_zero()))
    }

    /// Whether a point of the box keeps all orders.
    pub fn contains(&self, point: &[Rational]) -> bool {
        self.orders.iter().all(|order| order.slack(point) >= Rational::ZERO)
    }

    /// The least and the greatest value of Σ w_k x_k.
    pub fn range(&self, weights: &[Rational]) -> Interval {
        let values: Vec<Rational> = self.vertices.iter().map(|vertex| value(weights, vertex)).collect();
        (values.iter().min().cloned().unwrap_or_default(), values.iter().max().cloned().unwrap_or_default())
    }

    /// A smaller box with the same points of the space, for a box of all components; `None` when the box is seen to have none inside.
    pub fn narrowed(&self, ranges: &[Interval]) -> Option<Vec<Interval>> {
        let mut ranges = ranges.to_vec();
        for _ in 0..=self.orders.len() {
            for order in &self.orders {
                let (lower, upper) = order.components()?;
                // a x ≤ b y + c: x is at most what the greatest y allows, y at least what the least x asks for.
                let (a, b) = (&order.weights[lower], -&order.weights[upper]);
                let most = (&b * &ranges[upper].1 + &order.bound) / a;
                let least = (a * &ranges[lower].0 - &order.bound) / &b;
                if most < ranges[lower].1 {
                    ranges[lower].1 = most;
                }
                if least > ranges[upper].0 {
                    ranges[upper].0 = least;
                }
                if [lower, upper].into_iter().any(|place| ranges[place].0 > ranges[place].1) {
                    return None;
                }
            }
        }
        Some(ranges)
    }

    /// Whether every point of a box of all components keeps all orders.
    pub fn contains_box(&self, ranges: &[Interval]) -> bool {
        self.orders.iter().all(|order| {
            let worst =
                order.weights.iter().zip(ranges).map(|(weight, (low, high))| {
                    if *weight > Rational::ZERO { high.clone() } else { low.clone() }
                });
            order.slack(&worst.collect::<Vec<_>>()) >= Rational::ZERO
        })
    }

    /// The own indices Σ a_k x_k of the vertices, increasing.
    pub fn indices(&self, own: &[Rational]) -> Vec<Rational> {
        let mut indices: Vec<Rational> = self.vertices.iter().map(|vertex| value(own, vertex)).collect();
        indices.sort();
        indices.dedup();
        indices
    }

    /// A point with this own index at which Σ w_k x_k is least (favourable) or greatest (unfavourable); `None` when no point has the index.
    pub fn extreme(
        &self,
        own: &[Rational],
        weights: &[Rational],
        report: Report,
        index: &Rational,
    ) -> Option<Vec<Rational>> {
        let mut found: Option<(Rational, Vec<Rational>)> = None;
        for one in &self.vertices {
            for other in &self.vertices {
                let (from, to) = (value(own, one), value(own, other));
                if from > *index || to < *index {
                    continue;
                }
                let share = if from == to { Rational::ZERO } else { (index - &from) / (to - &from) };
                let point = between(one, other, &share);
                let size = value(weights, &point);
                let is_better = |known: &Rational| match report {
                    Report::Favourable => size < *known,
                    Report::Unfavourable => size > *known,
                };
                if found.as_ref().is_none_or(|(known, _)| is_better(known)) {
                    found = Some((size, point));
                }
            }
        }
        found.map(|(_, point)| point)
    }
}

/// The vertices of what is left inside an order, with the bit of the order.
fn cut(known: &[(Vec<Rational>, u64)], order: &Order, bit: u64) -> Vec<(Vec<Rational>, u64)> {
    let slacks: Vec<Rational> = known.iter().map(|(point, _)| order.slack(point)).collect();
    let mut kept: Vec<(Vec<Rational>, u64)> = Vec::new();
    for ((point, on), slack) in known.iter().zip(&slacks) {
        if *slack >= Rational::ZERO {
            kept.push((point.clone(), if slack.is_zero() { on | bit } else { *on }));
        }
    }
    for (one, inside) in slacks.iter().enumerate().filter(|(_, slack)| **slack > Rational::ZERO) {
        for (other, outside) in slacks.iter().enumerate().filter(|(_, slack)| **slack < Rational::ZERO) {
            // Two vertices are the ends of an edge when no third lies on all the borders that they share.
            let shared = known[one].1 & known[other].1;
            let is_third = |place: usize| place != one && place != other && known[place].1 & shared == shared;
            if (0..known.len()).any(is_third) {
                continue;
            }
            let share = inside / (inside - outside);
            kept.push((between(&known[one].0, &known[other].0, &share), shared | bit));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(count: usize) -> Vec<Signal> {
        let one = |place| Signal { name: format!("x{place}"), low: Rational::ZERO, high: Rational::ONE };
        (0..count).map(one).collect()
    }

    /// x_k ≤ x_l.
    fn order(count: usize, lower: usize, upper: usize) -> Order {
        let mut weights = vec![Rational::ZERO; count];
        weights[lower] = Rational::ONE;
        weights[upper] = -Rational::ONE;
        Order { weights, bound: Rational::ZERO }
    }

    /// A chain of orders on a cube of dimension d leaves a simplex, with d + 1 vertices, all of them zeros followed by ones.
    #[test]
    fn a_chain_of_orders_is_a_simplex() {
        for count in 2..=5 {
            let orders = (1..count).map(|place| order(count, place - 1, place)).collect();
            let space = Space::new(&unit(count), orders).unwrap();
            let mut vertices = space.vertices().to_vec();
            vertices.sort();
            let zeros = |number: usize| {
                (0..count).map(|place| if place < number { Rational::ZERO } else { Rational::ONE }).collect()
            };
            let mut expected: Vec<Vec<Rational>> = (0..=count).map(zeros).collect();
            expected.sort();
            assert_eq!(vertices, expected);
        }
    }

    #[test]
    fn what_is_flat_or_no_order_is_refused() {
        let flat = vec![order(2, 0, 1), order(2, 1, 0)];
        assert_eq!(Space::new(&unit(2), flat), Err(SpaceError::Empty(1)));
        let sum = Order { weights: vec![Rational::ONE, Rational::ONE], bound: Rational::ONE };
        assert_eq!(Space::new(&unit(2), vec![sum]), Err(SpaceError::NoOrder(0)));
        assert_eq!(Space::new(&unit(7), Vec::new()), Err(SpaceError::TooLarge));
    }

    /// On the triangle x_0 ≤ x_1 with index x_0 + x_1 = s the first component goes from max(0, s − 1) to s/2.
    #[test]
    fn extremes_of_a_triangle() {
        let space = Space::new(&unit(2), vec![order(2, 0, 1)]).unwrap();
        let (own, first) = ([Rational::ONE, Rational::ONE], [Rational::ONE, Rational::ZERO]);
        for quarters in 0..=8 {
            let index = Rational::from(quarters) / Rational::from(4);
            let at = |report| space.extreme(&own, &first, report, &index).unwrap()[0].clone();
            assert_eq!(at(Report::Unfavourable), &index / Rational::from(2));
            assert_eq!(at(Report::Favourable), (&index - Rational::ONE).max(Rational::ZERO));
        }
    }
}
