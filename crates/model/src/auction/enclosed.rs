//! Minimal Ambiguity enclosed by boxes, for values without a closed form of the probability of winning (SONG Assumption 1).
//!
//! At the own index s the *slack* is max E[p(s̄) D] − min E[p(s̲) D], both over the beliefs, with D = ∂v^i/∂s and p the probability of winning
//! with the unfavourable report s̄ and the favourable one s̲. On a cell of own indices and a box of the others' signals interval arithmetic
//! encloses every margin v^i − v^j and D. A box wins when no margin is negative, loses when one is, and otherwise counts from 0 to 1. With
//! the exact probabilities of the boxes under each density, E[p D] is enclosed for all s of the cell at once:
//!
//! - a hull has the least (greatest) of its densities' numbers;
//! - contamination has (1 − ε) E[p D] + ε e with e the least (greatest) value of p D, which lies between what boxes and single points say.
//!
//! Where orders cut the signal space out of the box, a box counts with 0 when it is outside, with its probability when it is inside, and between the two otherwise;
//! all is divided by the sum of these probabilities.
//!
//! Own indices at the ends of a cell do not count, as for the closed form (see [`super::ambiguity`]). So a margin that is at least 0 on a cell and a
//! box and increases strictly in the own index is positive inside.

use super::Auction;
use super::belief::{BeliefSet, Density, Members};
use super::condition::Point;
use super::expression::{Directed, Expression, Interval, product};
use super::general::GeneralAuction;
use super::report::Report;
use super::subdivision::{Ranges, Subdivision, halved};
use super::variable::Variable;
use super::winning::middle;
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::{BTreeMap, BTreeSet};

/// A cell of own indices with the boxes of the others' signals that settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnclosedCell {
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// The boxes for the unfavourable report.
    pub unfavourable: Subdivision,
    /// The boxes for the favourable report.
    pub favourable: Subdivision,
    /// A profile of the others at which the unfavourable report has a high value of p D; empty where none is needed.
    pub best: Point,
    /// A profile of the others at which the favourable report has a low value of p D; empty where none is needed.
    pub worst: Point,
}

/// What a box of the others' signals says on a cell of own indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxValue {
    /// Between what p D lies.
    pub value: Interval,
    /// Between what the probability of the box lies under each density of the description, before division by that of all possible signals.
    pub masses: Vec<Interval>,
}

impl BoxValue {
    /// How much the box leaves open, under the density for which that is most.
    pub fn gap(&self) -> Rational {
        let size = |number: &Rational| if *number < Rational::ZERO { -number.clone() } else { number.clone() };
        let width = &self.value.1 - &self.value.0;
        let most = size(&self.value.0).max(size(&self.value.1));
        // Where it is not known how much of the box is possible, that leaves something open as well.
        let open = self.masses.iter().map(|(low, high)| &width * high + &most * (high - low));
        open.max().unwrap_or_default()
    }
}

/// What is known about E[p D] and the extremes of p D.
#[derive(Debug, Clone)]
struct Totals {
    expected: Vec<Interval>,
    masses: Vec<Interval>,
    least: Interval,
    greatest: Interval,
}

/// The margins of a bidder with both reports on every piece of own indices, ready to be enclosed.
#[derive(Debug, Clone)]
pub struct Enclosing<'a> {
    general: &'a GeneralAuction,
    agent: AgentId,
    slope: Expression,
    pieces: Vec<Piece>,
    box_of_others: Ranges,
}

#[derive(Debug, Clone)]
struct Piece {
    low: Rational,
    high: Rational,
    favourable: Vec<Directed>,
    unfavourable: Vec<Directed>,
}

