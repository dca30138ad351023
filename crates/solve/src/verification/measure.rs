//! By what a coalition judges its values under the rules.

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
    /// Something that is not known here as an exact number.
    Unknown,
}

impl Measure {
    /// The measure of a coalition for a mechanism with so many rules; with one rule there is nothing ambiguous.
    pub fn new(environment: &Environment, coalition: Coalition, rules: usize) -> Measure {
        match environment.attitude(coalition) {
            attitude if rules == 1 || attitude.is_worst_case() => Measure::WorstCase,
            attitude @ Attitude::Maxmin { .. } => {
                attitude.linear_weights().map_or(Measure::Unknown, Measure::Linear)
            }
            Attitude::Smooth { .. } => Measure::Unknown,
        }
    }

    /// What these values under the rules are worth; `None` when that is not known, or without a rule.
    pub fn worth(&self, values: &[Rational]) -> Option<Rational> {
        match self {
            Measure::WorstCase => values.iter().min().cloned(),
            Measure::Linear(weights) => weights.value(values),
            Measure::Unknown => None,
        }
    }
}
