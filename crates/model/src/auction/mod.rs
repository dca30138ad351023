//! Auctions of one object with signals of several components and sets of beliefs (SONG sections 4 and 5).
//!
//! A bidder's signal is a point of a box, or of a part of it that orders between components cut out. What matters to the bidder itself is one number, its *own index* s_i = Σ_k a_k x_k; what matters to
//! others are some components. The value of the object to bidder i is a polynomial v^i in its own index and the components of the
//! others' signals. The efficient rule gives the object to a bidder whose value is largest; a tied bidder wins with a given probability.
//!
//! - [`space`], [`ordered`]: signal spaces that are no boxes;
//! - [`report`]: the most and the least favourable reports with the same own index;
//! - [`winning`]: the probability of winning with them, its lower and upper bound over a set of beliefs, as exact functions of the own index;
//! - [`ambiguity`]: Minimal Ambiguity as a question about polynomials;
//! - [`enclosed`]: Minimal Ambiguity by boxes where there is no such polynomial, and [`general`]: values that are no polynomials;
//! - [`condition`]: the conditions of the source, what is found about them, and the evidence;
//! - [`theorem`]: what follows for the efficient rule;
//! - [`family`], [`least`]: sets of beliefs that grow with a parameter, and how much of it is enough;
//! - [`device`]: the beliefs after a message that creates ambiguity;
//! - [`reward`], [`scheme`]: the full-insurance scheme and what misreports gain in it;
//! - [`grid`], [`grid_reward`]: finitely many signals of the same auction, and the scheme there;
//! - [`informational_size`]: how much a bidder's signal can matter to others.

pub mod ambiguity;
pub mod belief;
pub mod condition;
pub mod derivative;
pub mod device;
pub mod enclosed;
pub mod expression;
pub mod family;
pub mod general;
pub mod grid;
pub mod grid_reward;
pub mod informational_size;
pub mod least;
pub mod ordered;
pub mod piecewise;
pub mod polynomial;
pub mod report;
pub mod reward;
pub mod scheme;
pub mod space;
pub mod subdivision;
pub mod theorem;
pub mod univariate;
pub mod variable;
pub mod winning;

use crate::index::AgentId;
use crate::number::Rational;
use belief::BeliefSet;
use polynomial::Polynomial;
use space::{Space, SpaceError};
use std::collections::BTreeSet;
use variable::{SignalId, Variable};

/// A component of a signal and its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The name.
    pub name: String,
    /// The least value.
    pub low: Rational,
    /// The greatest value; more than the least.
    pub high: Rational,
}

/// A bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bidder {
    /// The name.
    pub name: String,
    /// The components of its signal. The signal is any point of the box of their ranges, or of the part of it that [`Auction::with_orders`] leaves.
    pub signals: Vec<Signal>,
    /// The weights a_k of the own index s = Σ_k a_k x_k, all that matters to the bidder about its own signal (s_i^i in the source).
    pub own: Vec<Rational>,
    /// The value of the object to it: a polynomial in its own index and the components of the others' signals.
    pub value: Polynomial,
    /// Its beliefs about the others' signals.
    pub beliefs: BeliefSet,
}

/// Whether the bidders were described one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symmetry {
    /// One by one.
    OneByOne,
    /// By one description for all, in which the others appear only in symmetric ways: exchanging two bidders changes nothing.
    Exchangeable,
}

/// An auction. The efficient rule gives the object to a bidder whose value is largest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auction {
    name: String,
    source: String,
    bidders: Vec<Bidder>,
    symmetry: Symmetry,
    ties: Rational,
    /// For every bidder its signal space where it is no box.
    spaces: Vec<Option<Space>>,
}

