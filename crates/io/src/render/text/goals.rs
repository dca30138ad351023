//! Several goals side by side: which of them can be reached.

use super::table::{Align, Table};
use crate::render::number::with_decimal;
use crate::render::sentence::design::{construction_name, decision_word};
use ambimech_model::answer::GoalAnswers;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::{Goal, Reports};

/// One row per goal: what one rule and what several can do, the largest payment and the construction of the latter.
pub fn render_goals(goals: &[GoalAnswers], reports: Reports) -> String {
    let mut table = Table::new(&[
        ("goal", Align::Left),
        ("one rule", Align::Left),
        ("several rules", Align::Left),
        ("largest payment", Align::Right),
        ("how", Align::Left),
    ]);
    for GoalAnswers { goal, simple, ambiguous } in goals {
        let (largest, how) = match ambiguous {
            DesignAnswer::Done(design) => {
                (with_decimal(&design.stakes.largest_payment.3), construction_name(design.construction))
            }
            _ => (String::new(), ""),
        };
        let words = [decision_word(simple), decision_word(ambiguous)].map(ToString::to_string);
        let [one, several] = words;
        table.row(vec![goal.to_string(), one, several, largest, how.to_string()]);
    }
    format!(
        "Against {} reports:\n\n{}\nA mechanism or a proof for each: ambimech decide ENV --goal GOAL --mechanism simple|ambiguous\n\
         Largest payments are those of the construction named; other mechanisms may need less.\n",
        reports.name(),
        table.render(2, 100)
    )
}

/// What can still be done where a goal is out of reach, under its heading.
pub fn render_reachable(reachable: &[Goal]) -> String {
    let mut text = "What can still be done\n\n".to_string();
    if reachable.is_empty() {
        text.push_str("  no other goal has a closed-form design here\n");
    }
    for goal in reachable {
        let properties: Vec<&str> = goal.properties().iter().map(|property| property.name()).collect();
        text.push_str(&format!("  --goal {goal}   ({})\n", properties.join(", ")));
    }
    text
}
