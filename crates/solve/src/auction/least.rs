//! The least parameter of a family of sets of beliefs with Minimal Ambiguity.
//!
//! From a parameter that is too little the search goes to the root of the slack at the own index where it is least: every parameter below that root
//! is too little too, because the slack at a fixed own index never falls in the parameter. Where polynomials are affine in the parameter the root is
//! exact, and since the slack is least at an end of a piece more often than not, a few rounds end at the least parameter itself. Otherwise, and for
//! Prokhorov balls, the range is halved.

use super::minimum::find_minimum;
use ambimech_model::auction::Auction;
use ambimech_model::auction::ambiguity::SlackPiece;
use ambimech_model::auction::condition::Tightest;
use ambimech_model::auction::family::{Family, NoFamily, family_pieces};
use ambimech_model::auction::least::{Enough, LeastParameter, TooLittle};
use ambimech_model::auction::winning::middle;
use ambimech_model::check::{check_least_parameter, is_sharp};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// So many roots are tried.
const ROUNDS: usize = 6;
/// The range is halved until it is at most 2 to the power of minus this.
const PRECISION: usize = 20;

/// What Minimal Ambiguity says at one parameter.
enum At {
    Fails(Tightest),
    Holds(Enough),
    Open,
}

struct Search<'a> {
    auction: &'a Auction,
    bidder: AgentId,
    family: Family,
    below: Option<&'a Rational>,
}

/// The least parameter for one bidder, on own indices below a number if one is given. What the checker refuses is left out.
///
/// # Errors
/// There is no closed form, or the beliefs of the file do not have what the family is made of.
pub fn least_parameter(
    auction: &Auction,
    bidder: AgentId,
    family: Family,
    below: Option<&Rational>,
) -> Result<LeastParameter, NoFamily> {
    let search = Search { auction, bidder, family, below };
    let mut found = search.run()?;
    if check_least_parameter(auction, &found).is_err() {
        found.enough = None;
        found.too_little = None;
    }
    Ok(found)
}

impl Search<'_> {
    fn pieces(&self, parameter: &Rational) -> Result<Vec<SlackPiece>, NoFamily> {
        family_pieces(self.auction, self.bidder, self.family, parameter, self.below)
    }

    fn at(&self, parameter: &Rational) -> Result<At, NoFamily> {
        let pieces = self.pieces(parameter)?;
        Ok(match find_minimum(&pieces) {
            Some(found) if found.tightest.slack < Rational::ZERO => At::Fails(found.tightest),
            Some(found) if found.tightest.at_least >= Rational::ZERO => {
                At::Holds(Enough { parameter: parameter.clone(), cover: found.cover, sharp: None })
            }
            _ => At::Open,
        })
    }

    fn run(&self) -> Result<LeastParameter, NoFamily> {
        let mut found = LeastParameter {
            family: self.family,
            bidder: self.bidder,
            below: self.below.cloned(),
            too_little: None,
            enough: None,
        };
        // Says whether the parameter settled something.
        let ask = |parameter: Rational, found: &mut LeastParameter| -> Result<bool, NoFamily> {
            match self.at(&parameter)? {
                At::Fails(tightest) => found.too_little = Some(TooLittle { parameter, tightest }),
                At::Holds(enough) => found.enough = Some(enough),
                At::Open => return Ok(false),
            }
            Ok(true)
        };
        if !ask(Rational::ZERO, &mut found)? || found.enough.is_some() {
            return Ok(found);
        }
        for _ in 0..ROUNDS {
            let Some(less) = found.too_little.as_ref().filter(|_| self.family.is_affine()) else { break };
            match self.root(less)? {
                Some(root) if root > less.parameter && root <= Rational::ONE => {
                    if !ask(root, &mut found)? || found.enough.is_some() {
                        break;
                    }
                }
                _ => break,
            }
        }
        if found.enough.is_none() && (!ask(Rational::ONE, &mut found)? || found.enough.is_none()) {
            return Ok(found);
        }
        if self.family.is_affine() {
            self.sharpen(&mut found)?;
        }
        let tolerance = Rational::from(2).pow(-(PRECISION as isize));
        while found.exact().is_none() {
            let (Some(less), Some(enough)) = (&found.too_little, &found.enough) else { break };
            if &enough.parameter - &less.parameter <= tolerance {
                break;
            }
            if !ask(middle(&less.parameter, &enough.parameter), &mut found)? {
                break;
            }
        }
        self.sharpen(&mut found)?;
        Ok(found)
    }

    /// The least parameter at which the slack is 0 where it is least at a smaller one: polynomials are affine in the parameter.
    fn root(&self, less: &TooLittle) -> Result<Option<Rational>, NoFamily> {
        let (from, to) = (self.pieces(&less.parameter)?, self.pieces(&Rational::ONE)?);
        let number = less.tightest.piece;
        let (Some(from), Some(to)) = (from.get(number), to.get(number)) else { return Ok(None) };
        let own = &less.tightest.own;
        let width = Rational::ONE - &less.parameter;
        let roots = from.alternatives.iter().zip(&to.alternatives).filter_map(|(start, end)| {
            let each = start.iter().zip(end).map(|(start, end)| {
                let (start, end) = (start.at(own), end.at(own));
                match (start >= Rational::ZERO, end >= Rational::ZERO) {
                    (true, _) => Some(less.parameter.clone()),
                    (false, true) => Some(&less.parameter + &width * &start / (&start - &end)),
                    (false, false) => None,
                }
            });
            each.collect::<Option<Vec<_>>>()?.into_iter().max()
        });
        Ok(roots.min())
    }

    /// Looks for a place that shows that nothing less is enough.
    fn sharpen(&self, found: &mut LeastParameter) -> Result<(), NoFamily> {
        let (Some(less), Some(enough)) = (&found.too_little, &mut found.enough) else { return Ok(()) };
        let (before, here) = (self.pieces(&less.parameter)?, self.pieces(&enough.parameter)?);
        for (number, piece) in here.iter().enumerate() {
            for own in [&less.tightest.own, &piece.low, &piece.high] {
                if is_sharp(piece, &before, own) {
                    enough.sharp = Some((number, own.clone()));
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
