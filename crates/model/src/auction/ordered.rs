//! Auctions whose signal spaces are cut out of boxes by orders, linear inequalities between components (see [`super::space`]).
//!
//! Beliefs are the densities of the file given that all orders hold: f(x) 1(x in the space), divided by its integral. Components of one bidder that
//! an order links are then no longer independent; bidders still are.

use super::belief::Density;
use super::condition::Point;
use super::piecewise::{Distribution, Piecewise};
use super::report::Report;
use super::space::{Order, Space, SpaceError};
use super::subdivision::{Bounded, Ranges};
use super::univariate::Univariate;
use super::variable::{SignalId, Variable};
use super::winning::middle;
use super::{Auction, AuctionError};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeSet;

impl Auction {
    /// The same auction with orders between the components of each bidder's signal, one list for each bidder.
    ///
    /// # Errors
    /// A list is no space, or a bidder has no extreme reports at some own index: what it can report there has no least or no greatest element.
    pub fn with_orders(mut self, orders: Vec<Vec<Order>>) -> Result<Auction, AuctionError> {
        if orders.len() != self.bidders().len() {
            return Err(AuctionError::Malformed);
        }
        for (agent, orders) in orders.into_iter().enumerate() {
            let agent = AgentId(agent);
            if orders.is_empty() {
                continue;
            }
            let space = Space::new(&self.bidder(agent).signals, orders);
            let space = space.map_err(|error: SpaceError| AuctionError::Space(agent, error))?;
            if let Some(index) = self.index_without_extremes(agent, &space) {
                return Err(AuctionError::NoExtremeReport(agent, index));
            }
            self.spaces[agent.0] = Some(space);
        }
        Ok(self)
    }

    /// The same auction with the signal spaces of another with the same signals.
    pub fn with_spaces_of(mut self, other: &Auction) -> Auction {
        self.spaces.clone_from(&other.spaces);
        self
    }

    /// A bidder's signal space, where it is no box.
    pub fn space(&self, agent: AgentId) -> Option<&Space> {
        self.spaces.get(agent.0)?.as_ref()
    }

    /// Whether some bidder's signal space is no box.
    pub fn has_orders(&self) -> bool {
        self.spaces.iter().any(Option::is_some)
    }

    /// An own index at which not all components that matter to others can be least, or greatest, together.
    ///
    /// The sum of the components has the sum of their extremes exactly when all are extreme together. Both sums are linear between the own indices of
    /// vertices, so they agree everywhere when they agree there.
    fn index_without_extremes(&self, agent: AgentId, space: &Space) -> Option<Rational> {
        let bidder = self.bidder(agent);
        let public = self.public_components(agent);
        let unit = |chosen: &[usize]| -> Vec<Rational> {
            let weight = |place| if chosen.contains(&place) { Rational::ONE } else { Rational::ZERO };
            (0..bidder.signals.len()).map(weight).collect()
        };
        let total = |chosen: &[usize], report, index: &Rational| {
            let point = space.extreme(&bidder.own, &unit(chosen), report, index)?;
            Some(chosen.iter().fold(Rational::ZERO, |sum, place| sum + &point[*place]))
        };
        space.indices(&bidder.own).into_iter().find(|index| {
            [Report::Favourable, Report::Unfavourable].into_iter().any(|report| {
                let mut each = public.iter().map(|place| total(&[*place], report, index));
                let sum = each.try_fold(Rational::ZERO, |sum, part| Some(sum + part?));
                sum != total(&public, report, index)
            })
        })
    }

