//! Minimal Ambiguity (SONG Assumption 1), as a question about polynomials.
//!
//! With scores (see [`super::winning`]) the condition at the own index s is that the *slack*
//!
//! ```text
//! Δ(s) = max over beliefs of P(win | unfavourable report)  −  min over beliefs of P(win | favourable report)
//! ```
//!
//! is at least 0. On every open piece between two breaks it is the greatest of finitely many alternatives, each the least of finitely many
//! polynomials. At single indices ties may give another number; they do not count, because the source uses the condition only under
//! integrals over s (proofs of Lemma 4.1 and Theorems 4.1, 4.2): what is decided is Minimal Ambiguity at almost every s.

use super::Auction;
use super::belief::BeliefSet;
use super::report::Report;
use super::univariate::Univariate;
use super::winning::{Bound, Level, NoClosedForm, Place, Winning, middle};
use crate::index::AgentId;
use crate::number::Rational;

/// Δ on the open piece between two own indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlackPiece {
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// The greatest of the alternatives, each the least of its polynomials.
    pub alternatives: Vec<Vec<Univariate>>,
}

impl SlackPiece {
    /// Δ at an own index inside the piece; at its ends, the limit from inside.
    pub fn at(&self, own: &Rational) -> Rational {
        let value = |parts: &Vec<Univariate>| parts.iter().map(|part| part.at(own)).min();
        self.alternatives.iter().filter_map(value).max().unwrap_or_default()
    }

    /// Whether Δ is seen to be at most 0 on the whole piece: every alternative has a polynomial without a positive Bernstein coefficient. Where
    /// Minimal Ambiguity holds, Δ is then 0 throughout.
    pub fn is_never_positive(&self) -> bool {
        let is_at_most_zero =
            |part: &Univariate| part.scaled(&-Rational::ONE).lower_bound(&self.low, &self.high) >= Rational::ZERO;
        self.alternatives.iter().all(|parts| parts.iter().any(is_at_most_zero))
    }
}

/// What contamination needs on a piece: at s, (1 − ε) `gap`(s) ≤ ε `reach`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContaminationPiece {
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// F(win | favourable) − F(win | unfavourable) under the centre.
    pub gap: Univariate,
    /// How much more the best case of the unfavourable report wins than the worst case of the favourable one.
    pub reach: Rational,
}

/// Δ of a bidder, piece by piece.
///
/// # Errors
/// The probability of winning has no closed form.
pub fn slack_pieces(auction: &Auction, agent: AgentId) -> Result<Vec<SlackPiece>, NoClosedForm> {
    let winning = Winning::new(auction, agent)?;
    let breaks = winning.breaks()?;
    let piece = |ends: &[Rational]| {
        let near = middle(&ends[0], &ends[1]);
        let upper = winning.bound(Report::Unfavourable, Bound::Upper, &near, Place::Piece)?;
        let lower = winning.bound(Report::Favourable, Bound::Lower, &near, Place::Piece)?;
        Ok(SlackPiece { low: ends[0].clone(), high: ends[1].clone(), alternatives: difference(&upper, &lower) })
    };
    breaks.windows(2).map(piece).collect()
}

/// max_k min_m u_km − min_l max_n w_ln = max_{k,l} min_{m,n} (u_km − w_ln).
fn difference(upper: &Level, lower: &Level) -> Vec<Vec<Univariate>> {
    let pairs =
        upper.alternatives.iter().flat_map(|most| lower.alternatives.iter().map(move |least| (most, least)));
    let differences =
        pairs.map(|(most, least)| most.iter().flat_map(|u| least.iter().map(|w| u.minus(w))).collect::<Vec<_>>());
    differences.collect()
}

/// The intervals of own indices on which a bidder with Minimal Ambiguity has slack 0 throughout, neighbours joined; empty without a closed form.
pub fn tight_intervals(auction: &Auction, agent: AgentId) -> Vec<(Rational, Rational)> {
    let mut intervals: Vec<(Rational, Rational)> = Vec::new();
    for piece in slack_pieces(auction, agent).unwrap_or_default().into_iter().filter(SlackPiece::is_never_positive)
    {
        match intervals.last_mut() {
            Some((_, high)) if *high == piece.low => *high = piece.high,
            _ => intervals.push((piece.low, piece.high)),
        }
    }
    intervals
}

/// What contamination of a bidder's centre needs, piece by piece, whatever the ε of the auction; `None` when its beliefs are of another kind.
///
/// # Errors
/// The probability of winning has no closed form.
pub fn contamination_pieces(
    auction: &Auction,
    agent: AgentId,
) -> Result<Option<Vec<ContaminationPiece>>, NoClosedForm> {
    let BeliefSet::Contamination { center, members, .. } = &auction.bidder(agent).beliefs else {
        return Ok(None);
    };
    // Bounds are affine in ε: those at ε = 0 give the centre, those at ε = 1 the extremes.
    let with = |epsilon: Rational| {
        let mut changed = auction.clone();
        changed
            .set_beliefs(agent, BeliefSet::Contamination { center: center.clone(), epsilon, members: *members });
        slack_pieces(&changed, agent)
    };
    let (at_center, at_extremes) = (with(Rational::ZERO)?, with(Rational::ONE)?);
    let pieces = at_center.into_iter().zip(at_extremes).filter_map(|(plain, extreme)| {
        let only = |piece: &SlackPiece| piece.alternatives.first()?.first().cloned();
        Some(ContaminationPiece {
            gap: only(&plain)?.scaled(&-Rational::ONE),
            reach: only(&extreme)?.coefficient(0),
            low: plain.low,
            high: plain.high,
        })
    });
    Ok(Some(pieces.collect()))
}
