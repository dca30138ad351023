//! Scales of rules in pairs, in words.

use crate::render::name;
use crate::render::number::{cell, decimal, with_decimal};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Utility};
use ambimech_model::scale::{Misreport, NoScale, NoScaleReason, ScaleAnswer, SmallestScale};

/// Exact numbers longer than this are given by their decimal.
const LONGEST: usize = 12;

/// `found`, `not needed`, `never` or `unsettled`.
pub fn scale_word(answer: &ScaleAnswer) -> &'static str {
    match answer {
        ScaleAnswer::NotNeeded => "not needed",
        ScaleAnswer::Found { .. } => "found",
        ScaleAnswer::Never(_) => "never",
        ScaleAnswer::Unsettled => "unsettled",
    }
}

/// An attitude with its numbers as decimals where these are exact: `alpha 0.75, epsilon 1`.
pub fn attitude_numbers(attitude: Option<&Attitude>) -> String {
    let number = |number: &Rational| {
        let near = decimal(number);
        if near.is_exact { near.digits } else { cell(number, LONGEST) }
    };
    match attitude {
        None => "the environment's own".to_string(),
        Some(Attitude::Maxmin { alpha, epsilon }) => {
            format!("alpha {}, epsilon {}", number(alpha), number(epsilon))
        }
        Some(Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon }) => {
            format!("cara {}, epsilon {}", number(coefficient), number(epsilon))
        }
        Some(Attitude::Smooth { utility: Utility::Power { coefficient, wealth }, epsilon }) => {
            format!("power {}, wealth {}, epsilon {}", number(coefficient), number(wealth), number(epsilon))
        }
    }
}

/// The smallest scale: `40/3 (≈ 13.333)`, or `1.234, more than 1.233`.
pub fn smallest_scale(scale: &SmallestScale) -> String {
    if scale.is_exact() {
        return with_decimal(&scale.high);
    }
    format!("{}, more than {}", decimal(&scale.high).digits, decimal(&scale.low).digits)
}

/// `coalition {1,2} of type (H, L) reporting (L, L)`, or a mixture of reports with their probabilities.
pub fn misreport(environment: &Environment, found: &Misreport) -> String {
    let who = name::who_of_type(environment, found.coalition, found.truth);
    let types = |report| name::types(environment, found.coalition, report);
    match found.reports.as_slice() {
        [(only, _)] => format!("{who} reporting {}", types(*only)),
        several => {
            let share = |(report, share): &(_, Rational)| {
                format!("{} with probability {}", types(*report), with_decimal(share))
            };
            format!("{who} reporting {}", name::and_list(&several.iter().map(share).collect::<Vec<String>>()))
        }
    }
}

/// Why no scale is enough.
pub fn no_scale(environment: &Environment, found: &NoScale) -> String {
    let gain = with_decimal(&found.misreport.gain);
    let tempted = misreport(environment, &found.misreport);
    match found.reason {
        NoScaleReason::NotAverse => format!(
            "{tempted} gains {gain} under the base rule, and with alpha at most 1/2 the best case attracts as much as the worst case \
             deters, whatever the scale"
        ),
        NoScaleReason::AllTogether => {
            format!(
                "{tempted} gains {gain} under the base rule, and side bets among all agents are worth nothing to them together"
            )
        }
        NoScaleReason::SmallLies => format!(
            "{tempted} gains {gain} under the base rule, and a coalition with a smooth attitude that may mix its reports gains by lying \
             with a small enough probability, whatever the scale"
        ),
    }
}
