//! The full-insurance scheme x_full (SONG equation (21)) and what misreports gain in it.
//!
//! Everybody receives the reward T̲ of its report, and the winner pays its value at the reported signals. Who tells the truth has T̲(s) whatever the
//! others' signals are. Let ∂v^i/∂s = g' depend on s alone. With own index s, a report r with own index t gives, in the worst case over beliefs,
//!
//! ```text
//! T̲(t) + min over beliefs of (g(s) − g(t)) P(win | r).
//! ```
//!
//! For t < s the gain is largest for the report with the largest least probability of winning, the favourable one; for t > s it is largest for
//! the report with the smallest greatest probability, the unfavourable one. So of all reports with own index t two are looked at, and the answer
//! holds for all of them. For t = s nothing is gained.

use super::Auction;
use super::report::Report;
use super::reward::{Between, rewards};
use super::winning::{Bound, NoClosedForm, Place, Winning};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeSet;

/// The scheme at one own index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeRow {
    /// The own index.
    pub own: Rational,
    /// T̲: the reward, and the least information rent.
    pub reward: Between,
    /// The least probability of winning with the favourable report.
    pub least_favourable: Rational,
    /// The greatest probability of winning with the unfavourable report.
    pub most_unfavourable: Rational,
    /// The misreport from here that gains most.
    pub best: Option<Misreport>,
}

/// A misreport and its gain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misreport {
    /// The own index of the report.
    pub reported: Rational,
    /// Which of the two extreme reports.
    pub report: Report,
    /// Worst-case utility after the misreport minus that of the truth.
    pub gain: Between,
}

/// The scheme of a bidder on a grid of own indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The bidder.
    pub bidder: AgentId,
    /// One row for each own index, increasing.
    pub rows: Vec<SchemeRow>,
}

/// What is found about all misreports of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridVerdict {
    /// None gains.
    NoneGains,
    /// One does.
    SomeGains,
    /// The enclosures are not narrow enough.
    Open,
}

impl Scheme {
    /// Whether a misreport of the grid gains.
    pub fn verdict(&self) -> GridVerdict {
        let gains = || self.rows.iter().filter_map(|row| row.best.as_ref()).map(|best| &best.gain);
        if gains().any(|(low, _)| *low > Rational::ZERO) {
            GridVerdict::SomeGains
        } else if gains().all(|(_, high)| *high <= Rational::ZERO) {
            GridVerdict::NoneGains
        } else {
            GridVerdict::Open
        }
    }

    /// The row whose misreport gains most.
    pub fn worst(&self) -> Option<&SchemeRow> {
        let gain = |row: &SchemeRow| row.best.as_ref().map(|best| best.gain.1.clone());
        // The first of equals.
        self.rows.iter().rev().max_by_key(|row| gain(row))
    }
}

/// The scheme on a grid that cuts the range of the own index into `parts` equal parts; indices where formulas change are added.
///
/// # Errors
/// The probability of winning has no closed form.
pub fn full_insurance(auction: &Auction, bidder: AgentId, parts: usize) -> Result<Scheme, NoClosedForm> {
    let winning = Winning::new(auction, bidder)?;
    let (low, high) = auction.own_range(bidder);
    let step = (&high - &low) / Rational::from(parts.max(1));
    let mut owns: BTreeSet<Rational> = winning.breaks()?.into_iter().collect();
    owns.extend((0..=parts).map(|number| &low + &step * Rational::from(number)));
    let owns: Vec<Rational> = owns.into_iter().collect();
    let rewards = rewards(&winning, &owns)?;
    let worth = winning.slope.integral();
    let at = |report, bound| {
        let value = |own: &Rational| Ok(winning.bound(report, bound, own, Place::Point)?.at(bound, own));
        owns.iter().map(value).collect::<Result<Vec<Rational>, NoClosedForm>>()
    };
    let least = at(Report::Favourable, Bound::Lower)?;
    let most = at(Report::Unfavourable, Bound::Upper)?;
    let worths: Vec<Rational> = owns.iter().map(|own| worth.at(own)).collect();
    let gain = |s: usize, t: usize| {
        let (report, chance) =
            if t < s { (Report::Favourable, &least[t]) } else { (Report::Unfavourable, &most[t]) };
        let won = (&worths[s] - &worths[t]) * chance;
        // Rewards are sums over the same cells: their difference has the difference of the bounds.
        let (lower, upper) = (&rewards[t].0 - &rewards[s].0, &rewards[t].1 - &rewards[s].1);
        let (lower, upper) = if lower <= upper { (lower, upper) } else { (upper, lower) };
        Misreport { reported: owns[t].clone(), report, gain: (lower + &won, upper + &won) }
    };
    let row = |s: usize| SchemeRow {
        own: owns[s].clone(),
        reward: rewards[s].clone(),
        least_favourable: least[s].clone(),
        most_unfavourable: most[s].clone(),
        best: (0..owns.len())
            .filter(|t| *t != s)
            .map(|t| gain(s, t))
            .reduce(|known, next| if next.gain.1 > known.gain.1 { next } else { known }),
    };
    Ok(Scheme { bidder, rows: (0..owns.len()).map(row).collect() })
}
