//! Smallest scales as a CSV table, one row for each attitude, with exact numbers.

use super::csv_row::push_row;
use crate::render::name;
use crate::render::number::{exact, significant};
use crate::render::sentence::scale::{misreport, scale_word};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Utility};
use ambimech_model::scale::{ScaleAnswer, ScaleTable};

const HEADER: [&str; 13] = [
    "attitude",
    "alpha",
    "coefficient",
    "wealth",
    "epsilon",
    "verdict",
    "scale",
    "scale-decimal",
    "more-than",
    "largest-payment",
    "coalition",
    "types",
    "misreport",
];

/// The table. A number that an attitude does not have is empty; `more-than` is empty where the scale is exactly the smallest.
pub fn scales_csv(environment: &Environment, table: &ScaleTable) -> String {
    let mut text = String::new();
    push_row(&mut text, HEADER);
    for row in &table.rows {
        let mut fields: Vec<String> = match &row.attitude {
            None => vec!["own".to_string(), String::new(), String::new(), String::new(), String::new()],
            Some(Attitude::Maxmin { alpha, epsilon }) => {
                vec!["maxmin".to_string(), exact(alpha), String::new(), String::new(), exact(epsilon)]
            }
            Some(Attitude::Smooth { utility, epsilon }) => {
                let (kind, coefficient, wealth) = match utility {
                    Utility::Cara { coefficient } => ("cara", coefficient, String::new()),
                    Utility::Power { coefficient, wealth } => ("power", coefficient, exact(wealth)),
                };
                vec![kind.to_string(), String::new(), exact(coefficient), wealth, exact(epsilon)]
            }
        };
        fields.push(scale_word(&row.answer).to_string());
        let near = |number: &Rational| significant(number, 6);
        let (numbers, found) = match &row.answer {
            ScaleAnswer::Found { scale, binding, largest_payment } => {
                let low = if scale.is_exact() { String::new() } else { exact(&scale.low) };
                (vec![exact(&scale.high), near(&scale.high), low, exact(largest_payment)], Some(binding))
            }
            ScaleAnswer::NotNeeded => (vec!["0".to_string(), "0".to_string(), String::new(), String::new()], None),
            ScaleAnswer::Never(never) => (vec![String::new(); 4], Some(&never.misreport)),
            ScaleAnswer::Unsettled => (vec![String::new(); 4], None),
        };
        fields.extend(numbers);
        match found {
            Some(found) => fields.extend([
                name::members(environment, found.coalition).join(" "),
                name::type_labels(environment, found.coalition, found.truth).join(" "),
                misreport(environment, found),
            ]),
            None => fields.extend([String::new(), String::new(), String::new()]),
        }
        push_row(&mut text, fields.iter().map(String::as_str));
    }
    text
}
