//! A social choice set back into TOML.

use super::keys;
use super::write::{key, number, push_rows, quoted};
use ambimech_model::environment::Environment;
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::SocialChoice;
use std::fmt::Write as _;

/// The tables `[choices.NAME]` of these functions on an environment, for the end of a file.
pub fn render_choices_toml(environment: &Environment, choices: &[SocialChoice]) -> String {
    let mut text = String::new();
    for choice in choices {
        let _ = write!(text, "\n[{}.{}]\n", keys::CHOICES, key(&choice.name));
        let lottery = |profile| choice.at(profile).clone();
        push_rows(&mut text, environment, &lottery, &|lottery| lottery_toml(environment, lottery));
    }
    text
}

fn lottery_toml(environment: &Environment, lottery: &Lottery) -> String {
    if let Some(outcome) = lottery.sure_outcome() {
        return quoted(environment.outcome_name(outcome));
    }
    let parts = lottery.parts().iter();
    let parts =
        parts.map(|(outcome, share)| format!("{} = {}", key(environment.outcome_name(*outcome)), number(share)));
    format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
}
