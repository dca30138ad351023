//! The attitudes that are linear in the mean, the worst and the best of the values: α-maxmin over Π^ε.
//!
//! # Properties
//! W(V) = (1−ε)·mean V + ε·(α·min V + (1−α)·max V) satisfies W(V + c) = W(V) + c and W(c, …, c) = c, and is monotone. So
//! min V ≤ W(V) ≤ max V. At α = 1 it is the worst case over Π^ε and at most mean V.

use super::Attitude;
use crate::number::Rational;

/// α-maxmin over Π^ε as three weights, none negative, that add up to 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearWeights {
    /// 1 − ε, of the mean over all rules.
    pub mean: Rational,
    /// ε·α, of the worst rule.
    pub worst: Rational,
    /// ε·(1 − α), of the best rule.
    pub best: Rational,
}

impl LinearWeights {
    /// W from the mean, the smallest and the largest value.
    pub fn combine(&self, mean: &Rational, least: &Rational, most: &Rational) -> Rational {
        &self.mean * mean + &self.worst * least + &self.best * most
    }

    /// W of the values under the rules; `None` without a rule.
    pub fn value(&self, values: &[Rational]) -> Option<Rational> {
        let (least, most) = (values.iter().min()?, values.iter().max()?);
        let mean = crate::number::sum(values) / Rational::from(values.len());
        Some(self.combine(&mean, least, most))
    }
}

impl Attitude {
    /// The three weights of an α-maxmin attitude; `None` for the smooth ones.
    pub fn linear_weights(&self) -> Option<LinearWeights> {
        match self {
            Attitude::Maxmin { alpha, epsilon } => Some(LinearWeights {
                mean: Rational::ONE - epsilon,
                worst: epsilon * alpha,
                best: epsilon * (Rational::ONE - alpha),
            }),
            Attitude::Smooth { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Rational {
        crate::number::parse_number(text).unwrap()
    }

    #[test]
    fn values_are_weighed_by_hand() {
        let values = [number("3"), number("-1"), number("1")];
        let value = |alpha, epsilon| {
            let attitude = Attitude::Maxmin { alpha: number(alpha), epsilon: number(epsilon) };
            attitude.linear_weights().unwrap().value(&values).unwrap()
        };
        assert_eq!(value("1", "1"), number("-1"));
        assert_eq!(value("0", "1"), number("3"));
        assert_eq!(value("3/4", "1"), number("0"));
        assert_eq!(value("1", "1/2"), number("0"));
        assert_eq!(value("3/4", "1/2"), number("1/2"));
        assert_eq!(Attitude::MAXMIN.linear_weights().unwrap().value(&[]), None);
    }
}