impl<'a> Enclosing<'a> {
    /// Prepares a bidder; `None` when an expression is too large, a derivative jumps, or the beliefs are a Prokhorov ball.
    pub fn new(general: &'a GeneralAuction, agent: AgentId) -> Option<Enclosing<'a>> {
        let frame = general.frame();
        if matches!(frame.bidder(agent).beliefs, BeliefSet::Prokhorov { .. }) {
            return None;
        }
        let slope = general.value(agent).derivative(Variable::Own(agent))?;
        let kinks = frame.report_kinks(agent);
        let mut pieces = Vec::new();
        for ends in kinks.windows(2) {
            let near = middle(&ends[0], &ends[1]);
            let margins = |report| {
                let rivals = frame.agents().filter(|rival| *rival != agent);
                let margin = |rival| Some(Directed::new(general.reported_margin(agent, rival, report, &near)?));
                rivals.map(margin).collect::<Option<Vec<_>>>()
            };
            let (favourable, unfavourable) = (margins(Report::Favourable)?, margins(Report::Unfavourable)?);
            pieces.push(Piece { low: ends[0].clone(), high: ends[1].clone(), favourable, unfavourable });
        }
        let margins = pieces.iter().flat_map(|piece| piece.favourable.iter().chain(&piece.unfavourable));
        let mut variables: BTreeSet<Variable> =
            margins.flat_map(|margin| margin.function().variables()).chain(slope.variables()).collect();
        variables.remove(&Variable::Own(agent));
        let ranges = frame.linked(variables).into_iter().map(|variable| Some((variable, frame.range(variable)?)));
        let box_of_others = ranges.collect::<Option<Ranges>>()?;
        Some(Enclosing { general, agent, slope, pieces, box_of_others })
    }

    /// The ranges of the others' components that matter.
    pub fn box_of_others(&self) -> &Ranges {
        &self.box_of_others
    }

    /// The pieces of own indices on which the reports are linear; no cell may reach over an end of one.
    pub fn pieces(&self) -> Vec<Interval> {
        self.pieces.iter().map(|piece| (piece.low.clone(), piece.high.clone())).collect()
    }

    /// Whether a box of the others' components may have a part of possible signals.
    pub fn is_possible(&self, others: &Ranges) -> bool {
        self.general.frame().has_possible_part(others) != Some(false)
    }

    fn beliefs(&self) -> &BeliefSet {
        &self.general.frame().bidder(self.agent).beliefs
    }

    /// What a box says on the cell between two own indices; `None` when the cell reaches over an end of a piece, or a range is missing.
    pub fn box_value(&self, own: &Interval, report: Report, others: &Ranges) -> Option<BoxValue> {
        let value = self.value(own, report, others, Members::All)?;
        let frame = self.general.frame();
        let masses = self.beliefs().densities().iter().map(|density| mass(frame, density, others));
        Some(BoxValue { value, masses: masses.collect() })
    }

    /// Between what p D lies.
    fn value(&self, own: &Interval, report: Report, others: &Ranges, members: Members) -> Option<Interval> {
        let piece = self.pieces.iter().find(|piece| piece.low <= own.0 && own.1 <= piece.high)?;
        let margins = match report {
            Report::Favourable => &piece.favourable,
            Report::Unfavourable => &piece.unfavourable,
        };
        let mut ranges = others.clone();
        let variable = Variable::Own(self.agent);
        ranges.insert(variable, own.clone());
        let ties = self.general.frame().ties();
        let mut wins = (Rational::ONE, Rational::ONE);
        for margin in margins {
            let (low, high) = margin.range(&ranges)?;
            let is_strict = || margin.increases(variable, &ranges);
            let ahead = low > Rational::ZERO || (low.is_zero() && is_strict());
            let behind = high < Rational::ZERO || (high.is_zero() && is_strict());
            if behind {
                wins = (Rational::ZERO, Rational::ZERO);
                break;
            }
            if !ahead {
                // Only a tie may be worse than a win, only a tie better than a loss; without atoms a tie at a point says nothing.
                let knows_ties = members == Members::All;
                wins.0 = if low.is_zero() && knows_ties { wins.0.min(ties.clone()) } else { Rational::ZERO };
                if high.is_zero() && knows_ties {
                    wins.1 = wins.1.min(ties.clone());
                }
            }
        }
        let slope = self.slope.range(&ranges)?;
        Some(product(&wins, &slope))
    }

    /// E[p D] and the extremes of p D on a cell, by the boxes of a subdivision.
    fn totals(&self, own: &Interval, report: Report, cover: &Subdivision) -> Option<Totals> {
        let mut totals: Option<Totals> = None;
        self.add(own, report, cover, &self.box_of_others, &mut totals)?;
        let mut totals = totals?;
        if self.general.frame().has_orders() {
            // Given that the signals are possible.
            for (sum, (low, high)) in totals.expected.iter_mut().zip(&totals.masses) {
                if *low <= Rational::ZERO {
                    return None;
                }
                let least = if sum.0 < Rational::ZERO { low } else { high };
                let most = if sum.1 < Rational::ZERO { high } else { low };
                *sum = (rounded_down(&sum.0 / least), rounded_up(&sum.1 / most));
            }
        }
        Some(totals)
    }

    fn add(
        &self,
        own: &Interval,
        report: Report,
        cover: &Subdivision,
        others: &Ranges,
        totals: &mut Option<Totals>,
    ) -> Option<()> {
        if let Subdivision::Cut(variable, halves) = cover {
            let (lower, upper) = halved(others, *variable)?;
            self.add(own, report, &halves.0, &lower, totals)?;
            return self.add(own, report, &halves.1, &upper, totals);
        }
        if !self.general.frame().has_possible_part(others)? {
            return Some(());
        }
        let BoxValue { value, masses } = self.box_value(own, report, others)?;
        let part = |mass: &Interval| {
            let part = product(mass, &value);
            (rounded_down(part.0), rounded_up(part.1))
        };
        let parts: Vec<Interval> = masses.iter().map(part).collect();
        match totals {
            None => {
                let (least, greatest) = (value.clone(), value);
                *totals = Some(Totals { expected: parts, masses, least, greatest });
            }
            Some(known) => {
                let sums = known.expected.iter_mut().chain(known.masses.iter_mut());
                for (sum, part) in sums.zip(parts.into_iter().chain(masses)) {
                    sum.0 += part.0;
                    sum.1 += part.1;
                }
                for (end, least, greatest) in [
                    (&value.0, &mut known.least.0, &mut known.greatest.0),
                    (&value.1, &mut known.least.1, &mut known.greatest.1),
                ] {
                    if end < least {
                        *least = end.clone();
                    }
                    if end > greatest {
                        *greatest = end.clone();
                    }
                }
            }
        }
        Some(())
    }

    /// Between what p D lies at a profile of the others, for beliefs of the set that sit there or close by.
    pub fn at_profile(&self, own: &Interval, report: Report, profile: &Point) -> Option<Interval> {
        let members = match self.beliefs() {
            BeliefSet::Contamination { members, .. } => *members,
            BeliefSet::Hull(_) | BeliefSet::Prokhorov { .. } => Members::Densities,
        };
        let is_inside = |(variable, (low, high)): (&Variable, &Interval)| {
            profile.get(variable).is_some_and(|value| low <= value && value <= high)
        };
        let is_possible = self.general.frame().is_possible(profile, self.agent);
        if profile.len() != self.box_of_others.len() || !self.box_of_others.iter().all(is_inside) || !is_possible {
            return None;
        }
        let ranges = profile.iter().map(|(variable, value)| (*variable, (value.clone(), value.clone()))).collect();
        self.value(own, report, &ranges, members)
    }

    /// Between what the slack lies at every own index inside the cell; `None` when the evidence does not fit the auction.
    pub fn slack(&self, cell: &EnclosedCell) -> Option<Interval> {
        if cell.low >= cell.high {
            return None;
        }
        let own = (cell.low.clone(), cell.high.clone());
        let upper = self.totals(&own, Report::Unfavourable, &cell.unfavourable)?;
        let lower = self.totals(&own, Report::Favourable, &cell.favourable)?;
        match self.beliefs() {
            BeliefSet::Hull(_) => {
                let most = greatest(&upper.expected)?;
                let least = least(&lower.expected)?;
                Some((most.0 - least.1, most.1 - least.0))
            }
            BeliefSet::Contamination { epsilon, .. } => {
                let (mut best, mut worst) = (upper.greatest, lower.least);
                if !cell.best.is_empty() {
                    best.0 = best.0.max(self.at_profile(&own, Report::Unfavourable, &cell.best)?.0);
                }
                if !cell.worst.is_empty() {
                    worst.1 = worst.1.min(self.at_profile(&own, Report::Favourable, &cell.worst)?.1);
                }
                let (of_upper, of_lower) = (upper.expected.first()?, lower.expected.first()?);
                let share = Rational::ONE - epsilon;
                let mixed = |center: Rational, extreme: Rational| &share * center + epsilon * extreme;
                let low = mixed(&of_upper.0 - &of_lower.1, best.0 - worst.1);
                Some((low, mixed(&of_upper.1 - &of_lower.0, best.1 - worst.0)))
            }
            BeliefSet::Prokhorov { .. } => None,
        }
    }
}

fn greatest(intervals: &[Interval]) -> Option<Interval> {
    let low = intervals.iter().map(|one| &one.0).max()?.clone();
    Some((low, intervals.iter().map(|one| &one.1).max()?.clone()))
}

fn least(intervals: &[Interval]) -> Option<Interval> {
    let low = intervals.iter().map(|one| &one.0).min()?.clone();
    Some((low, intervals.iter().map(|one| &one.1).min()?.clone()))
}

/// Between what the probability of the possible part of a box of components of the others' signals lies, under the density of the whole box.
fn mass(frame: &Auction, density: &Density, others: &Ranges) -> Interval {
    let (Some(narrowed), whole) = (frame.narrowed(others), mass_of_box(density, others)) else {
        return (Rational::ZERO, Rational::ZERO);
    };
    let is_possible = frame.agents().all(|agent| match (frame.space(agent), frame.box_of(agent, others)) {
        (Some(space), Some(cell)) => space.contains_box(&cell),
        _ => true,
    });
    if is_possible { (whole.clone(), whole) } else { (Rational::ZERO, mass_of_box(density, &narrowed)) }
}

/// The probability of a box of components of the others' signals.
fn mass_of_box(density: &Density, others: &Ranges) -> Rational {
    let mut mass = Rational::ONE;
    for (variable, (low, high)) in others {
        let Variable::Signal(signal) = variable else { continue };
        let marginal = density.marginals.get(signal.bidder.0).and_then(|row| row.get(signal.component));
        mass *= marginal.map_or(Rational::ZERO, |marginal| marginal.mass(low, high));
    }
    mass
}

/// Bits after the point of a rounded number.
const BITS: usize = 48;

/// A multiple of 2^−48 that is at most the number and close to it.
fn rounded_down(number: Rational) -> Rational {
    let scale = Rational::from(2).pow(BITS as isize);
    Rational::from((number * &scale).floor()) / scale
}

/// A multiple of 2^−48 that is at least the number and close to it.
fn rounded_up(number: Rational) -> Rational {
    -rounded_down(-number)
}

/// A profile with every variable at one end of its range.
pub fn corner(ranges: &Ranges, is_upper: impl Fn(usize) -> bool) -> BTreeMap<Variable, Rational> {
    let end = |(place, (variable, (low, high))): (usize, (&Variable, &Interval))| {
        (*variable, if is_upper(place) { high.clone() } else { low.clone() })
    };
    ranges.iter().enumerate().map(end).collect()
}
