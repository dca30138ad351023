//! The polynomials whose signs the conditions are about, and the ranges of their variables.

use super::Auction;
use super::polynomial::Polynomial;
use super::report::Report;
use super::subdivision::Ranges;
use super::variable::Variable;
use super::winning::middle;
use crate::index::AgentId;
use crate::number::Rational;

/// A margin v^i − v^j with an extreme report on a piece of own indices: its derivative in the own index, and the ranges there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginSlope {
    /// The rival j.
    pub rival: AgentId,
    /// The report.
    pub report: Report,
    /// The own indices.
    pub own: (Rational, Rational),
    /// The derivative.
    pub slope: Polynomial,
    /// The ranges of its variables on the piece.
    pub ranges: Ranges,
}

impl Auction {
    /// The ranges of the variables that occur in a polynomial.
    pub fn ranges(&self, polynomial: &Polynomial) -> Ranges {
        let known = self.linked(polynomial.variables()).into_iter();
        known.filter_map(|variable| Some((variable, self.range(variable)?))).collect()
    }

    /// The derivatives of v^i: in the own index first, then in every component of a rival's signal that occurs in it; of exchangeable
    /// rivals one stands for all.
    pub fn value_derivatives(&self, agent: AgentId) -> Vec<(Variable, Polynomial)> {
        let value = &self.bidder(agent).value;
        let rivals: Vec<AgentId> = self.rivals(agent).into_iter().map(|(rival, _)| rival).collect();
        let theirs = value
            .variables()
            .into_iter()
            .filter(|variable| matches!(variable, Variable::Signal(signal) if rivals.contains(&signal.bidder)));
        let every = std::iter::once(Variable::Own(agent)).chain(theirs);
        every.map(|variable| (variable, value.derivative(variable))).collect()
    }

    /// The margin over a rival with an extreme report, in the own index and the others' signals, right on the piece around `near`; `None` when
    /// it has too many terms.
    pub fn reported_margin(
        &self,
        agent: AgentId,
        rival: AgentId,
        report: Report,
        near: &Rational,
    ) -> Option<Polynomial> {
        let mut margin = self.margin(agent, rival)?;
        for reported in self.reported(agent, report, near) {
            let (signal, line) = reported.line(agent);
            margin = margin.substitute(signal, &line)?;
        }
        Some(margin)
    }

    /// For every rival that stands for others or itself, both extreme reports and every piece of own indices, the slope of the margin.
    pub fn margin_slopes(&self, agent: AgentId) -> Option<Vec<MarginSlope>> {
        let kinks = self.report_kinks(agent);
        let mut slopes = Vec::new();
        for (rival, _) in self.rivals(agent) {
            for report in [Report::Favourable, Report::Unfavourable] {
                for ends in kinks.windows(2) {
                    let margin = self.reported_margin(agent, rival, report, &middle(&ends[0], &ends[1]))?;
                    let slope = margin.derivative(Variable::Own(agent));
                    let own = (ends[0].clone(), ends[1].clone());
                    let mut ranges = self.ranges(&slope);
                    ranges.insert(Variable::Own(agent), own.clone());
                    slopes.push(MarginSlope { rival, report, own, slope, ranges });
                }
            }
        }
        Some(slopes)
    }
}
