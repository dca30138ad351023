//! Grids of an auction: finitely many signals, one for each cell.
//!
//! The range of every component is cut into equal parts; a *type* is a cell of a bidder's signals and stands for its midpoint. Of the
//! others, a belief about signals says how probable each cell is: under a density the product of the exact integrals over the parts. At a profile of
//! types the object goes to whoever values it most at the midpoints; whoever is tied wins with the auction's probability of ties.
//!
//! **Sets.** Beliefs about cells are the images of beliefs about signals. The image of a hull is the hull of the images, that of contamination is
//! contamination of the image with anything. The image of a Prokhorov ball with radius ε is the ball with radius ε around the image, cells as
//! far apart as their midpoints, when ε is a multiple of the length of every part ([`Grid::keeps_balls`]): what is within ε of a union
//! of cells is then a union of cells again, and moving a signal from one cell to the same place in another moves it by the distance of the midpoints.

use super::belief::Density;
use super::expression::Expression;
use super::general::GeneralAuction;
use super::variable::{SignalId, Variable};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeMap;

/// So many profiles of types a grid has at most.
pub const MAX_PROFILES: usize = 20_000;

/// A cell of a bidder's signals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridType {
    /// For every component, which part of its range, from 0.
    pub parts: Vec<usize>,
    /// For every component, the ends of the part.
    pub cell: Vec<(Rational, Rational)>,
    /// The midpoint.
    pub signal: Vec<Rational>,
    /// The own index of the midpoint.
    pub own: Rational,
}

/// A grid of an auction.
#[derive(Debug, Clone)]
pub struct Grid<'a> {
    auction: &'a GeneralAuction,
    types: Vec<Vec<GridType>>,
}

/// Why there is no such grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridError {
    /// Not one number of parts, at least 1, for every component of every bidder.
    Parts,
    /// More than [`MAX_PROFILES`] profiles.
    TooLarge,
    /// No midpoint of a cell is a possible signal of some bidder.
    Empty,
}

impl<'a> Grid<'a> {
    /// The grid with these numbers of parts, for every bidder and component. Types are in order of their parts, the last component fastest.
    ///
    /// # Errors
    /// See [`GridError`].
    pub fn new(auction: &'a GeneralAuction, parts: &[Vec<usize>]) -> Result<Grid<'a>, GridError> {
        let bidders = auction.frame().bidders();
        let fits = parts.len() == bidders.len()
            && parts.iter().zip(bidders).all(|(parts, bidder)| {
                parts.len() == bidder.signals.len() && parts.iter().all(|count| *count > 0)
            });
        if !fits {
            return Err(GridError::Parts);
        }
        let profiles = parts.iter().flatten().try_fold(1_usize, |product, count| product.checked_mul(*count));
        if profiles.is_none_or(|profiles| profiles > MAX_PROFILES) {
            return Err(GridError::TooLarge);
        }
        let of_bidder = |(bidder, parts): (&super::Bidder, &Vec<usize>)| {
            let mut cells: Vec<Vec<usize>> = vec![Vec::new()];
            for count in parts {
                let longer = |known: Vec<usize>| (0..*count).map(move |part| [known.clone(), vec![part]].concat());
                cells = cells.into_iter().flat_map(longer).collect();
            }
            cells.into_iter().map(|places| grid_type(bidder, parts, places)).collect()
        };
        let mut types: Vec<Vec<GridType>> = bidders.iter().zip(parts).map(of_bidder).collect();
        for (agent, types) in auction.frame().agents().zip(&mut types) {
            if let Some(space) = auction.frame().space(agent) {
                types.retain(|known| space.contains(&known.signal));
            }
        }
        match types.iter().any(Vec::is_empty) {
            true => Err(GridError::Empty),
            false => Ok(Grid { auction, types }),
        }
    }

    /// The auction.
    pub fn auction(&self) -> &'a GeneralAuction {
        self.auction
    }

    /// A bidder's types.
    pub fn types(&self, agent: AgentId) -> &[GridType] {
        &self.types[agent.0]
    }

