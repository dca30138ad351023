//! Checking the evidence about the least parameter of a family of sets of beliefs.

use super::auction::{AuctionRefusal, Checked, check_cover, check_tightest, require};
use crate::auction::Auction;
use crate::auction::ambiguity::SlackPiece;
use crate::auction::family::family_pieces;
use crate::auction::least::{LeastParameter, TooLittle};
use crate::number::Rational;

/// Whether the evidence proves what it says.
///
/// - Too little: the slack is negative at a point; the sets of a family are nested, so smaller parameters are too little as well.
/// - Enough: the cover.
/// - Sharp: at a place where every alternative of the slack has a polynomial that is at most 0, and negative at the smaller parameter. At a fixed
///   own index each of these polynomials is affine in the parameter for contamination and hulls, and for Prokhorov balls constant or strictly
///   increasing (a sum of F(A + t b) + t, 1 − F(A − t b) + t and constants). So it is negative for every parameter in between.
///
/// # Errors
/// The first thing that does not fit.
pub fn check_least_parameter(auction: &Auction, least: &LeastParameter) -> Checked {
    let pieces = |parameter: &Rational| {
        require(*parameter >= Rational::ZERO && *parameter <= Rational::ONE, AuctionRefusal::Number)?;
        family_pieces(auction, least.bidder, least.family, parameter, least.below.as_ref())
            .map_err(|_| AuctionRefusal::WrongKind)
    };
    let at_less = match &least.too_little {
        None => None,
        Some(TooLittle { parameter, tightest }) => {
            let found = pieces(parameter)?;
            require(tightest.slack < Rational::ZERO, AuctionRefusal::Sign)?;
            check_tightest(&found, tightest)?;
            Some(found)
        }
    };
    let Some(enough) = &least.enough else { return require(at_less.is_some(), AuctionRefusal::Gap) };
    let found = pieces(&enough.parameter)?;
    check_cover(&found, &enough.cover, &Rational::ZERO)?;
    match (&least.too_little, at_less, &enough.sharp) {
        (None, ..) => require(enough.parameter.is_zero(), AuctionRefusal::Gap),
        (Some(less), Some(at_less), sharp) => {
            require(less.parameter < enough.parameter, AuctionRefusal::Number)?;
            let Some((number, own)) = sharp else { return Ok(()) };
            let here = found.get(*number).ok_or(AuctionRefusal::Gap)?;
            require(is_sharp(here, &at_less, own), AuctionRefusal::Sign)
        }
        _ => Err(AuctionRefusal::Gap),
    }
}

/// Whether every alternative of the piece has a polynomial that is at most 0 at the own index and was negative on the same side of it before.
pub fn is_sharp(here: &SlackPiece, before: &[SlackPiece], own: &Rational) -> bool {
    if *own < here.low || *own > here.high {
        return false;
    }
    let is_same_side = |piece: &&SlackPiece| {
        if *own == here.high {
            piece.low < *own && *own <= piece.high
        } else {
            piece.low <= *own && *own < piece.high
        }
    };
    let Some(same) = before.iter().find(is_same_side) else { return false };
    same.alternatives.len() == here.alternatives.len()
        && here.alternatives.iter().zip(&same.alternatives).all(|(now, then)| {
            now.len() == then.len()
                && now
                    .iter()
                    .zip(then)
                    .any(|(now, then)| now.at(own) <= Rational::ZERO && then.at(own) < Rational::ZERO)
        })
}
