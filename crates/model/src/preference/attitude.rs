//! Attitudes to ambiguity, and which coalition has which.
//!
//! # Definition
//! Let m = |T|, mean = (1/m) Σ_t V_t, and Π^ε = {(1−ε)·uniform + ε·π : π ∈ Δ(T)} for 0 < ε ≤ 1.
//!
//! * α-maxmin over Π^ε: (1−ε)·mean + ε·(α·min_t V_t + (1−α)·max_t V_t), 0 ≤ α ≤ 1. Maxmin expected utility is α = ε = 1.
//! * Smooth over Π^ε: E\[ψ((1−ε)·mean + ε·Σ_t π_t V_t)\] with π uniform on the simplex Δ(T), and ψ increasing and strictly
//!   concave: CARA, ψ(x) = −e^{−ax}; or power, ψ(x) = (w + x)^{1−γ}/(1−γ), the logarithm at γ = 1. Below x = −w the power
//!   utility is taken to be −∞, its closed concave extension.
//!
//! With one rule nothing is ambiguous, and whatever the attitude, values are compared as they are. With several, a coalition
//! whose on-path utility is −∞ is not said to prefer the truth: incentive compatibility asks that it be finite.
//!
//! # Source
//! CPAM 5.2; MDAT 6.3; Gilboa and Schmeidler (1989), Ghirardato and Marinacci (2002), Klibanoff, Marinacci and Mukerji (2005).

use crate::coalition::{Coalition, Pattern};
use crate::number::Rational;
use std::fmt;

/// The utility ψ of the smooth model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Utility {
    /// ψ(x) = −e^{−ax}: constant absolute ambiguity aversion.
    Cara {
        /// a > 0, per unit of money.
        coefficient: Rational,
    },
    /// ψ(x) = (w + x)^{1−γ}/(1−γ), ln(w + x) at γ = 1: constant relative ambiguity aversion.
    Power {
        /// γ > 0.
        coefficient: Rational,
        /// w > 0, what the coalition owns besides, in money.
        wealth: Rational,
    },
}

/// How a coalition looks at its values under the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attitude {
    /// α-maxmin over Π^ε.
    Maxmin {
        /// α, the weight of the worst case against the best case; from 0 to 1.
        alpha: Rational,
        /// ε, from above 0 to 1.
        epsilon: Rational,
    },
    /// Smooth, with the uniform second-order belief on Π^ε.
    Smooth {
        /// ψ.
        utility: Utility,
        /// ε, from above 0 to 1.
        epsilon: Rational,
    },
}

/// Why numbers do not make an attitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttitudeError {
    /// α is not between 0 and 1.
    Alpha,
    /// ε is not above 0 and at most 1.
    Epsilon,
    /// The coefficient of ψ is not positive.
    Coefficient,
    /// The wealth is not positive.
    Wealth,
}

impl fmt::Display for AttitudeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AttitudeError::Alpha => "alpha must be between 0 and 1",
            AttitudeError::Epsilon => "epsilon must be above 0 and at most 1",
            AttitudeError::Coefficient => "the coefficient must be positive",
            AttitudeError::Wealth => "the wealth must be positive",
        })
    }
}

impl std::error::Error for AttitudeError {}

impl Attitude {
    /// Maxmin expected utility: the worst case over T.
    pub const MAXMIN: Attitude = Attitude::Maxmin { alpha: Rational::ONE, epsilon: Rational::ONE };

    /// Whether only the worst case counts.
    pub fn is_worst_case(&self) -> bool {
        matches!(self, Attitude::Maxmin { alpha, epsilon } if alpha.is_one() && epsilon.is_one())
    }

    /// The ε of an attitude that is the worst case over Π^ε (α = 1); `None` for all others.
    pub fn contamination(&self) -> Option<&Rational> {
        match self {
            Attitude::Maxmin { alpha, epsilon } if alpha.is_one() => Some(epsilon),
            _ => None,
        }
    }

    /// Whether no values are worth more than their mean, and only constant ones as much: α = 1 (min V < mean V unless V is
    /// constant), and the smooth ones, where certainty equivalents are meant (Jensen; the mean of π is uniform).
    pub fn is_averse(&self) -> bool {
        match self {
            Attitude::Maxmin { .. } => self.contamination().is_some(),
            Attitude::Smooth { .. } => true,
        }
    }

    /// Whether adding a number to the values under all rules adds it to what they are worth: α-maxmin, and the certainty
    /// equivalent of CARA.
    pub fn is_translation_invariant(&self) -> bool {
        !matches!(self, Attitude::Smooth { utility: Utility::Power { .. }, .. })
    }

