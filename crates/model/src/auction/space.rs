//! Signal spaces cut out of a box by linear inequalities between components, called orders.
//!
//! The source asks for a compact convex space in which the signals with one own index form a sublattice. The proofs use of the latter that all components that
//! matter to others can be least together, and greatest together, at every own index; an auction is made only if they can. Any half-spaces may leave such a
//! space. The space is kept as its vertices: cutting off a half-space keeps the vertices inside and adds the points where the edges leave it.
//!
//! An order with at most one positive and at most one negative weight, a x_k ≤ b x_l + c with a, b ≥ 0, keeps the componentwise minimum and maximum of any
//! two of its points. So a box with such orders is a sublattice, and every closed convex sublattice of ℝ^d is made of such orders.
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

/// An order between components: Σ_k w_k x_k ≤ bound.
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
    /// The order with this number has no weight for some component, or none but 0.
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
    /// The components that count.
    pub fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.weights.len()).filter(|place| !self.weights[*place].is_zero())
    }

    /// Whether the order keeps componentwise minima and maxima: at most one positive and at most one negative weight.
    pub fn is_lattice(&self) -> bool {
        let count =
            |is_wanted: fn(&Rational) -> bool| self.weights.iter().filter(|weight| is_wanted(weight)).count();
        count(|weight| *weight > Rational::ZERO) <= 1 && count(|weight| *weight < Rational::ZERO) <= 1
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
            if order.weights.len() != signals.len() || order.counted().next().is_none() {
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
                let least = |place: usize, ranges: &[Interval]| {
                    let (weight, (low, high)) = (&order.weights[place], &ranges[place]);
                    if *weight > Rational::ZERO { weight * low } else { weight * high }
                };
                let sum = order.counted().fold(Rational::ZERO, |sum, place| sum + least(place, &ranges));
                for place in order.counted() {
                    // w x ≤ bound − what the other terms are at least; `sum` stays right, since a term's least value is not changed here.
                    let weight = &order.weights[place];
                    let end = (&order.bound - (&sum - least(place, &ranges))) / weight;
                    if *weight > Rational::ZERO && end < ranges[place].1 {
                        ranges[place].1 = end;
                    } else if *weight < Rational::ZERO && end > ranges[place].0 {
                        ranges[place].0 = end;
                    }
                    if ranges[place].0 > ranges[place].1 {
                        return None;
                    }
                }
            }
        }
        Some(ranges)
    }

    /// Whether the part of the space in a box of all components has inner points; `None` when it has too many vertices.
    pub fn has_inner_points_in(&self, ranges: &[Interval]) -> Option<bool> {
        let signal = |(low, high): &Interval| Signal { name: String::new(), low: low.clone(), high: high.clone() };
        let signals: Vec<Signal> = ranges.iter().map(signal).collect();
        match Space::new(&signals, self.orders.clone()) {
            Ok(_) => Some(true),
            Err(SpaceError::Empty(_)) => Some(false),
            Err(_) => None,
        }
    }

    /// Whether a component can be moved by any distance up to the ends of its range, and every other so that no component moves farther and the space is not
    /// left.
    ///
    /// With orders a x_p ≤ b x_q + c only, moving down by ε d keeps them if a d_p ≥ b d_q for all, up if b d_q ≥ a d_p. The least such d with d_k = 1 is found
    /// from one order to the next. If no entry exceeds 1, x − ε d, or the least point of the space where that is higher, is within ε of x and in the space:
    /// orders keep componentwise maxima. The same upwards.
    pub fn moves_along(&self, component: usize) -> bool {
        self.orders.iter().all(Order::is_lattice)
            && [true, false].into_iter().all(|is_down| self.distances(component, is_down).is_some())
    }

    /// The least distances d of [`Space::moves_along`]; `None` when one exceeds 1.
    fn distances(&self, component: usize, is_down: bool) -> Option<Vec<Rational>> {
        let mut moved = vec![Rational::ZERO; self.vertices.first().map_or(0, Vec::len)];
        *moved.get_mut(component)? = Rational::ONE;
        // Every round but the last reaches a component farther away.
        for _ in 0..=moved.len() {
            let mut is_settled = true;
            for order in &self.orders {
                let lower = order.counted().find(|place| order.weights[*place] > Rational::ZERO);
                let upper = order.counted().find(|place| order.weights[*place] < Rational::ZERO);
                let (Some(lower), Some(upper)) = (lower, upper) else { continue };
                let (from, to) = if is_down { (upper, lower) } else { (lower, upper) };
                let need = -(&order.weights[from] / &order.weights[to]) * &moved[from];
                if need > moved[to] {
                    is_settled = false;
                    moved[to] = need;
                }
            }
            if moved.iter().any(|distance| *distance > Rational::ONE) {
                return None;
            }
            if is_settled {
                return Some(moved);
            }
        }
        None
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
        assert_eq!(Space::new(&unit(2), vec![sum.clone()]).unwrap().vertices().len(), 3);
        let none = Order { weights: vec![Rational::ZERO; 2], bound: Rational::ONE };
        assert_eq!(Space::new(&unit(2), vec![sum, none]), Err(SpaceError::NoOrder(1)));
        assert_eq!(Space::new(&unit(7), Vec::new()), Err(SpaceError::TooLarge));
    }

    /// Narrowing keeps every point of the space, with orders of all kinds: tried on a grid of boxes and points.
    #[test]
    fn narrowing_keeps_all_points() {
        let number = |top: i32| Rational::from_parts(top.into(), 4_u32.into());
        let orders = vec![
            Order { weights: vec![number(4), number(4), number(4)], bound: number(7) },
            Order { weights: vec![number(-4), number(2), number(0)], bound: number(-1) },
            Order { weights: vec![number(0), number(0), number(-4)], bound: number(-1) },
        ];
        let space = Space::new(&unit(3), orders).unwrap();
        let every = |count: i32| {
            (0..count * count * count)
                .map(move |code| [code % count, code / count % count, code / count / count].map(number))
        };
        let mut kept = 0;
        for low in every(4) {
            let ranges: Vec<Interval> = low.iter().map(|low| (low.clone(), low + number(1))).collect();
            let narrowed = space.narrowed(&ranges);
            let inner = space.has_inner_points_in(&ranges);
            for point in every(5) {
                let within =
                    |ranges: &[Interval]| point.iter().zip(ranges).all(|(x, (low, high))| low <= x && x <= high);
                if within(&ranges) && space.contains(&point) {
                    assert!(narrowed.as_ref().is_some_and(|narrowed| within(narrowed)), "{ranges:?} {point:?}");
                    kept += 1;
                }
            }
            let center: Vec<Rational> = low.iter().map(|low| low + number(1) / Rational::from(2)).collect();
            let is_inside = space.orders().iter().all(|order| order.slack(&center) > Rational::ZERO);
            assert!(!is_inside || inner == Some(true), "{ranges:?}");
            assert!(narrowed.is_some() || inner == Some(false), "{ranges:?}");
        }
        assert!(kept > 50, "{kept}");
    }

    /// With x_0 ≤ x_1 both components move along with each other; with x_0 ≤ 2 x_1 moving x_1 down by ε may need twice as much of x_0, and x_0 moves alone.
    #[test]
    fn what_moves_along() {
        let steep = Order { weights: vec![Rational::ONE, -Rational::from(2)], bound: Rational::ZERO };
        let sum = Order { weights: vec![Rational::ONE, Rational::ONE], bound: Rational::ONE };
        for (orders, moves) in [
            (vec![order(2, 0, 1)], [true, true]),
            (vec![steep.clone()], [true, false]),
            (vec![order(2, 0, 1), steep], [true, false]),
            (vec![sum], [false, false]),
        ] {
            let space = Space::new(&unit(2), orders).unwrap();
            assert_eq!([0, 1].map(|component| space.moves_along(component)), moves);
        }
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
