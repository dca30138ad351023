//! What ambiguity is to whom, in words.

use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Utility};

/// At most this many coalitions are told one by one.
const SHOWN: usize = 32;

/// One line for everybody, and one for each coalition with another attitude; nothing when all look at the worst case.
pub fn attitude_lines(environment: &Environment) -> Vec<String> {
    let attitudes = environment.attitudes();
    if attitudes.are_worst_case() {
        return Vec::new();
    }
    let everybody = if attitudes.listed().is_empty() { "everybody" } else { "everybody else" };
    let listed = attitudes.listed().iter().take(SHOWN);
    let mut lines: Vec<String> = listed
        .map(|(coalition, found)| format!("{}: {}", name::who(environment, *coalition), attitude(found)))
        .collect();
    if attitudes.listed().len() > SHOWN {
        lines.push(format!("and {} more coalitions", attitudes.listed().len() - SHOWN));
    }
    lines.push(format!("{everybody}: {}", attitude(attitudes.usual())));
    lines
}

/// `the worst case with weight 3/4 (0.75), the best with weight 1/4 (0.25)`.
pub fn attitude(attitude: &Attitude) -> String {
    let (words, epsilon) = match attitude {
        Attitude::Maxmin { alpha, epsilon } if alpha.is_one() => ("the worst case".to_string(), epsilon),
        Attitude::Maxmin { alpha, epsilon } if alpha.is_zero() => ("the best case".to_string(), epsilon),
        Attitude::Maxmin { alpha, epsilon } => {
            let best = Rational::ONE - alpha;
            let words = format!(
                "the worst case with weight {}, the best with weight {}",
                with_decimal(alpha),
                with_decimal(&best)
            );
            (words, epsilon)
        }
        Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon } => {
            (format!("smooth, constant absolute aversion {}", with_decimal(coefficient)), epsilon)
        }
        Attitude::Smooth { utility: Utility::Power { coefficient, wealth }, epsilon } => {
            let words = format!(
                "smooth, constant relative aversion {} with wealth {}",
                with_decimal(coefficient),
                with_decimal(wealth)
            );
            (words, epsilon)
        }
    };
    if epsilon.is_one() {
        return words;
    }
    let mean = Rational::ONE - epsilon;
    format!("the average rule with weight {}, with the rest {words}", with_decimal(&mean))
}
