//! By what a coalition judges its values under the rules.

use super::smooth::SmoothAttitude;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, LinearWeights};

/// What a coalition makes of its values under the rules of one mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// The smallest.
    WorstCase,
    /// Their α-maxmin value.
    Linear(LinearWeights),
    /// Their certainty equivalent under a smooth attitude, which is known by enclosures only.
    Smooth(SmoothAttitude),
}

impl Measure {
    /// The measure of a coalition for a mechanism with so many rules; with one rule there is nothing ambiguous.
    pub fn new(environment: &Environment, coalition: Coalition, rules: usize) -> Measure {
        match environment.attitude(coalition) {
            attitude if rules == 1 || attitude.is_worst_case() => Measure::WorstCase,
            attitude @ Attitude::Maxmin { .. } => {
                attitude.linear_weights().map_or(Measure::WorstCase, Measure::Linear)
            }
            Attitude::Smooth { utility, epsilon } => {
                Measure::Smooth(SmoothAttitude { utility: utility.clone(), epsilon: epsilon.clone() })
            }
        }
    }

    /// What these values under the rules are worth; `None` when that is no exact number, or without a rule.
    pub fn worth(&self, values: &[Rational]) -> Option<Rational> {
        match self {
            Measure::WorstCase => values.iter().min().cloned(),
            Measure::Linear(weights) => weights.value(values),
            Measure::Smooth(_) => None,
        }
    }
}
