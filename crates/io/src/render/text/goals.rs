//! Several goals side by side: which of them can be reached.

use super::table::{Align, Table};
use crate::render::number::with_decimal;
use crate::render::sentence::design::construction_name;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::{Goal, Reports};

/// One row per goal: the verdict, the largest payment and the construction.
pub fn render_goals(goals: &[(Goal, DesignAnswer)], reports: Reports) -> String {
    let mut table = Table::new(&[
        ("goal", Align::Left),
        ("verdict", Align::Left),
        ("largest payment", Align::Right),
        ("how", Align::Left),
    ]);
    for (goal, answer) in goals {
        let (verdict, largest, how) = match answer {
            DesignAnswer::Done(design) => (
                "done",
                with_decimal(&design.stakes.largest_payment.3),
                construction_name(design.construction).to_string(),
            ),
            DesignAnswer::Infeasible(_) => {
                ("infeasible", String::new(), format!("the proof: ambimech design ENV --goal {goal}"))
            }
            DesignAnswer::Undecided { .. } => {
                ("undecided", String::new(), format!("the reason: ambimech design ENV --goal {goal}"))
            }
        };
        table.row(vec![goal.to_string(), verdict.to_string(), largest, how]);
    }
    format!("Against {} reports:\n\n{}", reports.name(), table.render(2, 100))
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