/// Why there is no such auction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuctionError {
    /// Fewer than two bidders.
    TooFewBidders,
    /// A bidder's own index does not depend on its signal.
    NoOwnIndex(AgentId),
    /// Two components that matter to others also count in the own index: what the bidder can report at one value of the index is no
    /// sublattice (footnote 7 of the source).
    NoSublattice(AgentId, SignalId, SignalId),
    /// A bidder's value depends on a component of its own signal beside its own index.
    OwnComponent(AgentId, SignalId),
    /// A divisor in the bidder's value is not seen to differ from 0 everywhere.
    Division(AgentId),
    /// Orders between the components of a bidder's signal are no space.
    Space(AgentId, SpaceError),
    /// With orders between its components, a bidder has no extreme reports at this own index: not all components that matter to others can be least, or
    /// greatest, together.
    NoExtremeReport(AgentId, Rational),
    /// The lists of a bidder or of a density do not fit each other, a range is empty, or the probability of ties is none.
    Malformed,
}

impl Auction {
    /// An auction of these bidders.
    ///
    /// `ties` is the probability with which a bidder wins who is tied for the first place.
    ///
    /// # Errors
    /// See [`AuctionError`].
    pub fn new(
        (name, source): (String, String),
        bidders: Vec<Bidder>,
        symmetry: Symmetry,
        ties: Rational,
    ) -> Result<Auction, AuctionError> {
        let spaces = vec![None; bidders.len()];
        let auction = Auction { name, source, bidders, symmetry, ties, spaces };
        if auction.bidders.len() < 2 {
            return Err(AuctionError::TooFewBidders);
        }
        if auction.ties < Rational::ZERO || auction.ties > Rational::ONE || !auction.is_well_formed() {
            return Err(AuctionError::Malformed);
        }
        for (agent, bidder) in auction.bidders.iter().enumerate() {
            let agent = AgentId(agent);
            if bidder.own.iter().all(Rational::is_zero) {
                return Err(AuctionError::NoOwnIndex(agent));
            }
            for variable in bidder.value.variables() {
                match variable {
                    Variable::Signal(signal) if signal.bidder == agent => {
                        return Err(AuctionError::OwnComponent(agent, signal));
                    }
                    Variable::Own(other) if other != agent => return Err(AuctionError::Malformed),
                    _ => {}
                }
            }
        }
        for agent in auction.agents() {
            let public = auction.public_components(agent);
            let weights = &auction.bidders[agent.0].own;
            let mut counted = public.into_iter().filter(|component| !weights[*component].is_zero());
            if let (Some(one), Some(other)) = (counted.next(), counted.next()) {
                let signal = |component| SignalId { bidder: agent, component };
                return Err(AuctionError::NoSublattice(agent, signal(one), signal(other)));
            }
        }
        Ok(auction)
    }

    fn is_well_formed(&self) -> bool {
        let shapes: Vec<usize> = self.bidders.iter().map(|bidder| bidder.signals.len()).collect();
        let within = |variable: &Variable| match variable {
            Variable::Own(agent) => agent.0 < shapes.len(),
            Variable::Signal(signal) => shapes.get(signal.bidder.0).is_some_and(|count| signal.component < *count),
        };
        self.bidders.iter().all(|bidder| {
            bidder.own.len() == bidder.signals.len()
                && bidder.signals.iter().all(|signal| signal.low < signal.high)
                && bidder.value.variables().iter().all(within)
                && !bidder.beliefs.densities().is_empty()
                && bidder.beliefs.densities().iter().all(|density| {
                    density.marginals.len() == self.bidders.len()
                        && density.marginals.iter().zip(&self.bidders).all(|(marginals, other)| {
                            marginals.len() == other.signals.len()
                                && marginals.iter().zip(&other.signals).all(|(marginal, signal)| {
                                    *marginal.low() == signal.low
                                        && *marginal.high() == signal.high
                                        && marginal.total().is_one()
                                })
                        })
                })
        })
    }

    /// The name; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it comes from; may be empty.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The bidders.
    pub fn bidders(&self) -> &[Bidder] {
        &self.bidders
    }

    /// A bidder.
    pub fn bidder(&self, agent: AgentId) -> &Bidder {
        &self.bidders[agent.0]
    }

    /// Gives a bidder other beliefs, of the same shape.
    fn set_beliefs(&mut self, agent: AgentId, beliefs: BeliefSet) {
        self.bidders[agent.0].beliefs = beliefs;
    }

    /// All bidders, by number.
    pub fn agents(&self) -> impl Iterator<Item = AgentId> + use<> {
        (0..self.bidders.len()).map(AgentId)
    }

