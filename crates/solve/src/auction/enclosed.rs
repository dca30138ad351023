//! Minimal Ambiguity by boxes, where there is no closed form.
//!
//! Cells of own indices are halved, the coarsest first, until the slack on each is settled. The boxes of the others' signals on a cell are cut
//! while they leave more open than a tolerance that shrinks with the cell: near the border of winning a cell of width w leaves a strip of
//! width about w open whatever the boxes, so that boxes of about that size are enough.

use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open, Point};
use ambimech_model::auction::enclosed::{EnclosedCell, Enclosing, corner};
use ambimech_model::auction::expression::Interval;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::subdivision::{Ranges, Subdivision, halved};
use ambimech_model::auction::variable::Variable;
use ambimech_model::auction::winning::middle;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use std::collections::VecDeque;

/// So many boxes are looked at in all.
const MAX_BOXES: usize = 60_000;
/// So often a cell of own indices is halved at most.
const MAX_DEPTH: u32 = 9;
/// So often a box is cut in a row at most.
const MAX_CUTS: u32 = 40;
/// Profiles of others with so many components are looked for among all corners.
const MAX_CORNERS: usize = 8;

/// Decides Minimal Ambiguity by boxes; `None` when the auction or the beliefs are of a kind that boxes are not made for.
pub fn decide_enclosed(general: &GeneralAuction, bidder: AgentId) -> Option<AuctionVerdict> {
    let enclosing = Enclosing::new(general, bidder)?;
    let mut search = Search { whole: enclosing.box_of_others().clone(), enclosing, left: MAX_BOXES };
    let mut open: VecDeque<(Interval, u32)> =
        search.enclosing.pieces().into_iter().map(|piece| (piece, 0)).collect();
    let mut settled: Vec<EnclosedCell> = Vec::new();
    let mut least: Option<Rational> = None;
    while let Some((own, depth)) = open.pop_front() {
        let cell = search.cell(&own, depth)?;
        let slack = search.enclosing.slack(&cell)?;
        if slack.1 < Rational::ZERO {
            return Some(AuctionVerdict::Fails(Fails::Enclosed(slack.1, cell)));
        }
        if slack.0 >= Rational::ZERO {
            if least.as_ref().is_none_or(|known| slack.0 < *known) {
                least = Some(slack.0);
            }
            settled.push(cell);
            continue;
        }
        if depth == MAX_DEPTH || search.left == 0 {
            return Some(AuctionVerdict::Undecided(Open::NotEnclosed { own, slack }));
        }
        let cut = middle(&own.0, &own.1);
        open.push_back(((own.0, cut.clone()), depth + 1));
        open.push_back(((cut, own.1), depth + 1));
    }
    settled.sort_by(|one, other| one.low.cmp(&other.low));
    least.map(|least| AuctionVerdict::Holds(Holds::Enclosed(least, settled)))
}

struct Search<'a> {
    enclosing: Enclosing<'a>,
    whole: Ranges,
    left: usize,
}

impl Search<'_> {
    fn cell(&mut self, own: &Interval, depth: u32) -> Option<EnclosedCell> {
        let cut = self.whole.len() as isize;
        let tolerance = Rational::from(2).pow(-cut * (depth as isize + 2));
        let size = |box_of_others: &Ranges, search: &Search<'_>, report| {
            let value = search.enclosing.box_value(own, report, box_of_others)?.value;
            Some((&value.1 - &value.0).max(Rational::ZERO))
        };
        let mut cover = |report| {
            let tolerance = &tolerance * size(&self.whole, self, report)?;
            self.cover(own, report, &self.whole.clone(), &tolerance, MAX_CUTS)
        };
        let unfavourable = cover(Report::Unfavourable)?;
        let favourable = cover(Report::Favourable)?;
        let best = self.profile(own, Report::Unfavourable);
        let worst = self.profile(own, Report::Favourable);
        Some(EnclosedCell { low: own.0.clone(), high: own.1.clone(), unfavourable, favourable, best, worst })
    }

    fn cover(
        &mut self,
        own: &Interval,
        report: Report,
        others: &Ranges,
        tolerance: &Rational,
        cuts: u32,
    ) -> Option<Subdivision> {
        if !self.enclosing.is_possible(others) {
            return Some(Subdivision::Whole);
        }
        let gap = self.enclosing.box_value(own, report, others)?.gap();
        self.left = self.left.saturating_sub(1);
        if gap <= *tolerance || cuts == 0 || self.left == 0 {
            return Some(Subdivision::Whole);
        }
        let Some(variable) = self.widest(others) else { return Some(Subdivision::Whole) };
        let (lower, upper) = halved(others, variable)?;
        let lower = self.cover(own, report, &lower, tolerance, cuts - 1)?;
        let upper = self.cover(own, report, &upper, tolerance, cuts - 1)?;
        Some(Subdivision::Cut(variable, Box::new((lower, upper))))
    }

    /// The variable whose range is the largest part of its whole range, the first of equals.
    fn widest(&self, others: &Ranges) -> Option<Variable> {
        let mut found: Option<(Variable, Rational)> = None;
        for (variable, (low, high)) in others {
            let (from, to) = self.whole.get(variable)?;
            let share = (high - low) / (to - from);
            if found.as_ref().is_none_or(|(_, known)| share > *known) {
                found = Some((*variable, share));
            }
        }
        found.map(|(variable, _)| variable)
    }

    /// The corner of the others' box that is best for the unfavourable report, or worst for the favourable one.
    fn profile(&self, own: &Interval, report: Report) -> Point {
        let count = self.whole.len();
        let masks: Vec<usize> = if count <= MAX_CORNERS { (0..1 << count).collect() } else { vec![0, usize::MAX] };
        let mut found: Option<(Point, Rational)> = None;
        for mask in masks {
            let point = corner(&self.whole, |place| mask >> place.min(usize::BITS as usize - 1) & 1 == 1);
            let Some((low, high)) = self.enclosing.at_profile(own, report, &point) else { continue };
            // The better, the larger; for the favourable report the worst is wanted.
            let merit = if report == Report::Unfavourable { low } else { -high };
            if found.as_ref().is_none_or(|(_, known)| merit > *known) {
                found = Some((point, merit));
            }
        }
        found.map(|(point, _)| point).unwrap_or_default()
    }
}
