//! The most and the least favourable reports (SONG section 4.2).
//!
//! A bidder whose own index is s may have any signal of e(s) = {x in the box : Σ_k a_k x_k = s}. Its value depends on s alone; what it
//! reports within e(s) moves only what others think the object is worth to them. The *favourable* report s̲ has every component that
//! matters to others as low as possible, the *unfavourable* one s̄ as high as possible.
//!
//! At most one component c that matters to others counts in the own index (otherwise e(s) is no sublattice). With a its weight and P the
//! range of the rest of the index, c can be anything between max(c_min, (s − max P)/a) and min(c_max, (s − min P)/a) for a > 0, the other
//! way round for a < 0; all other components that matter to others are free. So the bounds are continuous, linear on at most three pieces, and
//! their slopes are 0 or 1/a: Lipschitz continuous with the constant 1/|a|.
//!
//! Where orders cut a space out of the box, the bounds are envelopes of the vertices (see [`super::space`]); an auction is made only if all components that
//! matter to others are extreme together.

use super::polynomial::Polynomial;
use super::space::Space;
use super::univariate::Univariate;
use super::variable::{SignalId, Variable};
use super::{Auction, Bidder};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeSet;

/// One of the two extreme reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// s̲: wins whenever another report of e(s) does.
    Favourable,
    /// s̄: wins only when all others of e(s) do.
    Unfavourable,
}

/// A component that matters to others as a linear function of the own index, on one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedComponent {
    /// Which component.
    pub component: usize,
    /// Its value as a function of the own index s.
    pub value: Univariate,
}

impl ReportedComponent {
    /// The bidder's signal, and the part of its value that is at most linear in the own index.
    pub(super) fn line(&self, bidder: AgentId) -> (Variable, Polynomial) {
        let own = Polynomial::variable(Variable::Own(bidder)).scaled(&self.value.coefficient(1));
        let signal = SignalId { bidder, component: self.component };
        (Variable::Signal(signal), own.plus(&Polynomial::constant(self.value.coefficient(0))))
    }
}

impl Auction {
    /// Where the extreme reports of a bidder stop being linear in the own index, with both ends of the index's range, increasing.
    pub fn report_kinks(&self, agent: AgentId) -> Vec<Rational> {
        if let Some(space) = self.space(agent) {
            return space.indices(&self.bidder(agent).own);
        }
        let (low, high) = self.own_range(agent);
        let mut kinks = BTreeSet::from([low.clone(), high.clone()]);
        if let Some((component, weight, (rest_low, rest_high))) = self.counted_component(agent) {
            let signal = &self.bidder(agent).signals[component];
            for end in [&signal.low, &signal.high] {
                for rest in [&rest_low, &rest_high] {
                    kinks.insert(&weight * end + rest);
                }
            }
        }
        kinks.into_iter().filter(|kink| low <= *kink && *kink <= high).collect()
    }

    /// The component that matters to others and counts in the own index, its weight, and the range of the rest of the index.
    fn counted_component(&self, agent: AgentId) -> Option<(usize, Rational, (Rational, Rational))> {
        let bidder = self.bidder(agent);
        let component =
            self.public_components(agent).into_iter().find(|component| !bidder.own[*component].is_zero())?;
        let rest = bidder.index_range((0..bidder.signals.len()).filter(|other| *other != component));
        Some((component, bidder.own[component].clone(), rest))
    }

