//! The least value of Δ: branch and bound with Bernstein coefficients.
//!
//! On a cell every alternative is at least its least Bernstein coefficient, and Δ at least the best alternative's; Δ at the ends of cells bounds
//! the minimum from above. A cell is done when its bound reaches the least value known, which happens without any cutting where a polynomial has its
//! least coefficient at an end; otherwise it is cut in the middle.

use ambimech_model::auction::ambiguity::SlackPiece;
use ambimech_model::auction::condition::{SlackCell, Tightest};
use ambimech_model::auction::winning::middle;
use ambimech_model::number::Rational;

/// So many cells are looked at, divided by the degree.
const MAX_WORK: usize = 1 << 14;
/// A cell is also done when it is known within 2 to the power of minus this.
const PRECISION: usize = 24;

/// The least value and the cells that prove the bound below it, piece by piece.
pub(super) struct Minimum {
    pub tightest: Tightest,
    pub cover: Vec<Vec<SlackCell>>,
}

/// Looks for the least value over all pieces; `None` without pieces.
pub(super) fn find_minimum(pieces: &[SlackPiece]) -> Option<Minimum> {
    let mut best: Option<Tightest> = None;
    let mut look = |piece: usize, own: &Rational, slack: Rational| {
        if best.as_ref().is_none_or(|known| slack < known.slack) {
            best = Some(Tightest { piece, own: own.clone(), at_least: slack.clone(), slack });
        }
    };
    for (number, piece) in pieces.iter().enumerate() {
        for own in [&piece.low, &middle(&piece.low, &piece.high), &piece.high] {
            look(number, own, piece.at(own));
        }
    }
    let mut best = best?;
    let degree =
        pieces.iter().flat_map(|piece| piece.alternatives.iter().flatten()).map(|part| part.degree()).max();
    let mut left = MAX_WORK / (1 + degree.unwrap_or(0));
    let tolerance = Rational::from(2).pow(-(PRECISION as isize));
    let mut cover = Vec::with_capacity(pieces.len());
    let mut least: Option<Rational> = None;
    for (number, piece) in pieces.iter().enumerate() {
        let mut cells = Vec::new();
        let mut open = vec![(piece.low.clone(), piece.high.clone())];
        while let Some((low, high)) = open.pop() {
            let (alternative, bound) = bounded(piece, &low, &high)?;
            let is_settled = bound >= Rational::ZERO || best.slack < Rational::ZERO;
            let is_near = is_settled && &best.slack - &bound <= tolerance;
            if bound >= best.slack || is_near || left == 0 {
                if least.as_ref().is_none_or(|known| bound < *known) {
                    least = Some(bound);
                }
                cells.push(SlackCell { low, high, alternative });
                continue;
            }
            left -= 1;
            let cut = middle(&low, &high);
            let slack = piece.at(&cut);
            if slack < best.slack {
                best = Tightest { piece: number, own: cut.clone(), at_least: slack.clone(), slack };
            }
            open.push((cut.clone(), high));
            open.push((low, cut));
        }
        cover.push(cells);
    }
    if let Some(least) = least.filter(|least| *least < best.slack) {
        best.at_least = least;
    }
    Some(Minimum { tightest: best, cover })
}

/// The alternative with the best bound on a cell, and the bound.
fn bounded(piece: &SlackPiece, low: &Rational, high: &Rational) -> Option<(usize, Rational)> {
    let bound = |parts: &Vec<_>| {
        let bounds =
            parts.iter().map(|part: &ambimech_model::auction::univariate::Univariate| part.lower_bound(low, high));
        bounds.min()
    };
    let mut found: Option<(usize, Rational)> = None;
    for (number, parts) in piece.alternatives.iter().enumerate() {
        let Some(bound) = bound(parts) else { continue };
        if found.as_ref().is_none_or(|(_, known)| bound > *known) {
            found = Some((number, bound));
        }
    }
    found
}