    /// The number of profiles of types.
    pub fn profiles(&self) -> usize {
        self.types.iter().map(Vec::len).product()
    }

    /// How probable a type of a bidder is under a density.
    ///
    /// Where orders cut the signal space out of the box, cells with a possible midpoint share the whole probability in proportion to their own.
    pub fn mass(&self, density: &Density, agent: AgentId, number: usize) -> Rational {
        let of = |known: &GridType| {
            let pairs = density.marginals[agent.0].iter().zip(&known.cell);
            let masses = pairs.map(|(marginal, (low, high))| marginal.mass(low, high));
            masses.fold(Rational::ONE, |product, mass| product * mass)
        };
        let types = &self.types[agent.0];
        let mass = of(&types[number]);
        if self.auction.frame().space(agent).is_none() {
            return mass;
        }
        let total = types.iter().map(of).fold(Rational::ZERO, |sum, part| sum + part);
        if total.is_zero() { total } else { mass / total }
    }

    /// Everybody's value at a profile of types; `None` when a value has none there.
    pub fn values(&self, profile: &[usize]) -> Option<Vec<Rational>> {
        let mut point: BTreeMap<Variable, Rational> = BTreeMap::new();
        for (agent, (types, number)) in self.types.iter().zip(profile).enumerate() {
            let agent = AgentId(agent);
            let here = types.get(*number)?;
            point.insert(Variable::Own(agent), here.own.clone());
            for (component, value) in here.signal.iter().enumerate() {
                point.insert(Variable::Signal(SignalId { bidder: agent, component }), value.clone());
            }
        }
        let value = |agent| match self.auction.value(agent) {
            Expression::Polynomial(polynomial) => polynomial.at(&|variable| point.get(&variable).cloned()),
            other => other.at(&point),
        };
        self.auction.frame().agents().map(value).collect()
    }

    /// Those with the greatest value at a profile of types, in order.
    pub fn winners(&self, profile: &[usize]) -> Option<Vec<AgentId>> {
        let values = self.values(profile)?;
        let greatest = values.iter().max()?;
        let wins = |agent: &AgentId| values[agent.0] == *greatest;
        Some(self.auction.frame().agents().filter(wins).collect())
    }

    /// Whether Prokhorov balls of this radius about a bidder's rivals have balls of this radius as images: the radius is a multiple of the
    /// length of every part of the rivals' components that are cut at all.
    pub fn keeps_balls(&self, agent: AgentId, radius: &Rational) -> bool {
        if self.auction.frame().has_orders() {
            return false;
        }
        let rivals = self.auction.frame().agents().filter(|other| *other != agent);
        let is_multiple = |ends: &(Rational, Rational)| (radius / (&ends.1 - &ends.0)).is_int();
        rivals.into_iter().all(|rival| {
            let bidder = self.auction.frame().bidder(rival);
            let first = self.types[rival.0].first().map(|first| first.cell.as_slice()).unwrap_or_default();
            first.iter().zip(&bidder.signals).all(|(ends, signal)| ends.1 == signal.high || is_multiple(ends))
        })
    }
}

fn grid_type(bidder: &super::Bidder, parts: &[usize], places: Vec<usize>) -> GridType {
    let ends = |((signal, count), part): ((&super::Signal, &usize), &usize)| {
        let length = (&signal.high - &signal.low) / Rational::from(*count);
        let low = &signal.low + &length * Rational::from(*part);
        (low.clone(), low + length)
    };
    let cell: Vec<(Rational, Rational)> = bidder.signals.iter().zip(parts).zip(&places).map(ends).collect();
    let signal: Vec<Rational> = cell.iter().map(|(low, high)| super::winning::middle(low, high)).collect();
    let terms = bidder.own.iter().zip(&signal).map(|(weight, value)| weight * value);
    let own = terms.fold(Rational::ZERO, |sum, term| sum + term);
    GridType { parts: places, cell, signal, own }
}
