//! Families of sets of beliefs that grow with one number t from 0 to 1, and the slack of Minimal Ambiguity at each t.
//!
//! With the *centre* c of a bidder's beliefs (the density of the description; of a hull the mean of its densities):
//!
//! - contamination: (1 − t) c + t anything;
//! - Prokhorov: everything within t of c;
//! - hull: the hull of (1 − t) c + t f_k, f_k the densities of the description. With t = 0 it is c alone, with t = 1 the set of the file.
//!
//! A larger t gives a larger set in each family, so Minimal Ambiguity at t implies it at every larger number. In the first and the third family
//! probabilities of winning are affine in the belief, hence the polynomials of the slack affine in t:
//! (1 − t)(ū − w̄) + t(u_k − w_l) for a hull, with u, w the probabilities with the unfavourable and the favourable report and ū, w̄ their means.

use super::Auction;
use super::ambiguity::{SlackPiece, slack_pieces};
use super::belief::{BeliefSet, Density, Members};
use super::report::Report;
use super::univariate::Univariate;
use super::winning::{Bound, NoClosedForm, Place, Winning, middle};
use crate::index::AgentId;
use crate::number::Rational;

/// A family of sets of beliefs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Contamination of the centre.
    Contamination,
    /// Prokhorov balls around the centre.
    Prokhorov,
    /// The hull of the description, shrunk towards the mean of its densities.
    Hull,
}

impl Family {
    /// All, in the order they are shown.
    pub const ALL: [Family; 3] = [Family::Contamination, Family::Prokhorov, Family::Hull];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Family::Contamination => "contamination",
            Family::Prokhorov => "prokhorov",
            Family::Hull => "hull",
        }
    }

    /// Whether the polynomials of the slack are affine in the parameter.
    pub fn is_affine(self) -> bool {
        self != Family::Prokhorov
    }
}

/// Why a family has no slack here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFamily {
    /// The probability of winning has no closed form.
    NoClosedForm(NoClosedForm),
    /// The beliefs of the file are a hull of several densities and have no centre that is one density.
    NoCenter,
    /// The beliefs of the file are no hull of at least two densities.
    NoHull,
}

/// The slack of Minimal Ambiguity when the bidder's set of beliefs is that of the family with this parameter, on own indices below `below`.
///
/// # Errors
/// There is no closed form, or the beliefs of the file do not have what the family is made of.
pub fn family_pieces(
    auction: &Auction,
    agent: AgentId,
    family: Family,
    parameter: &Rational,
    below: Option<&Rational>,
) -> Result<Vec<SlackPiece>, NoFamily> {
    let pieces = match family {
        Family::Hull => hull_pieces(auction, agent, parameter)?,
        Family::Contamination | Family::Prokhorov => {
            let (center, members) = center(auction, agent)?;
            let beliefs = match family {
                Family::Contamination => {
                    BeliefSet::Contamination { center: center.clone(), epsilon: parameter.clone(), members }
                }
                _ => BeliefSet::Prokhorov { center: center.clone(), radius: parameter.clone(), members },
            };
            let mut changed = auction.clone();
            changed.set_beliefs(agent, beliefs);
            slack_pieces(&changed, agent).map_err(NoFamily::NoClosedForm)?
        }
    };
    let Some(below) = below else { return Ok(pieces) };
    let mut kept: Vec<SlackPiece> = pieces.into_iter().filter(|piece| piece.low < *below).collect();
    if let Some(last) = kept.last_mut().filter(|last| last.high > *below) {
        last.high = below.clone();
    }
    Ok(kept)
}

/// The centre of a bidder's beliefs, and who belongs to sets around it.
fn center(auction: &Auction, agent: AgentId) -> Result<(&Density, Members), NoFamily> {
    match &auction.bidder(agent).beliefs {
        BeliefSet::Contamination { center, members, .. } | BeliefSet::Prokhorov { center, members, .. } => {
            Ok((center, *members))
        }
        BeliefSet::Hull(densities) => match densities.as_slice() {
            [only] => Ok((only, Members::All)),
            _ => Err(NoFamily::NoCenter),
        },
    }
}

fn hull_pieces(auction: &Auction, agent: AgentId, parameter: &Rational) -> Result<Vec<SlackPiece>, NoFamily> {
    let BeliefSet::Hull(densities) = &auction.bidder(agent).beliefs else { return Err(NoFamily::NoHull) };
    if densities.len() < 2 {
        return Err(NoFamily::NoHull);
    }
    let made = || -> Result<Vec<SlackPiece>, NoClosedForm> {
        let winning = Winning::new(auction, agent)?;
        let piece = |ends: &[Rational]| {
            let near = middle(&ends[0], &ends[1]);
            let each = |report, bound| -> Result<Vec<Univariate>, NoClosedForm> {
                let level = winning.bound(report, bound, &near, Place::Piece)?;
                let shrunk = level.alternatives.concat();
                let share = Rational::ONE / Rational::from(shrunk.len());
                let mean = shrunk.iter().fold(Univariate::default(), |sum, part| sum.plus(part)).scaled(&share);
                let mean = mean.scaled(&(Rational::ONE - parameter));
                Ok(shrunk.iter().map(|part| part.scaled(parameter).plus(&mean)).collect())
            };
            let most = each(Report::Unfavourable, Bound::Upper)?;
            let least = each(Report::Favourable, Bound::Lower)?;
            let pairs = most.iter().flat_map(|u| least.iter().map(move |w| vec![u.minus(w)]));
            Ok(SlackPiece { low: ends[0].clone(), high: ends[1].clone(), alternatives: pairs.collect() })
        };
        winning.breaks()?.windows(2).map(piece).collect()
    };
    made().map_err(NoFamily::NoClosedForm)
}
