//! The attitudes to ambiguity back into TOML.

use super::keys;
use super::write::{number, quoted};
use ambimech_model::environment::Environment;
use ambimech_model::preference::{Attitude, Utility};
use std::fmt::Write as _;

/// The table, at the end of a file; nothing when everybody looks at the worst case.
pub(super) fn push_attitudes(text: &mut String, environment: &Environment) {
    let attitudes = environment.attitudes();
    if attitudes.are_worst_case() {
        return;
    }
    let _ = write!(text, "\n[{}]\n", keys::ATTITUDES);
    let _ = writeln!(text, "{} = {}", quoted(keys::EVERYBODY_ELSE), attitude_toml(attitudes.usual()));
    for (coalition, attitude) in attitudes.listed() {
        let members = environment.member_labels(*coalition).join(" ");
        let _ = writeln!(text, "{} = {}", quoted(&members), attitude_toml(attitude));
    }
}

/// An attitude as it is written in an environment file.
pub fn attitude_toml(attitude: &Attitude) -> String {
    if attitude.is_worst_case() {
        return quoted(keys::ATTITUDE_KINDS[0]);
    }
    let (mut entries, epsilon) = match attitude {
        Attitude::Maxmin { alpha, epsilon } => {
            let kind = (keys::KIND, quoted(keys::ATTITUDE_KINDS[0]));
            (vec![kind, (keys::ALPHA, number(alpha))], epsilon)
        }
        Attitude::Smooth { utility, epsilon } => {
            let (word, coefficient, wealth) = match utility {
                Utility::Cara { coefficient } => (keys::UTILITIES[0], coefficient, None),
                Utility::Power { coefficient, wealth } => (keys::UTILITIES[1], coefficient, Some(wealth)),
            };
            let mut entries = vec![
                (keys::KIND, quoted(keys::ATTITUDE_KINDS[1])),
                (keys::UTILITY, quoted(word)),
                (keys::COEFFICIENT, number(coefficient)),
            ];
            entries.extend(wealth.map(|wealth| (keys::WEALTH, number(wealth))));
            (entries, epsilon)
        }
    };
    if !epsilon.is_one() {
        entries.push((keys::EPSILON, number(epsilon)));
    }
    // A maxmin attitude with α = 1 differs from the plain word by ε alone.
    entries.retain(|(key, value)| *key != keys::ALPHA || value != "1");
    let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}
