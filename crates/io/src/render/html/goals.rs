//! All goals side by side: what a mechanism with one rule can do, and what one with several can.

use super::element::{Cell, HtmlTable, Page, badge};
use crate::render::number::with_decimal;
use crate::render::sentence::design::{construction_name, decision_word};
use ambimech_model::answer::GoalAnswers;
use ambimech_model::design::DesignAnswer;

pub(super) fn write(page: &mut Page, goals: &[GoalAnswers]) {
    if goals.is_empty() {
        return;
    }
    page.section("goals", "What can be done here");
    let columns = ["Goal", "One rule", "Several rules", "Largest payment", "How"];
    let mut table = HtmlTable::new("Goals, with an ordinary and with an ambiguous mechanism", &columns);
    for GoalAnswers { goal, simple, ambiguous } in goals {
        let (largest, how) = match ambiguous {
            DesignAnswer::Done(design) => {
                (with_decimal(&design.stakes.largest_payment.3), construction_name(design.construction))
            }
            _ => (String::new(), ""),
        };
        table.row(vec![
            Cell::Head(goal.to_string()),
            Cell::Html(badge(decision_word(simple))),
            Cell::Html(badge(decision_word(ambiguous))),
            Cell::Words(largest),
            Cell::Html(how.to_string()),
        ]);
    }
    page.table(&table);
}
