//! Auctions whose values are no polynomials, or polynomials without a closed form of the probability of winning.
//!
//! The bidders, their signals, own indices and beliefs are those of an [`Auction`], the *frame*, whose values are stand-ins in which the same
//! variables occur: which reports are extreme depends on nothing else.

use super::expression::Expression;
use super::polynomial::Polynomial;
use super::report::Report;
use super::space::Order;
use super::subdivision::Ranges;
use super::variable::{SignalId, Variable};
use super::winning::middle;
use super::{Auction, AuctionError, Bidder, Symmetry};
use crate::index::AgentId;
use crate::number::Rational;

/// An auction with values of any kind that expressions describe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralAuction {
    frame: Auction,
    values: Vec<Expression>,
}

/// The slope in the own index of a margin with an extreme report on a piece of own indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralSlope {
    /// The rival.
    pub rival: AgentId,
    /// The report.
    pub report: Report,
    /// The own indices.
    pub own: (Rational, Rational),
    /// The derivative.
    pub slope: Expression,
    /// The ranges of its variables there.
    pub ranges: Ranges,
}

impl GeneralAuction {
    /// An auction of these bidders with these values, one for each; the bidders' own are replaced by stand-ins.
    ///
    /// # Errors
    /// See [`AuctionError`]; [`AuctionError::Division`] when a divisor is not seen to differ from 0.
    pub fn new(
        title: (String, String),
        mut bidders: Vec<Bidder>,
        values: Vec<Expression>,
        symmetry: Symmetry,
        ties: Rational,
    ) -> Result<GeneralAuction, AuctionError> {
        if bidders.len() != values.len() {
            return Err(AuctionError::Malformed);
        }
        for (bidder, value) in bidders.iter_mut().zip(&values) {
            bidder.value = Polynomial::total(value.variables().into_iter().map(Polynomial::variable));
        }
        let frame = Auction::new(title, bidders, symmetry, ties)?;
        let general = GeneralAuction { frame, values };
        for agent in general.frame.agents() {
            let value = general.value(agent);
            if !value.is_defined(&general.ranges(value)) {
                return Err(AuctionError::Division(agent));
            }
        }
        Ok(general)
    }

    /// The same auction with orders between the components of each bidder's signal, one list for each bidder.
    ///
    /// # Errors
    /// See [`Auction::with_orders`].
    pub fn with_orders(self, orders: Vec<Vec<Order>>) -> Result<GeneralAuction, AuctionError> {
        Ok(GeneralAuction { frame: self.frame.with_orders(orders)?, values: self.values })
    }

    /// An auction with polynomials, seen as one of these.
    pub fn of(auction: &Auction) -> GeneralAuction {
        let values = auction.bidders().iter().map(|bidder| Expression::Polynomial(bidder.value.clone()));
        GeneralAuction { frame: auction.clone(), values: values.collect() }
    }

    /// The bidders, signals, own indices, beliefs and ties. Its values are stand-ins with the same variables.
    pub fn frame(&self) -> &Auction {
        &self.frame
    }

    /// v^i in i's own index and the components of the others' signals.
    pub fn value(&self, agent: AgentId) -> &Expression {
        &self.values[agent.0]
    }

    /// The ranges of the variables of an expression.
    pub fn ranges(&self, expression: &Expression) -> Ranges {
        let known = self.frame.linked(expression.variables()).into_iter();
        known.filter_map(|variable| Some((variable, self.frame.range(variable)?))).collect()
    }

    /// The derivatives of v^i: in the own index first, then in every component of another that occurs in it; of exchangeable rivals one
    /// stands for all. `None` when one does not exist.
    ///
    /// That in the own index, where it is no polynomial, is given less 2^−20: a polynomial that never falls and is not constant increases,
    /// of other functions a slope of at least 2^−20 is asked for.
    pub fn value_derivatives(&self, agent: AgentId) -> Option<Vec<(Variable, Expression)>> {
        let value = self.value(agent);
        let rivals: Vec<AgentId> = self.frame.rivals(agent).into_iter().map(|(rival, _)| rival).collect();
        let theirs = value
            .variables()
            .into_iter()
            .filter(|variable| matches!(variable, Variable::Signal(signal) if rivals.contains(&signal.bidder)));
        let every = std::iter::once(Variable::Own(agent)).chain(theirs);
        let least = || Expression::constant(Rational::ONE / Rational::from(1_u32 << 20));
        let derivative = |variable| {
            let slope = value.derivative(variable)?;
            let is_strict = variable == Variable::Own(agent) && slope.as_polynomial().is_none();
            Some((variable, if is_strict { slope.minus(&least()) } else { slope }))
        };
        every.map(derivative).collect()
    }

    /// v^i − v^j in i's own index and the components of all signals; `None` when it has too many terms.
    pub fn margin(&self, agent: AgentId, rival: AgentId) -> Option<Expression> {
        let bidder = self.frame.bidder(rival);
        let mut index = Polynomial::default();
        for (component, weight) in bidder.own.iter().enumerate() {
            let variable = Variable::Signal(SignalId { bidder: rival, component });
            index = index.plus(&Polynomial::variable(variable).scaled(weight));
        }
        let theirs = self.value(rival).substitute(Variable::Own(rival), &index)?;
        Some(self.value(agent).minus(&theirs))
    }

    /// The margin with an extreme report, in the own index and the others' signals, right on the piece around `near`.
    pub fn reported_margin(
        &self,
        agent: AgentId,
        rival: AgentId,
        report: Report,
        near: &Rational,
    ) -> Option<Expression> {
        let mut margin = self.margin(agent, rival)?;
        for reported in self.frame.reported(agent, report, near) {
            let (signal, line) = reported.line(agent);
            margin = margin.substitute(signal, &line)?;
        }
        Some(margin)
    }

    /// For every rival that stands for others or itself, both extreme reports and every piece of own indices, the slope of the margin.
    pub fn margin_slopes(&self, agent: AgentId) -> Option<Vec<GeneralSlope>> {
        let kinks = self.frame.report_kinks(agent);
        let mut slopes = Vec::new();
        for (rival, _) in self.frame.rivals(agent) {
            for report in [Report::Favourable, Report::Unfavourable] {
                for ends in kinks.windows(2) {
                    let margin = self.reported_margin(agent, rival, report, &middle(&ends[0], &ends[1]))?;
                    let slope = margin.derivative(Variable::Own(agent))?;
                    let own = (ends[0].clone(), ends[1].clone());
                    let mut ranges = self.ranges(&slope);
                    ranges.insert(Variable::Own(agent), own.clone());
                    slopes.push(GeneralSlope { rival, report, own, slope, ranges });
                }
            }
        }
        Some(slopes)
    }
}
