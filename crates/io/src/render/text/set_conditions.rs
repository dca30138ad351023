//! Conditions under sets of beliefs with their reasons.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::sentence::set_condition::reasons;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::condition::Condition;
use ambimech_model::set_condition::{SET_CONDITIONS, SetConditionAnswer};

/// The verdict line and the table, as for one belief of every type; with a word about the other conditions if `all` that have a meaning were asked.
pub fn render_set_conditions(
    environment: &AmbiguousEnvironment,
    answers: &[(Condition, SetConditionAnswer)],
    all: bool,
    page: Page,
) -> String {
    let named = |word: &str| -> Vec<&str> {
        let those = answers.iter().filter(|(_, answer)| answer.word() == word);
        those.map(|(condition, _)| condition.name()).collect()
    };
    let (failing, open) = (named("fails"), named("undecided"));
    let first = match (failing.is_empty(), open.is_empty()) {
        (false, _) => format!("fails: {}", failing.join(", ")),
        (true, false) => format!("undecided: {}", open.join(", ")),
        (true, true) => "holds".to_string(),
    };
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for (condition, answer) in answers {
        for (place, reason) in reasons(environment, *condition, answer).into_iter().take(page.rows).enumerate() {
            let (name, word) = if place == 0 { (condition.name(), answer.word()) } else { ("", "") };
            table.row(vec![name.to_string(), word.to_string(), reason]);
        }
    }
    let mut text = format!("{first}\n\n{}", table.render(0, page.width));
    if all {
        let others = Condition::ALL.into_iter().filter(|condition| !SET_CONDITIONS.contains(condition));
        let others: Vec<&str> = others.map(Condition::name).collect();
        let words = format!("About one belief of every type, and so not asked here: {}.", others.join(", "));
        text.push_str(&format!("\n{}", paragraph(&words, 0, page.width)));
    }
    text
}