    /// Accepts an attitude whose numbers are in range.
    ///
    /// # Errors
    /// The number that is not.
    pub fn checked(self) -> Result<Attitude, AttitudeError> {
        let epsilon = match &self {
            Attitude::Maxmin { alpha, epsilon } => {
                if *alpha < Rational::ZERO || *alpha > Rational::ONE {
                    return Err(AttitudeError::Alpha);
                }
                epsilon
            }
            Attitude::Smooth { utility, epsilon } => {
                let (Utility::Cara { coefficient } | Utility::Power { coefficient, .. }) = utility;
                if *coefficient <= Rational::ZERO {
                    return Err(AttitudeError::Coefficient);
                }
                if matches!(utility, Utility::Power { wealth, .. } if *wealth <= Rational::ZERO) {
                    return Err(AttitudeError::Wealth);
                }
                epsilon
            }
        };
        if *epsilon <= Rational::ZERO || *epsilon > Rational::ONE {
            return Err(AttitudeError::Epsilon);
        }
        Ok(self)
    }
}

/// The attitude of every coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attitudes {
    usual: Attitude,
    /// In coalition order, each coalition once, none with the usual attitude.
    listed: Vec<(Coalition, Attitude)>,
}

impl Default for Attitudes {
    /// Everybody looks at the worst case.
    fn default() -> Attitudes {
        Attitudes { usual: Attitude::MAXMIN, listed: Vec::new() }
    }
}

impl Attitudes {
    /// Some coalitions' own attitudes, and the attitude of all others. Of two entries for one coalition the first counts.
    ///
    /// # Errors
    /// The first number out of range.
    pub fn new(usual: Attitude, listed: Vec<(Coalition, Attitude)>) -> Result<Attitudes, AttitudeError> {
        let usual = usual.checked()?;
        let mut listed: Vec<(Coalition, Attitude)> = listed
            .into_iter()
            .map(|(coalition, attitude)| Ok((coalition, attitude.checked()?)))
            .collect::<Result<_, AttitudeError>>()?;
        listed.sort_by_key(|(coalition, _)| *coalition);
        listed.dedup_by_key(|(coalition, _)| *coalition);
        listed.retain(|(_, attitude)| *attitude != usual);
        Ok(Attitudes { usual, listed })
    }

    /// The same, without entries for coalitions that cannot form.
    pub(crate) fn among(mut self, pattern: &Pattern) -> Attitudes {
        self.listed.retain(|(coalition, _)| coalition.len() == 1 || pattern.contains(*coalition));
        self
    }

    /// The attitude of a coalition.
    pub fn of(&self, coalition: Coalition) -> &Attitude {
        match self.listed.binary_search_by_key(&coalition, |(listed, _)| *listed) {
            Ok(place) => &self.listed[place].1,
            Err(_) => &self.usual,
        }
    }

    /// The attitude of all coalitions that are not listed.
    pub fn usual(&self) -> &Attitude {
        &self.usual
    }

    /// The coalitions with another attitude than the usual one, in order.
    pub fn listed(&self) -> &[(Coalition, Attitude)] {
        &self.listed
    }

    /// Whether everybody looks at the worst case, as in all of the papers' main results.
    pub fn are_worst_case(&self) -> bool {
        self.usual.is_worst_case() && self.listed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::AgentId;

    #[test]
    fn numbers_out_of_range_are_refused() {
        let half = Rational::from(1) / Rational::from(2);
        let maxmin = |alpha: &Rational, epsilon: &Rational| {
            Attitude::Maxmin { alpha: alpha.clone(), epsilon: epsilon.clone() }.checked()
        };
        assert!(maxmin(&Rational::ZERO, &half).is_ok());
        assert_eq!(maxmin(&Rational::from(2), &half), Err(AttitudeError::Alpha));
        assert_eq!(maxmin(&half, &Rational::ZERO), Err(AttitudeError::Epsilon));
        let cara = Utility::Cara { coefficient: Rational::ZERO };
        let smooth = |utility| Attitude::Smooth { utility, epsilon: Rational::ONE }.checked();
        assert_eq!(smooth(cara), Err(AttitudeError::Coefficient));
        let poor = Utility::Power { coefficient: half, wealth: Rational::ZERO };
        assert_eq!(smooth(poor), Err(AttitudeError::Wealth));
    }

    #[test]
    fn a_coalition_without_an_entry_has_the_usual_attitude() {
        let pair: Coalition = [AgentId(0), AgentId(1)].into_iter().collect();
        let seeking = Attitude::Maxmin { alpha: Rational::ZERO, epsilon: Rational::ONE };
        let attitudes = Attitudes::new(
            Attitude::MAXMIN,
            vec![(pair, seeking.clone()), (Coalition::single(AgentId(1)), Attitude::MAXMIN)],
        );
        let attitudes = attitudes.unwrap();
        assert_eq!(attitudes.listed().len(), 1);
        assert_eq!(attitudes.of(pair), &seeking);
        assert!(attitudes.of(Coalition::single(AgentId(0))).is_worst_case());
        assert!(!attitudes.are_worst_case());
        assert!(Attitudes::default().are_worst_case());
    }
}