    /// How the bidders were described.
    pub fn symmetry(&self) -> Symmetry {
        self.symmetry
    }

    /// The probability with which a bidder wins who is tied for the first place.
    pub fn ties(&self) -> &Rational {
        &self.ties
    }

    /// The bidders that stand for all: the first alone when all are exchangeable.
    pub fn representatives(&self) -> Vec<AgentId> {
        match self.symmetry {
            Symmetry::Exchangeable => vec![AgentId(0)],
            Symmetry::OneByOne => self.agents().collect(),
        }
    }

    /// The rivals that stand for all rivals of a bidder, with how many each stands for.
    pub fn rivals(&self, agent: AgentId) -> Vec<(AgentId, usize)> {
        match self.symmetry {
            Symmetry::Exchangeable => {
                let rival = if agent.0 == 0 { AgentId(1) } else { AgentId(0) };
                vec![(rival, self.bidders.len() - 1)]
            }
            Symmetry::OneByOne => self.agents().filter(|other| *other != agent).map(|other| (other, 1)).collect(),
        }
    }

    /// The components of a bidder's signal that matter to somebody else, in order.
    pub fn public_components(&self, agent: AgentId) -> Vec<usize> {
        let others = self.bidders.iter().enumerate().filter(|(other, _)| *other != agent.0);
        let mut found = BTreeSet::new();
        for (_, other) in others {
            for variable in other.value.variables() {
                if let Variable::Signal(signal) = variable
                    && signal.bidder == agent
                {
                    found.insert(signal.component);
                }
            }
        }
        found.into_iter().collect()
    }

    /// The least and the greatest value of a bidder's own index.
    pub fn own_range(&self, agent: AgentId) -> (Rational, Rational) {
        let bidder = self.bidder(agent);
        match self.space(agent) {
            Some(space) => space.range(&bidder.own),
            None => bidder.index_range(0..bidder.signals.len()),
        }
    }

    /// The range of a variable: its least and its greatest value at possible signals.
    pub fn range(&self, variable: Variable) -> Option<(Rational, Rational)> {
        match variable {
            Variable::Own(agent) => (agent.0 < self.bidders.len()).then(|| self.own_range(agent)),
            Variable::Signal(signal) => {
                let known = self.bidders.get(signal.bidder.0)?.signals.get(signal.component)?;
                let Some(space) = self.space(signal.bidder) else {
                    return Some((known.low.clone(), known.high.clone()));
                };
                let values = space.vertices().iter().filter_map(|vertex| vertex.get(signal.component));
                Some((values.clone().min()?.clone(), values.max()?.clone()))
            }
        }
    }

    /// v^j as a polynomial in the components of the signals, with j's own index written out.
    pub fn value_in_signals(&self, agent: AgentId) -> Option<Polynomial> {
        let bidder = self.bidder(agent);
        let mut index = Polynomial::default();
        for (component, weight) in bidder.own.iter().enumerate() {
            let variable = Variable::Signal(SignalId { bidder: agent, component });
            index = index.plus(&Polynomial::variable(variable).scaled(weight));
        }
        bidder.value.substitute(Variable::Own(agent), &index)
    }

    /// v^i − v^j as a polynomial in i's own index and the components of all signals; `None` when it has too many terms.
    pub fn margin(&self, agent: AgentId, rival: AgentId) -> Option<Polynomial> {
        Some(self.bidder(agent).value.minus(&self.value_in_signals(rival)?))
    }
}

impl Bidder {
    /// The range of Σ a_k x_k over these components.
    pub fn index_range(&self, components: impl IntoIterator<Item = usize>) -> (Rational, Rational) {
        let (mut low, mut high) = (Rational::ZERO, Rational::ZERO);
        for component in components {
            let (Some(weight), Some(signal)) = (self.own.get(component), self.signals.get(component)) else {
                continue;
            };
            let (one, other) = (weight * &signal.low, weight * &signal.high);
            let (least, most) = if one <= other { (one, other) } else { (other, one) };
            low += least;
            high += most;
        }
        (low, high)
    }
}
