//! Informational size (SONG Section 5): how much one bidder's signal can move the values of the others.
//!
//! Two numbers: the greatest derivative of another's value in a component of the bidder's signal, and (footnote 16) the greatest difference that the
//! choice between the unfavourable and the favourable report with the same own index makes to another's value. The source calls the second
//! equivalent; it is at most the first times the width of what can be reported, and it is in units of money.

use super::Auction;
use super::condition::Point;
use super::polynomial::Polynomial;
use super::report::Report;
use super::subdivision::{Ranges, Subdivision};
use super::variable::{SignalId, Variable};
use super::winning::middle;
use crate::index::AgentId;
use crate::number::Rational;

/// A greatest value that is known between two numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greatest {
    /// A value of one of the polynomials.
    pub at_least: Rational,
    /// Where it is attained: the number of the polynomial, and a point of its ranges. `None` without polynomials: the greatest value is 0.
    pub attained: Option<(usize, Point)>,
    /// Not exceeded; the same number when the greatest value is known exactly.
    pub at_most: Rational,
    /// For each polynomial the proof that it does not exceed `at_most`.
    pub proofs: Vec<Subdivision>,
}

/// The informational size of a bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformationalSize {
    /// The bidder.
    pub bidder: AgentId,
    /// The greatest derivative.
    pub derivative: Greatest,
    /// The greatest difference between the extreme reports (footnote 16).
    pub spread: Greatest,
}

impl Auction {
    /// The derivatives of the others' values in the components of a bidder's signal, with the ranges of what occurs.
    pub fn influences(&self, agent: AgentId) -> Vec<(Polynomial, Ranges)> {
        let mut found = Vec::new();
        for (rival, _) in self.rivals(agent) {
            for component in self.public_components(agent) {
                let variable = Variable::Signal(SignalId { bidder: agent, component });
                let slope = self.bidder(rival).value.derivative(variable);
                let ranges = self.ranges(&slope);
                found.push((slope, ranges));
            }
        }
        found
    }

    /// What the choice of the extreme report adds to the others' values, piece by piece of the own index; `None` when a polynomial has too
    /// many terms.
    pub fn spreads(&self, agent: AgentId) -> Option<Vec<(Polynomial, Ranges)>> {
        let mut found = Vec::new();
        let kinks = self.report_kinks(agent);
        let own = Polynomial::variable(Variable::Own(agent));
        for (rival, _) in self.rivals(agent) {
            for ends in kinks.windows(2) {
                let with = |report| {
                    let mut value = self.bidder(rival).value.clone();
                    for reported in self.reported(agent, report, &middle(&ends[0], &ends[1])) {
                        let line = own.scaled(&reported.value.coefficient(1));
                        let line = line.plus(&Polynomial::constant(reported.value.coefficient(0)));
                        let signal = SignalId { bidder: agent, component: reported.component };
                        value = value.substitute(Variable::Signal(signal), &line)?;
                    }
                    Some(value)
                };
                let spread = with(Report::Unfavourable)?.minus(&with(Report::Favourable)?);
                let mut ranges = self.ranges(&spread);
                ranges.insert(Variable::Own(agent), (ends[0].clone(), ends[1].clone()));
                found.push((spread, ranges));
            }
        }
        Some(found)
    }
}

impl Greatest {
    /// Whether `at_least` is attained where it is said to be, and the proofs show that no polynomial exceeds `at_most`.
    pub fn is_proved(&self, polynomials: &[(Polynomial, Ranges)]) -> bool {
        let room = |polynomial: &Polynomial| Polynomial::constant(self.at_most.clone()).minus(polynomial);
        self.is_attained(polynomials)
            && polynomials.len() == self.proofs.len()
            && polynomials
                .iter()
                .zip(&self.proofs)
                .all(|((polynomial, ranges), proof)| proof.proves(&room(polynomial), ranges))
    }

    fn is_attained(&self, polynomials: &[(Polynomial, Ranges)]) -> bool {
        let Some((number, point)) = &self.attained else {
            return polynomials.is_empty() && self.at_least.is_zero() && self.at_most.is_zero();
        };
        let Some((polynomial, ranges)) = polynomials.get(*number) else { return false };
        let is_inside = |(variable, value): (&Variable, &Rational)| {
            ranges.get(variable).is_some_and(|(low, high)| low <= value && value <= high)
        };
        point.iter().all(is_inside)
            && polynomial.at(&|variable| point.get(&variable).cloned()).as_ref() == Some(&self.at_least)
    }
}