    /// Whether the components of bidders with orders keep them; a point with some of the ordered components of such a bidder but not all is not known to.
    /// What the point says about one bidder is not asked about.
    pub fn is_possible(&self, point: &Point, except: AgentId) -> bool {
        self.agents().filter(|agent| *agent != except).all(|agent| {
            let Some(space) = self.space(agent) else { return true };
            let signals = &self.bidder(agent).signals;
            let of = |component| point.get(&Variable::Signal(SignalId { bidder: agent, component }));
            let ordered = (0..signals.len()).filter(|component| space.is_ordered(*component));
            let given = ordered.clone().filter(|component| of(*component).is_some()).count();
            // Components without an order do not matter to the orders.
            let value = |place: usize| of(place).unwrap_or(&signals[place].low).clone();
            given == 0
                || (given == ordered.count() && space.contains(&(0..signals.len()).map(value).collect::<Vec<_>>()))
        })
    }

    /// These variables, with all components that orders link to them.
    pub fn linked(&self, variables: impl IntoIterator<Item = Variable>) -> BTreeSet<Variable> {
        let mut linked: BTreeSet<Variable> = variables.into_iter().collect();
        for agent in self.agents() {
            let Some(space) = self.space(agent) else { continue };
            let every = (0..self.bidder(agent).signals.len()).filter(|component| space.is_ordered(*component));
            let every = every.map(|component| Variable::Signal(SignalId { bidder: agent, component }));
            let every: Vec<Variable> = every.collect();
            if every.iter().any(|variable| linked.contains(variable)) {
                linked.extend(every);
            }
        }
        linked
    }

    /// The ranges of all components of a bidder in a box, those that the box leaves out with their whole range; `None` when it leaves out all
    /// ordered ones.
    pub(super) fn box_of(&self, agent: AgentId, ranges: &Ranges) -> Option<Vec<(Rational, Rational)>> {
        let space = self.space(agent)?;
        let known = |component| ranges.get(&Variable::Signal(SignalId { bidder: agent, component }));
        let signals = &self.bidder(agent).signals;
        let is_asked = (0..signals.len()).any(|place| space.is_ordered(place) && known(place).is_some());
        let range = |(place, signal): (usize, &super::Signal)| {
            known(place).cloned().unwrap_or_else(|| (signal.low.clone(), signal.high.clone()))
        };
        is_asked.then(|| signals.iter().enumerate().map(range).collect())
    }

    /// A smaller box with the same possible points; `None` when it is seen to have none.
    pub fn narrowed(&self, ranges: &Ranges) -> Option<Ranges> {
        let mut narrowed = ranges.clone();
        for agent in self.agents() {
            let (Some(space), Some(cell)) = (self.space(agent), self.box_of(agent, ranges)) else { continue };
            for (component, range) in space.narrowed(&cell)?.into_iter().enumerate() {
                let variable = Variable::Signal(SignalId { bidder: agent, component });
                if let Some(known) = narrowed.get_mut(&variable) {
                    *known = range;
                }
            }
        }
        Some(narrowed)
    }