    /// An extreme report near an own index: every component that matters to others, as a function of the index that is right on the
    /// whole piece between two kinks in which `near` lies.
    pub fn reported(&self, agent: AgentId, report: Report, near: &Rational) -> Vec<ReportedComponent> {
        let bidder = self.bidder(agent);
        let public = self.public_components(agent);
        if let Some(space) = self.space(agent) {
            return reported_in(space, bidder, &public, report, near);
        }
        let counted = self.counted_component(agent);
        let value = |component: usize| {
            let signal = &bidder.signals[component];
            let free = match report {
                Report::Favourable => Univariate::constant(signal.low.clone()),
                Report::Unfavourable => Univariate::constant(signal.high.clone()),
            };
            let Some((_, weight, (rest_low, rest_high))) =
                counted.as_ref().filter(|(known, ..)| *known == component)
            else {
                return free;
            };
            // c = (s − rest)/a is least for the largest rest when a > 0.
            let is_upwards = *weight > Rational::ZERO;
            let rest = if (report == Report::Favourable) == is_upwards { rest_high } else { rest_low };
            let tied = Univariate::new(vec![-(rest / weight), Rational::ONE / weight]);
            let is_tied = match report {
                Report::Favourable => tied.at(near) > free.at(near),
                Report::Unfavourable => tied.at(near) < free.at(near),
            };
            if is_tied { tied } else { free }
        };
        public.into_iter().map(|component| ReportedComponent { component, value: value(component) }).collect()
    }

    /// A whole signal with this own index and the extreme report's components that matter to others; the others are filled up in order.
    /// `None` when the index is out of range.
    pub fn extreme_signal(&self, agent: AgentId, report: Report, own: &Rational) -> Option<Vec<Rational>> {
        let bidder = self.bidder(agent);
        let (low, high) = self.own_range(agent);
        if *own < low || *own > high {
            return None;
        }
        if let Some(space) = self.space(agent) {
            let public = self.public_components(agent);
            let weight = |place| if public.contains(&place) { Rational::ONE } else { Rational::ZERO };
            let weights: Vec<Rational> = (0..bidder.signals.len()).map(weight).collect();
            return space.extreme(&bidder.own, &weights, report, own);
        }
        let mut signal: Vec<Option<Rational>> = vec![None; bidder.signals.len()];
        for reported in self.reported(agent, report, own) {
            signal[reported.component] = Some(reported.value.at(own));
        }
        let fixed = signal.iter().zip(&bidder.own).filter_map(|(value, weight)| Some(value.as_ref()? * weight));
        let mut left = own - fixed.fold(Rational::ZERO, |sum, part| sum + part);
        let open: Vec<usize> = (0..signal.len()).filter(|place| signal[*place].is_none()).collect();
        let (least, _) = bidder.index_range(open.iter().copied());
        left -= least;
        for place in open {
            let (weight, range) = (&bidder.own[place], &bidder.signals[place]);
            let size = if *weight < Rational::ZERO { -weight.clone() } else { weight.clone() };
            let room = &size * (&range.high - &range.low);
            let taken = if left < room { left.clone() } else { room };
            left -= &taken;
            signal[place] = Some(if weight.is_zero() {
                range.low.clone()
            } else if *weight > Rational::ZERO {
                &range.low + taken / size
            } else {
                &range.high - taken / size
            });
        }
        signal.into_iter().collect()
    }
}

/// An extreme report where the signal space is no box: each component that matters to others is linear between two neighbouring own indices of vertices,
/// and all are extreme together.
fn reported_in(
    space: &Space,
    bidder: &Bidder,
    public: &[usize],
    report: Report,
    near: &Rational,
) -> Vec<ReportedComponent> {
    let kinks = space.indices(&bidder.own);
    let place = kinks.partition_point(|kink| kink <= near).clamp(1, kinks.len().max(2) - 1);
    let (Some(low), Some(high)) = (kinks.get(place - 1), kinks.get(place)) else { return Vec::new() };
    let value = |component: usize| {
        let weights: Vec<Rational> =
            (0..bidder.signals.len()).map(|k| Rational::from(usize::from(k == component))).collect();
        let at = |index| Some(space.extreme(&bidder.own, &weights, report, index)?[component].clone());
        let (from, to) = (at(low)?, at(high)?);
        let slope = (to - &from) / (high - low);
        Some(Univariate::new(vec![from - &slope * low, slope]))
    };
    let known = public
        .iter()
        .filter_map(|component| Some(ReportedComponent { component: *component, value: value(*component)? }));
    known.collect()
}
