//! Lotteries over outcomes with exact probabilities: the elements of A = Δ(X) (THESIS sections 2.2 and 3.2).

use crate::index::OutcomeId;
use crate::number::Rational;
use std::fmt;

/// A lottery over outcomes: positive probabilities that add up to 1, in outcome order, each outcome once.
///
/// Two lotteries are equal when they give every outcome the same probability.
///
/// # Examples
/// ```
/// use ambimech_model::index::OutcomeId;
/// use ambimech_model::lottery::Lottery;
/// use ambimech_model::number::Rational;
/// let half = || Rational::from_parts(1.into(), 2u8.into());
/// let coin = Lottery::new(vec![(OutcomeId(3), half()), (OutcomeId(0), half())]).unwrap();
/// assert_eq!(coin.expected(|outcome| Rational::from(outcome.0)), Rational::from_parts(3.into(), 2u8.into()));
/// assert!(Lottery::new(vec![(OutcomeId(0), half())]).is_err());
/// assert_eq!(Lottery::sure(OutcomeId(1)).sure_outcome(), Some(OutcomeId(1)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lottery {
    parts: Vec<(OutcomeId, Rational)>,
}

/// Why numbers are not the probabilities of a lottery.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LotteryError {
    /// This outcome has a negative probability.
    Negative(OutcomeId, Rational),
    /// The probabilities add up to something else than 1.
    Sum(Rational),
}

impl fmt::Display for LotteryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LotteryError::Negative(outcome, found) => {
                write!(f, "probability {found} of outcome number {}", outcome.0 + 1)
            }
            LotteryError::Sum(sum) => write!(f, "probabilities that add up to {sum}"),
        }
    }
}

impl std::error::Error for LotteryError {}

impl Lottery {
    /// The lottery with these probabilities, in any order. Probabilities of an outcome that is named more than once are added up, and
    /// outcomes with probability 0 are left out.
    ///
    /// # Errors
    /// A negative probability, or a sum other than 1.
    pub fn new(mut parts: Vec<(OutcomeId, Rational)>) -> Result<Lottery, LotteryError> {
        parts.sort_by_key(|(outcome, _)| *outcome);
        let mut merged: Vec<(OutcomeId, Rational)> = Vec::with_capacity(parts.len());
        let mut sum = Rational::ZERO;
        for (outcome, probability) in parts {
            if probability < Rational::ZERO {
                return Err(LotteryError::Negative(outcome, probability));
            }
            sum += &probability;
            match merged.last_mut() {
                Some((known, total)) if *known == outcome => *total += probability,
                _ => merged.push((outcome, probability)),
            }
        }
        if !sum.is_one() {
            return Err(LotteryError::Sum(sum));
        }
        merged.retain(|(_, probability)| !probability.is_zero());
        Ok(Lottery { parts: merged })
    }

    /// The lottery that gives one outcome for sure.
    pub fn sure(outcome: OutcomeId) -> Lottery {
        Lottery { parts: vec![(outcome, Rational::ONE)] }
    }

    /// The compound lottery that plays each of these lotteries with the probability beside it.
    ///
    /// # Errors
    /// As [`Lottery::new`], for the probabilities of the lotteries.
    pub fn mixture<'l>(parts: impl IntoIterator<Item = (&'l Lottery, Rational)>) -> Result<Lottery, LotteryError> {
        let mut flat = Vec::new();
        for (lottery, weight) in parts {
            flat.extend(lottery.parts.iter().map(|(outcome, probability)| (*outcome, probability * &weight)));
        }
        Lottery::new(flat)
    }

    /// The outcomes with positive probability and their probabilities, in outcome order.
    pub fn parts(&self) -> &[(OutcomeId, Rational)] {
        &self.parts
    }

    /// The probability of an outcome; 0 for one that is not among [`Lottery::parts`].
    pub fn probability(&self, outcome: OutcomeId) -> Rational {
        match self.parts.binary_search_by_key(&outcome, |(known, _)| *known) {
            Ok(place) => self.parts[place].1.clone(),
            Err(_) => Rational::ZERO,
        }
    }

    /// The outcome that is certain, if there is one.
    pub fn sure_outcome(&self) -> Option<OutcomeId> {
        match self.parts.as_slice() {
            [(outcome, _)] => Some(*outcome),
            _ => None,
        }
    }

    /// Whether every outcome is one of the first `outcomes`.
    pub fn fits(&self, outcomes: usize) -> bool {
        self.parts.last().is_none_or(|(last, _)| last.0 < outcomes)
    }

    /// Σ_x probability(x)·value(x): the expected payoff when `value` is the payoff of each outcome.
    pub fn expected(&self, mut value: impl FnMut(OutcomeId) -> Rational) -> Rational {
        let mut total = Rational::ZERO;
        for (outcome, probability) in &self.parts {
            total += value(*outcome) * probability;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn third(n: i32) -> Rational {
        Rational::from_parts(n.into(), 3u8.into())
    }

    #[test]
    fn parts_are_sorted_merged_and_positive() {
        let parts = vec![
            (OutcomeId(2), third(1)),
            (OutcomeId(0), third(0)),
            (OutcomeId(1), third(1)),
            (OutcomeId(2), third(1)),
        ];
        let lottery = Lottery::new(parts).unwrap();
        assert_eq!(lottery.parts(), [(OutcomeId(1), third(1)), (OutcomeId(2), third(2))]);
        assert_eq!(lottery.probability(OutcomeId(0)), Rational::ZERO);
        assert!(lottery.fits(3) && !lottery.fits(2));
        assert_eq!(lottery.sure_outcome(), None);
    }

    #[test]
    fn numbers_that_are_no_probabilities_are_refused() {
        assert_eq!(Lottery::new(Vec::new()), Err(LotteryError::Sum(Rational::ZERO)));
        let negative = vec![(OutcomeId(0), third(4)), (OutcomeId(1), third(-1))];
        assert_eq!(Lottery::new(negative), Err(LotteryError::Negative(OutcomeId(1), third(-1))));
    }

    #[test]
    fn a_mixture_of_lotteries_is_a_lottery() {
        let coin = Lottery::new(vec![(OutcomeId(0), third(1)), (OutcomeId(1), third(2))]).unwrap();
        let sure = Lottery::sure(OutcomeId(1));
        let mixed = Lottery::mixture([(&coin, third(1)), (&sure, third(2))]).unwrap();
        assert_eq!(mixed.probability(OutcomeId(0)), Rational::from_parts(1.into(), 9u8.into()));
        assert!(Lottery::mixture([(&coin, third(1))]).is_err());
    }
}