    /// Whether a box contains an open set of possible signals; `None` where it is not seen.
    ///
    /// When the least and the greatest corner of the narrowed box are possible and differ in every ordered component, so is the point half way, which lies inside
    /// the box. A convex set with a point inside an open set, and inner points of its own, has inner points there.
    pub fn has_possible_part(&self, ranges: &Ranges) -> Option<bool> {
        for agent in self.agents() {
            let (Some(space), Some(cell)) = (self.space(agent), self.box_of(agent, ranges)) else { continue };
            let Some(narrowed) = space.narrowed(&cell) else { return Some(false) };
            if narrowed.iter().any(|(low, high)| low == high) {
                return Some(false);
            }
            let (least, greatest): (Vec<Rational>, Vec<Rational>) = narrowed.iter().cloned().unzip();
            if (!space.contains(&least) || !space.contains(&greatest)) && !space.has_inner_points_in(&narrowed)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// A function where signals are possible; 0 elsewhere.
    pub fn within<'a, F>(&'a self, function: &'a F) -> Within<'a, F> {
        Within { auction: self, function }
    }

    /// The density of one component of a bidder's signal under a density of the file. `None` when orders link it to components that are linked to others,
    /// or by several orders to one, or three components to each other, and when the orders have probability 0.
    ///
    /// Given x, components linked to x alone are independent of each other: the density is f(x) times the probabilities that each keeps its order, over
    /// the integral. y ≤ (a x + c)/b has the probability F((a x + c)/b), a polynomial on pieces. Orders of one component alone narrow its range first.
    pub fn marginal(&self, density: &Density, agent: AgentId, component: usize) -> Option<Piecewise> {
        let marginals = density.marginals.get(agent.0)?;
        let Some(space) = self.space(agent).filter(|space| space.is_ordered(component)) else {
            return marginals.get(component).cloned();
        };
        let (single, linking): (Vec<&Order>, Vec<&Order>) =
            space.orders().iter().partition(|order| order.counted().count() == 1);
        let alone = |place: usize| {
            single.iter().filter(|order| !order.weights[place].is_zero()).try_fold(
                marginals.get(place)?.clone(),
                |known, order| {
                    let (weight, end) = (&order.weights[place], &order.bound / &order.weights[place]);
                    let (low, high) = (known.low().clone(), known.high().clone());
                    if *weight > Rational::ZERO { known.given(&low, &end) } else { known.given(&end, &high) }
                },
            )
        };
        let own = alone(component)?;
        let mut leaves = BTreeSet::new();
        let mut factors: Vec<(Distribution, Univariate, bool)> = Vec::new();
        for order in linking.iter().filter(|order| !order.weights[component].is_zero()) {
            let mut others = order.counted().filter(|place| *place != component);
            let leaf = others.next().filter(|_| others.next().is_none())?;
            // w x + u y ≤ bound: the border is at y = (bound − w x)/u, and y is below it for positive u.
            let (w, u) = (&order.weights[component], &order.weights[leaf]);
            let border = Univariate::new(vec![&order.bound / u, -(w / u)]);
            let distribution = Distribution::of_sum([(&Rational::ONE, &alone(leaf)?)])?;
            if !leaves.insert(leaf) {
                return None;
            }
            factors.push((distribution, border, *u > Rational::ZERO));
        }
        let is_star = linking.iter().all(|order| {
            !order.weights[component].is_zero() || leaves.iter().all(|leaf| order.weights[*leaf].is_zero())
        });
        if !is_star {
            return None;
        }
        let mut breaks: BTreeSet<Rational> = own.breaks().iter().cloned().collect();
        for (alone, border, _) in &factors {
            let at = |point: &Rational| (point - border.coefficient(0)) / border.coefficient(1);
            let inner = alone.breaks().iter().map(at).filter(|point| own.low() < point && point < own.high());
            breaks.extend(inner);
        }
        let breaks: Vec<Rational> = breaks.into_iter().collect();
        let piece = |ends: &[Rational]| {
            let near = middle(&ends[0], &ends[1]);
            factors.iter().fold(own.piece_at(&near), |product, (alone, border, is_lower)| {
                let below = alone.piece_at(&border.at(&near)).compose(border);
                let one = Univariate::constant(Rational::ONE);
                product.times(&if *is_lower { below } else { one.minus(&below) })
            })
        };
        let pieces = breaks.windows(2).map(piece).collect();
        let product = Piecewise::new(breaks, pieces)?;
        let total = product.total();
        (total > Rational::ZERO).then(|| product.scaled(&(Rational::ONE / total)))
    }
}

/// A function on the possible signals, for proofs on boxes of which only the possible points count.
#[derive(Debug, Clone, Copy)]
pub struct Within<'a, F> {
    auction: &'a Auction,
    function: &'a F,
}

impl<F: Bounded> Bounded for Within<'_, F> {
    fn bounds(&self, ranges: &Ranges) -> Option<(Rational, Rational)> {
        match self.auction.narrowed(ranges) {
            Some(narrowed) => self.function.bounds(&narrowed),
            None => Some((Rational::ZERO, Rational::ZERO)),
        }
    }
}
